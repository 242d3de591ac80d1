/** @file Softmax with the same bits in every engine: its exponential is made of operations that IEEE 754 fixes exactly. */
import { exp } from "@working-papers/lab/elementary";

/** Replaces each row by its softmax, exp(x − max) / Σ exp(x − max). @throws RangeError when rows do not divide the values */
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
    for (let i = 0; i < row.length; i++) sum += row[i] = exp(row[i] - largest);
    for (let i = 0; i < row.length; i++) row[i] /= sum;
  }
  return values;
}
