/** @file What else helps a deep model that writes the units first: simple samples mixed in or first, positions by column. */
import { defineExperiment, z } from "@working-papers/lab";
import { trainCells } from "../cells.ts";
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

const SETTINGS = {
  plain: { title: "nothing else", mixed: false, first: false, coupled: false },
  mixed: { title: "simple samples mixed in", mixed: true, first: false, coupled: false },
  first: { title: "simple samples first", mixed: false, first: true, coupled: false },
  coupled: { title: "positions by column", mixed: false, first: false, coupled: true },
  coupledFirst: {
    title: "positions by column, simple samples first",
    mixed: false,
    first: true,
    coupled: true,
  },
} as const;
type Name = keyof typeof SETTINGS;
const NAMES = Object.keys(SETTINGS) as Name[];

const measurementOf = (name: Name): { title: string; unit: string; decimals: number } => ({
  title: `Answers right, ${SETTINGS[name].title}`,
  unit: "%",
  decimals: 1,
});

export default defineExperiment({
  id: "settings",
  version: 1,
  title: "Settings that learn products fastest",
  question: "What gets a small model to 99.9 % of products of two numbers, and with how much work?",
  method:
    "Models of several layers with three heads learn products of two numbers with the units written first: as they are, with a share of simple samples mixed in, with simple samples alone at the start, with one learned position for all digits that count the same power of ten, and with the last two together. All other problems have a multiplier with two digits or more that are not zero, and so have those of the test. Problems held out of training are answered at twenty points on the way; a mark is met at the first reading that reaches it.",
  provider: "onnx runtime",
  varies: "by machine",
  parameters: z.strictObject(mixedOrFirstParameters),
  measurements: {
    plain: measurementOf("plain"),
    mixed: measurementOf("mixed"),
    first: measurementOf("first"),
    coupled: measurementOf("coupled"),
    coupledFirst: measurementOf("coupledFirst"),
    best: { title: "Answers right, best setting", unit: "%", decimals: 1 },
  },
  presets: {
    quick: {
      parameters: { ...quickProducts, layers: 2, share: 0.3, simpleFirst: 0.1, steps: 100 },
      cost: "about a minute",
    },
    full: {
      parameters: { ...fullProducts, layers: 4, share: 0.5, simpleFirst: 0.1 },
      cost: "half an hour to an hour for each seed",
    },
  },
  async run({ parameters, random, checkpoint, step }) {
    const { layers, share, steps, simpleFirst } = parameters;
    const results = await trainCells<ProductResult>(
      { checkpoint, step },
      NAMES.map((name) => {
        const { title, mixed, first, coupled } = SETTINGS[name];
        const setting = {
          name: title,
          order: "reversed",
          layers,
          share: mixed ? share : 0,
          simpleFirst: first ? Math.round(simpleFirst * steps) : 0,
          coupled,
          others: notSimple,
        } as const;
        return productCell(parameters, setting, random.fork(name));
      }),
    );
    const exact = results.map((result) => result.exact);
    return {
      measurements: {
        ...(Object.fromEntries(NAMES.map((name, i) => [name, exact[i]])) as Record<Name, number>),
        best: Math.max(...exact),
      },
      tables: [
        {
          id: "settings",
          title: "Answers right, and the first reading at which so many were",
          columns: [{ title: "setting" }, ...RESULT_COLUMNS, ...MARK_COLUMNS],
          rows: NAMES.map((name, i) => [
            SETTINGS[name].title,
            ...resultRow(results[i]),
            ...markRow(results[i]),
          ]),
        },
      ],
      figures: [
        curves(
          NAMES.map((name) => SETTINGS[name].title),
          results,
        ),
      ],
    };
  },
});
