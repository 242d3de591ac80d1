/** @file Means over seeds and their intervals. */

export interface Interval {
  mean: number;
  low: number;
  high: number;
  /** How many values it rests on. */
  n: number;
}

/** Two-sided 97.5 % quantiles of Student's t for 1 … 30 degrees of freedom. */
const T_975 = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604,
  2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555,
  2.0518, 2.0484, 2.0452, 2.0423,
];

/**
 * The same for any number: the table up to 30, from there on the first terms of the expansion in powers of 1 / degrees (Abramowitz and Stegun, 26.7.5),
 * of which those that are left out come to less than 0.00001.
 */
function quantile(degrees: number): number {
  const z = 1.959963984540054;
  const expanded =
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3);
  return T_975[degrees - 1] ?? expanded;
}

/**
 * The mean of values from different seeds with its 95 % confidence interval (Student's t). One value is its own interval.
 *
 * @throws RangeError when there is no value
 */
export function meanInterval(values: readonly number[]): Interval {
  const n = values.length;
  if (n === 0) throw new RangeError("At least one value was expected, not none.");
  const [first] = values;
  // A sum of equal values divided by their number need not be that value again.
  if (values.every((value) => value === first)) return { mean: first, low: first, high: first, n };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = quantile(n - 1) * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half, n };
}
