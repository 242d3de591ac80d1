/** Optimizers and schedules in the terms of Optax. */
export { ema } from "./ema.ts";
export {
  adam,
  adamw,
  sgd,
  type AdamOptions,
  type AdamState,
  type AdamWOptions,
  type SgdOptions,
} from "./optimizers.ts";
export * as schedules from "./schedules.ts";
export type { Schedule } from "./schedules.ts";
export {
  addDecayedWeights,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  globalNorm,
  momentum,
  scale,
  scaleByLearningRate,
  type Optimizer,
} from "./transform.ts";
