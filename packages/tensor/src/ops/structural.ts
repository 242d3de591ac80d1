/**
 * Operators that move elements without computing with them, and their adjoint, the sum: reshape, transpose, broadcast, reduceSum.
 * They stand together because each is in the transpose rule of another.
 */
import { isFloat } from "../dtype.ts";
import { fail } from "../errors.ts";
import { bind, definePrimitive } from "../primitive.ts";
import {
  broadcastAxes,
  broadcastShapes,
  normalizeAxes,
  normalizeAxis,
  range,
  reducedShape,
  sameShape,
  showShape,
  sizeOf,
  type Shape,
} from "../shape.ts";
import { fromData, show, type Tensor } from "../tensor.ts";

const copyOp = definePrimitive({
  name: "copy",
  shape: ([x]) => x!,
  jvp: ([t]) => t!,
  transpose: ([ct]) => ct!,
  lower: (inputs) => inputs,
});

/** The same value as a new tensor, so that a derivative can be taken with respect to this use of it alone. Costs nothing at run time. */
export const copy = (x: Tensor): Tensor => copyOp([x], {});

/**
 * f(-x) as -f(x), for the linear f of this file: adjoints are full of negations, and they are cheapest after a sum and free in a subtraction.
 */
function negationOutward(x: Tensor, f: (x: Tensor) => Tensor): Tensor | undefined {
  if (x.node?.primitive.name !== "neg") return undefined;
  return bind(x.node.primitive, [f(x.node.inputs[0]!)], {}, x.node.origin)[0];
}

const stopGradientOp = definePrimitive({
  name: "stopGradient",
  shape: ([x]) => x!,
  lower: (inputs) => inputs,
});

/** The identity, with derivative zero. */
export const stopGradient = (x: Tensor): Tensor => stopGradientOp([x], {});

const reshapeOp = definePrimitive<{ shape: Shape }>({
  name: "reshape",
  shape([x], { shape }) {
    if (sizeOf(shape) !== x!.size) throw new Error(`${x!.size} elements do not fill ${showShape(shape)}`);
    return { shape, dtype: x!.dtype };
  },
  jvp: ([t], _, { shape }) => reshape(t!, shape),
  transpose: ([ct], { inputs: [x] }) => reshape(ct!, x!.shape),
  onnx: (emit, [x], _, { shape }) =>
    emit.op("Reshape", [x!, emit.ints(shape)], { allowzero: shape.includes(0) ? 1 : 0 }),
});

/**
 * The same elements in row-major order under another shape; one axis may be -1, to be inferred.
 * @throws TensorError if the elements do not fill the shape, or more axes than one are -1.
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const unknown = shape.indexOf(-1);
  if (unknown !== shape.lastIndexOf(-1))
    fail(`reshape of ${show(x)} to ${showShape(shape)}: one axis may be -1`);
  const resolved =
    unknown < 0 ? [...shape] : shape.map((n, i) => (i === unknown ? Math.floor(x.size / -sizeOf(shape)) : n));
  if (sameShape(resolved, x.shape)) return x;
  if (x.source.kind === "value" && x.size === 1 && sizeOf(resolved) === 1) {
    // The array is shared from here on, so it must not be written to when x is donated.
    x.source.owned = false;
    return fromData(x.source.data, resolved, x.dtype);
  }
  const source = x.node?.primitive === reshapeOp.primitive ? x.node.inputs[0]! : x;
  if (sameShape(resolved, source.shape)) return source;
  return negationOutward(source, (y) => reshape(y, resolved)) ?? reshapeOp([source], { shape: resolved });
}

const transposeOp = definePrimitive<{ perm: readonly number[] }>({
  name: "transpose",
  shape([x], { perm }) {
    if (perm.length !== x!.rank) throw new Error(`${perm.length} axes permuted`);
    return { shape: perm.map((i) => x!.shape[i]!), dtype: x!.dtype };
  },
  jvp: ([t], _, { perm }) => transpose(t!, perm),
  transpose: ([ct], _, _linear, { perm }) => transpose(ct!, inversePermutation(perm)),
  onnx: (emit, [x], _, { perm }) => emit.op("Transpose", [x!], { perm }),
});

const inversePermutation = (perm: readonly number[]): number[] => perm.map((_, i) => perm.indexOf(i));

/** Permutes axes: axis i of the result is axis `perm[i]` of x. Without `perm`, reverses them. */
export function transpose(x: Tensor, perm: readonly number[] = range(x.rank).toReversed()): Tensor {
  let axes: number[];
  try {
    axes = perm.map((axis) => normalizeAxis(axis, x.rank));
    normalizeAxes(axes, x.rank);
  } catch (error) {
    return fail(`transpose of ${show(x)} by ${showShape(perm)}: ${(error as Error).message}`);
  }
  let source = x;
  if (x.node?.primitive === transposeOp.primitive) {
    const { perm: before } = x.node.params as { perm: readonly number[] };
    if (axes.length === before.length) {
      axes = axes.map((axis) => before[axis]!);
      source = x.node.inputs[0]!;
    }
  }
  if (axes.every((axis, i) => axis === i)) return source;
  return negationOutward(source, (y) => transpose(y, axes)) ?? transposeOp([source], { perm: axes });
}

/** Moves one axis to another place; the others keep their order. */
export function moveAxis(x: Tensor, from: number, to: number): Tensor {
  const [i] = resolveAxes("moveAxis", x, from);
  const [j] = resolveAxes("moveAxis", x, to);
  return transpose(x, range(x.rank).toSpliced(i!, 1).toSpliced(j!, 0, i!));
}

/** Exchanges two axes. */
export function swapAxes(x: Tensor, a: number, b: number): Tensor {
  const perm = range(x.rank);
  const [i, j] = [a < 0 ? a + x.rank : a, b < 0 ? b + x.rank : b];
  [perm[i], perm[j]] = [perm[j]!, perm[i]!];
  return transpose(x, perm);
}

const broadcastToOp = definePrimitive<{ shape: Shape }>({
  name: "broadcastTo",
  shape([x], { shape }) {
    const joint = broadcastShapes(x!.shape, shape);
    if (!joint || !sameShape(joint, shape)) throw new Error(`does not broadcast to ${showShape(shape)}`);
    return { shape, dtype: x!.dtype };
  },
  jvp: ([t], _, { shape }) => broadcastTo(t!, shape),
  transpose: ([ct], { inputs: [x] }) => sumTo(ct!, x!.shape),
  onnx: (emit, [x], _, { shape }) => emit.op("Expand", [x!, emit.ints(shape)]),
});

/** Repeats x along new leading axes and along axes of length 1, by NumPy's rule. */
export const broadcastTo = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape)
    ? x
    : (negationOutward(x, (y) => broadcastTo(y, shape)) ?? broadcastToOp([x], { shape }));

/** What x was before `broadcastTo`, if the operators that use it broadcast on their own. */
export const beforeBroadcast = (x: Tensor): Tensor =>
  x.node?.primitive === broadcastToOp.primitive ? x.node.inputs[0]! : x;

const reduceSumOp = definePrimitive<{ axes: readonly number[]; keepDims: boolean }>({
  name: "reduceSum",
  shape: ([x], { axes, keepDims }) => ({ shape: reducedShape(x!.shape, axes, keepDims), dtype: x!.dtype }),
  jvp: ([t], _, { axes, keepDims }) => sum(t!, axes, { keepDims }),
  transpose: ([ct], { inputs: [x] }, _, { axes }) =>
    broadcastTo(reshape(ct!, reducedShape(x!.shape, axes, true)), x!.shape),
  onnx: (emit, [x], _, { axes, keepDims }) =>
    emit.op("ReduceSum", [x!, emit.ints(axes)], { keepdims: keepDims ? 1 : 0 }),
});

export interface ReduceOptions {
  /** Leave reduced axes in place with length 1. Default false. */
  readonly keepDims?: boolean;
}

/** Sum over `axes` (all if absent). The sum over an empty axis is 0. */
export function sum(
  x: Tensor,
  axes?: number | readonly number[],
  { keepDims = false }: ReduceOptions = {},
): Tensor {
  const over = resolveAxes("sum", x, axes);
  if (over.length === 0) return x;
  return negationOutward(x, (y) => sum(y, over, { keepDims })) ?? reduceSumOp([x], { axes: over, keepDims });
}

/** Axes of a reduction, or an error that names it. */
export function resolveAxes(name: string, x: Tensor, axes: number | readonly number[] | undefined): number[] {
  try {
    return normalizeAxes(axes, x.rank);
  } catch (error) {
    return fail(`${name} of ${show(x)}: ${(error as Error).message}`);
  }
}

/** Fails, naming the function, where a tensor does not hold floats. */
export function requireFloat(name: string, x: Tensor): void {
  if (!isFloat(x.dtype)) fail(`${name} of ${show(x)}: needs a float dtype: cast first`);
}

/** Adjoint of broadcasting from `shape`: sums over the axes along which a value was repeated. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  const axes = broadcastAxes(shape, x.shape);
  return axes.length === 0 ? reshape(x, shape) : reshape(sum(x, axes), shape);
}

/** Inserts axes of length 1 at these places of the result. */
export function expandDims(x: Tensor, axes: number | readonly number[]): Tensor {
  const list = typeof axes === "number" ? [axes] : axes;
  const rank = x.rank + list.length;
  const at = new Set(list.map((axis) => (axis < 0 ? axis + rank : axis)));
  const rest = [...x.shape];
  return reshape(
    x,
    range(rank).map((i) => (at.has(i) ? 1 : rest.shift()!)),
  );
}

/** Removes axes of length 1: those given, or all. */
export function squeeze(x: Tensor, axes?: number | readonly number[]): Tensor {
  const over =
    axes === undefined ? range(x.rank).filter((i) => x.shape[i] === 1) : resolveAxes("squeeze", x, axes);
  const long = over.find((i) => x.shape[i] !== 1);
  if (long !== undefined) fail(`squeeze of ${show(x)}: axis ${long} has length ${x.shape[long]}, not 1`);
  return reshape(x, reducedShape(x.shape, over, false));
}
