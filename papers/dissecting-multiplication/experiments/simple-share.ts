/** @file Accuracy by the share of simple samples in training (figure 5). */
import { defineExperiment, z } from "@working-papers/lab";
import { lines } from "@working-papers/lab/charts";
import { trainCells } from "../cells.ts";
import { notSimple } from "../index.ts";
import {
  curves,
  fullProducts,
  productCell,
  quickProducts,
  RESULT_COLUMNS,
  resultRow,
  simpleApartParameters,
  type ProductResult,
} from "../products.ts";

/** Percent of simple samples. */
const SHARES = [0, 10, 30, 50, 70, 90, 100] as const;
type Name = `share${(typeof SHARES)[number]}`;

export default defineExperiment({
  id: "simple-share",
  version: 1,
  title: "The share of simple samples",
  question: "Is a mixture of simple and full problems better than either alone?",
  method:
    "Models that differ only in the share of simple samples (one free digit at any place of the multiplier, zeros elsewhere) are trained on products of two numbers, answers reversed. All other problems have a multiplier with two digits or more that are not zero, and so have those of the test, which are held out of training. A problem is right when all digits of the answer are.",
  provider: "onnx runtime",
  varies: "by machine",
  parameters: z.strictObject({
    ...simpleApartParameters,
    layers: z.int().min(1).max(12).meta({ title: "Layers" }),
  }),
  measurements: {
    ...(Object.fromEntries(
      SHARES.map((share) => [
        `share${share}`,
        { title: `Answers right, ${share} % simple samples`, unit: "%", decimals: 1 },
      ]),
    ) as Record<Name, { title: string; unit: string; decimals: number }>),
    best: { title: "Share with the best accuracy", unit: "%", decimals: 0 },
    overNone: { title: "Best accuracy less that without simple samples", unit: "pp", decimals: 1 },
  },
  presets: {
    quick: { parameters: { ...quickProducts, layers: 2, steps: 100 }, cost: "about a minute" },
    full: {
      parameters: { ...fullProducts, layers: 4, steps: 6000 },
      cost: "half an hour to an hour for each seed",
    },
  },
  async run({ parameters, random, checkpoint, step }) {
    const results = await trainCells<ProductResult>(
      { checkpoint, step },
      SHARES.map((percent) => {
        const name = `${percent} % simple`;
        return productCell(
          parameters,
          { name, order: "reversed", layers: parameters.layers, share: percent / 100, others: notSimple },
          random.fork(name),
        );
      }),
    );
    const exact = results.map((result) => result.exact);
    const most = Math.max(...exact);
    return {
      measurements: {
        ...(Object.fromEntries(SHARES.map((share, i) => [`share${share}`, exact[i]])) as Record<
          Name,
          number
        >),
        best: SHARES[exact.indexOf(most)],
        overNone: most - exact[0],
      },
      tables: [
        {
          id: "shares",
          title: "Answers right by the share of simple samples",
          columns: [{ title: "simple samples", unit: "%", decimals: 0 }, ...RESULT_COLUMNS],
          rows: SHARES.map((share, i) => [share, ...resultRow(results[i])]),
        },
      ],
      figures: [
        lines(
          "shares",
          "Answers right by the share of simple samples",
          "Accuracy on products held out, none of them simple, by the share of simple samples in training.",
          SHARES.map((share, i) => ({ share, exact: exact[i], problems: "problems held out" })).concat(
            SHARES.map((share, i) => ({ share, exact: results[i].simple, problems: "simple problems" })),
          ),
          {
            x: { field: "share", title: "simple samples in training, %" },
            y: { field: "exact", title: "answers right, %" },
            series: "problems",
          },
        ),
        curves(
          SHARES.map((percent) => `${percent} % simple`),
          results,
        ),
      ],
    };
  },
});
