/** @file Every product of two bfloat16 mantissas by one 16-bit addition. */
import { defineExperiment, z } from "@working-papers/lab";
import { bfloat16, decode } from "@working-papers/arithmetic";
import { lmulCode, lmulFunction, type LMulOptions } from "../index.ts";

export default defineExperiment({
  id: "bfloat16-exhaustive",
  version: 1,
  title: "All bfloat16 mantissas",
  question: "How precise is bfloat16 multiplication by one 16-bit addition?",
  method:
    "All 128 × 128 pairs of mantissas are multiplied as bfloat16 codes and compared with the exact product. This is repeated with the second operand moved over many exponents: the relative error may not change. The codes must also be those of float32 L-Mul with 7 mantissa bits.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({
    exponents: z.int().min(1).max(120).meta({
      title: "Exponents",
      description: "how many exponents of the second operand, from 0 up",
    }),
    reading: z.enum(["field", "formula"]).meta({
      title: "Reading",
      description: "field: integer addition; formula: equation 1, rounded to bfloat16",
    }),
  }),
  measurements: {
    mean: { title: "Mean |relative error|", decimals: 4 },
    low: { title: "Most negative relative error", unit: "%", decimals: 3 },
    high: { title: "Largest relative error", unit: "%", decimals: 3 },
    exponentDependence: { title: "Largest change of an error with the exponent" },
    differsFromFloat32: {
      title: "Pairs that differ from float32 L-Mul with 7 bits, rounded to bfloat16",
      decimals: 0,
    },
  },
  presets: {
    quick: { parameters: { exponents: 4, reading: "field" }, cost: "less than a second" },
    full: { parameters: { exponents: 120, reading: "field" }, cost: "about a second" },
  },
  async run({ parameters: { exponents, reading }, step }) {
    const options: LMulOptions = { format: bfloat16, reading };
    const wide = lmulFunction({ mantissaBits: 7, reading: "field" });
    const one = bfloat16.bias * 128;
    const first = new Float64Array(128 * 128);
    let low = Infinity;
    let high = -Infinity;
    let sum = 0;
    let exponentDependence = 0;
    let differing = 0;
    for (let exponent = 0; exponent < exponents; exponent++) {
      for (let i = 0; i < 128; i++)
        for (let j = 0; j < 128; j++) {
          const [xCode, yCode] = [one + i, one + exponent * 128 + j];
          const [x, y] = [decode(bfloat16, xCode), decode(bfloat16, yCode)];
          const product = decode(bfloat16, lmulCode(xCode, yCode, options));
          const error = (product - x * y) / (x * y);
          if (reading === "field" && product !== wide(x, y)) differing++;
          if (exponent === 0) {
            first[i * 128 + j] = error;
            low = Math.min(low, error);
            high = Math.max(high, error);
            sum += Math.abs(error);
          }
          exponentDependence = Math.max(exponentDependence, Math.abs(error - first[i * 128 + j]));
        }
      await step((exponent + 1) / exponents);
    }
    return {
      measurements: {
        mean: sum / first.length,
        low: 100 * low,
        high: 100 * high,
        exponentDependence,
        differsFromFloat32: differing,
      },
    };
  },
});
