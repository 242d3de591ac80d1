/** @file Accuracy per answer digit for multipliers with some digits fixed at zero (table 4, figure 4). */
import { defineExperiment, z, type Random } from "@working-papers/lab";
import { lines } from "@working-papers/lab/charts";
import { trainCells } from "../cells.ts";
import {
  generate,
  multiplication,
  overlaps,
  seenBy,
  spearman,
  templated,
  unseen,
  widthFor,
  type Order,
  type Training,
} from "../index.ts";

const HEADS = 3;
const ORDERS = ["ordinal", "reversed"] as const satisfies Order[];
const TEMPLATES = ["0000d", "d000d", "000dd", "00ddd", "0dddd", "ddddd"] as const;
type Template = (typeof TEMPLATES)[number];
type Overall = `${Order}${Template}`;

/** Table 4, answers right in percent. */
const REPORTED: Record<Order, readonly number[]> = {
  ordinal: [85.3, 16.8, 5.2, 0.2, 0, 0],
  reversed: [99.3, 22, 8.1, 0.4, 0.1, 0],
};

interface Result {
  /** Percent. */
  readonly exact: number;
  /** Percent, from the units up. */
  readonly columns: readonly number[];
  /** Percent of products by one digit, for the model of all multipliers. */
  readonly oneDigit?: number;
}

const grid = ORDERS.flatMap((order) => TEMPLATES.map((template) => ({ order, template })));
const overall = Object.fromEntries(
  grid.map(({ order, template }) => [
    `${order}${template}`,
    { title: `Answers right, ${template}, ${order}`, unit: "%", decimals: 1 },
  ]),
) as Record<Overall, { title: string; unit: string; decimals: number }>;

export default defineExperiment({
  id: "templates",
  version: 2,
  title: "Overlapping partial products",
  question: "Does an answer digit get harder with the number of partial products that overlap there?",
  method:
    "Twelve one-layer models with three heads are trained on products of two five-digit numbers whose multiplier follows a template (d is a free digit, 0 a zero), ordinal and reversed: batch 64, Adam with a constant rate of 10⁻⁴, fresh batches. The answers to unseen problems of the same template are generated greedily, digit by digit. The model of the template ddddd is also tested on products by one digit. Partial products overlap in a column when they are of digits that the template leaves free.",
  provider: "onnx runtime",
  varies: "by machine",
  parameters: z.strictObject({
    steps: z.int().min(1).max(50_000).meta({ title: "Training steps", description: "of 64 problems each" }),
    width: z.int().min(12).max(1024).meta({ title: "Width", description: "of the residual stream, about" }),
    problems: z.int().min(10).max(20_000).meta({ title: "Test problems" }),
  }),
  measurements: {
    ...overall,
    overlapCorrelation: {
      title: "Rank correlation of overlap and accuracy over A1 to A8, ddddd, ordinal",
      decimals: 2,
    },
    pooledCorrelation: {
      title: "Rank correlation of overlap and accuracy over A1 to A8 of all templates, ordinal",
      decimals: 2,
    },
    unitsLeast: { title: "Least accuracy of A0 over all models", unit: "%", decimals: 1 },
    dipMost: { title: "Larger accuracy of A4 and A5, d000d, ordinal", unit: "%", decimals: 1 },
    besideLeast: { title: "Least accuracy of A1 to A3, A7 and A8, d000d, ordinal", unit: "%", decimals: 1 },
    oneDigitMost: { title: "Products by one digit right, models of ddddd", unit: "%", decimals: 1 },
  },
  presets: {
    quick: { parameters: { steps: 100, width: 96, problems: 200 }, cost: "about a minute" },
    full: {
      parameters: { steps: 2000, width: 512, problems: 10_000 },
      cost: "about half an hour for each seed, longer beside other work",
    },
  },
  async run({ parameters: { steps, width, problems }, random, checkpoint, step }) {
    const shape = { layers: 1, heads: HEADS, width: widthFor(HEADS, width) };
    const cellOf = (order: Order, template: Template, stream: Random) => {
      const task = multiplication(5, 5, order);
      const sampler = templated(task, template);
      const training: Training = { task, shape, sampler, steps, batch: 64, learningRate: 1e-4 };
      return {
        name: `${template}, ${order}`,
        training,
        random: stream,
        async measure({ params }: { params: Parameters<typeof generate>[2] }): Promise<Result> {
          const seen = seenBy(training, stream);
          const test = async (multipliers: Template) => {
            const fresh = unseen(
              task,
              templated(task, multipliers),
              stream.fork(multipliers),
              problems,
              seen,
            );
            return generate(task, shape, params, fresh);
          };
          const { exact, columns } = await test(template);
          return {
            exact: 100 * exact,
            columns: columns.map((each) => 100 * each),
            ...(template === "ddddd" && { oneDigit: 100 * (await test("0000d")).exact }),
          };
        },
      };
    };
    const results = await trainCells<Result>(
      { checkpoint, step },
      grid.map(({ order, template }) => cellOf(order, template, random.fork(`${template}, ${order}`))),
    );
    const of = (order: Order, template: Template): Result =>
      results[grid.findIndex((cell) => cell.order === order && cell.template === template)];
    const inner = [1, 2, 3, 4, 5, 6, 7, 8];
    const task = multiplication(5, 5);
    const correlation = (templates: readonly Template[]): number =>
      spearman(
        templates.flatMap((template) => inner.map((column) => overlaps(task, template)[column])),
        templates.flatMap((template) => inner.map((column) => of("ordinal", template).columns[column])),
      );
    const dip = of("ordinal", "d000d");
    const pooledCorrelation = correlation(TEMPLATES);
    return {
      measurements: {
        ...(Object.fromEntries(
          grid.map(({ order, template }, i) => [`${order}${template}`, results[i].exact]),
        ) as Record<Overall, number>),
        overlapCorrelation: correlation(["ddddd"]),
        pooledCorrelation,
        unitsLeast: Math.min(...results.map(({ columns }) => columns[0])),
        dipMost: Math.max(dip.columns[4], dip.columns[5]),
        besideLeast: Math.min(...[1, 2, 3, 7, 8].map((column) => dip.columns[column])),
        oneDigitMost: Math.max(...results.flatMap(({ oneDigit }) => oneDigit ?? [])),
      },
      tables: [
        {
          id: "digits",
          title: "Right by answer digit (%)",
          columns: [
            { title: "template" },
            { title: "order" },
            { title: "all digits", unit: "%", decimals: 1 },
            { title: "table 4", unit: "%", decimals: 1 },
            ...Array.from({ length: task.answer }, (_, i) => ({ title: `A${9 - i}`, decimals: 1 })),
          ],
          rows: grid.map(({ order, template }, i) => [
            template,
            order,
            results[i].exact,
            REPORTED[order][TEMPLATES.indexOf(template)],
            ...results[i].columns.toReversed(),
          ]),
        },
      ],
      figures: [
        lines(
          "digits",
          "Right by answer digit, ordinal",
          `The rank correlation of accuracy and the number of partial products that overlap, over A1 to A8 of all templates, is ${pooledCorrelation.toFixed(2)}.`,
          TEMPLATES.flatMap((template) =>
            of("ordinal", template).columns.map((accuracy, column) => ({ column, accuracy, template })),
          ),
          {
            x: { field: "column", title: "column of the answer, units at 0" },
            y: { field: "accuracy", title: "digits right, %" },
            series: "template",
          },
        ),
      ],
    };
  },
});
