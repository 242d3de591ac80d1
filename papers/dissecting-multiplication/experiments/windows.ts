/** @file How many operand digits an answer digit needs, counted over all problems. */
import { defineExperiment, z } from "@working-papers/lab";
import { bars } from "@working-papers/lab/charts";
import { ceiling, multiplication } from "../index.ts";

const ORDINAL_WINDOWS = [1, 2, 3, 4, 5] as const;
const REVERSED_WINDOWS = [1, 2, 3] as const;

export default defineExperiment({
  id: "windows",
  version: 2,
  title: "What a window of digits can know",
  question: "How many digits must an answer digit see, with and without the digit written before it?",
  method:
    "All 10⁶ products of a five-digit number and a digit are enumerated. Each answer digit may depend on the multiplier and on a window of the operand's digits: its own column and those to the right of it. Every case is answered by its most frequent digit; a problem counts when all six digits are right. No function of the window has a column more often right than that, so the worst column is more than any of them can have of whole answers. In reversed order the answer digit just written is known as well.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({
    digits: z.int().min(2).max(5).meta({ title: "Digits of the operand" }),
  }),
  measurements: {
    ordinal1: { title: "Window of 1 digit, ordinal", unit: "%", decimals: 2 },
    ordinal2: { title: "Window of 2 digits, ordinal", unit: "%", decimals: 2 },
    ordinal3: { title: "Window of 3 digits, ordinal", unit: "%", decimals: 2 },
    ordinal4: { title: "Window of 4 digits, ordinal", unit: "%", decimals: 2 },
    ordinal5: { title: "Window of 5 digits, ordinal", unit: "%", decimals: 2 },
    reversed1: { title: "Window of 1 digit and the digit before, reversed", unit: "%", decimals: 2 },
    reversed2: { title: "Window of 2 digits and the digit before, reversed", unit: "%", decimals: 2 },
    reversed3: { title: "Window of 3 digits and the digit before, reversed", unit: "%", decimals: 2 },
    most1: { title: "Window of 1 digit, ordinal: no more than", unit: "%", decimals: 2 },
    most2: { title: "Window of 2 digits, ordinal: no more than", unit: "%", decimals: 2 },
  },
  presets: {
    quick: { parameters: { digits: 4 }, cost: "less than a second" },
    full: { parameters: { digits: 5 }, cost: "about half a minute" },
  },
  async run({ parameters: { digits }, step }) {
    const task = multiplication(digits, 1);
    const measurements = {} as Record<
      `ordinal${(typeof ORDINAL_WINDOWS)[number]}` | `reversed${(typeof REVERSED_WINDOWS)[number]}`,
      number
    >;
    const most: number[] = [];
    const rows: (string | number)[][] = [];
    const shares: Record<string, number | string>[] = [];
    let done = 0;
    const measure = async (name: keyof typeof measurements, window: number, previous: boolean) => {
      const { exact, columns, most: ceilingOf } = ceiling(task, Math.min(window, digits), previous);
      most.push(100 * ceilingOf);
      measurements[name] = 100 * exact;
      const order = previous ? "reversed, with the digit before" : "ordinal";
      rows.push([
        order,
        window,
        100 * exact,
        100 * ceilingOf,
        columns.map((each) => (100 * each).toFixed(1)).join(" "),
      ]);
      shares.push({ window, exact: 100 * exact, order });
      await step(++done / (ORDINAL_WINDOWS.length + REVERSED_WINDOWS.length));
    };
    for (const window of ORDINAL_WINDOWS) await measure(`ordinal${window}`, window, false);
    for (const window of REVERSED_WINDOWS) await measure(`reversed${window}`, window, true);
    return {
      measurements: { ...measurements, most1: most[0], most2: most[1] },
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
          rows,
        },
      ],
      figures: [
        bars(
          "ceilings",
          "Answers right if each digit is the most frequent of its case",
          `Without the digit before, ${measurements.ordinal3.toFixed(1)} % of the answers are right from three digits; with it all are from two.`,
          shares,
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
