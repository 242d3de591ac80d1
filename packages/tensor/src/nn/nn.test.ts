import { describe, expect, it } from "vitest";
import * as t from "../index.ts";
import {
  decoder,
  dropout,
  initDecoder,
  initializers,
  initResNet,
  initVisionTransformer,
  multiHeadAttention,
  initAttention,
  resNet,
  rotary,
  visionTransformer,
  alibi,
} from "./index.ts";
import { checkDerivatives } from "../testing/derivatives.ts";

describe("transformers", () => {
  const shape = { vocabulary: 7, length: 6, features: 8, layers: 2 };

  it("are causal: a later token changes no earlier logit", async () => {
    const params = await t.evaluate(initDecoder(t.random.key(0), shape));
    const logits = t.jit((tokens: t.Tensor) => decoder(params, tokens, { heads: 2 }));
    const a = (await (
      await logits(t.tensor([[1, 2, 3, 4, 5, 6]], { dtype: "int32" }))
    ).array()) as number[][][];
    const b = (await (
      await logits(t.tensor([[1, 2, 3, 4, 0, 0]], { dtype: "int32" }))
    ).array()) as number[][][];
    expect(a[0]!.slice(0, 4)).toEqual(b[0]!.slice(0, 4));
    expect(a[0]![4]).not.toEqual(b[0]![4]);
  });

  it("name every intermediate", async () => {
    const params = initDecoder(t.random.key(0), { ...shape, layers: 1 });
    const [, seen] = t.capture((tokens: t.Tensor) => decoder(params, tokens, { heads: 2 }))(
      t.zeros([3, 6], "int32"),
    );
    expect(Object.fromEntries(Object.entries(seen).map(([label, x]) => [label, x.shape]))).toEqual({
      embedded: [3, 6, 8],
      "blocks.0.attention.weights": [3, 2, 6, 6],
      "blocks.0.attention.heads": [3, 2, 6, 4],
      "blocks.0.attention": [3, 6, 8],
      "blocks.0.mlp": [3, 6, 8],
      "blocks.0.residual": [3, 6, 8],
    });
  });

  it("have the derivatives of their values to second order, attention with rotations and biases", async () => {
    const params = await t.evaluate(
      t.treeMap((x) => t.cast(x, "float64"), initAttention(t.random.key(1), 8)),
    );
    const f = (x: t.Tensor): t.Tensor =>
      multiHeadAttention(params, x, { heads: 2, position: rotary, bias: t.cast(alibi(2, 3), "float64") });
    const x = t.cast(t.random.normal(t.random.key(2), [2, 3, 8]), "float64");
    expect(await checkDerivatives({ f, inputs: [await t.evaluate(x)] })).toEqual([]);
  });

  it("classify images", async () => {
    const vision = { channels: 3, image: [8, 8], patch: [4, 4], features: 8, layers: 1, classes: 5 } as const;
    const params = initVisionTransformer(t.random.key(0), vision);
    const images = t.random.normal(t.random.key(1), [2, 3, 8, 8]);
    const gradient = t.grad((p: typeof params) => t.sum(visionTransformer(p, images, { heads: 2 })))(params);
    expect(gradient.positions.shape).toEqual([5, 8]);
    // Every logit's bias is added once for each image.
    expect(await gradient.head.bias!.array()).toEqual([2, 2, 2, 2, 2]);
  });
});

describe("residual networks", () => {
  const shape = { channels: 3, widths: [16, 32, 64], blocks: 3, classes: 10 };

  it("have the parameters of the paper's ResNet-20", () => {
    // PyTorch's count for the same layers; the paper says 0.27 million.
    const leaves = t.treeLeaves(initResNet(t.random.key(0), shape));
    expect(leaves.reduce((n, x) => n + x.size, 0)).toBe(272_474);
  });

  it("classify by running statistics as by the batch's own where these are the same", async () => {
    const small = { ...shape, widths: [4, 8], blocks: 1 };
    const params = await t.evaluate(initResNet(t.random.key(0), small));
    const x = await t.evaluate(t.random.normal(t.random.key(1), [4, 3, 8, 8]));
    const [logits, statistics] = await t.jit((images: t.Tensor) => resNet(params, images))(x);
    expect(statistics.map(({ mean }) => mean.size)).toEqual([4, 4, 4, 8, 8, 8]);
    const again = await t.jit((images: t.Tensor) => resNet(params, images, { running: statistics })[0])(x);
    const [a, b] = [await logits.data(), await again.data()];
    a.forEach((v, i) => expect(Number(v)).toBeCloseTo(Number(b[i]), 5));
    expect(() => resNet(params, x, { running: statistics.slice(0, -1) })).toThrow(/running statistics/);
  });
});

describe("layers", () => {
  it("start with the variance that their initialiser promises", async () => {
    const w = initializers.heNormal(t.random.key(3), [400, 300]);
    expect(await t.std(w).item()).toBeCloseTo(Math.sqrt(2 / 400), 3);
    const g = initializers.glorotUniform(t.random.key(4), [5, 5, 40, 60]);
    expect(await t.std(g).item()).toBeCloseTo(Math.sqrt(2 / (25 * 100)), 3);
  });

  it("drop elements and keep the mean", async () => {
    const y = await t.evaluate(dropout(t.random.key(5), t.ones([100_000]), 0.25));
    const kept = new Set((await y.data()) as Float32Array);
    expect([...kept].toSorted()).toEqual([0, Math.fround(1 / 0.75)]);
    expect(await t.mean(y).item()).toBeCloseTo(1, 1);
  });

  it("drop everything at a rate of 1, and nothing at a rate that is none", async () => {
    const key = t.random.key(5);
    expect(await dropout(key, t.ones([3]), 1).array()).toEqual([0, 0, 0]);
    const slope = t.grad((x: t.Tensor) => t.sum(dropout(key, x, 1)));
    expect(await slope(t.ones([3])).array()).toEqual([0, 0, 0]);
    for (const rate of [-0.1, 1.5, NaN])
      expect(() => dropout(key, t.ones([3]), rate)).toThrow(
        `dropout of float32[3]: the rate ${rate} is not from 0 to 1`,
      );
  });
});
