/**
 * @file The life of a run on the server.
 *
 *     queued ──► running ──► done
 *        ▲          │ ├────► failed      it threw, or needed more than its budget, or was lost too often
 *        └──────────┘ └────► cancelled   its owner did not want it any more
 *      worker lost or stopped
 *
 * A run is in the hands of one worker at a time: whoever changes `queued` into `running` gets the number of the attempt, and with it alone may write.
 * A worker that is not heard of for a while loses the run to the queue, and what it says later is not listened to; so killing a worker loses
 * nothing but the time since the last saved state.
 */
import type { PresetName, Run } from "@working-papers/lab";

export type RunState = "queued" | "running" | "done" | "failed" | "cancelled";

export interface RunRequest {
  paper: string;
  experiment: string;
  experimentVersion: number;
  preset: PresetName;
  seed: number;
  /** All parameters, already checked against the experiment's schema. */
  params: Record<string, string | number | boolean>;
  /** Whether they differ from the preset's. */
  altered: boolean;
  /** The lab's `checkpointKey` of it. */
  checkpoint: string;
}

/** Who asks. */
export interface Asker {
  /** `visitor:…` or `member:…`; may cancel what it asked for. */
  owner: string;
  /** Hash of the network address, for limits. */
  origin: string;
}

export interface ServerRun extends RunRequest {
  id: string;
  state: RunState;
  owner: string;
  queued: Date;
  started: Date | null;
  ended: Date | null;
  attempt: number;
  worker: string | null;
  /** Grows with every change. */
  change: number;
  fraction: number;
  note: string | null;
  /** Seconds of computing so far, of all attempts. */
  spent: number;
  remaining: number | null;
  /** Why it failed, or why the result of one that is done cannot be read. */
  reason: string | null;
  /** Runs before it in the queue; 0 for the next one and for one that does not wait. */
  ahead: number;
  result: Run | undefined;
}

export function isOver(state: RunState): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}

/** Who may have experiments run on the server. */
export type RunsOpenTo = "off" | "members" | "everyone";

export interface RunLimits {
  /** Runs that one origin may have waiting or running. */
  perVisitor: number;
  /** Runs that may wait in all. */
  queue: number;
}

/** A wish that the site does not grant, with the reason in a sentence for its reader. */
export class RunRefused extends Error {
  override name = "RunRefused";
}
