/** @file Accuracy by number of layers in both orders (table 6). */
import { defineExperiment, z } from "@working-papers/lab";
import { lines } from "@working-papers/lab/charts";
import { trainCells } from "../cells.ts";
import {
  curves,
  fullProducts,
  productCell,
  productParameters,
  quickProducts,
  RESULT_COLUMNS,
  resultRow,
  type ProductResult,
} from "../products.ts";
import type { Order } from "../index.ts";

const ORDERS = ["ordinal", "reversed"] as const satisfies Order[];
const DEPTHS = [1, 2, 4, 6] as const;
type Name = `${Order}${(typeof DEPTHS)[number]}`;
const grid = ORDERS.flatMap((order) => DEPTHS.map((layers) => ({ order, layers })));

export default defineExperiment({
  id: "depth",
  version: 1,
  title: "Depth",
  question: "Do more layers go on helping in ordinal order when they no longer do in reversed order?",
  method:
    "Models with three heads and 1, 2, 4 and 6 layers are trained on products of two numbers in both orders, with a share of simple samples. A problem is right when all digits of the answer are; test problems are uniform and held out of training.",
  provider: "onnx runtime",
  varies: "by machine",
  parameters: z.strictObject({
    ...productParameters,
    share: z.number().min(0).max(1).meta({ title: "Share of simple samples" }),
  }),
  measurements: {
    ...(Object.fromEntries(
      grid.map(({ order, layers }) => [
        `${order}${layers}`,
        { title: `Answers right, ${order}, ${layers} layer${layers > 1 ? "s" : ""}`, unit: "%", decimals: 1 },
      ]),
    ) as Record<Name, { title: string; unit: string; decimals: number }>),
    reversedAfter4: { title: "Gain from 4 to 6 layers, reversed", unit: "pp", decimals: 1 },
    gainDifference: {
      title: "Gain from 2 to 6 layers, ordinal less reversed",
      unit: "pp",
      decimals: 1,
    },
  },
  presets: {
    quick: { parameters: { ...quickProducts, share: 0.3, steps: 100 }, cost: "about a minute" },
    full: { parameters: { ...fullProducts, share: 0.3 }, cost: "half an hour to an hour for each seed" },
  },
  async run({ parameters, random, checkpoint, step }) {
    const results = await trainCells<ProductResult>(
      { checkpoint, step },
      grid.map(({ order, layers }) => {
        const name = `${order}, ${layers} layers`;
        return productCell(parameters, { name, order, layers, share: parameters.share }, random.fork(name));
      }),
    );
    const exact = Object.fromEntries(
      grid.map(({ order, layers }, i) => [`${order}${layers}`, results[i].exact]),
    ) as Record<Name, number>;
    return {
      measurements: {
        ...exact,
        reversedAfter4: exact.reversed6 - exact.reversed4,
        gainDifference: exact.ordinal6 - exact.ordinal2 - (exact.reversed6 - exact.reversed2),
      },
      tables: [
        {
          id: "depth",
          title: "Answers right by depth",
          columns: [{ title: "order" }, { title: "layers", decimals: 0 }, ...RESULT_COLUMNS],
          rows: grid.map(({ order, layers }, i) => [order, layers, ...resultRow(results[i])]),
        },
      ],
      figures: [
        lines(
          "depth",
          "Answers right by depth",
          "Accuracy on unseen products by the number of layers, in both orders.",
          grid.map(({ order, layers }, i) => ({ layers, exact: results[i].exact, order })),
          {
            x: { field: "layers", title: "layers" },
            y: { field: "exact", title: "answers right, %" },
            series: "order",
          },
        ),
        curves(
          grid.map(({ order, layers }) => `${order}, ${layers} layers`),
          results,
        ),
      ],
    };
  },
});
