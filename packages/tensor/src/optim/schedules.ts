/** Learning-rate schedules: functions from the step (a float32 scalar, counted from 0) to a rate, computed inside the graph. */
import { add, clip, cos, floor, less, mul, pow, sub, where, div } from "../ops/index.ts";
import type { Tensor, TensorLike } from "../tensor.ts";

export type Schedule = (step: Tensor) => TensorLike;

/** Fraction of `steps` that has passed, from 0 to 1. */
const progress = (step: Tensor, steps: number): Tensor => clip(div(step, Math.max(steps, 1)), 0, 1);

export const constant =
  (value: number): Schedule =>
  () =>
    value;

/** From `start` to `end` in equal steps, then `end`. */
export const linear =
  (start: number, end: number, steps: number): Schedule =>
  (step) =>
    add(mul(progress(step, steps), end - start), start);

/** Half a cosine from `start` to `alpha` times `start` (Loshchilov and Hutter, 2016). */
export const cosine =
  (start: number, steps: number, alpha = 0): Schedule =>
  (step) =>
    half(start, start * alpha, steps)(step);

/** `start` times `factor` to the number of whole periods of `every` steps that have passed. */
export const stepDecay =
  (start: number, factor: number, every: number): Schedule =>
  (step) =>
    mul(pow(factor, floor(div(step, every))), start);

/** One schedule until its boundary, then the next, which counts from there. */
export const join =
  (schedules: readonly Schedule[], boundaries: readonly number[]): Schedule =>
  (step) =>
    schedules.reduceRight((later: TensorLike | undefined, schedule, i) => {
      const value = schedule(i === 0 ? step : sub(step, boundaries[i - 1]!));
      return later === undefined ? value : where(less(step, boundaries[i]!), value, later);
    }, undefined)!;

/** Linear warm-up to `peak`, then a cosine down to `alpha` times it. */
export const warmupCosine = (peak: number, warmup: number, steps: number, alpha = 0): Schedule =>
  join([linear(0, peak, warmup), cosine(peak, steps - warmup, alpha)], [warmup]);

/** Half a cosine from one value to another. */
const half =
  (from: number, to: number, steps: number): Schedule =>
  (step) =>
    add(mul(add(cos(mul(progress(step, steps), Math.PI)), 1), 0.5 * (from - to)), to);

/** Up from peak/25 over 30 % of the steps and down to peak/25e4, both by half a cosine (Smith and Topin, 2017; PyTorch's OneCycleLR). */
export const oneCycle = (peak: number, steps: number): Schedule => {
  const rise = Math.round(steps * 0.3);
  return join([half(peak / 25, peak, rise), half(peak, peak / 25e4, steps - rise)], [rise]);
};
