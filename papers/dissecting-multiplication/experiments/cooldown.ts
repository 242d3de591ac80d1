/** @file Whether a rate that falls to zero at the end brings the fastest settings to 99.9 %, and what that takes. */
import { defineExperiment, z } from "@working-papers/lab";
import { trainCells, type Reading } from "../cells.ts";
import { notSimple } from "../index.ts";
import {
  curves,
  fullProducts,
  MARK_COLUMNS,
  markRow,
  mixedOrFirstParameters,
  productCell,
  quickProducts,
  RESULT_COLUMNS,
  resultRow,
  type ProductResult,
} from "../products.ts";

/** Named as in `settings`: with the same seed a training is that one's until the rate falls. */
const SETTINGS = { mixed: "simple samples mixed in", first: "simple samples first" } as const;
type Name = keyof typeof SETTINGS;
const NAMES = Object.keys(SETTINGS) as Name[];

const percent = (title: string) => ({ title, unit: "%", decimals: 1 });

export default defineExperiment({
  id: "cooldown",
  version: 1,
  title: "A rate that falls at the end",
  question:
    "Does a learning rate that falls to zero bring a small model to 99.9 % of products of two numbers?",
  method:
    "The two fastest of «Settings that learn products fastest», a share of simple samples mixed in and simple samples alone at the start, are trained with a constant rate as there, and then for some more steps in which the rate falls to zero in equal parts. All other problems have a multiplier with two digits or more that are not zero, and so have those of the test. Problems held out of training are answered at twenty points on the way; a mark is met at the first reading that reaches it.",
  provider: "onnx runtime",
  varies: "by machine",
  parameters: z.strictObject({
    ...mixedOrFirstParameters,
    cooldown: z.number().min(0).max(0.9).meta({ title: "Part of the steps in which the rate falls" }),
  }),
  measurements: {
    mixed: percent("Answers right, simple samples mixed in"),
    first: percent("Answers right, simple samples first"),
    mixedBefore: percent("The last reading before the rate falls, simple samples mixed in"),
    firstBefore: percent("The last reading before the rate falls, simple samples first"),
    best: percent("Answers right, better setting"),
  },
  presets: {
    quick: {
      parameters: { ...quickProducts, layers: 2, share: 0.3, simpleFirst: 0.1, cooldown: 0.2, steps: 200 },
      cost: "about a minute",
    },
    full: {
      parameters: { ...fullProducts, layers: 4, share: 0.5, simpleFirst: 0.08, cooldown: 0.2, steps: 10_000 },
      cost: "twenty to forty minutes for each seed",
    },
  },
  async run({ parameters, random, checkpoint, step }) {
    const { layers, share, steps } = parameters;
    const cooldown = Math.floor(parameters.cooldown * steps);
    const simpleFirst = Math.round(parameters.simpleFirst * steps);
    const results = await trainCells<ProductResult>(
      { checkpoint, step },
      NAMES.map((name) => {
        const setting = {
          name: SETTINGS[name],
          order: "reversed",
          layers,
          share: name === "mixed" ? share : 0,
          simpleFirst: name === "first" ? simpleFirst : 0,
          cooldown,
          others: notSimple,
        } as const;
        return productCell(parameters, setting, random.fork(name));
      }),
    );
    const [mixed, first] = results;
    const before = results.map(({ curve }) => lastReading(curve, steps - cooldown));
    return {
      measurements: {
        mixed: mixed.exact,
        first: first.exact,
        mixedBefore: before[0],
        firstBefore: before[1],
        best: Math.max(mixed.exact, first.exact),
      },
      tables: [
        {
          id: "cooldown",
          title:
            "Answers right at the end and before the rate falls, and the first reading at which so many were",
          columns: [
            { title: "setting" },
            { title: "last reading before the rate falls", unit: "%", decimals: 1 },
            ...RESULT_COLUMNS,
            ...MARK_COLUMNS,
          ],
          rows: NAMES.map((name, i) => [
            SETTINGS[name],
            before[i],
            ...resultRow(results[i]),
            ...markRow(results[i]),
          ]),
        },
      ],
      figures: [
        curves(
          NAMES.map((name) => SETTINGS[name]),
          results,
        ),
      ],
    };
  },
});

/** Percent at the last reading after so many steps or fewer, of which there are a tenth of all at least. */
const lastReading = (curve: readonly Reading[], steps: number): number =>
  curve.findLast(({ step }) => step <= steps)!.value;
