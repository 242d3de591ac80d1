/**
 * @file Training as the paper does it: fresh problems at every step, cross-entropy of the answer digits, Adam with a constant
 * rate, which may fall at the end. A training stops and goes on exactly: problems are functions of the seed and the step, the
 * rest is in its state.
 */
import type { Random } from "@working-papers/lab";
import {
  add,
  crossEntropy,
  initTraining,
  jit,
  loadTree,
  mean,
  random as keys,
  saveTree,
  sliceAxis,
  valueAndGrad,
  type Tensor,
  type TrainState,
} from "@working-papers/tensor";
import { adam, applyUpdates, schedules, type AdamState } from "@working-papers/tensor/optim";
import { emptyLedger, enter, type Ledger } from "./ledger.ts";
import { answerer, initModel, tokensOf, type DigitTransformer, type ModelShape } from "./model.ts";
import { batchOf, problemKey, type Sampler } from "./samples.ts";
import type { Labelling } from "./subtasks.ts";
import { columnsFirst, promptLength, type Task } from "./task.ts";

export interface Training {
  readonly task: Task;
  readonly shape: ModelShape;
  readonly sampler: Sampler;
  readonly steps: number;
  /** Problems in a step; the paper: 64. */
  readonly batch: number;
  /** The paper: 10⁻⁴. */
  readonly learningRate: number;
  /** Steps at the end over which the rate falls to zero, in equal parts; none if not given. */
  readonly cooldown?: number;
  /** Losses are kept in a ledger for each, in this order; without any there are none. */
  readonly labellings?: readonly Labelling[];
}

/** What a stopped training goes on from. */
export interface TrainingState {
  readonly step: number;
  /** Parameters and moments in the safetensors format. */
  readonly tensors: Uint8Array;
  readonly ledgers: readonly Ledger[];
}

export interface StepReport {
  /** Steps taken. */
  readonly done: number;
  /** Mean loss of the step, in nats a digit. */
  readonly loss: number;
  /** The weights now: to be used before the next step, which takes their memory. */
  readonly params: DigitTransformer;
  readonly ledgers: readonly Ledger[];
}

export interface TrainingHooks {
  /** Called after every step; what it throws stops the training. */
  step?(progress: StepReport): Promise<void> | void;
  readonly resume?: TrainingState;
  /** Called every `saveEvery` steps, after `step`. */
  save?(state: TrainingState): Promise<void>;
  /** Default 250. */
  readonly saveEvery?: number;
}

export interface Trained {
  readonly params: DigitTransformer;
  readonly ledgers: readonly Ledger[];
}

/**
 * Trains a model from scratch, or from where it was stopped. `random` decides all of it: the weights come from its fork «weights», the problems
 * of a step from the number of the step. The weights that come back are the caller's.
 *
 * @throws RangeError when steps, batch, learning rate or cooldown are out of range, the shape is none for the task (`initModel`), a
 *   labelling does not fit its columns, or the state to go on from is of another training
 */
export async function train(
  training: Training,
  random: Random,
  { step: report, resume, save, saveEvery = 250 }: TrainingHooks = {},
): Promise<Trained> {
  check(training, resume);
  const { task, shape, sampler, steps, batch, labellings = [] } = training;
  const optimizer = optimizerOf(training);
  const key = keys.key(random.fork("weights").uint32());
  let state = await initTraining(initModel(key, task, shape), optimizer);
  if (resume) state = loadTree(state, resume.tensors);
  const ledgers = resume?.ledgers ?? labellings.map((each) => emptyLedger(each, task.answer, steps));
  const update = compileStep(training, optimizer);
  try {
    for (let step = resume?.step ?? 0; step < steps; step++) {
      const problems = batchOf(sampler, random, step, batch);
      const [next, losses] = await update(state, tokensOf(task, problems));
      state = next;
      const byColumn = columnsFirst(task, (await losses.data()) as Float32Array);
      labellings.forEach((each, i) => enter(ledgers[i], each, step, problems, byColumn));
      const average = byColumn.reduce((sum, loss) => sum + loss, 0) / byColumn.length;
      await report?.({ done: step + 1, loss: average, params: state.params, ledgers });
      if (save && (step + 1) % saveEvery === 0 && step + 1 < steps)
        await save({ step: step + 1, tensors: await saveTree(state), ledgers });
    }
  } finally {
    await update.release();
  }
  return { params: state.params, ledgers };
}

function optimizerOf({ steps, learningRate, cooldown = 0 }: Training): ReturnType<typeof adam> {
  if (cooldown === 0) return adam(learningRate);
  const parts = [schedules.constant(learningRate), schedules.linear(learningRate, 0, cooldown)];
  return adam(schedules.join(parts, [steps - cooldown]));
}

function check(training: Training, resume?: TrainingState): void {
  const { steps, batch, learningRate, cooldown = 0, labellings = [] } = training;
  if (!Number.isInteger(steps) || steps < 0)
    throw new RangeError(`The steps of a training are a whole number, not ${steps}.`);
  if (!Number.isInteger(batch) || batch < 1)
    throw new RangeError(`The batch of a training is a whole number of problems from 1, not ${batch}.`);
  if (!(learningRate > 0 && learningRate < Infinity))
    throw new RangeError(`The learning rate of a training is a number above 0, not ${learningRate}.`);
  if (!Number.isInteger(cooldown) || cooldown < 0 || cooldown > steps)
    throw new RangeError(
      `The cooldown of a training is a whole number of its steps, from 0 to ${steps}, not ${cooldown}.`,
    );
  if (!resume) return;
  const { step, ledgers } = resume;
  if (
    step > steps ||
    ledgers.length !== labellings.length ||
    ledgers.some((ledger) => ledger.steps !== steps)
  )
    throw new RangeError(
      `A training goes on from a state of its own: this one has ${steps} steps and ${labellings.length} labellings, the state is of step ${step} with ${ledgers.length} ledgers of ${ledgers[0]?.steps ?? steps} steps.`,
    );
}

type State = TrainState<DigitTransformer, AdamState>;

/** One step: the next state, and the losses [batch, answer] before it, in nats, in the order the digits are written. */
function compileStep({ task, shape }: Training, optimizer: ReturnType<typeof adam>) {
  const answer = answerer(task, shape);
  return jit(
    (state: State, rows: Tensor): [State, Tensor] => {
      const loss = (params: DigitTransformer): [Tensor, Tensor] => {
        const each = crossEntropy(answer(params, rows), sliceAxis(rows, 1, promptLength(task)));
        return [mean(each), each];
      };
      const [[, losses], gradient] = valueAndGrad(loss, { hasAux: true })(state.params);
      const [updates, next] = optimizer.update(gradient, state.optimizer, state.params);
      const params = applyUpdates(state.params, updates);
      return [{ params, optimizer: next, step: add(state.step, 1) }, losses];
    },
    { donate: [0] },
  );
}

/** Every problem that a training draws, by `problemKey`. */
export function seenBy({ task, sampler, steps, batch }: Training, random: Random): Set<number> {
  const seen = new Set<number>();
  for (let step = 0; step < steps; step++)
    for (const problem of batchOf(sampler, random, step, batch)) seen.add(problemKey(task, problem));
  return seen;
}
