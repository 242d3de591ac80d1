/** @file The paper's gate counts, derived again part by part. */
import { defineExperiment, z, type Figure } from "@working-papers/lab";
import { LEGEND, SIZE } from "../figures.ts";
import { arrayMultiplierGates, lmulGates, multiplierGates } from "../index.ts";

const FORMATS = [
  { name: "fp8 e5m2", mantissaBits: 2, fieldBits: 7 },
  { name: "fp8 e4m3", mantissaBits: 3, fieldBits: 7 },
  { name: "bfloat16", mantissaBits: 7, fieldBits: 15 },
  { name: "float16", mantissaBits: 10, fieldBits: 15 },
  { name: "float32", mantissaBits: 23, fieldBits: 31 },
];

export default defineExperiment({
  id: "gate-counts",
  version: 1,
  title: "Gates on paper",
  question: "Do the published gate counts follow from one rule, and what does the rule leave out?",
  method:
    "A full adder counts 11 gates, a half adder 5, an exclusive or 4, an and 1. A multiplication is its sign, its partial products, the adders that sum them and three 8-bit additions; an L-Mul its sign, the addition of the fields and an 8-bit addition of the constant. A second count gives the multiplier the adders that an array multiplier has.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({}),
  measurements: {
    multiplyFloat16: { title: "float16 multiplication", unit: "gates", decimals: 0 },
    multiplyE4m3: { title: "e4m3 multiplication", unit: "gates", decimals: 0 },
    multiplyE5m2: { title: "e5m2 multiplication", unit: "gates", decimals: 0 },
    lmulFp8: { title: "L-Mul of fp8, fields of 7 bits", unit: "gates", decimals: 0 },
    lmulFloat16: { title: "L-Mul of float16, fields of 15 bits", unit: "gates", decimals: 0 },
    lmulSixteen: { title: "L-Mul with fields of 16 bits", unit: "gates", decimals: 0 },
    lmulEight: { title: "L-Mul with fields of 8 bits", unit: "gates", decimals: 0 },
    arrayE4m3: { title: "e4m3 multiplication, array multiplier", unit: "gates", decimals: 0 },
    arrayFloat16: { title: "float16 multiplication, array multiplier", unit: "gates", decimals: 0 },
    shareFp8: { title: "L-Mul of fp8 over e4m3 multiplication", decimals: 3 },
  },
  presets: { quick: { parameters: {}, cost: "no time" }, full: { parameters: {}, cost: "no time" } },
  run() {
    return Promise.resolve({
      measurements: {
        multiplyFloat16: multiplierGates(10),
        multiplyE4m3: multiplierGates(3),
        multiplyE5m2: multiplierGates(2),
        lmulFp8: lmulGates(7),
        lmulFloat16: lmulGates(15),
        lmulSixteen: lmulGates(16),
        lmulEight: lmulGates(8),
        arrayE4m3: arrayMultiplierGates(3),
        arrayFloat16: arrayMultiplierGates(10),
        shareFp8: lmulGates(7) / multiplierGates(3),
      },
      tables: [
        {
          id: "gates",
          title: "Gates of one product",
          columns: [
            { title: "format" },
            { title: "multiplication, paper's rule", decimals: 0 },
            { title: "multiplication, array", decimals: 0 },
            { title: "L-Mul", decimals: 0 },
          ],
          rows: FORMATS.map(({ name, mantissaBits, fieldBits }) => [
            name,
            multiplierGates(mantissaBits),
            arrayMultiplierGates(mantissaBits),
            lmulGates(fieldBits),
          ]),
        },
      ],
      figures: [
        {
          id: "gates",
          title: "Gates of one product",
          caption:
            "On paper L-Mul takes about half the gates of an fp8 multiplication. The wider the format, the larger its advantage, and the paper's rule understates it. (Float32, far above, is in the table.)",
          spec: gatesSpec(),
        },
      ],
    });
  },
});

function gatesSpec(): Figure["spec"] {
  const values = FORMATS.slice(0, -1).flatMap(({ name, mantissaBits, fieldBits }) => [
    { format: name, unit: "L-Mul", gates: lmulGates(fieldBits) },
    { format: name, unit: "multiplication, paper's rule", gates: multiplierGates(mantissaBits) },
    { format: name, unit: "multiplication, array", gates: arrayMultiplierGates(mantissaBits) },
  ]);
  return {
    ...SIZE,
    data: { values },
    mark: { type: "bar", tooltip: true },
    encoding: {
      x: { field: "format", type: "nominal", sort: null, title: null, axis: { labelAngle: 0 } },
      xOffset: { field: "unit", type: "nominal", sort: null },
      y: {
        field: "gates",
        type: "quantitative",
        title: "gates",
      },
      color: { field: "unit", type: "nominal", sort: null, legend: LEGEND },
    },
  };
}
