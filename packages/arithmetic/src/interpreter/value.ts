/**
 * @file The values that flow through a graph: a shape and its elements, row-major.
 *
 * Floating-point tensors of every ONNX type are held in float32, in which float16, bfloat16 and fp8 are exact and to which float64 is rounded.
 * Integers and booleans are held in float64, which is exact up to 2^53, so that operators need no BigInt.
 */
import type { DType, StoredTensor } from "@working-papers/tensor/onnx";
import { float8e4m3fn, float8e5m2 } from "../formats/float-format.ts";
import { decode } from "../formats/codec.ts";

export type Shape = readonly number[];

export interface Value {
  readonly dtype: DType;
  readonly shape: Shape;
  /** Float32Array for floating-point types, Float64Array for integers and booleans. */
  readonly data: Float32Array | Float64Array;
}

export interface FloatValue extends Value {
  readonly data: Float32Array;
}

export const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);

const floats = new Set<DType>(["float32", "float64", "float16", "bfloat16", "float8e4m3fn", "float8e5m2"]);
export const isFloatType = (dtype: DType): boolean => floats.has(dtype);

/** Zeros of a shape. @throws RangeError when there are more elements than a typed array holds */
export function allocate(dtype: DType, shape: Shape): Value {
  const size = sizeOf(shape);
  if (!(size < 2 ** 31)) throw new RangeError(`a tensor of shape ${show(shape)} has too many elements`);
  return { dtype, shape, data: isFloatType(dtype) ? new Float32Array(size) : new Float64Array(size) };
}

export const floatValue = (data: Float32Array, shape: Shape): FloatValue => ({
  dtype: "float32",
  shape,
  data,
});

export const integerValue = (numbers: readonly number[], shape: Shape = [numbers.length]): Value => ({
  dtype: "int64",
  shape,
  data: Float64Array.from(numbers),
});

/** The same elements in another shape. */
export const reshaped = (value: Value, shape: Shape): Value => ({ ...value, shape });

/** `[2, 3]`, as messages show a shape. */
export const show = (shape: Shape): string => `[${shape.join(", ")}]`;

/** An axis counted from the front. @throws RangeError when the shape does not have it */
export function axisOf(axis: number, rank: number): number {
  const place = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || place < 0 || place >= Math.max(rank, 1))
    throw new RangeError(`axis ${axis} does not exist in a tensor of ${rank} dimensions`);
  return place;
}

/** Row-major strides. */
export function stridesOf(shape: Shape): number[] {
  const strides = [...shape];
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** A tensor of a file as a value. */
export function valueOfStored({ dtype, shape, data }: StoredTensor): Value {
  if (!isFloatType(dtype))
    return { dtype, shape, data: Float64Array.from(data as ArrayLike<number>, Number) };
  return { dtype, shape, data: toFloat32(dtype, data) };
}

function toFloat32(dtype: DType, data: StoredTensor["data"]): Float32Array {
  if (data instanceof Float32Array) return data;
  const numbers = data as unknown as ArrayLike<number>;
  if (dtype === "bfloat16") {
    const bits = Uint32Array.from(numbers, (code) => code * 2 ** 16);
    return new Float32Array(bits.buffer);
  }
  if (dtype === "float8e4m3fn") return Float32Array.from(numbers, (code) => decode(float8e4m3fn, code));
  if (dtype === "float8e5m2") return Float32Array.from(numbers, (code) => decode(float8e5m2, code));
  if (dtype === "float16" && data instanceof Uint16Array)
    return Float32Array.from(numbers, (code) => halfToNumber(code));
  return Float32Array.from(numbers);
}

/** IEEE binary16, in engines without Float16Array. */
function halfToNumber(half: number): number {
  const [sign, exponent, fraction] = [half & 0x8000 ? -1 : 1, (half >> 10) & 31, half & 1023];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
