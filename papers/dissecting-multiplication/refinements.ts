/** @file The rows of table 5 as trainings: reversed answer, depth and simple samples, alone and together, of numbers of any size. */
import { z, type ExperimentContext, type Outcome, type Preset } from "@working-papers/lab";
import { bars } from "@working-papers/lab/charts";
import { trainCells } from "./cells.ts";
import { notSimple } from "./index.ts";
import {
  curves,
  productCell,
  quickProducts,
  RESULT_COLUMNS,
  resultRow,
  simpleApartParameters,
  type ProductResult,
  type ProductSetting,
} from "./products.ts";

/** The rows of table 5, for 5×5 digits in percent; which depth and share they have is not stated there. */
const SETTINGS = {
  baseline: { reverse: false, deep: false, sample: false, reported: 0 },
  reverse: { reverse: true, deep: false, sample: false, reported: 0 },
  depth: { reverse: false, deep: true, sample: false, reported: 1.6 },
  sample: { reverse: false, deep: false, sample: true, reported: 0 },
  depthReverse: { reverse: true, deep: true, sample: false, reported: 8.7 },
  depthSample: { reverse: false, deep: true, sample: true, reported: 64.9 },
  all: { reverse: true, deep: true, sample: true, reported: 99.9 },
} as const;
type Name = keyof typeof SETTINGS;
const NAMES = Object.keys(SETTINGS) as Name[];
const TITLES: Record<Name, string> = {
  baseline: "none",
  reverse: "reversed",
  depth: "deeper",
  sample: "simple samples",
  depthReverse: "deeper, reversed",
  depthSample: "deeper, simple samples",
  all: "all three",
};

/** What a reader chooses. */
export const refinementParameters = {
  ...simpleApartParameters,
  layers: z.int().min(2).max(12).meta({ title: "Layers", description: "of the deeper models" }),
  share: z.number().min(0).max(1).meta({ title: "Share of simple samples" }),
};
type Parameters = z.output<z.ZodObject<typeof refinementParameters>>;

/** Small enough to be seen at work, at whatever size `full` has. */
export const quickRefinements: Preset<Parameters> = {
  parameters: { ...quickProducts, layers: 2, share: 0.3, steps: 200 },
  cost: "about a minute",
};

export const refinementMeasurements = {
  ...(Object.fromEntries(
    NAMES.map((name) => [name, { title: `Answers right, ${TITLES[name]}`, unit: "%", decimals: 1 }]),
  ) as Record<Name, { title: string; unit: string; decimals: number }>),
  bestSingle: { title: "Answers right, best single refinement", unit: "%", decimals: 1 },
  lead: { title: "Lead of all three over the best single refinement", unit: "pp", decimals: 1 },
  learnedAt: {
    title:
      "Step at which the training loss of every digit was below 0.1 nats, all three (one past the last: never)",
    decimals: 0,
  },
};

/** Trains and tests a model for each row of table 5. */
export async function runRefinements({
  parameters,
  random,
  checkpoint,
  step,
}: Pick<ExperimentContext<Parameters>, "parameters" | "random" | "checkpoint" | "step">): Promise<
  Outcome<keyof typeof refinementMeasurements>
> {
  const results = await trainCells<ProductResult>(
    { checkpoint, step },
    NAMES.map((name) => {
      const { reverse, deep, sample } = SETTINGS[name];
      const setting: ProductSetting = {
        name: TITLES[name],
        order: reverse ? "reversed" : "ordinal",
        layers: deep ? parameters.layers : 1,
        share: sample ? parameters.share : 0,
        others: notSimple,
      };
      return productCell(parameters, setting, random.fork(name));
    }),
  );
  const exact = Object.fromEntries(NAMES.map((name, i) => [name, results[i].exact])) as Record<Name, number>;
  const bestSingle = Math.max(exact.reverse, exact.depth, exact.sample);
  return {
    measurements: {
      ...exact,
      bestSingle,
      lead: exact.all - bestSingle,
      learnedAt: results[NAMES.indexOf("all")].learnedAt,
    },
    tables: [
      {
        id: "refinements",
        title: "Answers right by refinement",
        columns: [
          { title: "refinements" },
          ...RESULT_COLUMNS,
          { title: "table 5 (5×5 digits)", unit: "%", decimals: 1 },
        ],
        rows: NAMES.map((name, i) => [TITLES[name], ...resultRow(results[i]), SETTINGS[name].reported]),
      },
      {
        id: "digits",
        title: "Training loss of each answer digit over the last steps (nats; 2.3 is guessing)",
        columns: [
          { title: "refinements" },
          ...results[0].losses.map((_, i, { length }) => ({ title: `A${length - 1 - i}`, decimals: 2 })),
        ],
        rows: NAMES.map((name, i) => [TITLES[name], ...results[i].losses.toReversed()]),
      },
    ],
    figures: [
      bars(
        "refinements",
        "Answers right by refinement",
        `All three together answer ${exact.all.toFixed(1)} %, the best alone ${bestSingle.toFixed(1)} %.`,
        NAMES.map((name) => ({ refinements: TITLES[name], exact: exact[name] })),
        {
          x: { field: "refinements", title: "refinements" },
          y: { field: "exact", title: "answers right, %" },
        },
      ),
      curves(
        NAMES.map((name) => TITLES[name]),
        results,
      ),
    ],
  };
}
