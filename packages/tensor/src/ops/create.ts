/**
 * Tensors from nothing but a shape. Filled ones are a broadcast scalar, so they cost no memory until an operator needs them whole.
 */
import type { DType } from "../dtype.ts";
import { fail } from "../errors.ts";
import { range, type Shape } from "../shape.ts";
import {
  encode,
  fromData,
  holds,
  isTensor,
  scalar,
  show,
  type Aval,
  type Tensor,
  type TensorLike,
} from "../tensor.ts";
import { broadcastTo, reshape } from "./structural.ts";

/**
 * Every element the same value.
 * @throws TensorError if the dtype cannot hold it.
 */
export const full = (shape: Shape, value: number, dtype: DType = "float32"): Tensor =>
  broadcastTo(scalar(value, dtype), shape);

export const zeros = (shape: Shape, dtype: DType = "float32"): Tensor => full(shape, 0, dtype);

export const ones = (shape: Shape, dtype: DType = "float32"): Tensor => full(shape, 1, dtype);

export const zerosLike = ({ shape, dtype }: Aval): Tensor => zeros(shape, dtype);

export const onesLike = ({ shape, dtype }: Aval): Tensor => ones(shape, dtype);

/**
 * `start`, `start + step`, … : `length` of them.
 * @throws TensorError if the dtype cannot hold one of them.
 */
export function arange(
  length: number,
  { start = 0, step = 1, dtype = "int32" }: { start?: number; step?: number; dtype?: DType } = {},
): Tensor {
  const values = range(length).map((i) => start + i * step);
  // All are whole if the first two are, and in range if the ends are.
  const lost = [...values.slice(0, 2), ...values.slice(-1)].find((value) => !holds(value, dtype));
  if (lost !== undefined) fail(`arange: ${dtype} cannot hold ${lost}: choose a dtype that can`);
  return fromData(encode(values, dtype), [length], dtype);
}

/** `length` values from `start` to `stop`, both included. */
export const linspace = (start: number, stop: number, length: number, dtype: DType = "float32"): Tensor =>
  fromData(
    encode(
      range(length).map((i) => start + ((stop - start) * i) / Math.max(1, length - 1)),
      dtype,
    ),
    [length],
    dtype,
  );

/** Coordinates of a grid: from vectors of lengths n1, n2, ... as many tensors [n1, n2, ...] (NumPy's `indexing="ij"`). */
export const meshgrid = (...xs: readonly Tensor[]): Tensor[] =>
  xs.map((x, axis) =>
    broadcastTo(
      reshape(
        x,
        xs.map((_, i) => (i === axis ? x.size : 1)),
      ),
      xs.map(({ size }) => size),
    ),
  );

/** The identity matrix [n, n]. */
export const eye = (n: number, dtype: DType = "float32"): Tensor =>
  fromData(
    encode(
      range(n * n).map((i) => (i % (n + 1) === 0 ? 1 : 0)),
      dtype,
    ),
    [n, n],
    dtype,
  );

/**
 * Numbers become scalars of the dtype of the tensor they meet, or float32 where there is none.
 * @throws TensorError if a number has a fraction, or is out of range, and the tensor cannot hold it.
 */
export function lift(...xs: readonly TensorLike[]): Tensor[] {
  const met = xs.find(isTensor);
  const dtype = met?.dtype ?? "float32";
  return xs.map((x) => {
    if (isTensor(x)) return x;
    if (!holds(x, dtype))
      fail(
        `${x} meets ${show(met!)}, which cannot hold it: cast the tensor to a ${Number.isInteger(x) ? "wider" : "float"} dtype first`,
      );
    return scalar(x, dtype);
  });
}
