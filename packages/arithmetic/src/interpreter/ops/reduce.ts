/** @file Sums, means and extremes along axes, computed in float64 and rounded or wrapped once; the place of an extreme; running sums. */
import { converter, integerProduct, wrapped } from "../conversion.ts";
import { listInput, numberOf, required, type Operator, type OperatorTable } from "../operator.ts";
import { allocate, axisOf, isFloatType, sizeOf, type Value } from "../value.ts";
import { transposed } from "./shape.ts";

type Row = ArrayLike<number> & Iterable<number>;

type Reduction = (row: Row, call: Parameters<Operator>[1]) => number;

const reduce =
  (f: Reduction): Operator =>
  (inputs, call) => {
    const x = required(inputs, 0);
    const rank = x.shape.length;
    const given = listInput(inputs, 1, call, "axes");
    const none = !given || given.length === 0;
    if (none && numberOf(call, "noop_with_empty_axes", 0) === 1) return x;
    const axes = none ? x.shape.map((_, axis) => axis) : given.map((axis) => axisOf(axis, rank));
    const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    // With the reduced axes last, what is reduced lies in a row.
    const inOrder = [...kept, ...axes].every((axis, place) => axis === place);
    const rows = inOrder ? x : transposed(x, [...kept, ...axes]);
    const length = sizeOf(axes.map((axis) => x.shape[axis]));
    const keep = numberOf(call, "keepdims", 1) === 1;
    const out = allocate(
      x.dtype,
      keep ? x.shape.map((n, axis) => (axes.includes(axis) ? 1 : n)) : kept.map((axis) => x.shape[axis]),
    );
    const keepWhole = isFloatType(x.dtype) ? (result: number) => result : converter(x.dtype);
    for (let i = 0; i < out.data.length; i++)
      out.data[i] = keepWhole(f(rows.data.subarray(i * length, (i + 1) * length), call));
    return out;
  };

/** A value that each element of a row changes in turn. */
const folding =
  (start: number, f: (total: number, x: number) => number): Reduction =>
  (row) => {
    let total = start;
    for (const x of row) total = f(total, x);
    return total;
  };

/** The first (or last) place of the largest element along an axis, by a comparison. */
const extreme =
  (better: (x: number, best: number) => boolean): Operator =>
  (inputs, call) => {
    const x = required(inputs, 0);
    const axis = axisOf(numberOf(call, "axis", 0), x.shape.length);
    const last = numberOf(call, "select_last_index", 0) === 1;
    const keep = numberOf(call, "keepdims", 1) === 1;
    const out = allocate(
      "int64",
      x.shape.flatMap((n, i) => (i !== axis ? [n] : keep ? [1] : [])),
    );
    const stride = sizeOf(x.shape.slice(axis + 1));
    const length = x.shape[axis];
    for (let i = 0; i < out.data.length; i++) {
      const start = Math.floor(i / stride) * stride * length + (i % stride);
      let best = 0;
      for (let j = 1; j < length; j++) {
        const [value, known] = [x.data[start + j * stride], x.data[start + best * stride]];
        if (better(value, known) || (last && value === known)) best = j;
      }
      out.data[i] = best;
    }
    return out;
  };

const cumSum: Operator = (inputs, call) => {
  const x = required(inputs, 0);
  const axis = axisOf(required(inputs, 1).data[0], x.shape.length);
  const [exclusive, reverse] = [numberOf(call, "exclusive", 0) === 1, numberOf(call, "reverse", 0) === 1];
  const out = allocate(x.dtype, x.shape);
  const stride = sizeOf(x.shape.slice(axis + 1));
  const length = x.shape[axis];
  const add = wrapped(x.dtype, (total: number, element: number) => total + element);
  for (let line = 0; line < x.data.length / length; line++) {
    const start = Math.floor(line / stride) * stride * length + (line % stride);
    let total = 0;
    for (let step = 0; step < length; step++) {
      const place = start + (reverse ? length - 1 - step : step) * stride;
      const next = add(total, x.data[place]);
      out.data[place] = exclusive ? total : next;
      total = next;
    }
  }
  return out;
};

const topK: Operator = (inputs, call) => {
  const x = required(inputs, 0);
  const axis = axisOf(numberOf(call, "axis", -1), x.shape.length);
  const k = required(inputs, 1).data[0];
  const direction = numberOf(call, "largest", 1) === 1 ? -1 : 1;
  const shape = x.shape.map((n, i) => (i === axis ? k : n));
  const [values, indices]: [Value, Value] = [allocate(x.dtype, shape), allocate("int64", shape)];
  const stride = sizeOf(x.shape.slice(axis + 1));
  const length = x.shape[axis];
  if (k > length) throw new RangeError(`it takes the ${k} first of ${length} elements`);
  for (let line = 0; line < x.data.length / length; line++) {
    const [group, within] = [Math.floor(line / stride), line % stride];
    const at = (i: number): number => x.data[(group * length + i) * stride + within];
    const order = Array.from({ length }, (_, i) => i).toSorted(
      (i, j) => direction * (at(i) - at(j)) || i - j,
    );
    for (let i = 0; i < k; i++) {
      const place = (group * k + i) * stride + within;
      values.data[place] = at(order[i]);
      indices.data[place] = order[i];
    }
  }
  return [values, indices];
};

const sum = folding(0, (total, x) => total + x);
const squaredNorm = folding(0, (total, x) => total + x * x);

/** The product of two elements of a type. */
const timesOf = ({ dtype }: Value): ((x: number, y: number) => number) =>
  isFloatType(dtype) ? (x, y) => x * y : integerProduct(dtype);

const product: Operator = (inputs, call) => reduce(folding(1, timesOf(required(inputs, 0))))(inputs, call);

const squares: Operator = (inputs, call) => {
  const times = timesOf(required(inputs, 0));
  return reduce(folding(0, (total, x) => total + times(x, x)))(inputs, call);
};

export const reductions: OperatorTable = {
  ReduceSum: reduce(sum),
  ReduceMean: reduce((row, call) => sum(row, call) / row.length),
  ReduceMax: reduce(folding(-Infinity, (best, x) => Math.max(best, x))),
  ReduceMin: reduce(folding(Infinity, (best, x) => Math.min(best, x))),
  ReduceProd: product,
  ReduceSumSquare: squares,
  ReduceL1: reduce(folding(0, (total, x) => total + Math.abs(x))),
  ReduceL2: reduce((row, call) => Math.sqrt(squaredNorm(row, call))),
  ArgMax: extreme((x, best) => x > best),
  ArgMin: extreme((x, best) => x < best),
  CumSum: cumSum,
  TopK: topK,
};
