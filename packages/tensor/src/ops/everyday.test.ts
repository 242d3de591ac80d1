import { describe, expect, it } from "vitest";
import * as t from "../index.ts";

// Expected values are NumPy's and SciPy's.
const x = t.tensor([-2, -0.5, 0, 0.5, 2], { dtype: "float32" });
const a = t.tensor(
  [
    [0, 2, 1],
    [4, 1, -1],
    [1, 5, 3],
  ],
  { dtype: "float64" },
);

const withInfinity = t.tensor([
  [1, Infinity],
  [NaN, 4],
]);
const bytes = (...values: number[]): t.Tensor => t.tensor(Uint8Array.from(values));
const oneAt = (place: number, length: number): number[] =>
  Array.from({ length }, (_, i) => Number(i === place));

const cases: readonly (readonly [name: string, f: () => t.Tensor, expected: readonly number[]])[] = [
  [
    "solve, where a pivot has to be found",
    () => t.solve(a, t.tensor([1, 2, 3], { dtype: "float64" })),
    [3 / 7, 3 / 7, 1 / 7],
  ],
  ["det", () => t.det(a), [-7]],
  ["slogdet", () => t.stack(t.slogdet(a)), [-1, 1.9459101490553126]],
  [
    "det of a singular matrix",
    () =>
      t.det(
        t.tensor([
          [1, 2],
          [2, 4],
        ]),
      ),
    [0],
  ],
  [
    "cholesky, of the lower triangle",
    () =>
      t.cholesky(
        t.tensor([
          [4, 9, 9],
          [2, 5, 9],
          [1, 3, 6],
        ]),
      ),
    [2, 0, 0, 1, 2, 0, 0.5, 1.25, 2.0463381929681126],
  ],
  ["inv", () => t.inv(a), [-8 / 7, 1 / 7, 3 / 7, 13 / 7, 1 / 7, -4 / 7, -19 / 7, -2 / 7, 8 / 7]],
  ["triu", () => t.triu(a, 1), [0, 2, 1, 0, 0, -1, 0, 0, 0]],
  [
    "tile by more counts than axes",
    () => t.tile(t.tensor([1, 2]), [2, 3]),
    [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2],
  ],
  ["tile by fewer counts than axes", () => t.tile(t.tensor([[1, 2]]), [2]), [1, 2, 1, 2]],
  ["at, from the end", () => t.at(t.tensor([1, 2, 3]), -3), [1]],
  ["trace", () => t.trace(a), [4]],
  ["trace, of matrices with an infinity beside the diagonal", () => t.trace(withInfinity), [5]],
  ["diagonal, of such a matrix", () => t.diagonal(withInfinity), [1, 4]],
  ["diag of an infinity", () => t.diag(t.tensor([Infinity, 2])), [Infinity, 0, 0, 2]],
  [
    "resize of integers to the nearest",
    () => t.resize(t.tensor([[[5, 7]]], { dtype: "int32" }), [3], { mode: "nearest" }),
    [5, 5, 7],
  ],
  ["oneHot of bytes beyond their range", () => t.sum(t.oneHot(bytes(5), 300), 0), oneAt(5, 300)],
  ["cumProd", () => t.cumProd(t.tensor([1, 2, 3, 4, 5])), [1, 2, 6, 24, 120]],
  ["dynamicSlice", () => t.dynamicSlice(t.arange(5), [t.scalar(2, "int32")], [2]), [2, 3]],
  ["dynamicSlice, moved back to fit", () => t.dynamicSlice(t.arange(5), [9], [2]), [3, 4]],
  [
    "dynamicUpdateSlice",
    () => t.dynamicUpdateSlice(t.zeros([2, 3]), t.ones([1, 2]), [1, t.scalar(1, "int32")]),
    [0, 0, 0, 0, 1, 1],
  ],
  ["selu", () => t.selu(x), [-1.520167, -0.691758, 0, 0.52535, 2.101402]],
  ["celu", () => t.celu(x, 2), [-1.264241, -0.442398, 0, 0.5, 2]],
  ["mish", () => t.mish(x), [-0.252501, -0.220744, 0, 0.375245, 1.943959]],
  ["hardSwish", () => t.hardSwish(x), [-0.333333, -0.208333, 0, 0.291667, 1.666667]],
  ["softsign", () => t.softsign(x), [-0.666667, -0.333333, 0, 0.333333, 0.666667]],
  ["log1p", () => t.log1p(t.tensor([1e-8, -0.5, 3, 0])), [1e-8, -0.693147, 1.386294, 0]],
  [
    "logAddExp",
    () => t.logAddExp(t.tensor([1000, 0, -Infinity]), t.tensor([1000, -1, -Infinity])),
    [1000.693147, 0.313262, -Infinity],
  ],
  ["trunc", () => t.trunc(t.tensor([-1.7, 1.7])), [-1, 1]],
  ["floorDivide", () => t.floorDivide(t.tensor([-7, 7], { dtype: "int32" }), 2), [-4, 3]],
  ["nanMax", () => t.nanMax(t.tensor([1, NaN, 3])), [3]],
  ["norm", () => t.norm(t.tensor([3, 4])), [5]],
  ["prod over no axes", () => t.prod(t.tensor([2, 3]), []), [2, 3]],
  ["max over no axes", () => t.max(t.tensor([2, 3]), [], { keepDims: true }), [2, 3]],
  ["min over no axes", () => t.min(t.tensor([2, 3]), []), [2, 3]],
  ["meshgrid", () => t.stack(t.meshgrid(t.tensor([1, 2]), t.tensor([3, 4]))), [1, 1, 2, 2, 3, 4, 3, 4]],
  ["moveAxis", () => t.moveAxis(t.reshape(t.arange(6), [1, 2, 3]), 0, -1), [0, 1, 2, 3, 4, 5]],
  [
    "rfft2",
    () =>
      t.rfft2(
        t.tensor([
          [1, 2],
          [3, 5],
        ]),
        "ortho",
      ),
    [5.5, 0, -1.5, 0, -2.5, 0, 0.5, 0],
  ],
  ["any and all", () => t.stack([t.any(t.greater(x, 1)), t.all(t.greater(x, 1))]), [1, 0]],
];

describe("everyday operators", () => {
  for (const [name, f, expected] of cases)
    it(`compute what NumPy computes: ${name}`, async () => {
      const got = Array.from(await f().data(), Number);
      expect(got.length).toBe(expected.length);
      got.forEach((v, i) =>
        expect(Object.is(v, expected[i]) ? 0 : Math.abs(v - expected[i]!)).toBeLessThan(
          2e-6 * Math.max(1, Math.abs(v)),
        ),
      );
    });

  it("transforms back what they transformed, under every normalisation", async () => {
    const image = t.cast(t.reshape(t.arange(15), [3, 5]), "float32");
    for (const norm of ["backward", "ortho", "forward"] as const) {
      const back = await t.irfft2(t.rfft2(image, norm), { n: 5, norm }).data();
      back.forEach((v, i) => expect(Math.abs(Number(v) - i)).toBeLessThan(1e-5));
    }
  });

  it("has derivative zero for the norm of zero", async () => {
    expect(
      await t
        .grad((y: t.Tensor) => t.norm(y))(t.zeros([2]))
        .array(),
    ).toEqual([0, 0]);
  });

  it("finds no norm where there is a NaN", async () => {
    expect(await t.norm(t.tensor([NaN, 1])).item()).toBeNaN();
  });

  it("refuses a number with a fraction where only whole numbers are held", () => {
    const whole = t.tensor([1, 2, 3, 4], { dtype: "int32" });
    expect(() => t.mul(whole, 0.5)).toThrow(
      /^0\.5 meets int32\[4\], which cannot hold it: cast the tensor to a float dtype first .*everyday\.test\.ts/,
    );
    expect(() => t.less(0.5, t.greater(whole, 2))).toThrow(/^0\.5 meets bool\[4\]/);
    expect(() => t.mean(whole)).toThrow(/^mean of int32\[4\]: needs a float dtype: cast first/);
    expect(() => t.variance(t.greater(whole, 2))).toThrow(/^variance of bool\[4\]: needs a float dtype/);
  });

  it("refuses a number that is out of range where whole numbers are held", async () => {
    expect(() => t.less(bytes(100, 200), 300)).toThrow(
      /^300 meets uint8\[2\], which cannot hold it: cast the tensor to a wider dtype first .*everyday\.test\.ts/,
    );
    expect(() => t.add(bytes(1), -1)).toThrow(/^-1 meets uint8\[1\]/);
    expect(() => t.equal(t.greater(x, 0), 2)).toThrow(/^2 meets bool\[5\]/);
    expect(() => t.add(t.zeros([1], "int64"), 2 ** 63)).toThrow(/^9223372036854776000 meets int64\[1\]/);
    expect(() => t.tensor([[1, 300]], { dtype: "uint8" })).toThrow(
      /^tensor: uint8 cannot hold 300: choose a dtype that can, or round it first .*everyday\.test\.ts/,
    );
    expect(() => t.tensor(new Float32Array([1, 0.5]), { dtype: "int64" })).toThrow(
      /^tensor: int64 cannot hold 0\.5/,
    );
    expect(() => t.full([2], -1, "uint32")).toThrow(/^scalar: uint32 cannot hold -1/);
    expect(() => t.scalar(Infinity, "int32")).toThrow(/^scalar: int32 cannot hold Infinity/);
    expect([...(await t.tensor([0, 2, -1], { dtype: "bool" }).data())]).toEqual([0, 1, 1]);
    expect([...(await t.tensor(new Float32Array([255, 0]), { dtype: "uint8" }).data())]).toEqual([255, 0]);
    expect(() => t.arange(4, { step: 0.5 })).toThrow(/^arange: int32 cannot hold 0\.5: choose a dtype that/);
    expect(() => t.arange(3, { start: 254, dtype: "uint8" })).toThrow(/^arange: uint8 cannot hold 256/);
  });

  it("interpolates and transforms floats alone", () => {
    const whole = t.zeros([1, 1, 2], "int32");
    expect(() => t.resize(whole, [4])).toThrow(/^resize of int32\[1,1,2\]: needs a float dtype: cast first/);
    expect(() => t.rfft(whole)).toThrow(/^rfft of int32\[1,1,2\]: needs a float dtype: cast first/);
    expect(() => t.fft(whole, 0)).toThrow(/^fft of int32\[1,1,2\]: needs a float dtype: cast first/);
  });

  it("takes every byte of a bool that is not 0 for true", async () => {
    const flags = t.tensor(Uint8Array.of(0, 2, 1), { dtype: "bool" });
    expect(await flags.data()).toEqual(Uint8Array.of(0, 1, 1));
    const own = Uint8Array.of(0, 1);
    expect(await t.tensor(own, { dtype: "bool" }).data()).toBe(own);
  });

  it("repeats the nearest samples alone, whatever stands beside them", async () => {
    const row = t.tensor([[[1, NaN, Infinity]]]);
    expect(await t.resize(row, [6], { mode: "nearest" }).array()).toEqual([
      [[1, 1, NaN, NaN, Infinity, Infinity]],
    ]);
  });

  it("multiplies vectors as NumPy does, to a scalar", async () => {
    const [u, v] = [t.tensor([1, 2, 3]), t.tensor([4, 5, 6])];
    const matrix = t.reshape(t.cast(t.arange(6), "float32"), [3, 2]);
    expect([t.matmul(u, v).shape, await t.matmul(u, v).item()]).toEqual([[], 32]);
    expect(await t.matmul(u, matrix).array()).toEqual([16, 22]);
    expect(await t.matmul(matrix, t.tensor([1, -1])).array()).toEqual([-1, -1, -1]);
    expect(t.matmul(u, t.zeros([4, 3, 2])).shape).toEqual([4, 2]);
    expect(
      await t
        .grad((y: t.Tensor) => t.matmul(y, y))(u)
        .array(),
    ).toEqual([2, 4, 6]);
  });

  it("has lengths from 0 on alone", () => {
    const y = t.zeros([6]);
    expect(() => t.arange(-3)).toThrow(
      /^\[-3\] is not a shape: lengths are integers from 0 on \(at .*everyday\.test\.ts/,
    );
    expect(() => t.reshape(y, [-6, -1])).toThrow(/is not a shape/);
    expect(() => t.reshape(y, [-1, -1])).toThrow(/^reshape of float32\[6\] to \[-1,-1\]: one axis may be -1/);
    expect(() => t.reshape(t.scalar(1), [2])).toThrow(/1 elements do not fill \[2\]/);
    expect(() => t.slice(t.zeros([2, 2]), [0], [1])).toThrow(
      /^slice of float32\[2,2\] from \[0\] to \[1\] by \[1,1\]: needs each for every axis/,
    );
    for (const index of [-4, 3, 0.5])
      expect(() => t.at(t.tensor([1, 2, 3]), index)).toThrow(
        `at of float32[3]: there is no position ${index} on axis 0 of length 3`,
      );
  });

  it("says what does not fit", () => {
    expect(() => t.solve(t.zeros([2, 3]), t.zeros([2]))).toThrow(
      /solve of .*needs square matrices.*everyday\.test\.ts/,
    );
    expect(() => t.dynamicSlice(t.zeros([2]), [0], [3])).toThrow(/dynamicSlice of .*sizes \[3\] do not fit/);
    expect(() => t.irfft(t.zeros([4, 2]), { n: 9 })).toThrow(/to length 9: needs 5 frequencies/);
  });

  it("let a NaN through where they compute elementwise, wherever it stands", async () => {
    for (const n of [1, 7, 40])
      for (const place of [0, n >> 1, n - 1]) {
        const values = Array.from({ length: n }, (_, i) => (i === place ? NaN : i % 5));
        const y = t.tensor(values);
        const results = [
          t.maximum(y, 1),
          t.maximum(1, y),
          t.minimum(y, 1),
          t.minimum(1, y),
          t.relu(y),
          t.clip(y, 0, 1),
        ];
        for (const z of results) expect(Number.isNaN(Number((await z.data())[place]))).toBe(true);
        expect(await t.any(t.isNaN(y)).item()).toBe(1);
        const low = values.map((v) => (Number.isNaN(v) ? -Infinity : v));
        expect(await t.argMax(t.nanToNum(y, -Infinity), 0).item()).toBe(low.indexOf(Math.max(...low)));
        expect(await t.sort(t.nanToNum(y, Infinity)).array()).toEqual(
          values.map((v) => (Number.isNaN(v) ? Infinity : v)).toSorted((p, q) => p - q),
        );
      }
  });
});
