import { describe, expect, it } from "vitest";
import {
  add,
  evaluate,
  jit,
  mul,
  random,
  scalar,
  sliceAxis,
  sub,
  tanh,
  matmul,
  mean,
  square,
  tensor,
  valueAndGrad,
  type Tensor,
} from "../index.ts";
import {
  adam,
  adamw,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  ema,
  globalNorm,
  schedules,
  sgd,
  type Optimizer,
} from "./index.ts";

/** Three steps from (1, -2, 3) with gradient 2 p + (0.5, 0, -1). */
async function threeSteps(optimizer: Optimizer): Promise<number[]> {
  let params = tensor([1, -2, 3]);
  let state = optimizer.init(params);
  const step = jit((p: Tensor, s: unknown) => {
    const [updates, next] = optimizer.update(add(mul(p, 2), tensor([0.5, 0, -1])), s, p);
    return [applyUpdates(p, updates), next] as const;
  });
  for (let i = 0; i < 3; i++) [params, state] = await step(params, state);
  return Array.from(await params.data(), Number);
}

const rounded = (list: readonly number[]): number[] => list.map((x) => Number(x.toFixed(4)) + 0);

const valuesAt = (schedule: schedules.Schedule, steps: readonly number[]): Promise<number[]> =>
  Promise.all(steps.map((s) => add(schedule(scalar(s)), 0).item()));

describe("optimizers", () => {
  it("follow a NumPy transcription of AdamW", async () => {
    // m = .9 m + .1 g; v = .999 v + .001 g g; p -= 0.1 (mhat / (sqrt(vhat) + 1e-8) + 0.01 p), in float64.
    expect(rounded(await threeSteps(adamw(0.1, { weightDecay: 0.01 })))).toEqual(
      rounded([0.6984734747642302, -1.6949445143849766, 2.6917997284871875]),
    );
  });

  it("follow a NumPy transcription of Nesterov's momentum", async () => {
    expect(rounded(await threeSteps(sgd(0.1, { momentum: 0.9, nesterov: true })))).toEqual(
      rounded([-0.38544, 0.216704, 0.22912]),
    );
  });

  it("clip to a global norm and pass smaller gradients on", async () => {
    const clip = clipByGlobalNorm(1);
    const [small] = clip.update({ a: tensor([0.3]), b: tensor([0.4]) }, null, {
      a: tensor([0]),
      b: tensor([0]),
    });
    const [large] = clip.update({ a: tensor([30]), b: tensor([40]) }, null, {
      a: tensor([0]),
      b: tensor([0]),
    });
    expect(rounded(await Promise.all([small.a, small.b, large.a, large.b].map((x) => x.item())))).toEqual(
      rounded([0.3, 0.4, 0.6, 0.8]),
    );
  });

  it("follow a schedule in the dtype of the parameters, and clip those of several dtypes together", async () => {
    const [narrow, wide] = [tensor([3]), tensor([4], { dtype: "float64" })];
    const params = { narrow, wide };
    const halving = sgd(schedules.stepDecay(0.5, 0.5, 1));
    const [updates] = halving.update(params, halving.init(params) as readonly unknown[], params);
    expect([updates.narrow.dtype, updates.wide.dtype]).toEqual(["float32", "float64"]);
    expect([await updates.narrow.item(), await updates.wide.item()]).toEqual([-1.5, -2]);

    expect([globalNorm(params).dtype, await globalNorm(params).item()]).toEqual(["float64", 5]);
    const [clipped] = clipByGlobalNorm(1).update(params, null, params);
    expect([await clipped.narrow.item(), await clipped.wide.item()]).toEqual([Math.fround(0.6), 0.8]);
  });

  it("average exponentially", async () => {
    expect(rounded([await ema(scalar(1), scalar(2), 0.9).item()])).toEqual(rounded([1.1]));
  });
});

describe("schedules", () => {
  it("take the values that their formulas give", async () => {
    expect(rounded(await valuesAt(schedules.linear(1, 0, 10), [0, 5, 10, 20]))).toEqual(
      rounded([1, 0.5, 0, 0]),
    );
    expect(rounded(await valuesAt(schedules.cosine(2, 10), [0, 5, 10]))).toEqual(rounded([2, 1, 0]));
    expect(rounded(await valuesAt(schedules.stepDecay(1, 0.1, 3), [0, 2, 3, 6]))).toEqual(
      rounded([1, 1, 0.1, 0.01]),
    );
    expect(rounded(await valuesAt(schedules.warmupCosine(1, 4, 12), [0, 2, 4, 8, 12]))).toEqual(
      rounded([0, 0.5, 1, 0.5, 0]),
    );
    expect(rounded(await valuesAt(schedules.oneCycle(1, 10), [0, 3, 10]))).toEqual(
      rounded([0.04, 1, 1 / 25e4]),
    );
  });
});

describe("training", () => {
  it("fits a small network in one graph, Adam and clipping included", async () => {
    const optimizer = chain(clipByGlobalNorm(1), adam(schedules.cosine(0.02, 300)));
    const [k1, k2, k3] = random.split(random.key(0), 3);
    const params = await evaluate({
      w1: random.normal(k1!, [2, 16]),
      b1: tensor(new Float32Array(16)),
      w2: mul(random.normal(k2!, [16, 1]), 0.25),
    });
    const loss = (p: typeof params, x: Tensor, y: Tensor): Tensor =>
      mean(square(sub(matmul(tanh(add(matmul(x, p.w1), p.b1)), p.w2), y)));
    const step = jit(
      ({ p, s }: { p: typeof params; s: unknown }, x: Tensor, y: Tensor) => {
        const [value, gradient] = valueAndGrad(loss)(p, x, y);
        const [updates, next] = optimizer.update(gradient, s as readonly unknown[], p);
        return [{ p: applyUpdates(p, updates), s: next as unknown }, value] as const;
      },
      { donate: [0] },
    );
    // The target is the product of two coordinates, which no linear map fits.
    const x = await evaluate(random.uniform(k3!, [128, 2], { low: -1, high: 1 }));
    const y = await evaluate(mul(sliceAxis(x, 1, 0, 1), sliceAxis(x, 1, 1, 2)));
    let state = { p: params, s: optimizer.init(params) as unknown };
    const losses: number[] = [];
    for (let i = 0; i < 300; i++) {
      const [next, value] = await step(state, x, y);
      state = next;
      losses.push(await value.item());
    }
    expect(losses[0]!).toBeGreaterThan(0.05);
    expect(losses.at(-1)!).toBeLessThan(0.005);
  });
});
