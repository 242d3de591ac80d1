/** Optimizers as chains of transformations, with the names and defaults of Optax. */
import { add, cast, div, mul, neg, pow, sqrt, square, sub } from "../ops/index.ts";
import { lift, zerosLike } from "../ops/create.ts";
import { scalar, type Tensor } from "../tensor.ts";
import { treeMap } from "../tree.ts";
import {
  addDecayedWeights,
  chain,
  momentum,
  rateAt,
  scaleByLearningRate,
  type Optimizer,
} from "./transform.ts";
import type { Schedule } from "./schedules.ts";

export interface SgdOptions {
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** Added to the gradient as this multiple of the parameter. Default 0. */
  readonly weightDecay?: number;
}

/** Stochastic gradient descent, with heavy-ball or Nesterov momentum. */
export function sgd(
  rate: number | Schedule,
  { momentum: decay = 0, nesterov = false, weightDecay = 0 }: SgdOptions = {},
): Optimizer {
  return chain(
    ...(weightDecay ? [addDecayedWeights(weightDecay)] : []),
    ...(decay ? [momentum(decay, { nesterov })] : []),
    scaleByLearningRate(rate),
  ) as Optimizer;
}

export interface AdamState<P = unknown> {
  readonly count: Tensor;
  /** Running means of the gradient and of its square, trees like the parameters. */
  readonly mu: P;
  readonly nu: P;
}

export interface AdamOptions {
  readonly b1?: number;
  readonly b2?: number;
  readonly epsilon?: number;
}

export interface AdamWOptions extends AdamOptions {
  /** Default 1e-4. */
  readonly weightDecay?: number;
  /** Which parameters decay. Default: all. */
  readonly mask?: (param: Tensor) => boolean;
}

/**
 * Adam (Kingma and Ba, 2014). The corrections of the start are two scalars a step, sqrt(1 - b2^t) / (1 - b1^t) on the rate and
 * sqrt(1 - b2^t) on epsilon, so that each parameter takes one division: the same numbers as dividing both means first.
 */
export const adam = (rate: number | Schedule, options: AdamOptions = {}): Optimizer<AdamState> =>
  adamw(rate, { ...options, weightDecay: 0 });

/** Adam with decay applied to the parameters, not to the gradients (Loshchilov and Hutter, 2017). */
export function adamw(
  rate: number | Schedule,
  { b1 = 0.9, b2 = 0.999, epsilon = 1e-8, weightDecay = 1e-4, mask }: AdamWOptions = {},
): Optimizer<AdamState> {
  return {
    init: (params) => ({
      count: scalar(0, "int32"),
      mu: treeMap(zerosLike, params),
      nu: treeMap(zerosLike, params),
    }),
    update<P>(gradients: P, state: AdamState, params: P): [P, AdamState] {
      const count = add(state.count, 1);
      const t = cast(count, "float32");
      const correction1 = sub(1, pow(b1, t));
      const root2 = sqrt(sub(1, pow(b2, t)));
      const lr = lift(rateAt(rate, state.count))[0]!;
      const minusRate = neg(mul(div(root2, correction1), lr));
      const shift = mul(root2, epsilon);
      const mu = treeMap((g, m) => add(mul(m, b1), mul(g, 1 - b1)), gradients, state.mu);
      const nu = treeMap((g, v) => add(mul(v, b2), mul(square(g), 1 - b2)), gradients, state.nu);
      const decay = weightDecay ? mul(neg(lr), weightDecay) : undefined;
      const updates = treeMap(
        (m, v, p) => {
          const like = (s: Tensor): Tensor => cast(s, p.dtype);
          const step = mul(div(m, add(sqrt(v), like(shift))), like(minusRate));
          return decay && (!mask || mask(p)) ? add(step, mul(p, like(decay))) : step;
        },
        mu,
        nu,
        params,
      );
      return [updates, { count, mu, nu }];
    },
  };
}
