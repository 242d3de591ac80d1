import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as t from "@working-papers/tensor";
import { initVisionTransformer, visionTransformer } from "@working-papers/tensor/nn";
import { bfloat16, float8e4m3fn, float8e5m2, lmulFunction, roundTo } from "../index.ts";
import { kernelPool } from "../threads/index.ts";
import { compare, difference, float8, interpreter, lmul, ModelError, parseAssignment } from "./index.ts";
import { float32, int16, int8, parseArithmetic, rounded, type Arithmetic } from "./arithmetic.ts";
import { conformance, defaultFolder } from "./testing/vectors.ts";
import { modelOf } from "./testing/models.ts";
import { floatValue, integerValue, type Value } from "./value.ts";

const random = async (seed: number, shape: readonly number[]): Promise<Float32Array> =>
  (await t.random.normal(t.random.key(seed), shape).data()) as Float32Array;

const same = (x: number): number => x;
const zeros = (shape: readonly number[]): Value => floatValue(new Float32Array(shape[0] * shape[1]), shape);

/** A two-layer vision transformer with random weights, as it is exported. */
const vit = await (async () => {
  const shape = { channels: 1, image: [8, 8], patch: [4, 4], features: 16, layers: 2, classes: 5 } as const;
  const params = await t.evaluate(initVisionTransformer(t.random.key(3), shape));
  const images = t.tensor(await random(4, [3, 1, 8, 8]), { shape: [3, 1, 8, 8] });
  const bytes = t.exportOnnx((x: t.Tensor) => visionTransformer(params, x, { heads: 2 }), images);
  const given = { "0": floatValue((await images.data()) as Float32Array, [3, 1, 8, 8]) };
  return { bytes, images, given };
})();

const found = existsSync(defaultFolder);
if (!found) console.log(`no ${defaultFolder}: operators are not compared with ONNX's test vectors`);

describe("operators", () => {
  it.skipIf(!found)("agree with the ONNX project's test vectors, or refuse with a sentence", async () => {
    const results = await conformance(defaultFolder);
    // The vector of a cast to bfloat16 declares its result as uint16.
    expect(results.filter(({ outcome }) => outcome === "differ").map(({ test }) => test)).toEqual([
      "test_cast_FLOAT_to_BFLOAT16",
    ]);
    expect(results.filter(({ outcome }) => outcome === "agree").length).toBeGreaterThan(480);
  });
});

describe("a whole graph in float32", () => {
  it("agrees with ONNX Runtime", async () => {
    const model = interpreter(vit.bytes);
    const mine = await model.run(vit.given);
    const theirs = await t.importOnnx(vit.bytes).run({ "0": vit.images });
    const [name] = Object.keys(mine);
    expect(difference(mine[name].data, (await theirs[name].data()) as Float32Array).largest).toBeLessThan(
      1e-5,
    );
  });

  it("gives the same bits on a pool of threads", async () => {
    const pool = kernelPool({ threads: 2, threshold: 1 });
    const use = { arithmetic: parseAssignment(["attention=lmul:4", "default=e4m3+e4m3"]) };
    const alone = await interpreter(vit.bytes).run(vit.given, use);
    expect(await interpreter(vit.bytes, { kernels: pool }).run(vit.given, use)).toEqual(alone);
    await pool.close();
  });

  it("runs with other weights in place of its own, and with its own again", async () => {
    const model = interpreter(
      modelOf({
        nodes: [
          { opType: "Neg", input: ["w"], output: ["minus"] },
          { opType: "MatMul", input: ["x", "minus"], output: ["y"] },
        ],
        inputs: { x: [1, 2] },
        outputs: ["y"],
        weights: { w: { shape: [2, 1], data: Float32Array.of(1, 2) } },
      }),
    );
    const x = floatValue(Float32Array.of(3, 4), [1, 2]);
    expect([...(await model.run({ x })).y.data]).toEqual([-11]);
    const weights = { w: floatValue(Float32Array.of(10, 0), [2, 1]) };
    expect([...(await model.run({ x }, { weights })).y.data]).toEqual([-30]);
    expect([...(await model.run({ x })).y.data]).toEqual([-11]);
  });
});

describe("node classes", () => {
  it("finds attention by its softmax, weights by their origin", () => {
    const classes = interpreter(vit.bytes).nodes.map((node) => node.class);
    const count = (name: string): number => classes.filter((each) => each === name).length;
    expect([count("attention.scores"), count("attention.values")]).toEqual([2, 2]);
    // Four projections and two layers of the MLP in each block, and the head.
    expect([count("linear"), count("conv"), count("matmul")]).toEqual([13, 1, 0]);
    expect(count("elementwise.layernormalization")).toBe(5);
  });

  it("chooses by class, by pattern and by name, and refuses what fits nothing", async () => {
    const model = interpreter(vit.bytes);
    const used = async (...texts: string[]): Promise<Map<string, Set<string>>> => {
      const seen = new Map<string, Set<string>>();
      await model.run(vit.given, {
        arithmetic: parseAssignment(texts),
        afterNode: ({ node, arithmetic }) =>
          void seen.set(node.class, (seen.get(node.class) ?? new Set()).add(arithmetic)),
      });
      return seen;
    };
    const seen = await used(
      "attention.scores=lmul:4",
      "attention.*=lmul:3",
      "linear=e4m3",
      "default=bfloat16",
    );
    expect([...seen.get("attention.scores")!]).toEqual(["lmul:4"]);
    expect([...seen.get("attention.values")!]).toEqual(["lmul:3"]);
    expect([...seen.get("linear")!]).toEqual(["e4m3"]);
    expect([...seen.get("conv")!]).toEqual(["bfloat16"]);
    expect([...seen.get("other")!]).toEqual(["float32"]);
    await expect(used("recurrent=lmul")).rejects.toThrow(
      "«recurrent» fits no class and no name of a node that multiplies; the classes here are conv, elementwise.layernormalization,",
    );
  });
});

describe("each arithmetic", () => {
  const [m, k, n] = [3, 5, 4];
  const model = interpreter(
    modelOf({
      nodes: [
        { opType: "MatMul", input: ["a", "b"], output: ["c"] },
        { opType: "Mul", input: ["c", "c"], output: ["y"] },
      ],
      inputs: { a: [m, k], b: [k, n] },
      outputs: ["c", "y"],
    }),
  );

  /** Σ product(a, b) in ascending k, each partial sum through `sum`. */
  const scalar = (
    a: Float32Array,
    b: Float32Array,
    product: (x: number, y: number) => number,
    sum: (x: number) => number,
  ): number[] =>
    Array.from({ length: m * n }, (_, at) => {
      const [row, column] = [Math.floor(at / n), at % n];
      let total = 0;
      for (let l = 0; l < k; l++)
        total = sum(Math.fround(total + product(a[row * k + l], b[l * n + column])));
      return total;
    });

  const saturate = { overflow: "saturate" } as const;
  const roundedProduct =
    (format: typeof bfloat16, result: (x: number) => number) =>
    (x: number, y: number): number =>
      result(Math.fround(roundTo(format, x, saturate) * roundTo(format, y, saturate)));
  const toE4m3 = (x: number): number => roundTo(float8e4m3fn, x, saturate);
  const cases: readonly [Arithmetic, (x: number, y: number) => number, (x: number) => number][] = [
    [float32, (x, y) => Math.fround(x * y), same],
    [lmul(), lmulFunction(), same],
    [lmul({ mantissaBits: 3 }), lmulFunction({ mantissaBits: 3 }), same],
    [
      lmul({ mantissaBits: 4, reading: "formula" }),
      lmulFunction({ mantissaBits: 4, reading: "formula" }),
      same,
    ],
    [float8("e4m3"), roundedProduct(float8e4m3fn, same), same],
    [float8("e4m3", { accumulator: float8e4m3fn }), roundedProduct(float8e4m3fn, toE4m3), toE4m3],
    [float8("e5m2"), roundedProduct(float8e5m2, same), same],
    [rounded(bfloat16), roundedProduct(bfloat16, same), same],
  ];

  it.each(cases)("$name gives the bits of its scalar product", async (arithmetic, product, sum) => {
    const [a, b] = [await random(1, [m, k]), await random(2, [k, n])];
    const given = { a: floatValue(a, [m, k]), b: floatValue(b, [k, n]) };
    const { c, y } = await model.run(given, { arithmetic: { default: arithmetic } });
    const expected = scalar(a, b, product, sum);
    expect([...c.data]).toEqual(expected);
    expect([...y.data]).toEqual(expected.map((x) => product(x, x)));
  });

  it.each([
    [int8, 0.03],
    [int16, 2e-3],
    [float8("e4m3", { scaled: true }), 0.06],
  ])("$name is as near as its bits allow", async (arithmetic, tolerance) => {
    const given = {
      a: floatValue(await random(1, [m, k]), [m, k]),
      b: floatValue(await random(2, [k, n]), [k, n]),
    };
    const { outputs } = await compare(model, given, { default: arithmetic });
    expect(outputs.c.relative).toBeGreaterThan(0);
    expect(outputs.c.relative).toBeLessThan(tolerance);
  });

  /** An element of a product of equal numbers in 16-bit integers, and in float32. */
  const inBoth = async (x: number, y: number): Promise<[got: number, expected: number]> => {
    const [a, b] = [new Float32Array(m * k).fill(x), new Float32Array(k * n).fill(y)];
    const given = { a: floatValue(a, [m, k]), b: floatValue(b, [k, n]) };
    const [{ c: got }, { c: expected }] = [
      await model.run(given, { arithmetic: { default: int16 } }),
      await model.run(given),
    ];
    return [got.data[0], expected.data[0]];
  };

  it("of 16-bit integers takes any magnitude", async () => {
    for (const [x, y] of [
      [1.5e-19, 1.5e-19],
      [1e30, 1e-30],
      [1e30, 1],
      [1e-40, 1e20],
    ]) {
      const [got, expected] = await inBoth(x, y);
      expect(Math.abs(got / expected - 1)).toBeLessThan(2e-4);
    }
    expect(await inBoth(1e30, 1e30)).toEqual([Infinity, Infinity]);
    expect(await inBoth(1e-30, 1e-30)).toEqual([0, 0]);
  });

  it("is read from text, and named by the text it is read from", () => {
    for (const text of [
      "float32",
      "lmul:4",
      "lmul:23:formula",
      "lmul:3+e4m3",
      "e4m3",
      "e4m3:scaled",
      "e5m2+float16",
      "int8",
      "e3m2",
    ])
      expect(parseArithmetic(text).name).toBe(text);
    expect(() => parseArithmetic("lmul:four")).toThrow(
      "An arithmetic is float32, lmul[:bits][:formula], int8",
    );
    for (const text of ["posit8", "constructor", "lmul+toString"])
      expect(() => parseArithmetic(text)).toThrow("A format is float32, float16");
  });

  it("is not scaled to a range whose products the sums do not hold", () => {
    for (const text of ["e5m2:scaled", "e6m9:scaled", "e4m3:scaled+bfloat16", "e3m2:scaled+float16"])
      expect(parseArithmetic(text).name).toBe(text);
    for (const text of ["bfloat16:scaled", "e7m8:scaled", "e4m3:scaled+float16"])
      expect(() => parseArithmetic(text)).toThrow(
        /^Two products of operands that are scaled to the range of/,
      );
    expect(() => parseArithmetic("e4m3:scaled+e4m3")).toThrow(
      "Two products of operands that are scaled to the range of e4m3 add up to 401408, and e4m3 ends at 448: take sums in a format with a wider range, or e4m3 without scaling.",
    );
  });
});

describe("counts", () => {
  it("the multiplications of each node", async () => {
    const counts: Record<string, number> = {};
    await interpreter(vit.bytes).run(vit.given, {
      afterNode: ({ node, multiplications }) => {
        counts[node.class] = (counts[node.class] ?? 0) + multiplications;
      },
    });
    // 3 images, 4 patches and a token of width 16, two heads of width 8, two blocks.
    expect(counts["conv"]).toBe(3 * 4 * 16 * 16);
    expect(counts["attention.scores"]).toBe(2 * 3 * 2 * 5 * 8 * 5);
    expect(counts["linear"]).toBe(2 * 3 * 5 * 12 * 16 * 16 + 3 * 16 * 5);
    expect(counts["other"]).toBe(0);
  });
});

describe("a difference", () => {
  it("is none between equals, and no number where the reference is zero or something is not finite", () => {
    expect(difference([3, 4], [3, 4])).toEqual({ relative: 0, largest: 0 });
    expect(difference([3, 5], [3, 4])).toEqual({ relative: 0.2, largest: 1 });
    expect(difference([0, Infinity], [0, Infinity])).toEqual({ relative: 0, largest: 0 });
    expect(difference([1], [0]).relative).toBeNaN();
    expect(difference([Infinity, 1], [1, 1]).relative).toBeNaN();
    expect(difference([1, 1], [Infinity, 1]).relative).toBeNaN();
    expect(difference([1, Infinity], [2, Infinity]).relative).toBeNaN();
  });
});

describe("bad models", () => {
  const identity = {
    nodes: [{ opType: "Relu", input: ["x"], output: ["y"] }],
    inputs: { x: [2] },
    outputs: ["y"],
  };

  it("are refused in a sentence", () => {
    const cut = vit.bytes.subarray(0, vit.bytes.length - 100);
    expect(() => interpreter(cut)).toThrow(
      /^An ONNX model was expected and \d+ bytes came that end too early/,
    );
    expect(() => interpreter(new Uint8Array(0))).toThrow("0 bytes came that hold no graph");
    expect(() => interpreter(new TextEncoder().encode("<html>not here</html>"))).toThrow(ModelError);
    const unknown = { ...identity, nodes: [{ opType: "LSTM", name: "rnn", input: ["x"], output: ["y"] }] };
    expect(() => interpreter(modelOf(unknown))).toThrow(
      "Node «rnn» uses the operator LSTM, which is not among the",
    );
    const loose = { ...identity, nodes: [{ opType: "Add", input: ["x", "z"], output: ["y"] }] };
    expect(() => interpreter(modelOf(loose))).toThrow(
      "Value «z», which node «Add_0» needs, is computed by nothing",
    );
    const loop = { ...identity, nodes: [{ opType: "Add", input: ["x", "y"], output: ["y"] }] };
    expect(() => interpreter(modelOf(loop))).toThrow("Node «Add_0» needs its own result.");
  });

  it("and wrong inputs as well", async () => {
    const model = interpreter(modelOf(identity));
    const run = (inputs: Record<string, Value>) => model.run(inputs);
    await expect(run({})).rejects.toThrow("The model's input «x» of shape [2] was not given.");
    await expect(run({ x: floatValue(new Float32Array(3), [3]) })).rejects.toThrow(
      "The model's input «x» should have the shape [2] and has [3].",
    );
    await expect(run({ x: integerValue([1, 2]) })).rejects.toThrow("should be floating-point and is int64");
    const given = { x: floatValue(new Float32Array(2), [2]), z: integerValue([1]) };
    await expect(run(given)).rejects.toThrow("The model has no input «z»; its inputs are x.");
  });

  it("name the node at which shapes do not fit", async () => {
    const product = modelOf({
      nodes: [{ opType: "MatMul", name: "head", input: ["x", "y"], output: ["z"] }],
      inputs: { x: [2, 3], y: [4, 2] },
      outputs: ["z"],
    });
    await expect(interpreter(product).run({ x: zeros([2, 3]), y: zeros([4, 2]) })).rejects.toThrow(
      "Node «head» (MatMul) cannot run on [2, 3], [4, 2]: operands of shapes [2, 3] and [4, 2] have no matrix product.",
    );
  });
});
