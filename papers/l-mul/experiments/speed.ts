/** @file What L-Mul costs in software: matrix products under it against float32 ones, on the same kernels' structure. */
import { defineExperiment, z, type Random } from "@working-papers/lab";
import { wasmKernels } from "@working-papers/arithmetic";
import { lmulMatmul, type MatmulShape } from "../index.ts";

export default defineExperiment({
  id: "speed",
  version: 1,
  title: "L-Mul in software",
  question: "Is a matrix product under L-Mul faster than one in float32 when both are software?",
  method:
    "Square matrices of normal numbers are multiplied on one thread by two WebAssembly SIMD kernels of the same structure: one multiplies and adds float32 numbers, the other makes every product by L-Mul and adds in float32. The two alternate; each is timed as a whole call, and the ratio is of the medians. It depends on the machine, hence a ratio and not a time.",
  provider: wasmKernels.provider,
  varies: "by machine",
  parameters: z.strictObject({
    size: z.int().min(16).max(1024).meta({ title: "Size", description: "rows and columns of the matrices" }),
    repetitions: z.int().min(3).max(1000).meta({
      title: "Repetitions",
      description: "how often each product is timed, after three that are not",
    }),
  }),
  measurements: {
    fieldOverFloat32: { title: "Time of L-Mul (field) over float32", decimals: 2 },
    formulaOverFloat32: { title: "Time of L-Mul (formula) over float32", decimals: 2 },
    fastestOverFloat32: { title: "The same for the field reading, shortest times", decimals: 2 },
    spread: { title: "Spread of the float32 times: (third − first quartile) / median", decimals: 3 },
  },
  presets: {
    quick: { parameters: { size: 256, repetitions: 15 }, cost: "less than a second" },
    full: { parameters: { size: 256, repetitions: 101 }, cost: "about 3 seconds" },
  },
  async run({ parameters: { size, repetitions }, random, step }) {
    const a = normals(random, size * size);
    const b = normals(random, size * size);
    const out = new Float32Array(size * size);
    const shape: MatmulShape = { m: size, k: size, n: size };
    const contestants = [
      () => wasmKernels.matmul(a, b, shape, out),
      () => lmulMatmul(a, b, shape, {}, out),
      () => lmulMatmul(a, b, shape, { reading: "formula" }, out),
    ];
    const times: number[][] = contestants.map(() => []);
    for (let repetition = -3; repetition < repetitions; repetition++) {
      for (const [index, contestant] of contestants.entries()) {
        // The one experiment that reads the clock: time is what it measures.
        const start = performance.now();
        contestant();
        const elapsed = performance.now() - start;
        if (repetition >= 0) times[index].push(elapsed);
      }
      await step((repetition + 3) / (repetitions + 3));
    }
    const [float32, field, formula] = times.map((list) => list.sort((x, y) => x - y));
    return {
      measurements: {
        fieldOverFloat32: quantile(field, 0.5) / quantile(float32, 0.5),
        formulaOverFloat32: quantile(formula, 0.5) / quantile(float32, 0.5),
        fastestOverFloat32: field[0] / float32[0],
        spread: (quantile(float32, 0.75) - quantile(float32, 0.25)) / quantile(float32, 0.5),
      },
    };
  },
});

function normals(random: Random, size: number): Float32Array {
  return Float32Array.from({ length: size }, () => random.normal());
}

/** Of sorted values; a clock too coarse for the work would give 0 and no ratio. */
function quantile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.round(share * (sorted.length - 1))];
  if (value <= 0)
    throw new RangeError("The clock does not resolve one product; choose a larger size than the one given.");
  return value;
}
