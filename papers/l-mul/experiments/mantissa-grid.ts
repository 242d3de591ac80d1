/** @file The relative error over the square of both mantissas: worst cases, means, and where the two readings part. */
import { defineExperiment, z, type Figure } from "@working-papers/lab";
import { INK, LEGEND, SIZE, percent } from "../figures.ts";
import { lmulFunction, offsetExponent, type LMulOptions, type Reading } from "../index.ts";

/** The constants on offer: that of the width, or a fixed one. */
const CONSTANTS = {
  "L-Mul": undefined,
  "0": 0,
  "1/32": 1 / 32,
  "1/18": 1 / 18,
  "1/16": 1 / 16,
  "1/8": 1 / 8,
  "1/4": 1 / 4,
};
type Constant = keyof typeof CONSTANTS;

const VARIANTS = ["field", "formula", "mitchell"] as const;
type Variant = (typeof VARIANTS)[number];

type Name = `${Variant}${"Low" | "High" | "Mean"}` | "differing" | "largestDifference" | "lawViolation";

const TITLES: Record<Variant, string> = {
  field: "field reading",
  formula: "formula reading",
  mitchell: "Mitchell (no constant)",
};

const measurements = {
  differing: {
    title: "Share of pairs of mantissas for which the two readings differ",
    unit: "%",
    decimals: 2,
  },
  largestDifference: { title: "Largest difference of the readings, of 2^(xe+ye)", decimals: 4 },
  lawViolation: { title: "Largest deviation of that difference from its formula", decimals: 4 },
} as Record<Name, { title: string; unit?: string; decimals: number }>;
for (const variant of VARIANTS) {
  measurements[`${variant}Low`] = {
    title: `Most negative relative error, ${TITLES[variant]}`,
    unit: "%",
    decimals: 3,
  };
  measurements[`${variant}High`] = {
    title: `Largest relative error, ${TITLES[variant]}`,
    unit: "%",
    decimals: 3,
  };
  measurements[`${variant}Mean`] = { title: `Mean |relative error|, ${TITLES[variant]}`, decimals: 4 };
}

/** Cells of the heat maps per mantissa; a cell is a whole number of pixels, so that no seams show. */
const CELLS = 40;

export default defineExperiment({
  id: "mantissa-grid",
  version: 1,
  title: "The error over both mantissas",
  question:
    "For which mantissas is L-Mul too large or too small, by how much, and where do its two readings part?",
  method:
    "The relative error of a product depends on the two mantissas alone. Both run through an equidistant grid from 1 up to 2; every pair is multiplied by the integer addition (field), by equation 1 (formula), and without the constant (Mitchell), and compared with the exact product. The difference of the readings is compared with what it should be: 0 while s = xm + ym + c stays below 1, s − 1 below 2, 3s − 5 from 2 on.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({
    gridBits: z.int().min(4).max(12).meta({
      title: "Grid",
      description: "bits of the grid: 2^n mantissas each way",
    }),
    mantissaBits: z.int().min(2).max(23).meta({
      title: "Mantissa bits k",
      description: "how many bits of each operand take part; the rest is cut off",
    }),
    constant: z.enum(Object.keys(CONSTANTS) as [Constant, ...Constant[]]).meta({
      title: "Constant c",
      description: "what is added in place of the product of the mantissas; L-Mul: 2^-l(k)",
    }),
  }),
  measurements,
  presets: {
    quick: { parameters: { gridBits: 8, mantissaBits: 23, constant: "L-Mul" }, cost: "less than a second" },
    full: { parameters: { gridBits: 11, mantissaBits: 23, constant: "L-Mul" }, cost: "about a second" },
  },
  async run({ parameters: { gridBits, mantissaBits, constant }, step }) {
    const c = CONSTANTS[constant] ?? 2 ** -offsetExponent(mantissaBits);
    const multiply = products(mantissaBits, c);
    const size = 2 ** gridBits;
    const range = VARIANTS.map(() => ({ low: Infinity, high: -Infinity, sum: 0 }));
    const cut = 2 ** -mantissaBits;
    let differing = 0;
    let largestDifference = 0;
    let lawViolation = 0;
    for (let i = 0; i < size; i++) {
      const x = 1 + i / size;
      for (let j = 0; j < size; j++) {
        const y = 1 + j / size;
        const exact = x * y;
        for (const [v, variant] of VARIANTS.entries()) {
          const error = (multiply[variant](x, y) - exact) / exact;
          if (error < range[v].low) range[v].low = error;
          if (error > range[v].high) range[v].high = error;
          range[v].sum += Math.abs(error);
        }
        const difference = multiply.field(x, y) - multiply.formula(x, y);
        const s = Math.floor((x - 1) / cut) * cut + Math.floor((y - 1) / cut) * cut + c;
        const expected = s < 1 ? 0 : s < 2 ? s - 1 : 3 * s - 5;
        if (difference !== 0) differing++;
        largestDifference = Math.max(largestDifference, Math.abs(difference));
        lawViolation = Math.max(lawViolation, Math.abs(difference - expected));
      }
      if (i % 16 === 0) await step(i / size);
    }
    const pairs = size * size;
    const measured = { differing: (100 * differing) / pairs, largestDifference, lawViolation } as Record<
      Name,
      number
    >;
    for (const [v, variant] of VARIANTS.entries()) {
      measured[`${variant}Low`] = 100 * range[v].low;
      measured[`${variant}High`] = 100 * range[v].high;
      measured[`${variant}Mean`] = range[v].sum / pairs;
    }
    return {
      measurements: measured,
      figures: [
        {
          id: "heat-map",
          title: "Relative error over both mantissas",
          caption: `Left, integer addition: from ${percent(range[0].low)} to ${percent(range[0].high)} %, most negative where the carry begins. Right, the formula, which has no carry: from ${percent(range[1].low)} to ${percent(range[1].high)} %.`,
          spec: heatMapSpec(multiply),
        },
        {
          id: "diagonal",
          title: "Relative error for equal mantissas",
          caption:
            "Along xm = ym lie the worst cases: the formula keeps falling, integer addition turns where its carry begins. Without the constant it is Mitchell's multiplier.",
          spec: diagonalSpec(multiply),
        },
      ],
    };
  },
});

type Products = Record<Variant, (x: number, y: number) => number>;

function products(mantissaBits: number, offset: number): Products {
  const options: LMulOptions = { mantissaBits, offset };
  return {
    field: lmulFunction(options),
    formula: lmulFunction({ ...options, reading: "formula" }),
    mitchell: lmulFunction({ ...options, offset: 0 }),
  };
}

function relativeError(multiply: (x: number, y: number) => number, x: number, y: number): number {
  return (multiply(x, y) - x * y) / (x * y);
}

/** Only the errors are in the data, row by row; where they stand follows from their number. */
function heatMapSpec(multiply: Products): Figure["spec"] {
  const map = (reading: Reading): Figure["spec"] => {
    const values: number[] = [];
    for (let row = 0; row < CELLS; row++)
      for (let column = 0; column < CELLS; column++) {
        const error = relativeError(multiply[reading], 1 + (column + 0.5) / CELLS, 1 + (row + 0.5) / CELLS);
        values.push(Math.round(error * 1e4) / 1e4);
      }
    return {
      title: TITLES[reading],
      width: 280,
      height: 280,
      data: { values },
      transform: [
        { window: [{ op: "row_number", as: "number" }] },
        { calculate: `((datum.number - 1) % ${CELLS}) / ${CELLS}`, as: "x" },
        { calculate: `floor((datum.number - 1) / ${CELLS}) / ${CELLS}`, as: "y" },
        { calculate: `datum.x + ${1 / CELLS}`, as: "x2" },
        { calculate: `datum.y + ${1 / CELLS}`, as: "y2" },
      ],
      mark: { type: "rect", tooltip: true },
      encoding: {
        x: { field: "x", type: "quantitative", title: "mantissa xm", axis: { grid: false } },
        x2: { field: "x2" },
        y: { field: "y", type: "quantitative", title: "mantissa ym", axis: { grid: false } },
        y2: { field: "y2" },
        color: {
          field: "data",
          type: "quantitative",
          title: "relative error",
          scale: { scheme: "blueorange", domain: [-0.24, 0.24], reverse: true },
          legend: { format: "+.0%", orient: "bottom", gradientLength: 200 },
        },
      },
    };
  };
  return { hconcat: [map("field"), map("formula")] };
}

function diagonalSpec(multiply: Products): Figure["spec"] {
  const points = 64;
  const values = VARIANTS.flatMap((variant) =>
    Array.from({ length: points + 1 }, (_, i) => {
      const mantissa = Math.min(i / points, 1 - 2 ** -20);
      const error = relativeError(multiply[variant], 1 + mantissa, 1 + mantissa);
      return { mantissa: i / points, error: Math.round(error * 1e5) / 1e5, product: TITLES[variant] };
    }),
  );
  return {
    ...SIZE,
    layer: [
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: "rule", color: INK },
        encoding: { y: { field: "zero", type: "quantitative" } },
      },
      {
        data: { values },
        mark: { type: "line", tooltip: true },
        encoding: {
          x: { field: "mantissa", type: "quantitative", title: "mantissa of both operands, xm = ym" },
          y: { field: "error", type: "quantitative", title: "relative error", axis: { format: "+.0%" } },
          color: {
            field: "product",
            type: "nominal",
            scale: { domain: VARIANTS.map((variant) => TITLES[variant]) },
            legend: LEGEND,
          },
        },
      },
    ],
  };
}
