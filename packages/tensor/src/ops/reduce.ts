/**
 * Reductions other than the sum (which is in structural.ts): extrema, product, mean, variance, and where an extremum stands.
 */
import { definePrimitive, type Operator } from "../primitive.ts";
import { normalizeAxis, range, reducedShape, sizeOf } from "../shape.ts";
import { show, type Tensor } from "../tensor.ts";
import { fail } from "../errors.ts";
import {
  cast,
  div,
  equal,
  exp,
  greater,
  log,
  not,
  mul,
  sqrt,
  square,
  sub,
  add,
  where,
  isInf,
  isNaN,
} from "./elementwise.ts";
import { concat, sliceAxis } from "./rearrange.ts";
import { zeros } from "./create.ts";
import {
  requireFloat,
  resolveAxes,
  reshape,
  stopGradient,
  sum,
  transpose,
  type ReduceOptions,
} from "./structural.ts";

interface ReduceParams {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

function extremum(name: string, onnxName: string): Operator<ReduceParams> {
  return definePrimitive<ReduceParams>({
    name,
    shape([x], { axes, keepDims }) {
      if (axes.some((axis) => x!.shape[axis] === 0)) throw new Error("an empty axis has no extremum");
      return { shape: reducedShape(x!.shape, axes, keepDims), dtype: x!.dtype };
    },
    // Elements that share the extremum share the derivative equally.
    jvp([t], { inputs: [x], outputs: [y] }, { axes, keepDims }) {
      const hit = cast(equal(x!, reshape(y!, reducedShape(x!.shape, axes, true))), x!.dtype);
      return div(sum(mul(t!, hit), axes, { keepDims }), sum(hit, axes, { keepDims }));
    },
    onnx: (emit, [x], _, { axes, keepDims }) =>
      emit.op(onnxName, [x!, emit.ints(axes)], { keepdims: keepDims ? 1 : 0 }),
  });
}

/** Applies a reduction; over no axes it leaves x as it is, where ONNX would reduce all. */
function reduceWith(
  operator: Operator<ReduceParams>,
  x: Tensor,
  axes: number | readonly number[] | undefined,
  keepDims: boolean,
): Tensor {
  const resolved = resolveAxes(operator.primitive.name, x, axes);
  return resolved.length === 0 ? x : operator([x], { axes: resolved, keepDims });
}

const reduceMaxOp = extremum("reduceMax", "ReduceMax");
const reduceMinOp = extremum("reduceMin", "ReduceMin");

/**
 * Largest element over `axes` (all if absent). Ties share the derivative. A NaN may be passed over: ONNX Runtime's kernels find it or not
 * depending on its place (`any(isNaN(x))` tells).
 */
export const max = (
  x: Tensor,
  axes?: number | readonly number[],
  { keepDims = false }: ReduceOptions = {},
): Tensor => reduceWith(reduceMaxOp, x, axes, keepDims);

/** Smallest element over `axes` (all if absent). Ties share the derivative. A NaN may be passed over, as in `max`. */
export const min = (
  x: Tensor,
  axes?: number | readonly number[],
  { keepDims = false }: ReduceOptions = {},
): Tensor => reduceWith(reduceMinOp, x, axes, keepDims);

/** Whether any element is true, over `axes` (all if absent): bool -> bool. Over an empty axis false. */
export const any = (x: Tensor, axes?: number | readonly number[], options: ReduceOptions = {}): Tensor => {
  if (x.dtype !== "bool") fail(`any of ${show(x)}: needs bool`);
  return greater(sum(cast(x, "int32"), axes, options), 0);
};

/** Whether all elements are true, over `axes` (all if absent): bool -> bool. Over an empty axis true. */
export const all = (x: Tensor, axes?: number | readonly number[], options: ReduceOptions = {}): Tensor => {
  if (x.dtype !== "bool") fail(`all of ${show(x)}: needs bool`);
  return not(any(not(x), axes, options));
};

const skipping =
  (f: typeof max, value: number) =>
  (x: Tensor, axes?: number | readonly number[], options: ReduceOptions = {}): Tensor =>
    f(where(isNaN(x), value, x), axes, options);

/** Largest element that is not NaN; -infinity where all are. */
export const nanMax = skipping(max, -Infinity);
/** Smallest element that is not NaN; infinity where all are. */
export const nanMin = skipping(min, Infinity);

const count = (x: Tensor, axes: readonly number[]): number => sizeOf(axes.map((axis) => x.shape[axis]!));

/** Mean of floats over `axes` (all if absent). */
export function mean(x: Tensor, axes?: number | readonly number[], options: ReduceOptions = {}): Tensor {
  requireFloat("mean", x);
  const over = resolveAxes("mean", x, axes);
  return mul(sum(x, over, options), 1 / count(x, over));
}

export interface VarianceOptions extends ReduceOptions {
  /** Delta degrees of freedom: the divisor is n - ddof. Default 0, as in NumPy. */
  readonly ddof?: number;
}

/** Variance of floats over `axes` (all if absent). */
export function variance(
  x: Tensor,
  axes?: number | readonly number[],
  { ddof = 0, keepDims = false }: VarianceOptions = {},
): Tensor {
  requireFloat("variance", x);
  const over = resolveAxes("variance", x, axes);
  const centred = sub(x, mean(x, over, { keepDims: true }));
  return mul(sum(square(centred), over, { keepDims }), 1 / (count(x, over) - ddof));
}

/** Standard deviation over `axes` (all if absent). */
export const std = (x: Tensor, axes?: number | readonly number[], options: VarianceOptions = {}): Tensor =>
  sqrt(variance(x, axes, options));

/**
 * Tangent of the product over the last axis: halves are multiplied, and their tangents by the rule d(ab) = a db + b da, until one element
 * is left. Nothing is divided, so it holds where elements are zero.
 */
function productRule(x: Tensor, t: Tensor): Tensor {
  const n = x.shape.at(-1)!;
  if (n === 0) return zeros(x.shape.slice(0, -1), x.dtype);
  if (n === 1) return reshape(t, x.shape.slice(0, -1));
  const half = Math.floor(n / 2);
  const parts = (z: Tensor): [Tensor, Tensor, Tensor] => [
    sliceAxis(z, -1, 0, half),
    sliceAxis(z, -1, half, 2 * half),
    sliceAxis(z, -1, 2 * half, n),
  ];
  const [[a, b, c], [ta, tb, tc]] = [parts(x), parts(t)];
  const [y, ty] = [mul(a, b), add(mul(a, tb), mul(ta, b))];
  return n % 2 === 0 ? productRule(y, ty) : productRule(concat([y, c], -1), concat([ty, tc], -1));
}

const reduceProdOp = definePrimitive<ReduceParams>({
  name: "reduceProd",
  shape: ([x], { axes, keepDims }) => ({ shape: reducedShape(x!.shape, axes, keepDims), dtype: x!.dtype }),
  jvp([t], { inputs: [x] }, { axes, keepDims }) {
    const rest = range(x!.rank).filter((axis) => !axes.includes(axis));
    const rows = (z: Tensor): Tensor =>
      reshape(transpose(z, [...rest, ...axes]), [...rest.map((axis) => x!.shape[axis]!), count(x!, axes)]);
    return reshape(productRule(rows(x!), rows(t!)), reducedShape(x!.shape, axes, keepDims));
  },
  onnx: (emit, [x], _, { axes, keepDims }) =>
    emit.op("ReduceProd", [x!, emit.ints(axes)], { keepdims: keepDims ? 1 : 0 }),
});

/** Product over `axes` (all if absent); 1 over an empty axis. */
export const prod = (
  x: Tensor,
  axes?: number | readonly number[],
  { keepDims = false }: ReduceOptions = {},
): Tensor => reduceWith(reduceProdOp, x, axes, keepDims);

/** (x - mean) / sqrt(variance + epsilon) over `axes` (all if absent). */
export function standardize(x: Tensor, axes?: number | readonly number[], epsilon = 1e-5): Tensor {
  const centred = sub(x, mean(x, axes, { keepDims: true }));
  return div(centred, sqrt(add(mean(square(centred), axes, { keepDims: true }), epsilon)));
}

/** Square root of the sum of squares over `axes` (all if absent), with derivative 0 where it is 0. */
export function norm(x: Tensor, axes?: number | readonly number[], options: ReduceOptions = {}): Tensor {
  const total = sum(square(x), axes, options);
  const zero = equal(total, 0);
  return where(zero, 0, sqrt(where(zero, 1, total)));
}

/** log(sum(exp(x))) over `axes`, shifted by the maximum so that it does not overflow. */
export function logSumExp(
  x: Tensor,
  axes?: number | readonly number[],
  { keepDims = false }: ReduceOptions = {},
): Tensor {
  const over = resolveAxes("logSumExp", x, axes);
  const top = stopGradient(max(x, over, { keepDims: true }));
  const shift = where(isInf(top), 0, top);
  const result = add(log(sum(exp(sub(x, shift)), over, { keepDims: true })), shift);
  return keepDims ? result : reshape(result, reducedShape(x.shape, over, false));
}

function position(name: string, onnxName: string): (x: Tensor, axis: number) => Tensor {
  const operator = definePrimitive<{ axis: number }>({
    name,
    shape([x], { axis }) {
      if (x!.shape[axis] === 0) throw new Error(`axis ${axis} is empty`);
      return { shape: reducedShape(x!.shape, [axis], false), dtype: "int32" };
    },
    onnx: (emit, [x], _, { axis }) =>
      emit.op("Cast", [emit.op(onnxName, [x!], { axis, keepdims: 0 })], { to: 6 }),
  });
  return (x, axis) => {
    if (axis >= x.rank || axis < -x.rank) fail(`${name} of ${show(x)}: no axis ${axis}`);
    return operator([x], { axis: normalizeAxis(axis, x.rank) });
  };
}

/** Index (int32) of the first largest element along an axis. With a NaN among them it may be any: put `nanToNum(x, -Infinity)` in. */
export const argMax = position("argMax", "ArgMax");

/** Index (int32) of the first smallest element along an axis. With a NaN among them it may be any: put `nanToNum(x, Infinity)` in. */
export const argMin = position("argMin", "ArgMin");
