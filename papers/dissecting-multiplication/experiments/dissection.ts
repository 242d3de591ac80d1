/** @file Two one-layer models taken apart: what is learned when, where it fails, where heads look, and what they carry. */
import { defineExperiment, z } from "@working-papers/lab";
import { trainCells } from "../cells.ts";
import { cascadeAccuracies, CASCADES, type CascadeAccuracy } from "../dissection/cascades.ts";
import { curveFigures, learningTimes, multiplierRatio } from "../dissection/learning.ts";
import {
  ablationFigure,
  ablationTable,
  attentionFigure,
  headRoles,
  type HeadRoles,
} from "../dissection/roles.ts";
import {
  ABLATIONS,
  anyColumn,
  byMultiplier,
  multiplication,
  productSubtasks,
  seenBy,
  subtasks,
  uniform,
  unitsApart,
  unseen,
  widthFor,
  type Ledger,
  type Order,
  type Training,
} from "../index.ts";
import { bars } from "@working-papers/lab/charts";

const HEADS = 3;
const ORDERS = ["ordinal", "reversed"] as const satisfies Order[];

interface Result {
  readonly ledgers: readonly Ledger[];
  readonly cascades: readonly CascadeAccuracy[];
  readonly roles: HeadRoles;
}

export default defineExperiment({
  id: "dissection",
  version: 5,
  title: "One layer taken apart",
  question:
    "In which order are the parts of a product learned, where does the model fail, and what does each head do?",
  method:
    "Two one-layer models with three heads are trained on products of a five-digit number and a digit, ordinal and reversed: batch 64, Adam with a constant rate of 10⁻⁴, 2,000 fresh batches. Losses are entered by column and by subtask at every step; a curve is learned when its mean over the last steps (50 for digits, 20 for subtasks) falls below the threshold. Subtasks are those of A1 to A4, and the carry is A5; their order is found for all multipliers, and for those from 2 on, as three quarters of the columns without any carry are copied by a multiplier of 1 or cleared by 0; the carry is compared at those from 2 on alone. Accuracy by cascade takes as many unseen problems, with multipliers from 2 on, for each longest run of columns in which the carry coming in changes the carry going out. Attention is averaged over 2,000 unseen problems; the staircase of a head is the rank correlation between the digits written and the places it reads most, for all digits, and for those between the first and the last, where each of the places must be a digit of the operand. A head or the MLP is ablated by zero, by its mean at each place, or by its output on another problem; the effect is the rise of the mean loss in a subtask, at multipliers from 2 on.",
  provider: "onnx runtime",
  varies: "by machine",
  parameters: z.strictObject({
    steps: z.int().min(100).max(50_000).meta({ title: "Training steps", description: "of 64 problems each" }),
    width: z.int().min(12).max(1024).meta({ title: "Width", description: "of the residual stream, about" }),
    problems: z.int().min(100).max(20_000).meta({ title: "Test problems", description: "of each cascade" }),
  }),
  measurements: {
    endsOverMiddle: { title: "Time to learn A0 and A5 over that of A1 to A4", decimals: 2 },
    middleSpread: { title: "Spread of the times to learn A1 to A4", unit: "%", decimals: 0 },
    orderAtHalf: { title: "Least ratio of times BM < BM with carry < UC < UCFC at 0.5 nats", decimals: 2 },
    orderAtFifth: { title: "Least ratio of times BM < BM with carry < UC < UCFC at 0.2 nats", decimals: 2 },
    productOrderAtHalf: {
      title: "Least ratio of times BM < BM with carry < UC < UCFC at 0.5 nats, multipliers from 2 on",
      decimals: 2,
    },
    productOrderAtFifth: {
      title: "Least ratio of times BM < BM with carry < UC < UCFC at 0.2 nats, multipliers from 2 on",
      decimals: 2,
    },
    useOverCarry: {
      title: "Time to learn UC over that of CA at 0.5 nats, multipliers from 2 on",
      decimals: 2,
    },
    carryOverBase: {
      title: "Time to learn CA over that of BM with carry at 0.5 nats, multipliers from 2 on",
      decimals: 2,
    },
    smallMultipliers: {
      title: "Loss at multipliers 0 and 1 over that at others, at a quarter of the steps",
      decimals: 3,
    },
    ordinalFall: {
      title: "Fall of accuracy from no cascade to one of three columns, ordinal",
      unit: "pp",
      decimals: 1,
    },
    ordinalRise: { title: "Largest rise of accuracy with one column more, ordinal", unit: "pp", decimals: 1 },
    reversedFall: {
      title: "Fall of accuracy from no cascade to one of three columns, reversed",
      unit: "pp",
      decimals: 1,
    },
    ordinalStaircase: {
      title: "Steepest staircase over all digits, ordinal (rank correlation)",
      decimals: 2,
    },
    reversedStaircase: {
      title: "Steepest staircase over all digits, reversed (rank correlation)",
      decimals: 2,
    },
    ordinalWalk: {
      title: "Steepest walk over the operand, A1 to A4, ordinal (rank correlation)",
      decimals: 2,
    },
    reversedWalk: {
      title: "Steepest walk over the operand, A1 to A4, reversed (rank correlation)",
      decimals: 2,
    },
    previousDigit: { title: "Attention of one head on the digit before, reversed", unit: "%", decimals: 0 },
    baseRatioZero: { title: "Largest effect on BM over the second, ablation by zero", decimals: 1 },
    baseRatioMean: { title: "Largest effect on BM over the second, ablation by the mean", decimals: 1 },
    baseRatioResample: { title: "Largest effect on BM over the second, resampled", decimals: 1 },
    carryRatio: { title: "Largest effect on CA over the second, ablation by the mean", decimals: 1 },
    ordinalExact: { title: "Answers right, ordinal", unit: "%", decimals: 1 },
    reversedExact: { title: "Answers right, reversed", unit: "%", decimals: 1 },
  },
  presets: {
    quick: { parameters: { steps: 600, width: 192, problems: 300 }, cost: "about half a minute" },
    full: {
      parameters: { steps: 2000, width: 512, problems: 2000 },
      cost: "4 to 10 minutes for each seed",
    },
  },
  async run({ parameters: { steps, width, problems }, random, checkpoint, step }) {
    const shape = { layers: 1, heads: HEADS, width: widthFor(HEADS, width) };
    const results = await trainCells<Result>(
      { checkpoint, step },
      ORDERS.map((order) => {
        const task = multiplication(5, 1, order);
        const training: Training = {
          task,
          shape,
          sampler: uniform(task),
          steps,
          batch: 64,
          learningRate: 1e-4,
          labellings: [
            anyColumn(task.answer),
            unitsApart(subtasks(task)),
            productSubtasks(task),
            byMultiplier(task),
          ],
        };
        const stream = random.fork(order);
        return {
          name: order,
          training,
          random: stream,
          async measure({ params, ledgers }) {
            const seen = seenBy(training, stream);
            const fresh = unseen(task, training.sampler, stream.fork("test"), problems, seen);
            return {
              ledgers,
              cascades: await cascadeAccuracies(task, shape, params, stream.fork("cascades"), {
                seen,
                problems,
              }),
              roles: await headRoles(task, shape, params, fresh, stream.fork("ablation")),
            };
          },
        };
      }),
    );
    const [ordinal, reversed] = results;
    const [digits, subtask, product, multipliers] = ordinal.ledgers;
    const times = learningTimes({ digits, subtask, product });
    const fall = ({ cascades }: Result): number => cascades[0].exact - cascades[3].exact;
    const rises = ordinal.cascades.slice(1).map(({ exact }, i) => exact - ordinal.cascades[i].exact);
    return {
      measurements: {
        ...times.measurements,
        smallMultipliers: multiplierRatio(multipliers, Math.round(steps / 4)),
        ordinalFall: fall(ordinal),
        ordinalRise: Math.max(...rises),
        reversedFall: fall(reversed),
        ordinalStaircase: Math.max(...ordinal.roles.staircases),
        reversedStaircase: Math.min(...reversed.roles.staircases),
        ordinalWalk: Math.max(...ordinal.roles.walks),
        reversedWalk: Math.min(...reversed.roles.walks),
        previousDigit: 100 * Math.max(...reversed.roles.previous),
        baseRatioZero: ordinal.roles.ratios.zero.base,
        baseRatioMean: ordinal.roles.ratios.mean.base,
        baseRatioResample: ordinal.roles.ratios.resample.base,
        carryRatio: ordinal.roles.ratios.mean.carry,
        ordinalExact: 100 * ordinal.roles.exact,
        reversedExact: 100 * reversed.roles.exact,
      },
      tables: [
        times.table,
        {
          id: "cascades",
          title: "Answers right by longest cascade",
          columns: [
            { title: "columns", decimals: 0 },
            { title: "problems", decimals: 0 },
            { title: "ordinal", unit: "%", decimals: 1 },
            { title: "reversed", unit: "%", decimals: 1 },
          ],
          rows: CASCADES.map((columns) => [
            columns,
            ordinal.cascades[columns].problems,
            ordinal.cascades[columns].exact,
            reversed.cascades[columns].exact,
          ]),
        },
        ...ORDERS.flatMap((order, i) =>
          ABLATIONS.map((kind) => ablationTable(order, kind, results[i].roles)),
        ),
      ],
      figures: [
        ...curveFigures({ digits, subtask }),
        bars(
          "cascades",
          "Answers right by longest cascade",
          `From no cascade to one of three columns the ordinal model loses ${fall(ordinal).toFixed(1)} points, the reversed ${fall(reversed).toFixed(1)}.`,
          ORDERS.flatMap((order, i) =>
            results[i].cascades.map(({ exact }, columns) => ({ columns, exact, order })),
          ),
          {
            x: { field: "columns", title: "columns that the longest carry runs through" },
            y: { field: "exact", title: "answers right, %" },
            series: "order",
          },
        ),
        ...ORDERS.map((order, i) => attentionFigure(order, results[i].roles)),
        ablationFigure("ordinal", ordinal.roles),
      ],
    };
  },
});
