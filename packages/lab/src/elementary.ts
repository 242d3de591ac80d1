/**
 * @file Exponential, logarithm and circular functions that are the same to the last bit in every JavaScript engine.
 *
 * An engine's own `Math.exp`, `Math.log`, `Math.cos` … may differ in the last place: two versions of V8 do. An experiment that measures with them would not give the same numbers in Node and in the page. Here they are made of + − × ÷ √ only,
 * which IEEE 754 fixes exactly, and of a table of powers of two. Accurate to about one unit in the last place on the ranges used here.
 */
import { logarithm } from "./normal.ts";

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const HALF_PI_1 = 1.5707963267341256;
const HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_3 = 2.0222662487959506e-21;

/** 2^−1074 … 2^1023, by doubling: every one is exact. */
const POWERS_OF_TWO = new Float64Array(2098);
for (let i = 0, power = Number.MIN_VALUE; i < POWERS_OF_TWO.length; i++, power *= 2) POWERS_OF_TWO[i] = power;

export const log = logarithm;

export function log2(x: number): number {
  return logarithm(x) / Math.LN2;
}

export function exp(x: number): number {
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  const k = Math.max(-1074, Math.round(x / Math.LN2));
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let n = 14; n >= 1; n--) sum = 1 + (r / n) * sum;
  // 2^1024 is no number of its own.
  return k > 1023 ? sum * 2 * POWERS_OF_TWO[k - 1 + 1074] : sum * POWERS_OF_TWO[k + 1074];
}

/** Quadrant and remainder of an angle of up to about a million: x = n π/2 + r. */
function reduce(x: number): { quadrant: number; r: number } {
  const n = Math.round(x / (Math.PI / 2));
  return { quadrant: ((n % 4) + 4) % 4, r: x - n * HALF_PI_1 - n * HALF_PI_2 - n * HALF_PI_3 };
}

function sineSeries(r: number): number {
  const square = r * r;
  let sum = 0;
  for (let n = 18; n >= 2; n -= 2) sum = (square / (n * (n + 1))) * (1 - sum);
  return r - r * sum;
}

function cosineSeries(r: number): number {
  const square = r * r;
  let sum = 0;
  for (let n = 18; n >= 2; n -= 2) sum = (square / (n * (n - 1))) * (1 - sum);
  return 1 - sum;
}

export function sin(x: number): number {
  const { quadrant, r } = reduce(x);
  const value = quadrant % 2 === 0 ? sineSeries(r) : cosineSeries(r);
  return quadrant < 2 ? value : -value;
}

export function cos(x: number): number {
  const { quadrant, r } = reduce(x);
  const value = quadrant % 2 === 0 ? cosineSeries(r) : sineSeries(r);
  return quadrant === 1 || quadrant === 2 ? -value : value;
}

export function cosh(x: number): number {
  const e = exp(Math.abs(x));
  return (e + 1 / e) / 2;
}

export function sinh(x: number): number {
  if (Math.abs(x) > 1) {
    const e = exp(Math.abs(x));
    return (x < 0 ? -1 : 1) * ((e - 1 / e) / 2);
  }
  const square = x * x;
  let sum = 0;
  for (let n = 20; n >= 2; n -= 2) sum = (square / (n * (n + 1))) * (1 + sum);
  return x + x * sum;
}

export function tanh(x: number): number {
  return Math.abs(x) > 20 ? Math.sign(x) : sinh(x) / cosh(x);
}

export function acosh(x: number): number {
  return log(x + Math.sqrt((x - 1) * (x + 1)));
}

export function atan(x: number): number {
  if (Math.abs(x) > 1) return (x < 0 ? -1 : 1) * (Math.PI / 2) - atan(1 / x);
  // Two halvings of the angle bring the argument below 0.2, where the series is short.
  let y = x;
  for (let i = 0; i < 2; i++) y /= 1 + Math.sqrt(1 + y * y);
  const square = y * y;
  let sum = 0;
  for (let n = 27; n >= 1; n -= 2) sum = 1 / n - square * sum;
  return 4 * y * sum;
}

/** √(x² + y² + …), without the scaling against overflow that nothing here needs. */
export function hypot(...values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
