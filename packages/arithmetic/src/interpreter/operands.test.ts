/** @file What operators do with operands at the ends of their types, and what they refuse: each in a sentence with the node's name. */
import { describe, expect, it } from "vitest";
import { wasmKernels } from "../kernels/wasm-kernels.ts";
import { interpreter } from "./index.ts";
import { modelOf, type NodeSpec } from "./testing/models.ts";
import { floatValue, integerValue, reshaped, sizeOf, type Value } from "./value.ts";

const ofShape = (...shape: number[]): Value => floatValue(new Float32Array(sizeOf(shape)).fill(1), shape);
const int32 = (...numbers: number[]): Value => ({
  dtype: "int32",
  shape: [numbers.length],
  data: Float64Array.from(numbers),
});

const softmax = (opsets: Record<string, number>, domain?: string) =>
  interpreter(
    modelOf({
      nodes: [{ opType: "Softmax", ...(domain !== undefined && { domain }), input: ["x"], output: ["y"] }],
      inputs: { x: [1, 2, 2] },
      outputs: ["y"],
      opsets,
    }),
  ).run({ x: floatValue(new Float32Array(4), [1, 2, 2]) });

describe("the operator set", () => {
  it("has two names, and its version decides over which axes a softmax goes", async () => {
    for (const [imported, named] of [
      ["", "ai.onnx"],
      ["ai.onnx", ""],
      ["ai.onnx", undefined],
      ["ai.onnx", "ai.onnx"],
    ] as const)
      expect([...(await softmax({ [imported]: 13 }, named)).y.data]).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  it("is refused where the model does not say of which version it is", () => {
    const gelu = { opType: "Gelu", domain: "com.microsoft", input: ["x"], output: ["y"] };
    const model = { nodes: [gelu], inputs: { x: [2] }, outputs: ["y"], opsets: { "": 21 } };
    expect(() => interpreter(modelOf(model))).toThrow(
      "Node «Gelu_0» uses the operator Gelu of the domain «com.microsoft», and the model does not say of which version; export it with an import of that domain's operator set.",
    );
  });
});

describe("integers", () => {
  const [low, high] = [-(2 ** 31), 2 ** 31 - 1];

  // As NumPy has them for int32.
  it.each([
    ["Add", [high, high], [high, 1], [-2, low]],
    ["Sub", [low, 0], [1, low], [high, low]],
    ["Mul", [high, 123456789], [high, 987654321], [1, -67153019]],
    ["Div", [low, 7], [-1, -2], [low, -3]],
    ["Sum", [high, 1], [high, 1], [-2, 2]],
    ["Pow", [2, 3], [31, 2], [low, 9]],
    // 3^40 = 12157665459056928801, and its low 32 bits as a signed integer.
    ["Pow", [3, -3], [40, 3], [Number(BigInt.asIntN(32, 3n ** 40n)), -27]],
    ["Pow", [1, 2], [-3, -1], [1, 0]],
  ])("%s wraps at the ends of the type", async (opType, a, b, expected) => {
    const nodes = [{ opType, input: ["a", "b"], output: ["y"] }];
    const model = interpreter(
      modelOf({ nodes, inputs: { a: [2], b: [2] }, outputs: ["y"], int32: ["a", "b"] }),
    );
    expect([...(await model.run({ a: int32(...a), b: int32(...b) })).y.data]).toEqual(expected);
  });

  it.each([
    ["ReduceSum", [high, high, 3], [1]],
    ["ReduceProd", [123456789, 987654321, 1], [-67153019]],
    ["ReduceSumSquare", [65536, 65536, 5], [25]],
    ["ReduceL1", [low, 0, 0], [low]],
    ["ReduceMean", [-1, -1, -3], [-1]],
    ["ReduceL2", [1, 1, 1], [1]],
    ["ReduceMax", [low, -7, -9], [-7]],
  ])("%s stays in the type", async (opType, a, expected) => {
    const nodes = [{ opType, input: ["a"], output: ["y"], attributes: { keepdims: 0 } }];
    const model = interpreter(modelOf({ nodes, inputs: { a: [3] }, outputs: ["y"], int32: ["a"] }));
    expect([...(await model.run({ a: int32(...a) })).y.data]).toEqual(expected);
  });

  it("have running sums that wrap", async () => {
    const nodes = [{ opType: "CumSum", input: ["a", "axis"], output: ["y"] }];
    const model = interpreter(
      modelOf({ nodes, inputs: { a: [4], axis: [] }, outputs: ["y"], int32: ["a", "axis"] }),
    );
    const { y } = await model.run({ a: int32(high, 2, high, 1), axis: reshaped(int32(0), []) });
    expect([...y.data]).toEqual([high, low + 1, 0, 1]);
  });

  it("have the smallest as its own opposite", async () => {
    const nodes = [{ opType: "Neg", input: ["a"], output: ["y"] }];
    const model = interpreter(modelOf({ nodes, inputs: { a: [1] }, outputs: ["y"], int32: ["a"] }));
    expect([...(await model.run({ a: int32(low) })).y.data]).toEqual([low]);
  });
});

describe("operands that do not fit", () => {
  type Attributes = NonNullable<NodeSpec["attributes"]>;
  const single = (
    opType: string,
    given: readonly Value[],
    attributes: Attributes = {},
  ): Promise<Record<string, Value>> => {
    const named = Object.fromEntries(given.map((value, i) => [`i${i}`, value]));
    const model = modelOf({
      nodes: [{ opType, input: Object.keys(named), output: ["y"], attributes }],
      inputs: Object.fromEntries(Object.entries(named).map(([name, { shape }]) => [name, shape])),
      outputs: ["y"],
      int32: Object.keys(named).filter((name) => named[name].dtype === "int64"),
    });
    return interpreter(model).run(named);
  };

  it.each<[string, readonly Value[], string, Attributes?]>([
    [
      "LayerNormalization",
      [ofShape(2, 3), ofShape(3), ofShape(2)],
      "a bias of shape [2] does not fit rows of 3 elements",
    ],
    [
      "BatchNormalization",
      [ofShape(1, 3, 2), ofShape(3), ofShape(3), ofShape(2), ofShape(3)],
      "a mean of shape [2] does not fit 3 channels",
    ],
    [
      "InstanceNormalization",
      [ofShape(1, 3, 2), ofShape(2), ofShape(3)],
      "a scale of shape [2] does not fit 3 channels",
    ],
    ["Conv", [ofShape(1, 1, 3), ofShape(2, 1, 1), ofShape(1)], "a bias of shape [1] does not fit 2 channels"],
    [
      "GatherElements",
      [ofShape(1, 2), integerValue([0, 0, 0, 0], [2, 2])],
      "indices of shape [2, 2] do not fit its input along axis 1",
      { axis: 1 },
    ],
    ["Mod", [integerValue([1]), integerValue([0])], "an integer is divided by zero"],
    ["Unsqueeze", [ofShape(2), integerValue([0, 0])], "it adds an axis of [0, 0] twice"],
    ["Tile", [ofShape(2), integerValue([-1])], "it repeats its input of shape [2] [-1] times"],
  ])("%s says so", async (opType, given, message, attributes) => {
    const shapes = given.map(({ shape }) => `[${shape.join(", ")}]`).join(", ");
    await expect(single(opType, given, attributes)).rejects.toThrow(
      `Node «${opType}_0» (${opType}) cannot run on ${shapes}: ${message}.`,
    );
  });

  it("but none of a tensor are copies as well", async () => {
    const { y } = await single("Tile", [ofShape(2, 3), integerValue([2, 0])]);
    expect([y.shape, y.data.length]).toEqual([[4, 0], 0]);
  });

  it("nor a missing summand, nor a name that every object has", async () => {
    const nodes = [{ opType: "Sum", input: ["toString", ""], output: ["y"] }];
    const model = interpreter(modelOf({ nodes, inputs: { toString: [1] }, outputs: ["y"] }));
    await expect(model.run({})).rejects.toThrow("The model's input «toString» of shape [1] was not given.");
    const given = Object.fromEntries([["toString", ofShape(1)]]);
    await expect(model.run(given)).rejects.toThrow(
      "Node «Sum_0» (Sum) cannot run on [1], nothing: its input 1 is missing.",
    );
  });

  it("and whatever else goes wrong in a node names it", async () => {
    const nodes = [{ opType: "MatMul", input: ["x", "x"], output: ["y"] }];
    const model = interpreter(modelOf({ nodes, inputs: { x: [1, 1] }, outputs: ["y"] }), {
      kernels: { ...wasmKernels, matmul: () => Promise.reject(new TypeError("The pool is closed.")) },
    });
    await expect(model.run({ x: ofShape(1, 1) })).rejects.toThrow(
      "Node «MatMul_0» (MatMul) cannot run on [1, 1], [1, 1]: The pool is closed.",
    );
  });
});

describe("casts", () => {
  // Values between two numbers of the type, by NumPy's float16 and by the upper half of float32's bits.
  it.each([
    [10, [1 + 2 ** -11, 1 + 3 * 2 ** -11, 65520, 2 ** -25], [1, 1 + 2 ** -9, Infinity, 0]],
    [16, [1 + 2 ** -8, 1 + 3 * 2 ** -8, 3.4e38, Number.NaN], [1, 1 + 2 ** -6, Infinity, Number.NaN]],
  ])("to ONNX type %d round, in engines with Math.f16round and without", async (to, given, expected) => {
    const nodes = [{ opType: "Cast", input: ["x"], output: ["y"], attributes: { to } }];
    const { f16round } = Math;
    Reflect.deleteProperty(Math, "f16round");
    try {
      const model = interpreter(modelOf({ nodes, inputs: { x: [4] }, outputs: ["y"] }));
      const { y } = await model.run({ x: floatValue(Float32Array.from(given), [4]) });
      expect([...y.data]).toEqual(expected);
    } finally {
      Object.defineProperty(Math, "f16round", { value: f16round, writable: true, configurable: true });
    }
  });
});
