/** @file The energy of element-wise products and dot products, from the table that the paper rests on. */
import { defineExperiment, formatNumber, z, type Figure } from "@working-papers/lab";
import { LEGEND, SIZE } from "../figures.ts";
import {
  dotEnergy,
  elementwiseEnergy,
  HOROWITZ_45NM,
  type EnergyComparison,
  type NumberType,
} from "../index.ts";

export default defineExperiment({
  id: "energy",
  version: 1,
  title: "Energy on paper",
  question: "What do L-Mul's additions save of the energy of multiplications, and of dot products?",
  method:
    "Energies of single operations in a 45 nm process are added up: an element-wise product is a float multiplication against an integer addition of the same width; a step of a dot product has a float addition on both sides. Moving the operands, which costs more, is left out on both sides, as in the paper. The energies of 32-bit operations were read in a publication citing the table, the others are recalled.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({
    integerAdditions: z.int().min(1).max(3).meta({
      title: "Integer additions",
      description: "1: as the paper counts; 2: with a separate addition of the constant",
    }),
  }),
  measurements: {
    elementwise32: { title: "Saving, element-wise, fp32", unit: "%", decimals: 1 },
    elementwise16: { title: "Saving, element-wise, fp16", unit: "%", decimals: 1 },
    dot32: { title: "Saving, dot product, fp32 accumulation", unit: "%", decimals: 1 },
    dot16: { title: "Saving, dot product, fp16 accumulation", unit: "%", decimals: 1 },
    elementwise32Twice: {
      title: "Saving, element-wise, fp32, constant added separately",
      unit: "%",
      decimals: 1,
    },
    multiplyOverIntegerAdd: { title: "fp32 multiplication over int32 addition", decimals: 1 },
    multiplyOverAdd: { title: "fp32 multiplication over fp32 addition", decimals: 1 },
  },
  presets: {
    quick: { parameters: { integerAdditions: 1 }, cost: "no time" },
    full: { parameters: { integerAdditions: 1 }, cost: "no time" },
  },
  run({ parameters: { integerAdditions } }) {
    const comparisons: { what: string; energy: EnergyComparison }[] = [
      { what: "element-wise, fp32", energy: elementwiseEnergy("fp32", integerAdditions) },
      { what: "element-wise, fp16", energy: elementwiseEnergy("fp16", integerAdditions) },
      { what: "dot product, fp32", energy: dotEnergy("fp32", integerAdditions) },
      { what: "dot product, fp16", energy: dotEnergy("fp16", integerAdditions) },
    ];
    const { int32, fp32 } = HOROWITZ_45NM;
    return Promise.resolve({
      measurements: {
        elementwise32: comparisons[0].energy.savingPercent,
        elementwise16: comparisons[1].energy.savingPercent,
        dot32: comparisons[2].energy.savingPercent,
        dot16: comparisons[3].energy.savingPercent,
        elementwise32Twice: elementwiseEnergy("fp32", 2).savingPercent,
        multiplyOverIntegerAdd: fp32.multiply! / int32.add,
        multiplyOverAdd: fp32.multiply! / fp32.add,
      },
      tables: [
        {
          id: "savings",
          title: "Energy of one step",
          columns: [
            { title: "operation" },
            { title: "multiplying", unit: "pJ", decimals: 2 },
            { title: "L-Mul", unit: "pJ", decimals: 2 },
            { title: "saving", unit: "%", decimals: 1 },
          ],
          rows: comparisons.map(({ what, energy }) => [
            what,
            energy.exact,
            energy.lmul,
            energy.savingPercent,
          ]),
        },
        {
          id: "operations",
          title: "Energy of single operations, 45 nm",
          columns: [
            { title: "numbers" },
            { title: "add", unit: "pJ", decimals: 2 },
            { title: "multiply", unit: "pJ", decimals: 1 },
            { title: "known from" },
          ],
          rows: (Object.keys(HOROWITZ_45NM) as NumberType[]).map((type) => {
            const { add, multiply, recalled } = HOROWITZ_45NM[type];
            return [type, add, multiply ?? null, recalled ? "recalled" : "a publication citing the table"];
          }),
        },
      ],
      figures: [
        {
          id: "energy",
          title: "Energy of one step, arithmetic only",
          caption: `The multiplication all but vanishes; in a dot product the float addition of the accumulator stays and limits the saving to ${formatNumber(comparisons[2].energy.savingPercent, 0)} % (fp32) and ${formatNumber(comparisons[3].energy.savingPercent, 0)} % (fp16).`,
          spec: energySpec(comparisons),
        },
      ],
    });
  },
});

function energySpec(comparisons: { what: string; energy: EnergyComparison }[]): Figure["spec"] {
  const values = comparisons.flatMap(({ what, energy }) => [
    { what, by: "multiplying", energy: energy.exact },
    { what, by: "L-Mul", energy: energy.lmul },
  ]);
  return {
    ...SIZE,
    data: { values },
    encoding: {
      x: { field: "what", type: "nominal", sort: null, title: null, axis: { labelAngle: 0 } },
      xOffset: { field: "by", type: "nominal", sort: null },
      y: { field: "energy", type: "quantitative", title: "energy, pJ" },
    },
    layer: [
      {
        mark: { type: "bar", tooltip: true },
        encoding: { color: { field: "by", type: "nominal", sort: null, legend: LEGEND } },
      },
      { mark: { type: "text", dy: -6 }, encoding: { text: { field: "energy", format: ".2f" } } },
    ],
  };
}
