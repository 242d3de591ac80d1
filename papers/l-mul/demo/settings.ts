/**
 * @file The controls of the demo, read from the page's address.
 */
import {
  bfloat16,
  float32,
  float8e4m3fn,
  float8e5m2,
  type FloatFormat,
  type LMulOptions,
} from "@working-papers/arithmetic";
import type { OperandRounding } from "./numbers.ts";

export type Reading = NonNullable<LMulOptions["reading"]>;
export type Query = Readonly<Record<string, string>>;
/** Changes keys of the address; `undefined` removes one. */
export type SetQuery = (changes: Record<string, string | number | boolean | undefined>) => void;

export const FORMATS: readonly {
  readonly key: string;
  readonly format: FloatFormat;
  readonly label: string;
}[] = [
  { key: "float32", format: float32, label: "float32: 8 + 23 bits" },
  { key: "bf16", format: bfloat16, label: "bfloat16: 8 + 7 bits" },
  { key: "e4m3", format: float8e4m3fn, label: "fp8 e4m3: 4 + 3 bits" },
  { key: "e5m2", format: float8e5m2, label: "fp8 e5m2: 5 + 2 bits" },
];

/** A carry from the mantissa, two exponents that add, short decimals, and readings that are far apart. */
export const DEFAULT_X = "3.5";
export const DEFAULT_Y = "2.75";

/** Beyond so many kept bits nothing changes that the eye could see: the next position of the slider is "all". */
const MOST_KEPT = 10;

/** Which multiplier it is: all that the map depends on. */
export interface Multiplier {
  readonly format: FloatFormat;
  /** Kept mantissa bits, the paper's k. */
  readonly kept: number;
  readonly reading: Reading;
  readonly rounding: OperandRounding;
}

export interface Settings extends Multiplier {
  readonly xText: string;
  readonly yText: string;
  readonly formatKey: string;
}

/** The last position of the slider for k, where all the mantissa's bits are kept. */
export function lastPosition(format: FloatFormat): number {
  return Math.min(format.mantissaBits, MOST_KEPT + 1);
}

/** Whatever the address does not say, or says wrongly, is at its default. */
export function readSettings(query: Query): Settings {
  const { key, format } = FORMATS.find((choice) => choice.key === query.format) ?? FORMATS[0];
  const position = /^\d{1,3}$/u.test(query.k ?? "") ? Number(query.k) : Infinity;
  return {
    xText: query.x ?? DEFAULT_X,
    yText: query.y ?? DEFAULT_Y,
    formatKey: key,
    format,
    kept: position >= lastPosition(format) ? format.mantissaBits : Math.max(position, 1),
    reading: query.reading === "formula" ? "formula" : "field",
    rounding: query.rounding === "nearestEven" ? "nearestEven" : "towardZero",
  };
}

/** What the address should say of a control: nothing while it stands at its default. */
export function unlessDefault(value: string, byDefault: string): string | undefined {
  return value === byDefault ? undefined : value;
}

/** The options of the library's functions for a multiplier. */
export function lmulOptions(
  { format, kept, rounding, reading }: Multiplier,
  as: Reading = reading,
): LMulOptions {
  return { format, mantissaBits: kept, operandRounding: rounding, reading: as };
}
