/** @file One experiment's run in this page: started, watched, stopped. */
import type { PresetName, Progress, Provenance, Run } from "@working-papers/lab";
import type { StartedRun } from "@working-papers/lab/worker";
import { dropSavedState } from "./saved-state.ts";

export interface RunChoice {
  paper: string;
  experiment: string;
  preset: PresetName;
  seed: number;
  overrides: Record<string, unknown>;
}

/** What the server knows of the code; the browser adds what it runs on. */
export type SiteHost = Omit<Provenance, "providers" | "startedAt">;

export class RunSession {
  status = $state<"idle" | "running" | "done" | "stopped" | "failed">("idle");
  progress = $state.raw<Progress>();
  run = $state.raw<Run>();
  message = $state("");
  #started: StartedRun | undefined;
  #stopAsked = false;

  /** @param left key of a saved state that is dropped first, so that the run begins anew */
  async start(choice: RunChoice, host: SiteHost, left?: string): Promise<void> {
    this.status = "running";
    this.progress = undefined;
    this.run = undefined;
    this.#started = undefined;
    this.#stopAsked = false;
    try {
      if (left !== undefined) await dropSavedState(left);
      const { startRun } = await import("@working-papers/lab/worker");
      const request = { ...choice, host: browserHost(host) };
      this.#started = startRun(createWorker, request, (progress) => (this.progress = progress));
      // Asked while the lab was on its way.
      if (this.#stopAsked) this.#started.stop();
      this.run = await this.#started.result;
      this.status = this.run ? "done" : "stopped";
    } catch (reason) {
      this.status = "failed";
      this.message = (reason as Error).message;
    }
  }

  stop(): void {
    this.#stopAsked = true;
    this.#started?.stop();
  }
}

function createWorker(): Worker {
  return new Worker(new URL("./run.worker.ts", import.meta.url), { type: "module" });
}

function browserHost(host: SiteHost): SiteHost {
  return {
    ...host,
    runtime: navigator.userAgent,
    platform: "browser",
    processor: "not told by the browser",
    cores: navigator.hardwareConcurrency || 1,
  };
}
