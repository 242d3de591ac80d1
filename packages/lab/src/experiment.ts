/**
 * @file What an experiment is: a seeded, parameterised procedure that yields measurements, tables and figures.
 *
 * One definition runs in Node, in a Web Worker of the page, and on the queue. It never touches the console, the clock or
 * `Math.random`; all it needs comes through its context.
 */
import { z } from "zod";
import type { Random } from "./random.ts";
import { slug } from "./slug.ts";
import { didYouMean } from "./suggest.ts";

/** A parameter: a zod number, enum or boolean with `.meta({ title, description })`. */
export type ParameterSchema = z.ZodObject<z.ZodRawShape>;

export const Variation = z.enum(["never", "by seed", "by machine"]);
export type Variation = z.infer<typeof Variation>;

export interface MeasurementInfo {
  /** What was measured, as a table's row says it. */
  title: string;
  /** Unit, or nothing for a pure number. */
  unit?: string;
  /** Digits after the point on pages and in tables; by default four significant digits. */
  decimals?: number;
}

/** A table of a run. Cells are numbers or text; columns say how numbers are printed. */
export const Table = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  columns: z.array(
    z.strictObject({
      title: z.string(),
      unit: z.string().optional(),
      decimals: z.number().int().nonnegative().optional(),
    }),
  ),
  rows: z.array(z.array(z.union([z.number(), z.string(), z.null()], "a cell is a number, text or null"))),
});
export type Table = z.infer<typeof Table>;

/** A picture: a Vega-Lite specification with its data inside. */
export const Figure = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  caption: z.string().describe("what is to be seen, in a sentence; also the picture's text alternative"),
  spec: z.record(z.string(), z.json()),
});
export type Figure = z.infer<typeof Figure>;

export interface Outcome<Name extends string = string> {
  measurements: Record<Name, number>;
  tables?: Table[];
  figures?: Figure[];
}

/** Kept between a stop and a resume: any value that can be cloned structurally (numbers, strings, arrays, typed arrays, …). */
export interface Checkpoint {
  load<State>(): Promise<State | undefined>;
  save(state: unknown): Promise<void>;
}

export interface ExperimentContext<Parameters> {
  parameters: Parameters;
  seed: number;
  /** The stream of this seed; fork it by label for independent purposes. */
  random: Random;
  /** Aborted when the run is to stop. `step` throws then, so most experiments need not look. */
  signal: AbortSignal;
  checkpoint: Checkpoint;
  /**
   * Says how far the work is (0 … 1), lets the page or terminal breathe, and stops here when the run was aborted.
   * Call it every few milliseconds of work or less often; calls in between are cheap.
   */
  step(fraction: number, note?: string): Promise<void>;
}

export interface Preset<Parameters> {
  parameters: Parameters;
  /** What a run costs on two cores, said before it starts: «about 20 seconds». */
  cost: string;
}

export interface Experiment<Schema extends ParameterSchema = ParameterSchema, Name extends string = string> {
  /** Name of the file it stands in, without `.ts`. */
  id: string;
  /** Raised whenever measurements of the same seed change; recorded runs of older versions are kept and no longer count. */
  version: number;
  title: string;
  /** The question it answers, in a sentence. */
  question: string;
  /** How it is measured, in a few sentences; Markdown. */
  method: string;
  parameters: Schema;
  /**
   * What the measurements depend on beside the parameters: nothing (exact and exhaustive computations), the seed, or also
   * the machine and the moment (timings). Unless it is nothing, verdicts need three seeds at least.
   */
  varies: Variation;
  /** What executes the numerics. */
  provider: string;
  measurements: Record<Name, MeasurementInfo>;
  presets: { quick: Preset<z.output<Schema>>; full: Preset<z.output<Schema>> };
  run(context: ExperimentContext<z.output<Schema>>): Promise<Outcome<Name>>;
  /**
   * Proves again, from what a recorded run holds, what can be proved without running: a certificate, a stored program.
   * Returns a sentence saying what does not hold. `papers verify` asks.
   */
  recheck?(recorded: { measurements: Record<Name, number>; tables: readonly Table[] }): string | undefined;
}

/** Any experiment, its parameter and measurement types forgotten. */
// eslint-disable-next-line typescript/no-explicit-any -- `run` takes its own parameters; only the runner calls it, after parsing.
export type AnyExperiment = Experiment<any, any>;

/**
 * Checks an experiment's definition and returns it with its types.
 *
 * @throws Error when the id is none, or a preset does not satisfy the parameters' schema
 */
export function defineExperiment<Schema extends ParameterSchema, Name extends string>(
  experiment: Experiment<Schema, Name>,
): Experiment<Schema, Name> {
  const { error } = slug.safeParse(experiment.id);
  if (error) throw new Error(`The id of an experiment ${error.issues[0].message}, not «${experiment.id}».`);
  for (const preset of presetNames(experiment)) resolveParameters(experiment, preset, {});
  return experiment;
}

export type PresetName = "quick" | "full";

export function presetNames(experiment: AnyExperiment): PresetName[] {
  return Object.keys(experiment.presets) as PresetName[];
}

/** What a page or a terminal needs to know of a parameter to offer it. */
export interface ParameterInfo {
  name: string;
  title: string;
  description?: string;
  type: "integer" | "number" | "boolean" | "enum";
  minimum?: number;
  maximum?: number;
  /** Bounds that the number itself may not reach. Whole numbers have `minimum` and `maximum` instead. */
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  /** The number is a multiple of it. */
  step?: number;
  choices?: (string | number)[];
}

interface JsonSchemaProperty {
  type?: string;
  title?: string;
  description?: string;
  enum?: (string | number)[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
}

export function describeParameters(experiment: AnyExperiment): ParameterInfo[] {
  const schema = z.toJSONSchema(experiment.parameters) as { properties?: Record<string, JsonSchemaProperty> };
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const info: ParameterInfo = { name, title: property.title ?? name, type: parameterType(name, property) };
    if (property.description !== undefined) info.description = property.description;
    if (property.enum) info.choices = property.enum;
    return Object.assign(info, bounds(info.type, property));
  });
}

/** Bounds and step of a number. Those of whole numbers are such as a form can offer: the least and the greatest that are allowed. */
function bounds(
  type: ParameterInfo["type"],
  { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf: step }: JsonSchemaProperty,
): Partial<ParameterInfo> {
  const found: Partial<ParameterInfo> = { minimum, maximum, exclusiveMinimum, exclusiveMaximum, step };
  if (type === "integer") {
    if (exclusiveMinimum !== undefined) found.minimum = Math.floor(exclusiveMinimum) + 1;
    if (exclusiveMaximum !== undefined) found.maximum = Math.ceil(exclusiveMaximum) - 1;
    delete found.exclusiveMinimum;
    delete found.exclusiveMaximum;
    if (found.minimum === Number.MIN_SAFE_INTEGER) delete found.minimum;
    if (found.maximum === Number.MAX_SAFE_INTEGER) delete found.maximum;
    if (step !== undefined && found.minimum !== undefined)
      found.minimum = Math.ceil(found.minimum / step) * step;
    if (step !== undefined && found.maximum !== undefined)
      found.maximum = Math.floor(found.maximum / step) * step;
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function parameterType(name: string, property: JsonSchemaProperty): ParameterInfo["type"] {
  if (property.enum) return "enum";
  if (property.type === "integer" || property.type === "number" || property.type === "boolean")
    return property.type;
  throw new TypeError(
    `Parameter ${name} must be a number, an enum or a boolean, so that a form and a command line can offer it.`,
  );
}

/** What a parameter allows, as the end of a sentence: «a whole number from 1 to 23», «a number above 0 and at most 1». */
export function allowedValues(parameter: ParameterInfo): string {
  if (parameter.type === "boolean") return "true or false";
  if (parameter.choices) return `one of ${parameter.choices.join(", ")}`;
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, step } = parameter;
  const number = parameter.type === "integer" ? "a whole number" : "a number";
  const kind = step === undefined ? number : `a multiple of ${step}`;
  if (minimum !== undefined && maximum !== undefined) return `${kind} from ${minimum} to ${maximum}`;
  const low =
    minimum !== undefined ? [`of at least ${minimum}`] : above !== undefined ? [`above ${above}`] : [];
  const high = maximum !== undefined ? [`at most ${maximum}`] : below !== undefined ? [`below ${below}`] : [];
  const limits = [...low, ...high].join(" and ");
  if (limits === "") return kind;
  return low.length === 0 && maximum !== undefined ? `${kind} of ${limits}` : `${kind} ${limits}`;
}

/** A parameter, preset or name that a person got wrong; the message says what came and what is allowed. */
export class UsageError extends Error {
  override name = "UsageError";
}

/**
 * The parameters of a run: a preset's, with overrides. Overrides may be text, as from a command line or a form.
 *
 * @throws UsageError naming the preset or parameter, what came, and what is allowed
 */
export function resolveParameters<Schema extends ParameterSchema>(
  experiment: Pick<Experiment<Schema>, "id" | "presets" | "parameters">,
  preset: string,
  overrides: Record<string, unknown>,
): z.output<Schema> {
  const known = Object.keys(experiment.presets);
  if (!known.includes(preset))
    throw new UsageError(
      `Experiment ${experiment.id} has no preset «${preset}».${didYouMean(preset, known)}`,
    );
  const infos = new Map(describeParameters(experiment as AnyExperiment).map((info) => [info.name, info]));
  const values: Record<string, unknown> = { ...experiment.presets[preset as PresetName].parameters };
  for (const [name, value] of Object.entries(overrides)) {
    const info = infos.get(name);
    if (!info)
      throw new UsageError(
        infos.size === 0
          ? `Experiment ${experiment.id} has no parameters, so «${name}» cannot be set.`
          : `Experiment ${experiment.id} has no parameter «${name}».${didYouMean(name, [...infos.keys()])}`,
      );
    values[name] = typeof value === "string" ? parameterFromText(info, value) : value;
  }
  const parsed = experiment.parameters.safeParse(values);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = String(issue.path[0] ?? "");
  const info = infos.get(name);
  if (!info || issue.path.length === 0)
    throw new UsageError(`The parameters of ${experiment.id} do not fit together: ${issue.message}.`);
  throw new UsageError(
    `Parameter ${name} must be ${allowedValues(info)}, not ${shown(overrides[name] ?? values[name])}.`,
  );
}

/** A value as its giver wrote it. */
function shown(value: unknown): string {
  return typeof value === "string" ? `«${value}»` : String(JSON.stringify(value));
}

/** Text, as from a form, as the parameter's type; text that is not of that type stays text, for the schema to refuse. */
export function parameterFromText(info: ParameterInfo, text: string): string | number | boolean {
  const trimmed = text.trim();
  if (info.type === "boolean") return trimmed === "true" ? true : trimmed === "false" ? false : text;
  if (info.type === "enum") return info.choices?.find((choice) => String(choice) === trimmed) ?? text;
  return trimmed !== "" && Number.isFinite(Number(trimmed)) ? Number(trimmed) : text;
}
