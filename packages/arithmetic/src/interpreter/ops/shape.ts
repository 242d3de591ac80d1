/** @file Operators that move elements and shapes about and compute nothing. */
import {
  listInput,
  listOf,
  numberOf,
  required,
  textOf,
  type Operator,
  type OperatorTable,
} from "../operator.ts";
import { broadcastIndices, broadcastShape } from "../broadcast.ts";
import {
  allocate,
  axisOf,
  integerValue,
  reshaped,
  show,
  sizeOf,
  stridesOf,
  type Shape,
  type Value,
} from "../value.ts";

const reshape: Operator = (inputs, call) => {
  const x = required(inputs, 0);
  const wanted = listInput(inputs, 1, call, "shape") ?? [];
  const zeroIsZero = numberOf(call, "allowzero", 0) === 1;
  const shape = wanted.map((length, axis) => (length === 0 && !zeroIsZero ? (x.shape[axis] ?? 0) : length));
  const open = shape.indexOf(-1);
  const known = shape.reduce((product, length, axis) => (axis === open ? product : product * length), 1);
  if (open >= 0) shape[open] = x.data.length / known;
  if (sizeOf(shape) !== x.data.length || shape.some((length) => !Number.isInteger(length) || length < 0))
    throw new RangeError(`its input of shape ${show(x.shape)} cannot take the shape ${show(wanted)}`);
  return reshaped(x, shape);
};

/** Axes in another order. */
export function transposed(x: Value, order: readonly number[]): Value {
  if (order.length !== x.shape.length || new Set(order).size !== order.length)
    throw new RangeError(`it permutes the axes of ${show(x.shape)} by ${show(order)}`);
  const out = allocate(
    x.dtype,
    order.map((axis) => x.shape[axis]),
  );
  const strides = stridesOf(x.shape);
  const steps = order.map((axis) => strides[axis]);
  copyStrided(x, out, 0, steps);
  return out;
}

/** Copies elements that lie `steps` apart along each axis of the output, from `start` on. */
function copyStrided(x: Value, out: Value, start: number, steps: readonly number[]): void {
  const { shape, data } = out;
  const last = shape.length - 1;
  if (last < 0) {
    data[0] = x.data[start];
    return;
  }
  const position = shape.map(() => 0);
  const [run, step] = [shape[last], steps[last]];
  for (let index = 0, from = start; index < data.length;) {
    for (let i = 0, place = from; i < run; i++, place += step) data[index++] = x.data[place];
    for (let axis = last - 1; axis >= 0; axis--) {
      from += steps[axis];
      if (++position[axis] < shape[axis]) break;
      from -= steps[axis] * shape[axis];
      position[axis] = 0;
    }
  }
}

const transpose: Operator = (inputs, call) => {
  const x = required(inputs, 0);
  return transposed(x, listOf(call, "perm") ?? x.shape.map((_, axis) => x.shape.length - 1 - axis));
};

const squeeze: Operator = (inputs, call) => {
  const x = required(inputs, 0);
  const axes = listInput(inputs, 1, call, "axes")?.map((axis) => axisOf(axis, x.shape.length));
  const kept = x.shape.filter((length, axis) => (axes ? !axes.includes(axis) : length !== 1));
  if (sizeOf(kept) !== x.data.length)
    throw new RangeError(`it drops axes of ${show(x.shape)} that are longer than 1`);
  return reshaped(x, kept);
};

const unsqueeze: Operator = (inputs, call) => {
  const x = required(inputs, 0);
  const list = listInput(inputs, 1, call, "axes") ?? [];
  const rank = x.shape.length + list.length;
  const axes = new Set(list.map((axis) => axisOf(axis, rank)));
  if (axes.size < list.length) throw new RangeError(`it adds an axis of ${show(list)} twice`);
  const rest = [...x.shape];
  return reshaped(
    x,
    Array.from({ length: rank }, (_, axis) => (axes.has(axis) ? 1 : rest.shift()!)),
  );
};

const flatten: Operator = (inputs, call) => {
  const x = required(inputs, 0);
  const axis = numberOf(call, "axis", 1);
  const cut = axis < 0 ? axis + x.shape.length : axis;
  const rows = sizeOf(x.shape.slice(0, cut));
  return reshaped(x, [rows, sizeOf(x.shape.slice(cut))]);
};

const expand: Operator = (inputs) => {
  const x = required(inputs, 0);
  const out = allocate(x.dtype, broadcastShape(x.shape, [...required(inputs, 1).data]));
  const at = broadcastIndices(x.shape, out.shape);
  for (let i = 0; i < out.data.length; i++) out.data[i] = x.data[at(i)];
  return out;
};

/** Joins tensors that differ along one axis only. */
export function concatenated(parts: readonly Value[], axis: number): Value {
  const [first] = parts;
  for (const part of parts)
    if (
      part.shape.length !== first.shape.length ||
      part.shape.some((n, i) => i !== axis && n !== first.shape[i])
    )
      throw new RangeError(
        `its inputs of shapes ${parts.map(({ shape }) => show(shape)).join(" and ")} cannot be joined along axis ${axis}`,
      );
  const length = parts.reduce((sum, part) => sum + part.shape[axis], 0);
  const out = allocate(
    first.dtype,
    first.shape.map((n, i) => (i === axis ? length : n)),
  );
  const rows = sizeOf(first.shape.slice(0, axis));
  let offset = 0;
  for (const part of parts) {
    const run = sizeOf(part.shape.slice(axis));
    const stride = sizeOf(out.shape.slice(axis));
    for (let row = 0; row < rows; row++)
      out.data.set(part.data.subarray(row * run, (row + 1) * run), row * stride + offset);
    offset += run;
  }
  return out;
}

const concat: Operator = (inputs, call) => {
  const parts = inputs.filter((value) => value !== undefined);
  return concatenated(parts, axisOf(numberOf(call, "axis", 0), required(inputs, 0).shape.length));
};

/** Every `step`-th index of each axis from `start`, `count` of them. */
function strided(x: Value, starts: readonly number[], steps: readonly number[], shape: Shape): Value {
  const out = allocate(x.dtype, shape);
  const strides = stridesOf(x.shape);
  const start = starts.reduce((sum, first, axis) => sum + first * strides[axis], 0);
  if (out.data.length > 0)
    copyStrided(
      x,
      out,
      start,
      steps.map((step, axis) => step * strides[axis]),
    );
  return out;
}

const slice: Operator = (inputs, call) => {
  const x = required(inputs, 0);
  const rank = x.shape.length;
  const starts = listInput(inputs, 1, call, "starts") ?? [];
  const ends = listInput(inputs, 2, call, "ends") ?? [];
  const axes = listInput(inputs, 3, call, "axes") ?? starts.map((_, axis) => axis);
  const steps = inputs[4] ? [...inputs[4].data] : starts.map(() => 1);
  const [from, by, shape] = [x.shape.map(() => 0), x.shape.map(() => 1), [...x.shape]];
  axes.forEach((given, i) => {
    const axis = axisOf(given, rank);
    const length = x.shape[axis];
    const step = steps[i];
    if (step === 0) throw new RangeError("it slices with a step of 0");
    const bound = (end: number, low: number, high: number): number =>
      Math.min(Math.max(end < 0 ? end + length : end, low), high);
    const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
    const start = bound(starts[i], step > 0 ? 0 : 0, high);
    const end = ends[i] < -length ? low : bound(ends[i], low, high);
    from[axis] = start;
    by[axis] = step;
    shape[axis] = Math.max(0, Math.ceil((end - start) / step));
  });
  return strided(x, from, by, shape);
};

const split: Operator = (inputs, call) => {
  const x = required(inputs, 0);
  const axis = axisOf(numberOf(call, "axis", 0), x.shape.length);
  const count = numberOf(call, "num_outputs", call.outputs);
  const each = Math.ceil(x.shape[axis] / count);
  const lengths =
    listInput(inputs, 1, call, "split") ??
    Array.from({ length: count }, (_, i) => Math.min(each, x.shape[axis] - i * each));
  if (lengths.reduce((sum, n) => sum + n, 0) !== x.shape[axis])
    throw new RangeError(`it splits axis ${axis} of ${show(x.shape)} into ${lengths.join(" + ")}`);
  let start = 0;
  return lengths.map((length) => {
    const part = strided(
      x,
      x.shape.map((_, i) => (i === axis ? start : 0)),
      x.shape.map(() => 1),
      x.shape.map((n, i) => (i === axis ? length : n)),
    );
    start += length;
    return part;
  });
};

/** With margins of a value around it. Negative margins cut. */
export function padded(x: Value, before: readonly number[], after: readonly number[], fill: number): Value {
  const out = allocate(
    x.dtype,
    x.shape.map((length, axis) => length + before[axis] + after[axis]),
  );
  out.data.fill(fill);
  const rank = x.shape.length;
  const outer = stridesOf(out.shape);
  const inner = stridesOf(x.shape);
  for (let i = 0; i < x.data.length; i++) {
    let rest = i;
    let place = 0;
    let inside = true;
    for (let axis = 0; axis < rank; axis++) {
      const position = Math.floor(rest / inner[axis]);
      rest -= position * inner[axis];
      const at = position + before[axis];
      inside &&= at >= 0 && at < out.shape[axis];
      place += at * outer[axis];
    }
    if (inside) out.data[place] = x.data[i];
  }
  return out;
}

const pad: Operator = (inputs, call) => {
  const x = required(inputs, 0);
  const mode = textOf(call, "mode", "constant");
  if (mode !== "constant") throw new RangeError(`padding by «${mode}» is not supported, only by a constant`);
  const given = listInput(inputs, 1, call, "pads") ?? [];
  const rank = x.shape.length;
  const axes = inputs[3] ? [...inputs[3].data].map((axis) => axisOf(axis, rank)) : x.shape.map((_, i) => i);
  const [before, after] = [x.shape.map(() => 0), x.shape.map(() => 0)];
  axes.forEach((axis, i) => {
    before[axis] = given[i];
    after[axis] = given[i + axes.length];
  });
  return padded(x, before, after, inputs[2]?.data[0] ?? numberOf(call, "value", 0));
};

const tile: Operator = (inputs) => {
  const x = required(inputs, 0);
  const repeats = [...required(inputs, 1).data];
  if (repeats.length !== x.shape.length || repeats.some((times) => times < 0))
    throw new RangeError(`it repeats its input of shape ${show(x.shape)} ${show(repeats)} times`);
  if (repeats.includes(0))
    return allocate(
      x.dtype,
      x.shape.map((length, axis) => length * repeats[axis]),
    );
  return repeats.reduce(
    (value, times, axis) =>
      concatenated(
        Array.from({ length: times }, () => value),
        axis,
      ),
    x,
  );
};

const trilu: Operator = (inputs, call) => {
  const x = required(inputs, 0);
  const upper = numberOf(call, "upper", 1) === 1;
  const diagonal = inputs[1]?.data[0] ?? 0;
  const [rows, columns] = x.shape.slice(-2);
  const out = allocate(x.dtype, x.shape);
  for (let i = 0; i < out.data.length; i++) {
    const column = i % columns;
    const row = Math.floor(i / columns) % rows;
    if (upper ? column - row >= diagonal : column - row <= diagonal) out.data[i] = x.data[i];
  }
  return out;
};

const constant: Operator = (_, { attributes }) => {
  const { value, value_float: float, value_floats: floats, value_int: int, value_ints: ints } = attributes;
  if (typeof value === "object" && "data" in value) return value;
  if (typeof float === "number") return { dtype: "float32", shape: [], data: Float32Array.of(float) };
  if (typeof int === "number") return integerValue([int], []);
  if (Array.isArray(floats))
    return { dtype: "float32", shape: [floats.length], data: Float32Array.from(floats as number[]) };
  if (Array.isArray(ints)) return integerValue(ints as number[]);
  throw new RangeError("its constant is of a kind that is not supported");
};

const range: Operator = (inputs) => {
  const start = required(inputs, 0);
  const [first, limit, step] = [start.data[0], required(inputs, 1).data[0], required(inputs, 2).data[0]];
  const out = allocate(start.dtype, [Math.max(0, Math.ceil((limit - first) / step))]);
  for (let i = 0; i < out.data.length; i++) out.data[i] = first + i * step;
  return out;
};

const shapeOf: Operator = (inputs, call) => {
  const { shape } = required(inputs, 0);
  const end = call.attributes["end"];
  return integerValue(shape.slice(numberOf(call, "start", 0), typeof end === "number" ? end : undefined));
};

const constantOfShape: Operator = (inputs, { attributes }) => {
  const { value } = attributes;
  const fill = typeof value === "object" && "data" in value ? value : undefined;
  const out = allocate(fill?.dtype ?? "float32", [...required(inputs, 0).data]);
  out.data.fill(fill?.data[0] ?? 0);
  return out;
};

export const shape: OperatorTable = {
  Reshape: reshape,
  Transpose: transpose,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Flatten: flatten,
  Expand: expand,
  Concat: concat,
  Slice: slice,
  Split: split,
  Pad: pad,
  Tile: tile,
  Trilu: trilu,
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Range: range,
  Shape: shapeOf,
  Size: (inputs) => integerValue([required(inputs, 0).data.length], []),
};
