import { describe, expect, it } from "vitest";
import * as t from "../index.ts";
import { alibi, rotary, sinusoids } from "../nn/index.ts";

// Element i of each input is ((7 i mod 11) - 5) / 4; expected values are NumPy's in float64, to six decimals.
const ramp = (...shape: number[]): t.Tensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return t.tensor(
    Float32Array.from({ length: size }, (_, i) => (((7 * i) % 11) - 5) / 4),
    { shape },
  );
};
const x = ramp(2, 3, 4);

const cases: readonly (readonly [name: string, f: () => t.Tensor, expected: readonly number[]])[] = [
  [
    "einsum with a shared weight",
    () => t.einsum("bij,jk->bik", x, ramp(4, 5)),
    [
      1.625, -0.4375, 1.625, -1.8125, -1.8125, 0.0, -1.875, 0.375, 0.5625, 0.75, 0.4375, 1.5, -0.875, -1.875,
      1.25, -0.5, -2.0, 0.625, 0.5, 1.0625, -0.0625, 1.375, -0.625, -1.9375, 1.5625, -0.3125, 1.3125, -0.5,
      1.8125, -2.0625,
    ],
  ],
  [
    "einsum of vectors",
    () => t.einsum("i,j->ji", ramp(3), ramp(2)),
    [1.5625, -0.625, 0.625, -0.625, 0.25, -0.25],
  ],
  [
    "einsum of three operands",
    () => t.einsum("bij,jk,bi->k", x, ramp(4, 5), ramp(2, 3)),
    [-2.65625, -4.28125, -0.40625, 2.265625, 5.28125],
  ],
  [
    "einsum with a batch",
    () => t.einsum("bqd,bkd->bqk", x, x),
    [
      3.625, -1.1875, 0.1875, -1.1875, 1.625, -1.0625, 0.1875, -1.0625, 3.1875, 2.125, -1.125, -0.9375,
      -1.125, 2.5625, -1.3125, -0.9375, -1.3125, 2.4375,
    ],
  ],
  ["einsum of one operand", () => t.einsum("bij->j", x), [-1.5, 0.75, 0.25, -0.25]],
  [
    "tile",
    () => t.tile(ramp(2, 3), [2, 2]),
    [
      -1.25, 0.5, -0.5, -1.25, 0.5, -0.5, 1.25, 0.25, -0.75, 1.25, 0.25, -0.75, -1.25, 0.5, -0.5, -1.25, 0.5,
      -0.5, 1.25, 0.25, -0.75, 1.25, 0.25, -0.75,
    ],
  ],
  [
    "repeat",
    () => t.repeat(ramp(2, 3), 2, 1),
    [-1.25, -1.25, 0.5, 0.5, -0.5, -0.5, 1.25, 1.25, 0.25, 0.25, -0.75, -0.75],
  ],
  ["roll", () => t.roll(ramp(2, 3), -1, 1), [0.5, -0.5, -1.25, 0.25, -0.75, 1.25]],
  ["flip", () => t.flip(ramp(2, 3), [0, 1]), [-0.75, 0.25, 1.25, -0.5, 0.5, -1.25]],
  ["remainder", () => t.remainder(t.mul(ramp(6), 3), 1.25), [0.0, 0.25, 1.0, 0.0, 0.75, 0.25]],
  ["cumSum", () => t.cumSum(ramp(2, 3), 1, { reverse: true }), [-1.25, 0.0, -0.5, 0.75, -0.5, -0.75]],
  ["std", () => t.std(x, [0, 2], { ddof: 1 }), [0.883883, 0.772721, 0.855653]],
  ["argsort", () => t.argSort(ramp(7)), [0.0, 5.0, 2.0, 4.0, 1.0, 6.0, 3.0]],
  ["prod", () => t.prod(t.add(ramp(2, 3), 3), 0), [7.4375, 11.375, 5.625]],
  [
    "irfft",
    () => t.irfft(t.mul(t.rfft(ramp(2, 5)), t.tensor([[1], [2], [3]])), { n: 5 }),
    [-3.2, 1.901722, -1.939919, 2.938197, 0.55, -2.489919, 2.611803, -0.0, -2.611803, 2.489919],
  ],
  [
    "logSumExp",
    () => t.logSumExp(x, 1),
    [0.661868, 1.444112, 1.411868, 1.563781, 1.444112, 1.411868, 1.563781, 1.194112],
  ],
  [
    "ALiBi",
    () => alibi(2, 3),
    [
      0.0, -0.0625, -0.125, -0.0625, 0.0, -0.0625, -0.125, -0.0625, 0.0, 0.0, -0.003906, -0.007812, -0.003906,
      0.0, -0.003906, -0.007812, -0.003906, 0.0,
    ],
  ],
  [
    "sinusoids",
    () => sinusoids(4, 6),
    [
      0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.841471, 0.540302, 0.046399, 0.998923, 0.002154, 0.999998, 0.909297,
      -0.416147, 0.092699, 0.995694, 0.004309, 0.999991, 0.14112, -0.989992, 0.138798, 0.990321, 0.006463,
      0.999979,
    ],
  ],
  [
    "rotary positions",
    () => rotary(ramp(3, 4)),
    [
      -1.25, 0.5, -0.5, 1.25, -0.706395, -0.749963, 0.75067, -0.0075, 0.643471, 0.774848, -0.805261,
      -1.234751,
    ],
  ],
];

describe("operators", () => {
  for (const [name, f, expected] of cases)
    it(`compute what NumPy computes: ${name}`, async () => {
      const got = Array.from(await f().data(), Number);
      expect(got.length).toBe(expected.length);
      expect(Math.max(...got.map((v, i) => Math.abs(v - expected[i]!)))).toBeLessThan(1e-5);
    });

  it("work on bits of unsigned integers", async () => {
    const a = t.tensor([0b1100, 0xffffffff], { dtype: "uint32" });
    const results = [
      t.bitAnd(a, 10),
      t.bitOr(a, 1),
      t.bitXor(a, 6),
      t.bitNot(a),
      t.shiftLeft(a, 4),
      t.shiftRight(a, 2),
    ];
    expect(await Promise.all(results.map((y) => y.array()))).toEqual([
      [8, 10],
      [13, 0xffffffff],
      [10, 0xfffffff9],
      [0xfffffff3, 0],
      [192, 0xfffffff0],
      [3, 0x3fffffff],
    ]);
  });

  // As many sums as threads share; whole numbers, so that the sums are exact in any order.
  it("lose nothing of what is added at repeated indices", async () => {
    const [rows, vocabulary, width] = [2048, 3, 512];
    const at = Int32Array.from({ length: rows }, (_, i) => (i % 64 === 0 ? -1 : 1));
    const values = Float32Array.from({ length: rows * width }, (_, i) => ((13 * i) % 31) - 15);
    const expected = new Float32Array(vocabulary * width);
    values.forEach((value, i) => {
      const row = (at[Math.floor(i / width)]! + vocabulary) % vocabulary;
      expected[row * width + (i % width)]! += value;
    });
    const inputs = [
      t.zeros([vocabulary, width]),
      t.tensor(at, { shape: [rows] }),
      t.tensor(values, { shape: [rows, width] }),
    ] as const;
    const embeddingGradient = t.jit((table: t.Tensor, indices: t.Tensor, summands: t.Tensor) =>
      t.grad((each: t.Tensor) => t.sum(t.mul(t.embed(each, indices), summands)))(table),
    );
    for (const add of [t.jit(t.scatterAdd), embeddingGradient])
      for (let again = 0; again < 60; again++) {
        const sums = await (await add(...inputs)).data();
        expect(expected.filter((sum, i) => sum !== sums[i])).toHaveLength(0);
      }
  });

  it("refuse subscripts that do not fit", () => {
    expect(() => t.einsum("ij,jk->ik", ramp(2, 3), ramp(4, 2))).toThrow(/j is both 3 and 4/);
    expect(() => t.einsum("ij,jk", ramp(2, 3), ramp(3, 2))).toThrow(/needs an arrow/);
  });
});
