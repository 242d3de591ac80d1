/** @file Elements and slices by index. */
import { numberOf, required, type Operator, type OperatorTable } from "../operator.ts";
import { allocate, axisOf, show, sizeOf, stridesOf } from "../value.ts";

/** An index that may count from the end. @throws RangeError outside of the axis */
function place(index: number, length: number): number {
  const at = index < 0 ? index + length : index;
  if (!(at >= 0 && at < length)) throw new RangeError(`index ${index} is outside of an axis of ${length}`);
  return at;
}

const gather: Operator = (inputs, call) => {
  const [x, indices] = [required(inputs, 0), required(inputs, 1)];
  const axis = axisOf(numberOf(call, "axis", 0), x.shape.length);
  const run = sizeOf(x.shape.slice(axis + 1));
  const rows = sizeOf(x.shape.slice(0, axis));
  const out = allocate(x.dtype, [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)]);
  let to = 0;
  for (let row = 0; row < rows; row++)
    for (const index of indices.data) {
      const from = (row * x.shape[axis] + place(index, x.shape[axis])) * run;
      out.data.set(x.data.subarray(from, from + run), to);
      to += run;
    }
  return out;
};

const gatherElements: Operator = (inputs, call) => {
  const [x, indices] = [required(inputs, 0), required(inputs, 1)];
  const axis = axisOf(numberOf(call, "axis", 0), x.shape.length);
  const fits = indices.shape.every((length, d) => d === axis || length <= x.shape[d]);
  if (indices.shape.length !== x.shape.length || !fits)
    throw new RangeError(`indices of shape ${show(indices.shape)} do not fit its input along axis ${axis}`);
  const out = allocate(x.dtype, indices.shape);
  const [outer, strides] = [stridesOf(indices.shape), stridesOf(x.shape)];
  for (let i = 0; i < out.data.length; i++) {
    let rest = i;
    let from = 0;
    for (let d = 0; d < outer.length; d++) {
      const position = Math.floor(rest / outer[d]);
      rest -= position * outer[d];
      from += (d === axis ? place(indices.data[i], x.shape[axis]) : position) * strides[d];
    }
    out.data[i] = x.data[from];
  }
  return out;
};

const gatherNd: Operator = (inputs, call) => {
  const [x, indices] = [required(inputs, 0), required(inputs, 1)];
  if (numberOf(call, "batch_dims", 0) !== 0) throw new RangeError("batch_dims is not supported");
  const depth = indices.shape.at(-1) ?? 0;
  if (depth > x.shape.length)
    throw new RangeError(`indices of ${depth} parts do not fit a tensor of shape ${show(x.shape)}`);
  const rest = x.shape.slice(depth);
  const run = sizeOf(rest);
  const strides = stridesOf(x.shape);
  const out = allocate(x.dtype, [...indices.shape.slice(0, -1), ...rest]);
  for (let i = 0; i < out.data.length / run; i++) {
    let from = 0;
    for (let d = 0; d < depth; d++) from += place(indices.data[i * depth + d], x.shape[d]) * strides[d];
    out.data.set(x.data.subarray(from, from + run), i * run);
  }
  return out;
};

export const indexing: OperatorTable = {
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherNd,
};
