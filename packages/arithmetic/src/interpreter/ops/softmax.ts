/** @file Softmax and its logarithm, computed in float64 and rounded once. They divide and do not multiply: no arithmetic applies. */
import {
  numberOf,
  required,
  type ElementaryFunctions,
  type Operator,
  type OperatorTable,
} from "../operator.ts";
import { allocate, axisOf, sizeOf } from "../value.ts";

/** Replaces a row by exp(x - max) / Σ exp(x - max). A row of -Infinity only becomes NaN, as in IEEE arithmetic. */
export function softmaxRow(row: Float64Array, { exp }: Pick<ElementaryFunctions, "exp">): void {
  let largest = -Infinity;
  for (const x of row) largest = Math.max(largest, x);
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += row[i] = exp(row[i] - largest);
  for (let i = 0; i < row.length; i++) row[i] /= sum;
}

function logSoftmaxRow(row: Float64Array, { exp, log }: ElementaryFunctions): void {
  let largest = -Infinity;
  for (const x of row) largest = Math.max(largest, x);
  let sum = 0;
  for (const x of row) sum += exp(x - largest);
  const shift = largest + log(sum);
  for (let i = 0; i < row.length; i++) row[i] -= shift;
}

const alongAxis =
  (f: (row: Float64Array, functions: ElementaryFunctions) => void): Operator =>
  (inputs, call) => {
    const x = required(inputs, 0);
    // Before operator set 13 all axes from the given one on were one row.
    const flat = call.opset < 13;
    const axis = axisOf(numberOf(call, "axis", flat ? 1 : -1), x.shape.length);
    const stride = flat ? 1 : sizeOf(x.shape.slice(axis + 1));
    const length = flat ? sizeOf(x.shape.slice(axis)) : (x.shape[axis] ?? 1);
    const out = allocate(x.dtype, x.shape);
    const row = new Float64Array(length);
    for (let line = 0; line < x.data.length / length; line++) {
      const start = Math.floor(line / stride) * stride * length + (line % stride);
      for (let i = 0; i < length; i++) row[i] = x.data[start + i * stride];
      f(row, call.functions);
      for (let i = 0; i < length; i++) out.data[start + i * stride] = row[i];
    }
    return out;
  };

export const softmaxes: OperatorTable = {
  Softmax: alongAxis(softmaxRow),
  LogSoftmax: alongAxis(logSoftmaxRow),
};
