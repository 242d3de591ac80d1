/**
 * @file Several trainings in one run: each is measured when it is done, and a stopped run goes on in the training where it was.
 */
import type { ExperimentContext, Random } from "@working-papers/lab";
import { train, type Trained, type Training, type TrainingState } from "./train.ts";

export interface Cell<R> {
  readonly name: string;
  readonly training: Training;
  /** The stream that weights and problems come from. */
  readonly random: Random;
  /** Called once, when the model is trained; what it returns is kept. */
  measure(trained: Trained): Promise<R>;
}

interface Saved<R> {
  readonly done: readonly R[];
  readonly training?: TrainingState;
}

/** Trains and measures every cell in turn. Results are kept in the checkpoint, so they must be cloneable. */
export async function trainCells<R>(
  context: Pick<ExperimentContext<unknown>, "checkpoint" | "step">,
  cells: readonly Cell<R>[],
): Promise<R[]> {
  const saved = (await context.checkpoint.load<Saved<R>>()) ?? { done: [] };
  const done = [...saved.done];
  const total = cells.reduce((sum, cell) => sum + workOf(cell.training), 0);
  let behind = cells.slice(0, done.length).reduce((sum, cell) => sum + workOf(cell.training), 0);
  for (const { name, training, random, measure } of cells.slice(done.length)) {
    const trained = await train(training, random, {
      ...(done.length === saved.done.length && saved.training && { resume: saved.training }),
      save: (state) => context.checkpoint.save({ done, training: state } satisfies Saved<R>),
      step: ({ done: taken, loss }) =>
        context.step(
          (behind + (workOf(training) * taken) / training.steps) / total,
          `${name}: step ${taken} of ${training.steps}, ${loss.toFixed(3)} nats a digit`,
        ),
    });
    done.push(await measure(trained));
    behind += workOf(training);
    await context.checkpoint.save({ done } satisfies Saved<R>);
  }
  return done;
}

/** Work of a training up to a factor that cells share: steps times parameters that each token meets. */
const workOf = ({ steps, batch, shape }: Training): number => steps * batch * shape.layers * shape.width ** 2;
