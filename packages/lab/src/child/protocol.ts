/** @file What a process and the child that runs an experiment for it say to each other. */
import type { SavedState } from "../checkpoint.ts";
import type { PresetName } from "../experiment.ts";
import type { Run } from "../run.ts";
import type { Progress } from "../runner.ts";

export interface ChildRequest {
  /** The repository whose `papers/` holds the experiment. */
  root: string;
  paper: string;
  experiment: string;
  /** The version that is expected: a run of another one fails. */
  version?: number;
  preset: PresetName;
  seed: number;
  overrides: Record<string, unknown>;
}

export type ToChild =
  | { type: "start"; request: ChildRequest }
  | { type: "stop" }
  /** The answer to `load`. */
  | { type: "loaded"; saved: SavedState | undefined }
  /** The answer to `save`: the state is kept. */
  | { type: "saved" };

export type FromChild =
  | { type: "progress"; progress: Progress }
  | { type: "load"; key: string }
  | { type: "save"; key: string; saved: SavedState }
  | { type: "done"; run: Run }
  | { type: "stopped" }
  | { type: "failed"; message: string };
