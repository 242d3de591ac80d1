/**
 * @file Several trainings in one run: each is measured when it is done, and a stopped run goes on in the training where it was.
 */
import type { ExperimentContext, Random } from "@working-papers/lab";
import type { DigitTransformer } from "./model.ts";
import { train, type Trained, type Training, type TrainingHooks, type TrainingState } from "./train.ts";

export interface Cell<R> {
  readonly name: string;
  readonly training: Training;
  /** The stream that weights and problems come from. */
  readonly random: Random;
  /** Tests the model on the way, every so many steps. */
  readonly curve?: { readonly every: number; test(params: DigitTransformer): Promise<number> };
  /** Called once, when the model is trained; what it returns is kept. */
  measure(trained: Trained, curve: readonly Reading[]): Promise<R>;
}

/** What the test on the way said. */
export interface Reading {
  /** Steps taken. */
  readonly step: number;
  readonly value: number;
}

interface Saved<R> {
  readonly done: readonly R[];
  /** The training under way, with what was read in it. */
  readonly under?: { readonly state: TrainingState; readonly readings: readonly Reading[] };
}

/** Trains and measures every cell in turn. Results are kept in the checkpoint, so they must be cloneable. */
export async function trainCells<R>(
  context: Pick<ExperimentContext<unknown>, "checkpoint" | "step">,
  cells: readonly Cell<R>[],
  { saveEvery }: Pick<TrainingHooks, "saveEvery"> = {},
): Promise<R[]> {
  const saved = (await context.checkpoint.load<Saved<R>>()) ?? { done: [] };
  const done = [...saved.done];
  const total = cells.reduce((sum, cell) => sum + workOf(cell.training), 0);
  let behind = cells.slice(0, done.length).reduce((sum, cell) => sum + workOf(cell.training), 0);
  for (const { name, training, random, curve, measure } of cells.slice(done.length)) {
    const under = done.length === saved.done.length ? saved.under : undefined;
    const readings = [...(under?.readings ?? [])];
    const trained = await train(training, random, {
      saveEvery,
      resume: under?.state,
      save: (state) => context.checkpoint.save({ done, under: { state, readings } } satisfies Saved<R>),
      async step({ done: taken, loss, params }) {
        if (curve && taken % curve.every === 0)
          readings.push({ step: taken, value: await curve.test(params) });
        await context.step(
          (behind + (workOf(training) * taken) / training.steps) / total,
          `${name}: step ${taken} of ${training.steps}, ${loss.toFixed(3)} nats a digit`,
        );
      },
    });
    done.push(await measure(trained, readings));
    behind += workOf(training);
    await context.checkpoint.save({ done } satisfies Saved<R>);
  }
  return done;
}

/** Work of a training up to a factor that cells share: steps times parameters that each token meets. */
const workOf = ({ steps, batch, shape }: Training): number => steps * batch * shape.layers * shape.width ** 2;
