/** @file What the constant does: the mean error against c, and which power of two is best for each mantissa width. */
import { defineExperiment, z, type Figure } from "@working-papers/lab";
import { LEGEND, SIZE } from "../figures.ts";
import {
  bias,
  lmulFunction,
  offsetExponent,
  unbiasedOffset,
  type LMulOptions,
  type Reading,
} from "../index.ts";

const READINGS: readonly Reading[] = ["field", "formula"];
const WIDTHS = [1, 2, 3, 4, 5, 6, 7, 10, 23] as const;
const EXPONENTS = [1, 2, 3, 4, 5, 6, 7];
/** Constants of the curve: multiples of 1/64 up to 5/16. */
const CURVE = Array.from({ length: 21 }, (_, i) => i / 64);

type Width = (typeof WIDTHS)[number];
type Name =
  | "field16"
  | "field32"
  | "formula16"
  | "formula4"
  | "disagreement"
  | "unbiased"
  | `best${Width}`
  | `bestFormula${Width}`;

const measurements = {
  field16: { title: "Mean error, field, c = 1/16", decimals: 4 },
  field32: { title: "Mean error, field, c = 1/32", decimals: 4 },
  formula16: { title: "Mean error, formula, c = 1/16", decimals: 4 },
  formula4: { title: "Mean error, formula, c = 1/4", decimals: 4 },
  disagreement: { title: "Largest |theory − measurement| over all constants and both readings" },
  unbiased: { title: "Constant with mean error 0, field", decimals: 5 },
} as Record<Name, { title: string; decimals?: number }>;
for (const width of WIDTHS) {
  measurements[`best${width}`] = {
    title: `l of the most precise constant 2^-l, field, ${width} bits`,
    decimals: 0,
  };
  measurements[`bestFormula${width}`] = {
    title: `l of the most precise constant 2^-l, formula, ${width} bits`,
    decimals: 0,
  };
}

export default defineExperiment({
  id: "offset",
  version: 1,
  title: "What the constant does",
  question: "Which constant makes the mean error vanish, and is 2^-l(m) the best power of two?",
  method:
    "Both mantissas run through the midpoints of an equidistant grid. For constants from 0 to 5/16 the mean of L-Mul − exact, in units of 2^(xe+ye), is compared with its closed form. Then operands are cut to 1 to 10 bits, or not at all (23), and multiplied with every constant 2^-1 … 2^-7; the one with the smallest mean relative error, counted from the product of the uncut operands, is the best.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({
    gridBits: z
      .int()
      .min(5)
      .max(11)
      .meta({ title: "Grid", description: "bits of the grid: 2^n mantissas each way" }),
  }),
  measurements,
  presets: {
    quick: { parameters: { gridBits: 7 }, cost: "less than a second" },
    full: { parameters: { gridBits: 10 }, cost: "about 3 seconds" },
  },
  async run({ parameters: { gridBits }, step }) {
    const measured = {} as Record<Name, number>;
    const total = READINGS.length * (CURVE.length + WIDTHS.length * EXPONENTS.length);
    let done = 0;
    const errors = async (options: LMulOptions): Promise<Errors> => {
      await step(done++ / total);
      return errorsOverGrid(2 ** gridBits, options);
    };
    const curve: { c: number; reading: Reading; mean: number }[] = [];
    measured.disagreement = 0;
    for (const reading of READINGS)
      for (const c of CURVE) {
        const { mean } = await errors({ reading, offset: c });
        curve.push({ c, reading, mean });
        measured.disagreement = Math.max(measured.disagreement, Math.abs(mean - bias(reading, c)));
      }
    const meanAt = (reading: Reading, c: number): number =>
      curve.find((point) => point.reading === reading && point.c === c)!.mean;
    measured.field16 = meanAt("field", 1 / 16);
    measured.field32 = meanAt("field", 1 / 32);
    measured.formula16 = meanAt("formula", 1 / 16);
    measured.formula4 = meanAt("formula", 1 / 4);
    measured.unbiased = unbiasedOffset("field");
    const rows: (string | number)[][] = [];
    for (const reading of READINGS)
      for (const mantissaBits of WIDTHS) {
        const row: number[] = [];
        for (const l of EXPONENTS)
          row.push((await errors({ reading, mantissaBits, offset: 2 ** -l })).relative);
        const best = EXPONENTS[row.indexOf(Math.min(...row))];
        const name: Name = reading === "field" ? `best${mantissaBits}` : `bestFormula${mantissaBits}`;
        measured[name] = best;
        rows.push([reading, mantissaBits, offsetExponent(mantissaBits), best, ...row]);
      }
    return {
      measurements: measured,
      tables: [
        {
          id: "powers",
          title: "Mean relative error of operands cut to m bits, by constant",
          columns: [
            { title: "reading" },
            { title: "m", decimals: 0 },
            { title: "l(m) of the paper", decimals: 0 },
            { title: "best l", decimals: 0 },
            ...EXPONENTS.map((l) => ({ title: `l = ${l}`, decimals: 4 })),
          ],
          rows,
        },
      ],
      figures: [
        {
          id: "mean-error",
          title: "Mean error against the constant",
          caption:
            "With integer addition the mean error is smallest at 2^-4 among powers of two and vanishes at c = 0.0545. In the formula it would take 1/4, the mean product of two mantissas.",
          spec: biasSpec(curve),
        },
      ],
    };
  },
});

interface Errors {
  /** Mean of L-Mul − exact. */
  mean: number;
  /** Mean of |L-Mul − exact| / exact. */
  relative: number;
}

function errorsOverGrid(size: number, options: LMulOptions): Errors {
  const multiply = lmulFunction(options);
  let sum = 0;
  let relative = 0;
  for (let i = 0; i < size; i++) {
    const x = 1 + (i + 0.5) / size;
    for (let j = 0; j < size; j++) {
      const y = 1 + (j + 0.5) / size;
      const error = multiply(x, y) - x * y;
      sum += error;
      relative += Math.abs(error) / (x * y);
    }
  }
  const pairs = size * size;
  return { mean: sum / pairs, relative: relative / pairs };
}

function biasSpec(curve: { c: number; reading: Reading; mean: number }[]): Figure["spec"] {
  const y = { field: "mean", type: "quantitative", title: "mean error, units of 2^(xe+ye)" };
  return {
    ...SIZE,
    layer: [
      { data: { values: [{ mean: 0 }] }, mark: "rule", encoding: { y } },
      {
        data: {
          values: [1, 2, 3, 4, 5].map((l) => ({ c: 2 ** -l, name: `2^-${l}` })).filter(({ c }) => c <= 0.3),
        },
        encoding: { x: { field: "c", type: "quantitative" } },
        layer: [
          { mark: { type: "rule", strokeDash: [4, 4] } },
          {
            mark: { type: "text", align: "left", dx: 4, dy: 4 },
            encoding: { text: { field: "name" }, y: { value: 8 } },
          },
        ],
      },
      {
        data: { values: curve },
        mark: { type: "line", point: true, tooltip: true },
        encoding: {
          x: { field: "c", type: "quantitative", title: "constant c", scale: { domain: [0, 0.32] } },
          y,
          color: { field: "reading", type: "nominal", legend: LEGEND },
        },
      },
    ],
  };
}
