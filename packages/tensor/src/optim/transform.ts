/**
 * Gradient transformations in the terms of Optax: an optimizer is a pair of pure functions, `init` from parameters to state and `update` from
 * gradients, state and parameters to updates and the next state. So states are trees like any other: they are saved, donated and averaged.
 */
import { add, mul, sum, square, sqrt, minimum, div, cast, neg } from "../ops/index.ts";
import type { DType } from "../dtype.ts";
import { zerosLike } from "../ops/create.ts";
import { scalar, type Tensor, type TensorLike } from "../tensor.ts";
import { treeLeaves, treeMap } from "../tree.ts";
import type { Schedule } from "./schedules.ts";

export interface Optimizer<S = unknown> {
  /** The state before the first step. */
  init(params: unknown): S;
  /** Updates to be added to the parameters, and the next state. */
  update<P>(gradients: P, state: S, params: P): [P, S];
}

/** params + updates. */
export const applyUpdates = <P>(params: P, updates: P): P => treeMap((p, u) => add(p, u), params, updates);

/** Transformations one after the other; the state is the list of theirs. */
export const chain = (...transforms: readonly Optimizer[]): Optimizer<readonly unknown[]> => ({
  init: (params) => transforms.map((t) => t.init(params)),
  update<P>(gradients: P, state: readonly unknown[], params: P): [P, readonly unknown[]] {
    let updates = gradients;
    const next = transforms.map((t, i) => {
      const [u, s] = t.update(updates, state[i], params);
      updates = u;
      return s;
    });
    return [updates, next];
  },
});

/** A transformation without a state. */
const stateless = (f: <P>(gradients: P, params: P) => P): Optimizer<null> => ({
  init: () => null,
  update: (gradients, _, params) => [f(gradients, params), null],
});

export const scale = (factor: number): Optimizer<null> =>
  stateless((gradients) => treeMap((g) => mul(g, factor), gradients));

/** The dtype that holds sums over floats of these dtypes. */
function widest(leaves: readonly Tensor[]): DType {
  const kinds = new Set(leaves.map(({ dtype }) => dtype));
  if (kinds.size === 1) return leaves[0]!.dtype;
  return kinds.has("float64") ? "float64" : "float32";
}

/** sqrt of the sum of squares over all leaves, in the widest of their dtypes. */
export function globalNorm(tree: unknown): Tensor {
  const leaves = treeLeaves(tree);
  const dtype = widest(leaves);
  return sqrt(leaves.map((x) => sum(square(cast(x, dtype)))).reduce((a, b) => add(a, b)));
}

/** Scales all gradients down together where their global norm is above `maxNorm` (Pascanu et al., 2013). */
export const clipByGlobalNorm = (maxNorm: number): Optimizer<null> =>
  stateless((gradients) => {
    const factor = minimum(div(maxNorm, globalNorm(gradients)), 1);
    return treeMap((g) => mul(g, cast(factor, g.dtype)), gradients);
  });

/** Adds weightDecay times the parameter. `mask` says of a parameter whether it decays; default all. */
export const addDecayedWeights = (weightDecay: number, mask?: (param: Tensor) => boolean): Optimizer<null> =>
  stateless((gradients, params) =>
    treeMap((g, p) => (!mask || mask(p) ? add(g, mul(p, weightDecay)) : g), gradients, params),
  );

/** Accumulates trace = gradient + decay trace; with `nesterov`, looks one step ahead. */
export const momentum = (
  decay: number,
  { nesterov = false }: { readonly nesterov?: boolean } = {},
): Optimizer => ({
  init: (params) => treeMap(zerosLike, params),
  update(gradients, state) {
    const next = treeMap((g, m) => add(g, mul(m, decay)), gradients, state);
    const updates = nesterov ? treeMap((g, m) => add(g, mul(m, decay)), gradients, next) : next;
    return [updates, next];
  },
});

/** Learning rate at a step, whether constant or scheduled, as a float32 scalar or number. */
export const rateAt = (rate: number | Schedule, count: Tensor): TensorLike =>
  typeof rate === "number" ? rate : rate(cast(count, "float32"));

/** Multiplies by minus the learning rate: the last transformation of a chain. The state counts the steps. */
export const scaleByLearningRate = (rate: number | Schedule): Optimizer<Tensor> => ({
  init: () => scalar(0, "int32"),
  update: (gradients, count) => {
    const factor = rateAt(rate, count);
    const minus = typeof factor === "number" ? -factor : neg(factor);
    const like = (g: Tensor): TensorLike => (typeof minus === "number" ? minus : cast(minus, g.dtype));
    return [treeMap((g) => mul(g, like(g)), gradients), add(count, 1)];
  },
});
