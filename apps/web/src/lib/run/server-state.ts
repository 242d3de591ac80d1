/** @file How a run on the server stands, as it goes over the wire, and in words. */
import { sayDuration } from "../dates.ts";

export interface ServerState {
  /** Grows with every change: the id of the event. */
  change: number;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  /** Runs before it in the queue. */
  ahead: number;
  fraction: number;
  note: string | null;
  /** Seconds of computing so far, and left by the pace so far. */
  spent: number;
  remaining: number | null;
  reason: string | null;
  /** Workers that have taken it. */
  attempt: number;
}

export function isOver({ state }: Pick<ServerState, "state">): boolean {
  return state !== "queued" && state !== "running";
}

/** «42 %, 3 seconds so far, about 4 seconds left». */
export function sayState(run: ServerState): string {
  if (run.state === "queued") {
    const again = run.attempt > 0 ? " It goes on from what was saved." : "";
    return `Waits${run.ahead === 0 ? ", and is the next" : `, ${run.ahead} ${run.ahead === 1 ? "run" : "runs"} before it`}.${again}`;
  }
  if (run.state === "running") {
    const left = run.remaining === null ? "" : `, about ${sayDuration(run.remaining)} left`;
    return `${Math.floor(run.fraction * 100)} %, ${sayDuration(run.spent)} so far${left}`;
  }
  if (run.state === "done") return `Done in ${sayDuration(run.spent)}.`;
  if (run.state === "cancelled") return "Cancelled.";
  return run.reason ?? "Failed.";
}

/** «2026-09-10 14:03:12 UTC» for an ISO time. */
export function sayMoment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
