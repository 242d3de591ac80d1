import { describe, expect, it } from "vitest";
import * as t from "./index.ts";
import { initLinear, linear, type Linear } from "./nn/index.ts";
import { adamw, schedules } from "./optim/index.ts";

interface Params {
  readonly hidden: Linear;
  readonly out: Linear;
}

const init = (): Params => {
  const [a, b] = t.random.split(t.random.key(3)) as [t.Tensor, t.Tensor];
  return { hidden: initLinear(a, 8, 16), out: initLinear(b, 16, 1) };
};

/** A regression whose batch is drawn inside the graph from the number of the step. */
const loss = (params: Params, key: t.Tensor, step: t.Tensor): t.Tensor => {
  const x = t.random.normal(t.random.foldIn(key, step), [32, 8]);
  const y = linear(params.out, t.tanh(linear(params.hidden, x)));
  return t.mean(t.square(t.sub(y, t.sin(t.sum(x, 1, { keepDims: true })))));
};
const optimizer = adamw(schedules.cosine(1e-2, 60));

describe("training", () => {
  it("goes on exactly after being saved and loaded", async () => {
    const key = t.random.key(5);
    const run = async (
      state: t.TrainState<Params>,
      steps: number,
    ): Promise<[t.TrainState<Params>, number[]]> => {
      const step = t.trainingStep(loss, optimizer);
      let now = state as Parameters<typeof step>[0];
      const losses: number[] = [];
      for (let i = 0; i < steps; i++) {
        const [next, value] = await step(now, key);
        now = next;
        losses.push(await value.item());
      }
      return [now, losses];
    };
    const [, whole] = await run(await t.initTraining(init(), optimizer), 60);
    const [half, first] = await run(await t.initTraining(init(), optimizer), 25);
    const file = await t.saveTree(half);
    const fresh = await t.initTraining(init(), optimizer);
    const [, second] = await run(t.loadTree(fresh, file), 35);
    expect([...first, ...second]).toEqual(whole);
    expect(whole.at(-1)!).toBeLessThan(whole[0]!);
  });

  it("lets events through between steps, so that a signal stops it, and goes on from there", async () => {
    const step = t.trainingStep(loss, optimizer);
    let state = (await t.initTraining(init(), optimizer)) as Parameters<typeof step>[0];
    const key = t.random.key(5);
    const controller = new AbortController();
    const train = async (): Promise<never> => {
      for (;;) {
        controller.signal.throwIfAborted();
        [state] = await step(state, key);
      }
    };
    setTimeout(() => controller.abort(), 20);
    await expect(train()).rejects.toThrow(/aborted/);
    const taken = await state.step.item();
    [state] = await step(state, key);
    expect(await state.step.item()).toBe(taken + 1);
    await step.release();
  });

  it("keeps memory flat over many steps", async () => {
    const step = t.trainingStep(loss, optimizer);
    let state = (await t.initTraining(init(), optimizer)) as Parameters<typeof step>[0];
    const key = t.random.key(5);
    const resident = async (steps: number): Promise<number> => {
      for (let i = 0; i < steps; i++) [state] = await step(state, key);
      return process.memoryUsage().rss / 2 ** 20;
    };
    const before = await resident(1000);
    const after = await resident(9000);
    // The state is about 3 kB: a leak of one state a step would be 27 MB, of the graph's intermediates far more.
    expect(after - before).toBeLessThan(25);
  });
});
