/** @file What a page and its worker say to each other. */
import type { PresetName } from "../experiment.ts";
import type { Host, Run } from "../run.ts";
import type { Progress } from "../runner.ts";

export interface RunRequest {
  paper: string;
  experiment: string;
  preset: PresetName;
  seed: number;
  overrides: Record<string, unknown>;
  host: Host;
}

export type ToWorker = { type: "start"; request: RunRequest } | { type: "stop" };

export type FromWorker =
  | { type: "progress"; progress: Progress }
  | { type: "done"; run: Run }
  | { type: "stopped" }
  | { type: "failed"; message: string };
