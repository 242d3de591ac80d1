/** @file Every product of every pair of codes of six 8-bit formats, in both readings. */
import { defineExperiment, z, type Figure } from "@working-papers/lab";
import { decode, floatFormat, roundTo, type FloatFormat } from "@working-papers/arithmetic";
import { INK, LEGEND, SIZE } from "../figures.ts";
import { lmulFunction, type Reading } from "../index.ts";

/** Published by the designers of an L-Mul circuit (arXiv:2412.18948, table IV): share of wrong products, mean relative error. */
const PUBLISHED: Record<number, [errorShare: number, meanError: number]> = {
  1: [1, 0.319],
  2: [0.938, 0.111],
  3: [0.968, 0.068],
  4: [0.992, 0.069],
  5: [0.997, 0.072],
  6: [0.999, 0.073],
};

const READINGS: readonly Reading[] = ["formula", "field"];

type Name =
  `${"share" | "error"}${"E6M1" | "E5M2" | "E4M3" | "E3M4" | "E2M5" | "E1M6"}${"Formula" | "Field"}`;

const measurements = {} as Record<Name, { title: string; decimals: number }>;
for (const bits of [1, 2, 3, 4, 5, 6])
  for (const reading of READINGS) {
    measurements[nameOf("share", bits, reading)] = {
      title: `${formatName(bits)}, ${reading} reading: share of products that are not exact`,
      decimals: 4,
    };
    measurements[nameOf("error", bits, reading)] = {
      title: `${formatName(bits)}, ${reading} reading: mean relative error`,
      decimals: 4,
    };
  }

export default defineExperiment({
  id: "exhaustive-formats",
  version: 1,
  title: "All products of six 8-bit formats",
  question: "How often and how far is L-Mul off when it multiplies every pair of 8-bit numbers?",
  method:
    "All 127 × 127 pairs of positive codes are multiplied, for one sign bit and 1 to 6 mantissa bits, the rest exponent; the exponent field 0 is one more binade and every code is a number, as in the published table that this repeats. The product is compared with the exact one: the share of pairs with any error, and the mean of |error| / exact. Both readings of L-Mul are measured.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({
    product: z.enum(["wide", "rounded"]).meta({
      title: "Product",
      description: "wide: kept with all its bits; rounded: to the nearest number with the format's mantissa",
    }),
    operands: z.enum(["codes", "mantissas"]).meta({
      title: "Operands",
      description: "codes: all pairs of positive codes; mantissas: each pair of mantissas once",
    }),
    offset: z.enum(["L-Mul", "none"]).meta({
      title: "Constant",
      description:
        "L-Mul: 2^-l of the mantissa's width; none: 0, which is Mitchell's multiplier in the field reading",
    }),
  }),
  measurements,
  presets: {
    quick: {
      parameters: { product: "wide", operands: "codes", offset: "L-Mul" },
      cost: "less than a second",
    },
    full: { parameters: { product: "wide", operands: "codes", offset: "L-Mul" }, cost: "less than a second" },
  },
  async run({ parameters, step }) {
    const measured = {} as Record<Name, number>;
    const rows: { bits: number; reading: Reading; share: number; error: number }[] = [];
    for (const bits of [1, 2, 3, 4, 5, 6])
      for (const reading of READINGS) {
        const { share, error } = allProducts(bits, reading, parameters);
        measured[nameOf("share", bits, reading)] = share;
        measured[nameOf("error", bits, reading)] = error;
        rows.push({ bits, reading, share, error });
        await step(rows.length / 12);
      }
    return {
      measurements: measured,
      tables: [
        {
          id: "errors",
          title: "Errors over all pairs of codes",
          columns: [
            { title: "format" },
            { title: "reading" },
            { title: "share with an error", decimals: 4 },
            { title: "mean relative error", decimals: 4 },
            { title: "published share", decimals: 3 },
            { title: "published mean", decimals: 3 },
          ],
          rows: rows.map(({ bits, reading, share, error }) => [
            formatName(bits),
            reading,
            share,
            error,
            ...(reading === "formula" ? PUBLISHED[bits] : [null, null]),
          ]),
        },
      ],
      figures: [
        {
          id: "mean-error",
          title: "Mean relative error over all pairs of codes",
          caption:
            "Bars: both readings of L-Mul. Black ticks: the values published for L-Mul with its constant and whole products, which follow the formula.",
          spec: meanErrorSpec(rows),
        },
      ],
    };
  },
});

function formatName(mantissaBits: number): `E${number}M${number}` {
  return `E${7 - mantissaBits}M${mantissaBits}`;
}

function nameOf(what: "share" | "error", mantissaBits: number, reading: Reading): Name {
  return `${what}${formatName(mantissaBits)}${reading === "field" ? "Field" : "Formula"}` as Name;
}

interface Choices {
  product: "wide" | "rounded";
  operands: "codes" | "mantissas";
  offset: "L-Mul" | "none";
}

function allProducts(mantissaBits: number, reading: Reading, { product, operands, offset }: Choices) {
  const eight: FloatFormat = floatFormat({
    exponentBits: 7 - mantissaBits,
    mantissaBits,
    specials: "none",
    exponentZero: "normal",
  });
  // The product may leave the range of eight bits and, in the formula reading, their mantissa: take it in float32.
  const multiply = lmulFunction({ mantissaBits, reading, ...(offset === "none" ? { offset: 0 } : {}) });
  const result = floatFormat({ exponentBits: 8, mantissaBits });
  const numbers =
    operands === "codes"
      ? Array.from({ length: 127 }, (_, i) => decode(eight, i + 1))
      : Array.from({ length: 2 ** mantissaBits }, (_, i) => 1 + i / 2 ** mantissaBits);
  let wrong = 0;
  let sum = 0;
  for (const x of numbers)
    for (const y of numbers) {
      const got = multiply(x, y);
      const error = Math.abs((product === "rounded" ? roundTo(result, got) : got) - x * y);
      if (error > 0) wrong++;
      sum += error / (x * y);
    }
  const pairs = numbers.length * numbers.length;
  return { share: wrong / pairs, error: sum / pairs };
}

function meanErrorSpec(rows: { bits: number; reading: Reading; error: number }[]): Figure["spec"] {
  const published = Object.entries(PUBLISHED).map(([bits, [, error]]) => ({
    format: formatName(Number(bits)),
    reading: "formula",
    error,
  }));
  const x = { field: "format", type: "nominal", title: "format", sort: null, axis: { labelAngle: 0 } };
  return {
    ...SIZE,
    encoding: {
      x,
      xOffset: { field: "reading", type: "nominal" },
      y: { field: "error", type: "quantitative", title: "mean relative error", axis: { format: "%" } },
    },
    layer: [
      {
        data: {
          values: rows.map(({ bits, reading, error }) => ({ format: formatName(bits), reading, error })),
        },
        mark: { type: "bar", tooltip: true },
        encoding: { color: { field: "reading", type: "nominal", legend: LEGEND } },
      },
      { data: { values: published }, mark: { type: "tick", thickness: 3, color: INK, tooltip: true } },
    ],
  };
}
