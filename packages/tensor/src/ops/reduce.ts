/**
 * Reductions other than the sum (which is in structural.ts): extrema, product, mean, variance, and where an extremum stands.
 */
import { definePrimitive, type Operator } from "../primitive.ts";
import { normalizeAxis, reducedShape, sizeOf } from "../shape.ts";
import { show, type Tensor } from "../tensor.ts";
import { fail } from "../errors.ts";
import { cast, div, equal, exp, log, mul, sqrt, square, sub, add, where, isInf } from "./elementwise.ts";
import { resolveAxes, reshape, stopGradient, sum, type ReduceOptions } from "./structural.ts";

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

const reduceMaxOp = extremum("reduceMax", "ReduceMax");
const reduceMinOp = extremum("reduceMin", "ReduceMin");

/** Largest element over `axes` (all if absent). Ties share the derivative. */
export const max = (
  x: Tensor,
  axes?: number | readonly number[],
  { keepDims = false }: ReduceOptions = {},
): Tensor => reduceMaxOp([x], { axes: resolveAxes("max", x, axes), keepDims });

/** Smallest element over `axes` (all if absent). Ties share the derivative. */
export const min = (
  x: Tensor,
  axes?: number | readonly number[],
  { keepDims = false }: ReduceOptions = {},
): Tensor => reduceMinOp([x], { axes: resolveAxes("min", x, axes), keepDims });

const count = (x: Tensor, axes: readonly number[]): number => sizeOf(axes.map((axis) => x.shape[axis]!));

/** Mean over `axes` (all if absent). */
export function mean(x: Tensor, axes?: number | readonly number[], options: ReduceOptions = {}): Tensor {
  const over = resolveAxes("mean", x, axes);
  return mul(sum(x, over, options), 1 / count(x, over));
}

export interface VarianceOptions extends ReduceOptions {
  /** Delta degrees of freedom: the divisor is n - ddof. Default 0, as in NumPy. */
  readonly ddof?: number;
}

/** Variance over `axes` (all if absent). */
export function variance(
  x: Tensor,
  axes?: number | readonly number[],
  { ddof = 0, keepDims = false }: VarianceOptions = {},
): Tensor {
  const over = resolveAxes("variance", x, axes);
  const centred = sub(x, mean(x, over, { keepDims: true }));
  return mul(sum(square(centred), over, { keepDims }), 1 / (count(x, over) - ddof));
}

/** Standard deviation over `axes` (all if absent). */
export const std = (x: Tensor, axes?: number | readonly number[], options: VarianceOptions = {}): Tensor =>
  sqrt(variance(x, axes, options));

const reduceProdOp = definePrimitive<ReduceParams>({
  name: "reduceProd",
  shape: ([x], { axes, keepDims }) => ({ shape: reducedShape(x!.shape, axes, keepDims), dtype: x!.dtype }),
  // d prod = prod * sum(dx / x): exact where no element is zero.
  jvp: ([t], { inputs: [x], outputs: [y] }, { axes, keepDims }) =>
    mul(y!, sum(div(t!, x!), axes, { keepDims })),
  onnx: (emit, [x], _, { axes, keepDims }) =>
    emit.op("ReduceProd", [x!, emit.ints(axes)], { keepdims: keepDims ? 1 : 0 }),
});

/** Product over `axes` (all if absent). The derivative divides by the elements: it is not defined where one is zero. */
export const prod = (
  x: Tensor,
  axes?: number | readonly number[],
  { keepDims = false }: ReduceOptions = {},
): Tensor => reduceProdOp([x], { axes: resolveAxes("prod", x, axes), keepDims });

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

/** Index (int32) of the first largest element along an axis. */
export const argMax = position("argMax", "ArgMax");

/** Index (int32) of the first smallest element along an axis. */
export const argMin = position("argMin", "ArgMin");
