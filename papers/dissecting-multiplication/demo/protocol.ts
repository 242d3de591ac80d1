/** @file What the page and its worker say to each other. */
import type { Answer, Component, Order } from "../index.ts";

export type Request =
  /** Start a new model, whose weights are random. */
  | { readonly kind: "learn"; readonly order: Order; readonly seed: number }
  /** Use trained weights. */
  | { readonly kind: "load"; readonly order: Order; readonly file: Uint8Array }
  /** Answer this problem, now and whenever the model has changed. */
  | { readonly kind: "ask"; readonly text: string; readonly without: readonly Component[] };

export interface Progress {
  readonly step: number;
  readonly steps: number;
  /** Mean loss in nats over the last steps, by column from the units up. */
  readonly digits: readonly number[];
}

export type Report =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "ready" }
  | { readonly kind: "answer"; readonly answer: Answer }
  /** Rise of the loss in nats by subtask without the components that are knocked out. */
  | { readonly kind: "effects"; readonly nats: readonly number[] }
  | { readonly kind: "failed"; readonly message: string };
