/**
 * @file How fast the kernels are, as ratios measured in one process: npm run bench -- kernels [repetitions]
 *
 * The candidates take turns, so that a slow phase of the machine meets all of them. Each line gives the median time, the spread (the
 * quartiles' distance over the median), and the median over rounds of the rate relative to our float32 kernel and to a loop of
 * multiplications and additions on registers. On a busy machine the last column says more: the rates at the shortest times, relative
 * to float32. Other libraries' float32 products stand beside ours (peers.ts). An operation is a multiplication or an addition, of whatever numbers.
 */
import { argv } from "node:process";
import { cpus } from "node:os";
import {
  float8e4m3fn,
  relaxedKernels,
  runPeakLoop,
  runRelaxedPeakLoop,
  toFixedPoint,
  wasmKernels,
} from "@working-papers/arithmetic";
import { kernelPool } from "@working-papers/arithmetic/threads";
import { findPeers } from "./peers.ts";

const repetitions = Number(argv[2] ?? 15);

/** Milliseconds of one call. */
async function time(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function quantile(sorted: number[], q: number): number {
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

/** The loop one would write: rows of c built from rows of b, float32 arrays, float64 arithmetic rounded on store. */
function plainMatmul(a: Float32Array, b: Float32Array, c: Float32Array, size: number): void {
  c.fill(0);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const x = a[i * size + k];
      for (let j = 0; j < size; j++) c[i * size + j] += x * b[k * size + j];
    }
}

let state = 1;
function uniform(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state + 0.5) / 2 ** 32;
}
const normals = (count: number) =>
  Float32Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );

const peakRounds = 500_000;
const pool = kernelPool({ threads: 2, threshold: 0 });
const relaxed = relaxedKernels();
const { peers, missing } = await findPeers();
console.log(
  `${cpus()[0]?.model ?? "unknown processor"}, ${process.version}, one thread unless said, ${repetitions} repetitions\n`,
);

for (const reason of missing) console.log(reason);

for (const size of [256, 512]) {
  const a = normals(size * size);
  const b = normals(size * size);
  const half = a.map((x) => Math.max(x, 0));
  const specials = a.slice();
  for (let i = 0; i < specials.length; i += size) specials[i] = Infinity;
  // As attention has them: probabilities over many powers of two, whose smaller products vanish.
  const probabilities = a.map((x) => Math.exp(30 * (x - 1)));
  const fp8 = { operands: float8e4m3fn };
  const bytes = [a, b].map((x) => Int8Array.from(x, (v) => Math.max(-127, Math.min(127, 30 * v))));
  const sums = new Int32Array(size * size);
  const fixed = [1, 2].map((headroom) => [a, b].map((x) => toFixedPoint(x, { headroom }).codes));
  const c = new Float32Array(size * size);
  const shape = { m: size, k: size, n: size };
  const peak = "multiply + add on registers";
  const ours = "float32, wasm";
  const operations = 2 * size ** 3;
  const candidates: Record<string, [work: number, run: () => unknown]> = {
    [peak]: [peakRounds * 10 * 4 * 2, () => runPeakLoop(peakRounds)],
    [ours]: [operations, () => wasmKernels.matmul(a, b, shape, c)],
    "L-Mul field, wasm": [operations, () => wasmKernels.lmulMatmul(a, b, shape, {}, c)],
    "L-Mul field, 4 bits, wasm": [
      operations,
      () => wasmKernels.lmulMatmul(a, b, shape, { mantissaBits: 4 }, c),
    ],
    "L-Mul field, half of a zero, wasm": [operations, () => wasmKernels.lmulMatmul(half, b, shape, {}, c)],
    "L-Mul field, an Inf in each row, wasm": [
      operations,
      () => wasmKernels.lmulMatmul(specials, b, shape, {}, c),
    ],
    "L-Mul field, tiny probabilities, wasm": [
      operations,
      () => wasmKernels.lmulMatmul(probabilities, b, shape, {}, c),
    ],
    "L-Mul formula, wasm": [operations, () => wasmKernels.lmulMatmul(a, b, shape, { reading: "formula" }, c)],
    "int8, wasm": [operations, () => wasmKernels.integerMatmul(bytes[0], bytes[1], shape, {}, sums)],
    "int16, chains of 4, wasm": [
      operations,
      () => wasmKernels.fixedPointMatmul(fixed[0][0], fixed[0][1], shape, { chain: 4 }, c),
    ],
    "int16, chains of 16, wasm": [
      operations,
      () => wasmKernels.fixedPointMatmul(fixed[1][0], fixed[1][1], shape, { chain: 16 }, c),
    ],
    "int16, chains of 64, wasm": [
      operations,
      () => wasmKernels.fixedPointMatmul(fixed[1][0], fixed[1][1], shape, { chain: 64 }, c),
    ],
    "int16, chains of 16, exact sums, wasm": [
      operations,
      () =>
        wasmKernels.fixedPointMatmul(fixed[1][0], fixed[1][1], shape, { chain: 16, accumulator: "exact" }, c),
    ],
    "e4m3 operands, wasm": [operations, () => wasmKernels.roundedMatmul(a, b, shape, fp8, c)],
    "e4m3 operands and sums, wasm": [
      operations,
      () => wasmKernels.roundedMatmul(a, b, shape, { ...fp8, accumulator: float8e4m3fn }, c),
    ],
    "float32, wasm, two threads": [operations, () => pool.matmul(a, b, shape, c)],
    "float32, plain loop": [operations, () => plainMatmul(a, b, c, size)],
  };
  for (const { name, prepare } of peers) candidates[name] = [operations, await prepare(a, b, size)];
  if (relaxed) {
    candidates["multiply + add on registers, relaxed"] = [
      peakRounds * 10 * 4 * 2,
      () => runRelaxedPeakLoop(peakRounds),
    ];
    candidates["float32, wasm, relaxed"] = [operations, () => relaxed.matmul(a, b, shape, c)];
  }
  const times = new Map<string, number[]>();
  for (let round = -2; round < repetitions; round++)
    for (const [name, [, run]] of Object.entries(candidates)) {
      const milliseconds = await time(run);
      if (round >= 0) times.set(name, [...(times.get(name) ?? []), milliseconds]);
    }
  const median = (name: string) =>
    quantile(
      [...times.get(name)!].toSorted((p, q) => p - q),
      0.5,
    );
  const rate = (name: string) => candidates[name][0] / median(name) / 1e6;
  // Of the ratios within each round, not of the medians: a neighbour's load then touches both sides.
  const relative = (name: string, base: string) => {
    const ratios = times
      .get(name)!
      .map((t, i) => (candidates[name][0] / t / candidates[base][0]) * times.get(base)![i]);
    return quantile(
      ratios.toSorted((p, q) => p - q),
      0.5,
    );
  };
  const best = (name: string, base: string) =>
    (candidates[name][0] / Math.min(...times.get(name)!) / candidates[base][0]) *
    Math.min(...times.get(base)!);
  console.log(
    `matmul ${size} × ${size} × ${size}`.padEnd(40),
    "   ms  spread  Gop/s  / float32  / peak  best / best float32",
  );
  for (const name of Object.keys(candidates)) {
    const sorted = times.get(name)!.toSorted((p, q) => p - q);
    const spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / median(name);
    console.log(
      name.padEnd(38),
      median(name).toFixed(2).padStart(7),
      `${(100 * spread).toFixed(0)} %`.padStart(7),
      rate(name).toFixed(1).padStart(6),
      relative(name, ours).toFixed(2).padStart(10),
      relative(name, peak).toFixed(2).padStart(7),
      best(name, ours).toFixed(2).padStart(12),
    );
  }
  console.log();
}
await pool.close();
// Peers' workers would keep the process from ending.
process.exit(0);
