/** @file How many operand digits an answer digit needs, counted over all problems. */
import { defineExperiment, z } from "@working-papers/lab";
import { bars } from "@working-papers/lab/charts";
import { ceiling, multiplication, type Ceiling } from "../index.ts";

/** What an answer digit may depend on beside the multiplier and a window: nothing, or the digit written just before it. */
const CASES = [
  { name: "ordinal", order: "ordinal", previous: false, windows: [1, 2, 3, 4, 5] },
  { name: "ordinalBefore", order: "ordinal", previous: true, windows: [1, 2, 3] },
  { name: "reversed", order: "reversed", previous: true, windows: [1, 2, 3] },
] as const;

type Name =
  | "ordinal1"
  | "ordinal2"
  | "ordinal3"
  | "ordinal4"
  | "ordinal5"
  | `${"ordinalBefore" | "reversed"}${1 | 2 | 3}`;

const titleOf = ({ order, previous }: (typeof CASES)[number]): string =>
  previous ? `${order}, with the digit before` : order;

const grid = CASES.flatMap((each) =>
  each.windows.map((window) => ({
    ...each,
    window,
    title: titleOf(each),
    measurement: `${each.name}${window}` as Name,
  })),
);

const percents = Object.fromEntries(
  grid.map(({ measurement, title, window }) => [
    measurement,
    { title: `Window of ${window} digit${window > 1 ? "s" : ""}, ${title}`, unit: "%", decimals: 2 },
  ]),
) as Record<Name, { title: string; unit: string; decimals: number }>;

export default defineExperiment({
  id: "windows",
  version: 3,
  title: "What a window of digits can know",
  question: "How many digits must an answer digit see, with and without the digit written before it?",
  method:
    "All 10⁶ products of a five-digit number and a digit are enumerated. Each answer digit may depend on the multiplier and on a window of the operand's digits: its own column and those to the right of it, and on the answer digit written just before, to the left of it in ordinal and to the right in reversed order, or not. Every case is answered by its most frequent digit; a problem counts when all six digits are right. No function of the window has a column more often right than that, so the worst column is more than any of them can have of whole answers.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({
    digits: z.int().min(2).max(5).meta({ title: "Digits of the operand" }),
  }),
  measurements: {
    ...percents,
    most1: { title: "Window of 1 digit, ordinal: no more than", unit: "%", decimals: 2 },
    most2: { title: "Window of 2 digits, ordinal: no more than", unit: "%", decimals: 2 },
    mostBefore1: {
      title: "Window of 1 digit, ordinal, with the digit before: no more than",
      unit: "%",
      decimals: 2,
    },
  },
  presets: {
    quick: { parameters: { digits: 4 }, cost: "less than a second" },
    full: { parameters: { digits: 5 }, cost: "about half a minute" },
  },
  async run({ parameters: { digits }, step }) {
    const results: Ceiling[] = [];
    for (const { order, window, previous } of grid) {
      results.push(ceiling(multiplication(digits, 1, order), Math.min(window, digits), previous));
      await step(results.length / grid.length);
    }
    const measurements = Object.fromEntries(
      grid.map(({ measurement }, i) => [measurement, 100 * results[i].exact]),
    ) as Record<Name, number>;
    const most = (wanted: Name): number =>
      100 * results[grid.findIndex(({ measurement }) => measurement === wanted)].most;
    return {
      measurements: {
        ...measurements,
        most1: most("ordinal1"),
        most2: most("ordinal2"),
        mostBefore1: most("ordinalBefore1"),
      },
      tables: [
        {
          id: "ceilings",
          title: "Answers right if each digit is the most frequent of its case",
          columns: [
            { title: "order" },
            { title: "window", decimals: 0 },
            { title: "all digits", unit: "%", decimals: 2 },
            { title: "no function more than", unit: "%", decimals: 2 },
            { title: "by column, units first (%)" },
          ],
          rows: grid.map(({ title, window }, i) => [
            title,
            window,
            100 * results[i].exact,
            100 * results[i].most,
            results[i].columns.map((each) => (100 * each).toFixed(1)).join(" "),
          ]),
        },
      ],
      figures: [
        bars(
          "ceilings",
          "Answers right if each digit is the most frequent of its case",
          `From two digits ${measurements.ordinal2.toFixed(1)} % of the answers are right, with the digit before ${measurements.ordinalBefore2.toFixed(1)} % in ordinal and ${measurements.reversed2.toFixed(1)} % in reversed order.`,
          grid.map(({ title, window }, i) => ({ window, exact: 100 * results[i].exact, order: title })),
          {
            x: { field: "window", title: "digits of the operand in the window" },
            y: { field: "exact", title: "answers right, %" },
            series: "order",
          },
        ),
      ],
    };
  },
});
