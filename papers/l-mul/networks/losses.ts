/**
 * @file What the experiments with trained networks have in common: arithmetics measured in turn, with a checkpoint after each, and what each of the
 * schemes loses against float32 as measurements, a table and a picture.
 */
import { z, type ExperimentContext, type MeasurementInfo, type Outcome } from "@working-papers/lab";
import { lossSpec } from "../figures.ts";
import { COMPARED, SCHEMES, SCHEME_NAMES, type SchemeName } from "./schemes.ts";

/** How a network's quality is told. */
export interface Quality {
  /** Of the network in float32, as a table's row says it. */
  readonly title: string;
  readonly unit: string;
  /** What is lost under another arithmetic. */
  readonly loss: string;
  readonly lossUnit: string;
  readonly decimals: number;
  readonly better: "more" | "less";
}

export const ACCURACY: Quality = {
  title: "Images right in float32",
  unit: "%",
  loss: "Accuracy lost",
  lossUnit: "points",
  decimals: 2,
  better: "more",
};

export const BITS: Quality = {
  title: "Cost of a character in float32",
  unit: "bits",
  loss: "Cost beyond float32",
  lossUnit: "bits per character",
  decimals: 4,
  better: "less",
};

/** Losses that claims compare: that of the first scheme less that of the second. */
const COMPARISONS = {
  field4LessE4m3: ["field4", "e4m3"],
  field3LessE5m2: ["field3", "e5m2"],
  field7LessBfloat16: ["field7", "bfloat16"],
  formulaExcess23: ["formula23", "field23"],
  formulaExcess4: ["formula4", "field4"],
} as const satisfies Record<string, readonly [SchemeName, SchemeName]>;
type Compared = keyof typeof COMPARISONS;

export type LossName = "float32" | `${SchemeName}Loss` | Compared;

const pairs = Object.entries(COMPARISONS) as [Compared, readonly [SchemeName, SchemeName]][];

export function lossMeasurements(quality: Quality): Record<LossName, MeasurementInfo> {
  const { title, unit, loss, lossUnit, decimals } = quality;
  const lost = { unit: lossUnit, decimals };
  const measurements: Partial<Record<LossName, MeasurementInfo>> = { float32: { title, unit, decimals } };
  for (const name of COMPARED)
    measurements[`${name}Loss`] = { title: `${loss}, ${SCHEMES[name].title}`, ...lost };
  for (const [name, [first, second]] of pairs)
    measurements[name] = { title: `${loss}, ${SCHEMES[first].title} less ${SCHEMES[second].title}`, ...lost };
  return measurements as Record<LossName, MeasurementInfo>;
}

/**
 * Measures one number for each case in turn. A run that was stopped goes on after the last case that it finished.
 *
 * `measure` gets a function to call with the share of its own work that is done.
 */
export async function measureEach<Name extends string>(
  cases: Readonly<Record<Name, { readonly title: string }>>,
  { step, checkpoint }: Pick<ExperimentContext<unknown>, "step" | "checkpoint">,
  measure: (name: Name, progress: (share: number) => Promise<void>) => Promise<number>,
): Promise<Record<Name, number>> {
  const names = Object.keys(cases) as Name[];
  const done: Partial<Record<Name, number>> = (await checkpoint.load()) ?? {};
  for (const [index, name] of names.entries()) {
    if (done[name] !== undefined) continue;
    done[name] = await measure(name, (share) => step((index + share) / names.length, cases[name].title));
    await checkpoint.save(done);
  }
  return done as Record<Name, number>;
}

/** Measurements, table and picture of a network's quality under each scheme. `what` is made by the schemes: «products of attention». */
export function lossOutcome(
  quality: Quality,
  values: Readonly<Record<SchemeName, number>>,
  what: string,
): Outcome<LossName> {
  const { title, unit, loss, lossUnit, decimals, better } = quality;
  const lost = (name: SchemeName): number =>
    better === "more" ? values.float32 - values[name] : values[name] - values.float32;
  const measurements: Partial<Record<LossName, number>> = { float32: values.float32 };
  for (const name of COMPARED) measurements[`${name}Loss`] = lost(name);
  for (const [name, [first, second]] of pairs) measurements[name] = lost(first) - lost(second);
  const said = (name: SchemeName): string => `${lost(name).toFixed(decimals)} (${SCHEMES[name].title})`;
  const some: SchemeName[] = ["field4", "field3", "formula4", "e4m3", "e5m2", "bfloat16"];
  return {
    measurements: measurements as Record<LossName, number>,
    tables: [
      {
        id: "quality",
        title: "What the network loses",
        columns: [
          { title: what },
          { title: title.replace(" in float32", "").toLowerCase(), unit, decimals },
          { title: loss.toLowerCase(), unit: lossUnit, decimals },
        ],
        rows: SCHEME_NAMES.map((name) => [SCHEMES[name].title, values[name], lost(name)]),
      },
    ],
    figures: [
      {
        id: "quality",
        title: loss,
        caption: `${title}: ${values.float32.toFixed(decimals)} ${unit}. ${loss}, in ${lossUnit}, with ${what} under a scheme: ${some.map(said).join(", ")}.`,
        spec: lossSpec(
          COMPARED.map((name) => ({ name, title: SCHEMES[name].title, lost: lost(name) })),
          `${loss.toLowerCase()} (${lossUnit})`,
        ),
      },
    ],
  };
}

/** The parameter of experiments on images: how many of those there are. */
export const imagesOf = (available: number) =>
  z.strictObject({
    images: z
      .int()
      .min(50)
      .max(available)
      .multipleOf(50)
      .meta({
        title: "Images",
        description: `test images of ${available.toLocaleString("en")}, drawn by the seed, a multiple of 50`,
      }),
  });

/** Which of three trainings of a network a seed of a run measures. */
export const trainingOf = (seed: number): 1 | 2 | 3 => (((seed - 1) % 3) + 1) as 1 | 2 | 3;
