/**
 * @file A training that can be killed at any time and goes on where its checkpoint was last written, to the last bit.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { initTraining, loadTree, saveTree, trainingStep, type Tensor } from "@working-papers/tensor";
import type { Optimizer } from "@working-papers/tensor/optim";

const logEvery = 100;

export interface Training<Params, State, Batch> {
  readonly params: Params;
  readonly optimizer: Optimizer<State>;
  readonly steps: number;
  /** Loss of one batch; the number of the step is for random numbers. */
  readonly loss: (params: Params, batch: Batch, step: Tensor) => Tensor;
  /** The batch of a step: a function of its number alone. */
  readonly batch: (step: number) => Promise<Batch>;
  /** What to say of the parameters each `reportEvery` steps and at the end. */
  readonly report: (params: Params) => Promise<string>;
  readonly reportEvery: number;
  /** Path of the checkpoint, which is written each hundred steps. */
  readonly checkpoint: string;
}

/** Trains to the end and returns the parameters. */
export async function train<Params, State, Batch>(work: Training<Params, State, Batch>): Promise<Params> {
  const { optimizer, steps, checkpoint, reportEvery } = work;
  const step = trainingStep(work.loss, optimizer);
  let state = await initTraining(work.params, optimizer);
  if (existsSync(checkpoint)) state = loadTree(state, readFileSync(checkpoint));
  const begin = performance.now();
  const first = await state.step.item();
  for (let i = first; i < steps; i++) {
    const [next, loss] = await step(state, await work.batch(i));
    state = next;
    const reports = (i + 1) % reportEvery === 0 || i + 1 === steps;
    if (!reports && (i + 1) % logEvery !== 0) continue;
    const training = `step ${i + 1} of ${steps}: training loss ${(await loss.item()).toFixed(4)}`;
    const seconds = (performance.now() - begin) / 1000;
    const left = (seconds / (i + 1 - first)) * (steps - i - 1);
    const quality = reports ? `, ${await work.report(state.params)}` : "";
    console.log(`${training}${quality}; ${seconds.toFixed(0)} s, ${left.toFixed(0)} s left`);
    writeFileSync(`${checkpoint}.part`, await saveTree(state));
    renameSync(`${checkpoint}.part`, checkpoint);
  }
  return state.params;
}
