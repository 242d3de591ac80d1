import { describe, expect, it } from "vitest";
import * as t from "../index.ts";
import * as nn from "../nn/index.ts";
import { encodeModel, valueInfo } from "../onnx/model.ts";
import type { Tensor } from "../tensor.ts";

/** Largest difference between two tensors, relative to the largest element. */
async function difference(a: Tensor, b: Tensor): Promise<number> {
  expect(a.shape).toEqual(b.shape);
  const [p, q] = [Array.from(await a.data(), Number), Array.from(await b.data(), Number)];
  const size = Math.max(...q.map(Math.abs), 1e-6);
  return Math.max(...p.map((v, i) => Math.abs(v - q[i]!))) / size;
}

/** A scalar that depends on every element in its own way. */
const weigh = (y: Tensor): Tensor =>
  t.sum(t.mul(y, t.sin(t.cast(t.reshape(t.arange(y.size), y.shape), "float32"))));

/** Exports f at its argument and imports the file: the largest difference in value and, for floats, in gradients, reverse and forward. */
async function roundTrip(f: (x: Tensor) => Tensor, x: Tensor): Promise<number> {
  const model = t.importOnnx(t.exportOnnx(f, x));
  const imported = (y: Tensor): Tensor => model.apply({}, { "0": y })["output"]!;
  const derivatives = (g: (y: Tensor) => Tensor, y: Tensor): Tensor[] =>
    x.dtype === "float32" ? [t.grad((z: Tensor) => weigh(g(z)))(y), t.jvp(g, [y], [t.cos(y)])[1]] : [];
  const all = t.jit((y: Tensor) => [
    [imported(y), ...derivatives(imported, y)],
    [f(y), ...derivatives(f, y)],
  ]);
  const [here, there] = (await all(x)) as [Tensor[], Tensor[]];
  return Math.max(...(await Promise.all(here.map((y, i) => difference(y, there[i]!)))));
}

/** A file that holds one MatMul of two vectors. */
const vectorProduct = (): Uint8Array =>
  encodeModel({
    irVersion: 8,
    opsetImport: [{ version: 17 }],
    graph: {
      name: "graph",
      node: [{ opType: "MatMul", input: ["a", "b"], output: ["y"], attribute: [] }],
      initializer: [],
      input: [valueInfo("a", "float32", [3]), valueInfo("b", "float32", [3])],
      output: [valueInfo("y", "float32", [])],
    },
  });

const images = (batch: number, channels: number, size: number): Tensor =>
  t.random.normal(t.random.key(9), [batch, channels, size, size]);

/** One run with the second block's heads ablated, one with the first block's result patched from a run on other tokens. */
const edits = (f: (x: Tensor) => Tensor, x: Tensor): Tensor[] => {
  const [, seen] = t.capture(f, ["blocks.0.residual"])(t.sub(8, x));
  return [
    t.intervene(f, { "blocks.1.attention.heads": (h) => t.mul(h, 0) })(x),
    t.intervene(f, { "blocks.0.residual": () => seen["blocks.0.residual"]! })(x),
  ];
};

describe("an imported graph as a function", () => {
  it("multiplies vectors to a scalar, as ONNX Runtime does", async () => {
    const model = t.importOnnx(vectorProduct());
    const inputs = { a: t.tensor([1, 2, 3]), b: t.tensor([4, 5, 6]) };
    const [applied, ran] = [model.apply({}, inputs)["y"]!, (await model.run(inputs))["y"]!];
    expect([applied.shape, await applied.array()]).toEqual([[], 32]);
    expect([ran.shape, await ran.array()]).toEqual([[], 32]);
    const gradient = t.grad((a: Tensor) => model.apply({}, { ...inputs, a })["y"]!)(inputs.a);
    expect(await gradient.array()).toEqual([4, 5, 6]);
  });

  it("equals the decoder it was exported from", async () => {
    const params = await t.evaluate(
      nn.initDecoder(t.random.key(1), { vocabulary: 11, length: 6, features: 16, layers: 2 }),
    );
    const tokens = t.tensor(
      [
        [1, 5, 2, 9, 0, 10],
        [3, 3, 7, 1, 4, 8],
      ],
      { dtype: "int32" },
    );
    expect(
      await roundTrip((x) => nn.decoder(params, x, { heads: 4, position: nn.rotary }), tokens),
    ).toBeLessThan(2e-5);
  });

  it("equals the vision transformer it was exported from, gradients too", async () => {
    const params = await t.evaluate(
      nn.initVisionTransformer(t.random.key(2), {
        channels: 3,
        image: [8, 8],
        patch: [4, 4],
        features: 16,
        layers: 2,
        classes: 5,
      }),
    );
    expect(
      await roundTrip((x) => nn.visionTransformer(params, x, { heads: 2 }), images(2, 3, 8)),
    ).toBeLessThan(2e-5);
  });

  it("equals the convolutional network it was exported from, gradients too", async () => {
    const keys = t.random.split(t.random.key(3), 3) as [Tensor, Tensor, Tensor];
    const first = await t.evaluate(nn.initConvolution(keys[0], 1, 4, [5, 5]));
    const second = await t.evaluate(nn.initConvolution(keys[1], 4, 8, [3, 3]));
    const dense = await t.evaluate(nn.initLinear(keys[2], 8 * 9, 10));
    const network = (x: Tensor): Tensor => {
      const h = t.maxPool(t.relu(nn.convolution(first, x, { padding: "same" })), 2);
      const g = t.meanPool(t.relu(nn.convolution(second, h, { padding: 1, padMode: "circular" })), 2);
      return nn.linear(dense, t.reshape(g, [x.shape[0]!, -1]));
    };
    expect(await roundTrip(network, images(2, 1, 12))).toBeLessThan(2e-5);
  });

  it("has gradients in the weights of the file, which can be trained", async () => {
    const params = await t.evaluate(
      nn.initDecoder(t.random.key(4), { vocabulary: 7, length: 4, features: 8, layers: 1 }),
    );
    const tokens = t.tensor(
      [
        [1, 2, 3, 4],
        [4, 3, 2, 1],
      ],
      { dtype: "int32" },
    );
    const targets = t.tensor(
      [
        [2, 3, 4, 5],
        [3, 2, 1, 0],
      ],
      { dtype: "int32" },
    );
    const model = t.importOnnx(t.exportOnnx((x: Tensor) => nn.decoder(params, x, { heads: 2 }), tokens));
    const loss = (weights: Readonly<Record<string, Tensor>>): Tensor =>
      t.meanCrossEntropy(model.apply(weights, { "0": tokens })["output"]!, targets);
    const original = (p: nn.Decoder): Tensor =>
      t.meanCrossEntropy(nn.decoder(p, tokens, { heads: 2 }), targets);
    const [value, gradient] = await t.jit(t.valueAndGrad(loss))(model.params);
    const [expected, wanted] = await t.jit(t.valueAndGrad(original))(params);
    expect(await value.item()).toBeCloseTo(await expected.item(), 6);
    // The head is the only weight [8, 7]: its gradient is that of the parameter.
    const [name] = Object.entries(model.params).find(([, x]) => x.shape.join() === "8,7")!;
    expect(await difference(gradient[name]!, wanted.head.weight)).toBeLessThan(1e-5);
    const better = t.treeMap((w, g) => t.sub(w, t.mul(g, 0.1)), model.params, gradient);
    expect(await loss(better).item()).toBeLessThan(await value.item());
    const saved = t.importOnnx(await model.withWeights(better));
    const logits = (await saved.run({ "0": tokens }))["output"]!;
    expect(await t.meanCrossEntropy(logits, targets).item()).toBeCloseTo(await loss(better).item(), 5);
    await saved.release();
  });

  it("takes interventions on its values by their names, in a trace, one for each example of a batch", async () => {
    const params = await t.evaluate(
      nn.initDecoder(t.random.key(5), { vocabulary: 9, length: 3, features: 8, layers: 2 }),
    );
    const clean = t.tensor([[1, 2, 3]], { dtype: "int32" });
    const model = t.importOnnx(t.exportOnnx((x: Tensor) => nn.decoder(params, x, { heads: 2 }), clean));
    const original = (x: Tensor): Tensor => nn.decoder(params, x, { heads: 2 });
    const imported = (x: Tensor): Tensor => model.apply({}, { "0": x })["output"]!;
    const [here, there] = (await t.jit((x: Tensor) => [edits(imported, x), edits(original, x)])(clean)) as [
      Tensor[],
      Tensor[],
    ];
    for (const [i, y] of here.entries()) expect(await difference(y, there[i]!)).toBeLessThan(1e-5);
    expect(await difference(here[0]!, here[1]!)).toBeGreaterThan(0.01);

    // Head h is ablated in example h alone: two runs in one.
    const batch = t.importOnnx(t.exportOnnx(original, t.tile(clean, [2, 1])));
    const mask = t.reshape(t.sub(1, t.eye(2)), [2, 2, 1, 1]);
    const knockOut = (f: (x: Tensor) => Tensor): ((x: Tensor) => Tensor) =>
      t.intervene(f, { "blocks.0.attention.heads": (h) => t.mul(h, mask) });
    const apply = (x: Tensor): Tensor => batch.apply({}, { "0": x })["output"]!;
    const two = t.tile(clean, [2, 1]);
    expect(
      await difference(await t.jit(knockOut(apply))(two), await t.jit(knockOut(original))(two)),
    ).toBeLessThan(1e-5);
    const [gradient] = await t.jit((x: Tensor) =>
      t.jvp(
        (scale: Tensor) => t.intervene(apply, { embedded: (h) => t.mul(h, scale) })(x),
        [t.scalar(1)],
        [t.scalar(1)],
      ),
    )(two);
    expect(gradient.shape).toEqual([2, 3, 9]);
    expect(() => t.intervene(imported, { nothing: (h) => h })(clean)).toThrow(
      /nothing is named nothing: there are/,
    );
  });

  it("says what does not fit", () => {
    const model = t.importOnnx(t.exportOnnx((x: Tensor) => t.relu(x), t.zeros([2, 3])));
    expect(() => model.apply({}, {})).toThrow(/the model's input 0 was not given/);
    expect(() => model.apply({}, { "0": t.zeros([2, 4]) })).toThrow(
      /the model's input 0 is float32\[2,3\], not float32\[2,4\]/,
    );
    expect(() => model.apply({ w: t.zeros([1]) }, { "0": t.zeros([2, 3]) })).toThrow(/no weight named w/);
  });
});
