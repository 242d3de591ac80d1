/**
 * @file A pair of significands: a place on the map.
 */
import { decode, lmulFunction, type FloatFormat } from "@working-papers/arithmetic";
import { fieldsOf } from "./addition.ts";
import type { Stored } from "./numbers.ts";
import { lmulOptions, type Multiplier } from "./settings.ts";

/** Both in [1, 2). */
export interface Pair {
  readonly x: number;
  readonly y: number;
}

/** What L-Mul makes of a pair. */
export interface Look extends Pair {
  readonly product: number;
  readonly exact: number;
  readonly error: number;
}

/** The finest steps in which a pair is picked, so that its numbers stay short. */
const STEPS = 64;

export function stepsOf(format: FloatFormat): number {
  return Math.min(2 ** format.mantissaBits, STEPS);
}

/** The nearest significand that can be picked; in a narrow format, the one whose cell it is. `at` is from 0 to 1 along the side. */
export function significandAt(format: FloatFormat, at: number): number {
  const steps = stepsOf(format);
  const step = steps < STEPS ? Math.floor(at * steps) : Math.round(at * steps);
  return 1 + Math.min(Math.max(step, 0), steps - 1) / steps;
}

/** Where on the side, from 0 to 1, a significand is drawn: in a narrow format in the middle of its cell. */
export function placeOf(format: FloatFormat, significand: number): number {
  const steps = 2 ** format.mantissaBits;
  return significand - 1 + (steps < STEPS ? 0.5 / steps : 0);
}

/** The place of two numbers on the map, or undefined where one has no leading one: zero, subnormal, infinite, not a number. */
export function pairOf(format: FloatFormat, x: Stored, y: Stored): Pair | undefined {
  const normal = ({ value }: Stored) => Math.abs(value) >= format.minNormal && Math.abs(value) < Infinity;
  if (!normal(x) || !normal(y)) return undefined;
  const significand = ({ code }: Stored) =>
    decode(format, format.bias * 2 ** format.mantissaBits + fieldsOf(format, code).mantissa);
  return { x: significand(x), y: significand(y) };
}

export function lookAt(multiplier: Multiplier, { x, y }: Pair): Look {
  const product = lmulFunction(lmulOptions(multiplier))(x, y);
  return { x, y, product, exact: x * y, error: product / (x * y) - 1 };
}
