import { describe, expect, it } from "vitest";
import * as t from "../index.ts";
import { attribute, encodeModel, float, type FunctionProto, type NodeProto } from "../onnx/model.ts";
import type { Tensor } from "../tensor.ts";

const node = (
  opType: string,
  input: string[],
  output: string[],
  attributes: Readonly<Record<string, Parameters<typeof attribute>[1]>> = {},
  domain?: string,
): NodeProto => ({
  opType,
  input,
  output,
  attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  ...(domain && { domain }),
});

const raw = (data: Float32Array | BigInt64Array): Uint8Array => new Uint8Array(data.buffer);

/** A model from x to y; x has any shape. */
const model = (
  nodes: NodeProto[],
  options: {
    readonly opset?: number;
    readonly weights?: Readonly<Record<string, Float32Array | BigInt64Array>>;
    readonly functions?: FunctionProto[];
    readonly import?: t.ImportOptions;
  } = {},
): t.OnnxModel => {
  const bytes = encodeModel({
    irVersion: 8,
    opsetImport: [{ version: options.opset ?? 17 }, { domain: "test", version: 1 }],
    functions: options.functions ?? [],
    graph: {
      name: "graph",
      node: nodes,
      initializer: Object.entries(options.weights ?? {}).map(([name, data]) => ({
        name,
        dims: [data.length],
        dataType: data instanceof Float32Array ? 1 : 7,
        rawData: raw(data),
      })),
      input: [{ name: "x", type: { tensorType: { elemType: 1 } } }],
      output: [{ name: "y" }],
    },
  });
  return t.importOnnx(bytes, options.import);
};
const applied =
  (m: t.OnnxModel): ((x: Tensor) => Tensor) =>
  (x) =>
    m.apply({}, { x })["y"]!;

describe("an imported graph, translated", () => {
  it("works out shapes that the graph computes, whatever the input's", async () => {
    // Flattens all but the first axis: Reshape(x, Concat(Gather(Shape(x), 0), -1)).
    const flatten = model(
      [
        node("Shape", ["x"], ["shape"]),
        node("Gather", ["shape", "zero"], ["batch"]),
        node("Concat", ["batch", "rest"], ["wanted"], { axis: 0 }),
        node("Reshape", ["x", "wanted"], ["y"]),
      ],
      { weights: { zero: BigInt64Array.of(0n), rest: BigInt64Array.of(-1n) } },
    );
    const f = t.jit(applied(flatten));
    expect((await f(t.ones([2, 3, 4]))).shape).toEqual([2, 12]);
    expect((await f(t.ones([5, 2]))).shape).toEqual([5, 2]);
  });

  it("says which input a shape would depend on", () => {
    const dynamic = model([
      node("Cast", ["x"], ["lengths"], { to: 7 }),
      node("ConstantOfShape", ["lengths"], ["y"]),
    ]);
    expect(() => t.jit(applied(dynamic)).graph(t.ones([2]))).toThrow(
      /ConstantOfShape of the imported graph: input 0, lengths, \(int64\[2\]\) depends on values that are not known/,
    );
  });

  it("reads old versions of operators as they were", async () => {
    // Before version 13 a softmax over axis 1 was one over all axes from there on.
    const x = t.tensor([
      [
        [0, 1],
        [2, 3],
      ],
    ]);
    const old = await applied(model([node("Softmax", ["x"], ["y"], { axis: 1 })], { opset: 11 }))(x).data();
    const weights = [0, 1, 2, 3].map(Math.exp);
    const sum = weights.reduce((a, b) => a + b);
    expect(Array.from(old as Float32Array)).toEqual(weights.map((w) => expect.closeTo(w / sum, 6)));
    const now = await applied(model([node("Softmax", ["x"], ["y"], { axis: 1 })]))(x).data();
    expect(Number(now[0])).toBeCloseTo(1 / (1 + Math.exp(2)), 6);
  });

  it("runs a model's own functions, with attributes that are passed on", async () => {
    const scaled: FunctionProto = {
      name: "Scaled",
      domain: "test",
      input: ["a", "b"],
      output: ["c"],
      attribute: ["slope"],
      attributeProto: [],
      opsetImport: [{ version: 17 }],
      node: [
        {
          ...node("LeakyRelu", ["a"], ["r"]),
          attribute: [{ name: "alpha", type: 1, refAttrName: "slope" }],
        },
        // b is left out by the call: Clip without bounds.
        node("Clip", ["r", "b"], ["c"]),
      ],
    };
    const called = model([node("Scaled", ["x"], ["y"], { slope: float(0.25) }, "test")], {
      functions: [scaled],
    });
    expect(await applied(called)(t.tensor([-4, 2])).array()).toEqual([-1, 2]);
    expect(await (await called.run({ x: t.tensor([-4, 2]) }))["y"]!.array()).toEqual([-1, 2]);
    await called.release();
  });

  it("takes translations from outside: a straight-through estimator, another domain's operator", async () => {
    const nodes = [node("Round", ["x"], ["r"]), node("Twice", ["r"], ["y"], {}, "test")];
    expect(() => applied(model(nodes))(t.ones([1]))).toThrow(
      /test.Twice of the imported graph: there is no derivative for this operator, only `run` has it/,
    );
    const straight = t.customVjp(
      (x: Tensor) => t.round(x),
      (x: Tensor) => [t.round(x), null],
      (_, ct: Tensor): [Tensor] => [ct],
    );
    const own = model(nodes, {
      import: {
        operators: {
          Round: ({ input }) => straight(input(0)),
          "test.Twice": ({ input }) => t.mul(input(0), 2),
        },
      },
    });
    expect(await applied(own)(t.tensor([1.4])).array()).toEqual([2]);
    expect(
      await t
        .grad((x: Tensor) => t.sum(applied(own)(x)))(t.tensor([1.4]))
        .array(),
    ).toEqual([2]);
  });

  it("offers as params what a derivative can be taken in, and not the settings of nodes", async () => {
    const resized = model(
      [node("Mul", ["x", "w"], ["h"]), node("Resize", ["h", "", "scales"], ["y"], { mode: "linear" })],
      { weights: { w: Float32Array.of(2), scales: Float32Array.of(1, 1, 2) } },
    );
    expect(Object.keys(resized.weights).toSorted()).toEqual(["scales", "w"]);
    expect(Object.keys(resized.params)).toEqual(["w"]);
    const x = t.tensor([[[1, 3]]]);
    // Half-pixel centres: 1, 1.5, 2.5, 3, times w.
    expect(await applied(resized)(x).array()).toEqual([[[2, 3, 5, 6]]]);
    const slope = t.grad((w: t.OnnxModel["params"]) => t.sum(resized.apply(w, { x })["y"]!));
    expect(await slope(resized.params)["w"]!.array()).toEqual([8]);
  });

  it("takes the inverse hyperbolic sine to the last digits, with its derivative at 0", async () => {
    const asinh = applied(model([node("Asinh", ["x"], ["y"])]));
    const places = [0, 1e-8, -1e-4, 0.5, -1, 3, 1e20, -1e38];
    const [values, slopes] = await t.jit((x: Tensor) => [
      asinh(x),
      t.grad((y: Tensor) => t.sum(asinh(y)))(x),
    ])(t.tensor(places));
    const got = [await values!.data(), await slopes!.data()].map((list) => Array.from(list, Number));
    places.forEach((place, i) => {
      const [value, slope] = [Math.asinh(Math.fround(place)), 1 / Math.sqrt(1 + place ** 2)];
      expect(Math.abs(got[0]![i]! - value)).toBeLessThanOrEqual(3e-7 * Math.abs(value));
      expect(Math.abs(got[1]![i]! - slope)).toBeLessThanOrEqual(3e-7);
    });
  });

  it("repeats the nearest samples alone, whatever stands beside them", async () => {
    const nearest = { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" };
    const repeated = model([node("Resize", ["x", "", "scales"], ["y"], nearest)], {
      weights: { scales: Float32Array.of(1, 1, 2) },
    });
    const row = t.tensor([[[1, NaN, Infinity]]]);
    expect(await applied(repeated)(row).array()).toEqual([[[1, 1, NaN, NaN, Infinity, Infinity]]]);
  });

  it("computes both sides of a branch whose condition it does not know", async () => {
    const side = (opType: string): ReturnType<typeof attribute> => ({
      name: opType === "Neg" ? "then_branch" : "else_branch",
      type: 5,
      g: {
        name: opType,
        node: [node(opType, ["x"], ["out"])],
        initializer: [],
        input: [],
        output: [{ name: "out" }],
      },
    });
    const branch: NodeProto = {
      ...node("If", ["negative"], ["y"]),
      attribute: [side("Neg"), side("Identity")],
    };
    // |sum| by choosing between -x and x.
    const f = t.jit(
      applied(
        model([
          node("ReduceSum", ["x"], ["sum"], { keepdims: 0 }),
          node("Sub", ["sum", "sum"], ["nothing"]),
          node("Less", ["sum", "nothing"], ["negative"]),
          branch,
        ]),
      ),
    );
    expect(await (await f(t.tensor([-3, 1]))).array()).toEqual([3, -1]);
    expect(await (await f(t.tensor([-3, 4]))).array()).toEqual([-3, 4]);
  });
});
