/**
 * What every training loop has: parameters, an optimizer's state and a step counter as one tree, a compiled step that takes the tree to the next,
 * and files from which a run goes on exactly. Batches should be drawn by the counter (`random.foldIn(key, step)`), so that nothing else
 * needs to be remembered.
 */
import { valueAndGrad } from "./autodiff.ts";
import { evaluate, jit, type Compiled } from "./jit.ts";
import { add } from "./ops/index.ts";
import { applyUpdates, type Optimizer } from "./optim/index.ts";
import { scalar, type Tensor } from "./tensor.ts";

export interface TrainState<P, S = unknown> {
  readonly params: P;
  readonly optimizer: S;
  /** int32: steps taken. */
  readonly step: Tensor;
}

/** The state before the first step. */
export async function initTraining<P, S>(params: P, optimizer: Optimizer<S>): Promise<TrainState<P, S>> {
  const ready = await evaluate(params);
  return evaluate({ params: ready, optimizer: optimizer.init(ready), step: scalar(0, "int32") });
}

/**
 * Compiles one step of training: loss, gradient and update in one graph, the state donated. `loss` gets the parameters, the number of the
 * step (for random numbers) and the batch. The result is the next state and the loss before the step.
 */
export function trainingStep<P, S, B>(
  loss: (params: P, batch: B, step: Tensor) => Tensor,
  optimizer: Optimizer<S>,
): Compiled<[TrainState<P, S>, B], readonly [TrainState<P, S>, Tensor]> {
  return jit(
    (state: TrainState<P, S>, batch: B) => {
      const [value, gradient] = valueAndGrad((params: P) => loss(params, batch, state.step))(state.params);
      const [updates, next] = optimizer.update(gradient, state.optimizer, state.params);
      const params = applyUpdates(state.params, updates);
      return [{ params, optimizer: next, step: add(state.step, 1) }, value] as const;
    },
    { donate: [0] },
  );
}
