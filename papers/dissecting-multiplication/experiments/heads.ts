/** @file Accuracy of one-layer models by number of heads and order of the answer (table 3). */
import { defineExperiment, z } from "@working-papers/lab";
import { lines } from "@working-papers/lab/charts";
import { trainCells } from "../cells.ts";
import { TABLE_3 } from "../reported.ts";
import {
  exactlyRight,
  multiplication,
  predict,
  seenBy,
  share,
  uniform,
  unseen,
  widthFor,
  type Order,
  type Training,
} from "../index.ts";

const HEADS = [1, 2, 3, 4, 5, 6] as const;
const ORDERS = ["ordinal", "reversed"] as const satisfies Order[];
type Name = `${Order}${(typeof HEADS)[number]}`;

const cells = HEADS.flatMap((heads) => ORDERS.map((order) => ({ heads, order })));
const accuracies = Object.fromEntries(
  cells.map(({ heads, order }) => [
    `${order}${heads}`,
    { title: `Answers right, ${order}, ${heads} head${heads > 1 ? "s" : ""}`, unit: "%", decimals: 1 },
  ]),
) as Record<Name, { title: string; unit: string; decimals: number }>;

export default defineExperiment({
  id: "heads",
  version: 1,
  title: "Heads and the order of the answer",
  question: "Is a one-layer model better when it writes the units first, whatever the number of its heads?",
  method:
    "Twelve one-layer models are trained on products of a five-digit number and a digit, with 1 to 6 heads, ordinal and reversed: batch 64, Adam with a constant rate of 10⁻⁴, every batch fresh, the loss on the answer digits alone. The width is the largest multiple of the heads up to the given one. A test problem is right when all six digits are; test problems are uniform and none was seen in training.",
  provider: "onnx runtime",
  varies: "by machine",
  parameters: z.strictObject({
    steps: z.int().min(1).max(50_000).meta({ title: "Training steps", description: "of 64 problems each" }),
    width: z.int().min(12).max(1024).meta({ title: "Width", description: "of the residual stream, about" }),
    problems: z.int().min(10).max(100_000).meta({ title: "Test problems" }),
  }),
  measurements: {
    ...accuracies,
    leastGain: { title: "Least gain by reversing, over all numbers of heads", unit: "pp", decimals: 1 },
    reversedLeast: { title: "Least accuracy, reversed, 3 heads or more", unit: "%", decimals: 1 },
    ordinalAfter3: { title: "Gain from 3 to 6 heads, ordinal", unit: "pp", decimals: 1 },
    reversedAfter3: { title: "Gain from 3 to 6 heads, reversed", unit: "pp", decimals: 1 },
  },
  presets: {
    quick: { parameters: { steps: 120, width: 96, problems: 500 }, cost: "about a minute" },
    full: {
      parameters: { steps: 2000, width: 512, problems: 20_000 },
      cost: "about 25 minutes for each seed, longer beside other work",
    },
  },
  async run({ parameters: { steps, width, problems }, random, checkpoint, step }) {
    const results = await trainCells(
      { checkpoint, step },
      cells.map(({ heads, order }) => {
        const task = multiplication(5, 1, order);
        const shape = { layers: 1, heads, width: widthFor(heads, width) };
        const training: Training = {
          task,
          shape,
          sampler: uniform(task),
          steps,
          batch: 64,
          learningRate: 1e-4,
        };
        const stream = random.fork(`${order}, ${heads} heads`);
        return {
          name: `${order}, ${heads} head${heads > 1 ? "s" : ""}`,
          training,
          random: stream,
          async measure({ params }) {
            const fresh = unseen(
              task,
              training.sampler,
              stream.fork("test"),
              problems,
              seenBy(training, stream),
            );
            return 100 * share(exactlyRight(task, await predict(task, shape, params, fresh)));
          },
        };
      }),
    );
    const accuracy = {} as Record<Name, number>;
    cells.forEach(({ heads, order }, i) => (accuracy[`${order}${heads}`] = results[i]));
    const rows = cells.map(({ heads, order }, i) => ({
      heads,
      order,
      accuracy: results[i],
      reported: TABLE_3[order][heads - 1],
    }));
    const gains = HEADS.map((heads) => accuracy[`reversed${heads}`] - accuracy[`ordinal${heads}`]);
    const leastGain = Math.min(...gains);
    return {
      measurements: {
        ...accuracy,
        leastGain,
        reversedLeast: Math.min(
          ...HEADS.filter((heads) => heads >= 3).map((heads) => accuracy[`reversed${heads}`]),
        ),
        ordinalAfter3: accuracy.ordinal6 - accuracy.ordinal3,
        reversedAfter3: accuracy.reversed6 - accuracy.reversed3,
      },
      tables: [
        {
          id: "accuracies",
          title: "Answers right (all digits)",
          columns: [
            { title: "heads", decimals: 0 },
            { title: "order" },
            { title: "here", unit: "%", decimals: 1 },
            { title: "table 3", unit: "%", decimals: 1 },
          ],
          rows: rows.map((row) => [row.heads, row.order, row.accuracy, row.reported]),
        },
      ],
      figures: [
        lines(
          "accuracies",
          "Answers right by number of heads",
          `Reversing gains ${leastGain.toFixed(1)} percentage points at least; the paper's values are drawn beside.`,
          rows.flatMap(({ heads, order, accuracy: here, reported }) => [
            { heads, accuracy: here, order: `${order}, here` },
            { heads, accuracy: reported, order: `${order}, table 3` },
          ]),
          {
            x: { field: "heads", title: "heads" },
            y: { field: "accuracy", title: "answers right, %" },
            series: "order",
          },
        ),
      ],
    };
  },
});
