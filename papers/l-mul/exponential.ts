/**
 * @file e^x from operations that IEEE 754 fixes exactly, so that a softmax has the same bits in every engine.
 */

const { round } = Math;

/** ln 2 in two parts; the first has its last 32 bits zero, so that n·LN2_HIGH is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const word = new DataView(new ArrayBuffer(8));

/** e^x for x ≤ 0 to about one unit in the last place; below −700 it is 0. @throws RangeError for x > 0 and for NaN */
export function exponential(x: number): number {
  if (!(x <= 0))
    throw new RangeError(`A number of at most 0 was expected, not ${x}; subtract the largest first.`);
  if (x < -700) return 0;
  // x = n·ln 2 + r with |r| ≤ ½ ln 2, and e^r by its series, 13 terms of which suffice for 53 bits.
  const n = round(x / Math.LN2);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  let sum = 1;
  for (let k = 13; k >= 1; k--) sum = 1 + (sum * r) / k;
  return sum * powerOfTwo(n);
}

/** 2^n for −1022 ≤ n ≤ 1023, exactly. */
function powerOfTwo(n: number): number {
  word.setUint32(0, (n + 1023) << 20);
  word.setUint32(4, 0);
  return word.getFloat64(0);
}

/** Replaces each row by its softmax, exp(x − max) / Σ exp(x − max). */
export function softmaxRows(values: Float64Array, rowLength: number): Float64Array {
  if (!Number.isInteger(rowLength) || rowLength < 1 || values.length % rowLength !== 0)
    throw new RangeError(
      `Rows of ${rowLength} do not divide ${values.length} values; give the length of a row.`,
    );
  for (let start = 0; start < values.length; start += rowLength) {
    const row = values.subarray(start, start + rowLength);
    let largest = -Infinity;
    for (const value of row) largest = Math.max(largest, value);
    let sum = 0;
    for (let i = 0; i < row.length; i++) sum += row[i] = exponential(row[i] - largest);
    for (let i = 0; i < row.length; i++) row[i] /= sum;
  }
  return values;
}
