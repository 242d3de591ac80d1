/**
 * @file The relative error of L-Mul over both significands, [1, 2) × [1, 2): exponents do not matter to it.
 *
 * A narrow format has few mantissas, and every pair of them is a cell. A wide one is sampled at the middle of its cells; for the extremes
 * also at both ends of each, since that is where the error of a cut operand jumps.
 */
import {
  encode,
  fieldOffset,
  lmulFunction,
  offsetExponent,
  type FloatFormat,
} from "@working-papers/arithmetic";
import { keptField } from "./addition.ts";
import { lmulOptions, type Multiplier } from "./settings.ts";

export interface ErrorMap {
  /** Cells along a side. */
  readonly size: number;
  /** Whether the cells are all the pairs there are. */
  readonly complete: boolean;
  /** errors[j * size + i] for x of column i and y of row j, from 1 upwards. */
  readonly errors: Float64Array;
  /** For each row, the first column from which on the mantissas carry into the exponent; `size` when none does. */
  readonly carryFrom: readonly number[];
}

export interface Extreme {
  readonly error: number;
  readonly x: number;
  readonly y: number;
}

export interface Summary {
  readonly lowest: Extreme;
  readonly highest: Extreme;
  /** Mean of the error, and of its size. */
  readonly mean: number;
  readonly meanSize: number;
  /** How many pairs the means are over. */
  readonly pairs: number;
}

/** Cells along a side that a summary is computed from: one for every bfloat16. */
const SUMMARY = 128;

/** The significands that stand for the cells of a side. */
export function significands(format: FloatFormat, finest: number): readonly number[] {
  const all = 2 ** format.mantissaBits;
  const size = Math.min(all, finest);
  return Array.from({ length: size }, (_, i) => 1 + (size === all ? i : i + 0.5) / size);
}

export function errorMap(multiplier: Multiplier, finest: number): ErrorMap {
  const { format } = multiplier;
  const ticks = significands(format, finest);
  const size = ticks.length;
  const multiply = lmulFunction(lmulOptions(multiplier));
  const errors = new Float64Array(size * size);
  for (let j = 0; j < size; j++)
    for (let i = 0; i < size; i++)
      errors[j * size + i] = multiply(ticks[i], ticks[j]) / (ticks[i] * ticks[j]) - 1;
  return {
    size,
    complete: size === 2 ** format.mantissaBits,
    errors,
    carryFrom: carryColumns(multiplier, ticks),
  };
}

/** A pair carries when its fields add up to the field of 2 or more. */
function carryColumns(multiplier: Multiplier, ticks: readonly number[]): readonly number[] {
  const { format, kept, rounding } = multiplier;
  const fields = ticks.map((value) => keptField(format, encode(format, value), kept, rounding));
  const two = (format.bias + 1) * 2 ** format.mantissaBits;
  const needed = two + fieldOffset(format, 2 ** -offsetExponent(kept));
  return fields.map((y) => {
    const first = fields.findIndex((x) => x + y >= needed);
    return first === -1 ? ticks.length : first;
  });
}

/** Computed with the library's function, over all pairs of a narrow format or {@link SUMMARY}² of a wide one. */
export function summarize(multiplier: Multiplier): Summary {
  const { format } = multiplier;
  const multiply = lmulFunction(lmulOptions(multiplier));
  const ticks = significands(format, SUMMARY);
  let mean = 0;
  let meanSize = 0;
  for (const y of ticks)
    for (const x of ticks) {
      const error = multiply(x, y) / (x * y) - 1;
      mean += error;
      meanSize += Math.abs(error);
    }
  const pairs = ticks.length ** 2;
  let lowest: Extreme = { error: Infinity, x: 1, y: 1 };
  let highest: Extreme = { error: -Infinity, x: 1, y: 1 };
  const ends = cellEnds(format, ticks.length);
  for (const y of ends)
    for (const x of ends) {
      const error = multiply(x, y) / (x * y) - 1;
      if (error < lowest.error) lowest = { error, x, y };
      if (error > highest.error) highest = { error, x, y };
    }
  return { lowest, highest, mean: mean / pairs, meanSize: meanSize / pairs, pairs };
}

/** The first and the last number of every cell. */
function cellEnds(format: FloatFormat, size: number): readonly number[] {
  const last = 2 ** -format.mantissaBits;
  const starts = Array.from({ length: size }, (_, i) => 1 + i / size);
  return last * size === 1 ? starts : starts.flatMap((start) => [start, start + 1 / size - last]);
}
