import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { execFileSync } from "node:child_process";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { float8e4m3fn } from "../formats/float-format.ts";
import { toFixedPoint } from "../integers/dynamic-fixed-point.ts";
import { differences, generator, uniform } from "../kernels/testing.ts";
import type { MatmulShape } from "../kernels/kernels.ts";
import { relaxedKernels } from "../kernels/relaxed-kernels.ts";
import { wasmKernels } from "../kernels/wasm-kernels.ts";
import { kernelPool, type KernelPool } from "./index.ts";
import { rowRanges } from "./rows.ts";

const shapes: MatmulShape[] = [
  { m: 37, k: 50, n: 19 },
  { m: 9, k: 600, n: 8, transposeA: true },
  { m: 64, k: 3, n: 5, transposeB: true },
  { m: 12, k: 7, n: 6, transposeA: true, transposeB: true },
  { m: 5, k: 4, n: 4 },
  { m: 3, k: 4, n: 4 },
  { m: 0, k: 4, n: 4 },
  { m: 8, k: 0, n: 4 },
  { m: 8, k: 4, n: 0 },
];

const bytes = (count: number, seed: number) => {
  const next = generator(seed);
  return Int8Array.from({ length: count }, () => next() >>> 5);
};

describe.each([
  ["shared memory", false],
  ["copies", true],
])("a pool of three threads over %s", (_name, copy) => {
  let pool: KernelPool;
  beforeAll(() => {
    pool = kernelPool({ threads: 3, threshold: 0, copy });
  });
  afterAll(() => pool.close());

  test("gives the bits of one thread in every kernel", async () => {
    for (const shape of shapes) {
      const { m, k, n } = shape;
      const a = uniform(m * k, 1);
      const b = uniform(k * n, 2);
      const says = JSON.stringify(shape);
      const same = (got: Float32Array | Int32Array, expected: Float32Array | Int32Array) =>
        expect(differences(got, expected), says).toBe(0);
      same(await pool.matmul(a, b, shape), wasmKernels.matmul(a, b, shape));
      const lmul = { mantissaBits: 4 };
      same(await pool.lmulMatmul(a, b, shape, lmul), wasmKernels.lmulMatmul(a, b, shape, lmul));
      const formats = { operands: float8e4m3fn, accumulator: float8e4m3fn };
      same(await pool.roundedMatmul(a, b, shape, formats), wasmKernels.roundedMatmul(a, b, shape, formats));
      const [x, y] = [bytes(m * k, 3), bytes(k * n, 4)];
      const zeros = { aZeroPoint: 5 };
      same(await pool.integerMatmul(x, y, shape, zeros), wasmKernels.integerMatmul(x, y, shape, zeros));
      // One large row: a chain chosen for a part of the rows alone would be another.
      const [p, q] = [toFixedPoint(a.map((v, i) => (i === 0 ? v * 64 : v))).codes, toFixedPoint(b).codes];
      same(await pool.fixedPointMatmul(p, q, shape), wasmKernels.fixedPointMatmul(p, q, shape));
    }
  });

  test("computes several products at a time, into the outputs it is given", async () => {
    const shape = { m: 40, k: 30, n: 20 };
    const b = uniform(600, 5);
    const operands = Array.from({ length: 8 }, (_, i) => uniform(1200, 10 + i));
    const outs = operands.map(() => new Float32Array(800).fill(NaN));
    const results = await Promise.all(operands.map((a, i) => pool.matmul(a, b, shape, outs[i])));
    for (const [i, a] of operands.entries()) {
      expect(results[i]).toBe(outs[i]);
      expect(differences(outs[i], wasmKernels.matmul(a, b, shape))).toBe(0);
    }
    expect(operands[0]).toHaveLength(1200);
  });

  test("refuses what one thread refuses, with the same words", async () => {
    const a = new Float32Array(64);
    const shape = { m: 8, k: 8, n: 8 };
    await expect(pool.matmul(a, a, { ...shape, n: 9 })).rejects.toThrow("matmul needs b of shape [8, 9]");
    await expect(pool.lmulMatmul(a, a, shape, { mantissaBits: 24 })).rejects.toThrow(
      "keeps 1 to 23 mantissa",
    );
    await expect(
      pool.fixedPointMatmul(new Int16Array(64), new Int16Array(64), shape, { chain: 0 }),
    ).rejects.toThrow("Both operands contain -32768");
    expect([...(await pool.matmul(a, a, shape))]).toEqual([...new Float32Array(64)]);
  });
});

test("operands in shared memory are used where they are", async () => {
  const pool = kernelPool({ threads: 2, threshold: 0 });
  const b = new Float32Array(new SharedArrayBuffer(4 * 64));
  b.set(uniform(64, 1));
  const a = uniform(64, 2);
  const shape = { m: 8, k: 8, n: 8 };
  expect(await pool.matmul(a, b, shape)).toEqual(wasmKernels.matmul(a, b, shape));
  await pool.close();
});

test.skipIf(!relaxedKernels())("relaxed kernels have the bits of the machine on every thread", async () => {
  const pool = kernelPool({ threads: 2, threshold: 0, relaxed: true });
  const shape = { m: 16, k: 100, n: 9 };
  const [a, b] = [uniform(1600, 1), uniform(900, 2)];
  expect(await pool.matmul(a, b, shape)).toEqual(relaxedKernels()!.matmul(a, b, shape));
  await pool.close();
});

test("a closed pool rejects what is under way and what comes after", async () => {
  const pool = kernelPool({ threads: 2, threshold: 0 });
  const a = new Float32Array(300 * 300);
  const shape = { m: 300, k: 300, n: 300 };
  const [underWay] = await Promise.allSettled([pool.matmul(a, a, shape), pool.close()]);
  expect(underWay).toMatchObject({
    status: "rejected",
    reason: { message: "The kernel pool was closed before this product was done." },
  });
  await expect(pool.matmul(a, a, shape)).rejects.toThrow("This kernel pool was closed; make another one.");
  await pool.close();
});

test("a pool that nobody closes does not keep the process", () => {
  const program = `
    import { kernelPool } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};
    const pool = kernelPool({ threads: 2, threshold: 0 });
    const ones = new Float32Array(64).fill(1);
    console.log((await pool.matmul(ones, ones, { m: 8, k: 8, n: 8 }))[63]);`;
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const output = execFileSync(execPath, ["--input-type=module", "--eval", program], {
    cwd,
    encoding: "utf8",
    timeout: 30_000,
  });
  expect(output).toBe("8\n");
});

test("rows are divided into whole tiles", () => {
  expect(rowRanges(37, 3)).toEqual([
    [0, 12],
    [12, 24],
    [24, 37],
  ]);
  expect(rowRanges(5, 8)).toEqual([
    [0, 4],
    [4, 5],
  ]);
  expect(rowRanges(0, 2)).toEqual([]);
  expect(() => kernelPool({ threads: 0 })).toThrow("A pool has 1 or more threads and got 0");
});
