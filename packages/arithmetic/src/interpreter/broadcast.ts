/** @file Functions of corresponding elements of tensors whose shapes broadcast (ONNX's multidirectional rule, which is NumPy's). */
import type { DType } from "@working-papers/tensor/onnx";
import { allocate, show, sizeOf, stridesOf, type Shape, type Value } from "./value.ts";

/** @throws RangeError when the shapes do not broadcast */
export function broadcastShape(...shapes: readonly Shape[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    let length = 1;
    for (const shape of shapes) {
      const own = shape[axis - rank + shape.length] ?? 1;
      if (own !== 1 && length !== 1 && own !== length)
        throw new RangeError(`shapes ${shapes.map(show).join(" and ")} do not broadcast`);
      if (own !== 1) length = own;
    }
    return length;
  });
}

/** Where the elements of a tensor stand that is read as if it had the larger shape. */
export function broadcastIndices(from: Shape, to: Shape): (index: number) => number {
  const size = sizeOf(to);
  const own = sizeOf(from);
  if (own === size) return (index) => index;
  if (own === 1) return () => 0;
  if (repeats(from, to)) return (index) => index % own;
  const strides = stridesOf(from);
  const outer = stridesOf(to);
  const offset = to.length - from.length;
  const steps = to.map((_, axis) =>
    axis < offset || from[axis - offset] === 1 ? 0 : strides[axis - offset],
  );
  return (index) => {
    let place = 0;
    for (let axis = 0; axis < to.length; axis++) {
      const position = Math.floor(index / outer[axis]);
      index -= position * outer[axis];
      place += position * steps[axis];
    }
    return place;
  };
}

export function mapValue(x: Value, dtype: DType, f: (x: number) => number): Value {
  const out = allocate(dtype, x.shape);
  for (let i = 0; i < out.data.length; i++) out.data[i] = f(x.data[i]);
  return out;
}

export function zipValues(x: Value, y: Value, dtype: DType, f: (x: number, y: number) => number): Value {
  const out = allocate(dtype, broadcastShape(x.shape, y.shape));
  const run = y.data.length;
  // Most often y is x's shape or its last axes, such as a bias: then it repeats, without arithmetic on indices.
  if (x.data.length === out.data.length && repeats(y.shape, out.shape)) {
    for (let start = 0; start < out.data.length; start += run)
      for (let i = 0; i < run; i++) out.data[start + i] = f(x.data[start + i], y.data[i]);
    return out;
  }
  const [atX, atY] = [broadcastIndices(x.shape, out.shape), broadcastIndices(y.shape, out.shape)];
  for (let i = 0; i < out.data.length; i++) out.data[i] = f(x.data[atX(i)], y.data[atY(i)]);
  return out;
}

/** Whether a tensor read as if it had the larger shape is itself over and over. */
function repeats(from: Shape, to: Shape): boolean {
  const first = from.findIndex((length) => length !== 1);
  const trailing = first < 0 ? [] : from.slice(first);
  const suffix = to.slice(to.length - trailing.length);
  return trailing.every((length, axis) => length === suffix[axis]);
}
