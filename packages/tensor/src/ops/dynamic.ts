/**
 * Slices whose place is data, with JAX's names: the sizes are known when a function is traced, the starts when it is run. A start that
 * would leave the tensor is moved back until the slice fits. Reading and writing are each other's adjoints.
 */
import { definePrimitive, type Operator } from "../primitive.ts";
import { range, showShape } from "../shape.ts";
import { isTensor, scalar, type Tensor, type TensorLike } from "../tensor.ts";
import { arange, zeros, zerosLike } from "./create.ts";
import { and, cast, clip, greaterEqual, less, sub, where } from "./elementwise.ts";
import { take } from "./indexing.ts";
import { reshape } from "./structural.ts";

/** Starts, one int32 scalar an axis. */
const startsOf = (starts: readonly TensorLike[]): Tensor[] =>
  starts.map((s) => (isTensor(s) ? cast(s, "int32") : scalar(s, "int32")));

function requireStarts(x: Tensor, starts: readonly Tensor[], sizes: readonly number[]): void {
  if (starts.length !== x.rank || sizes.length !== x.rank)
    throw new Error(`${starts.length} starts and sizes ${showShape(sizes)} for ${x.rank} axes`);
  if (starts.some((s) => s.rank !== 0)) throw new Error("each start should be an integer scalar");
  if (sizes.some((n, i) => n < 0 || n > x.shape[i]!)) throw new Error(`sizes ${showShape(sizes)} do not fit`);
}

const dynamicSliceOp: Operator<{ sizes: readonly number[] }> = definePrimitive<{ sizes: readonly number[] }>({
  name: "dynamicSlice",
  shape([x, ...starts], { sizes }) {
    requireStarts(x!, starts, sizes);
    return { shape: sizes, dtype: x!.dtype };
  },
  jvp: ([t], { inputs: [, ...starts] }, params) => t && dynamicSliceOp([t!, ...starts], params),
  transpose: ([ct], { inputs: [x, ...starts] }) => [
    dynamicUpdateSliceOp([zeros(x!.shape, x!.dtype), ct!, ...starts], {}),
    ...starts.map(() => null),
  ],
  onnx(emit, [x, ...starts], { inputs: [{ shape }] }, { sizes }) {
    const axes = range(shape.length).filter((i) => sizes[i] !== shape[i]);
    if (axes.length === 0) return emit.op("Identity", [x!]);
    const wide = axes.map((i) => {
      const start = emit.op("Reshape", [emit.op("Cast", [starts[i]!], { to: 7 }), emit.ints([1])]);
      return emit.op("Max", [emit.op("Min", [start, emit.ints([shape[i]! - sizes[i]!])]), emit.ints([0])]);
    });
    const from = emit.op("Concat", wide, { axis: 0 });
    const to = emit.op("Add", [from, emit.ints(axes.map((i) => sizes[i]!))]);
    return emit.op("Slice", [x!, from, to, emit.ints(axes)]);
  },
});

const dynamicUpdateSliceOp: Operator<Record<never, never>> = definePrimitive({
  name: "dynamicUpdateSlice",
  shape([x, update, ...starts]) {
    if (x!.dtype !== update!.dtype) throw new Error("the dtypes differ: cast one");
    requireStarts(x!, starts, update!.shape);
    return x!;
  },
  jvp: ([tx, tu], { inputs: [x, update, ...starts] }) =>
    (tx || tu) && dynamicUpdateSliceOp([tx ?? zerosLike(x!), tu ?? zerosLike(update!), ...starts], {}),
  transpose([ct], { inputs: [, update, ...starts] }, [lx, lu]) {
    const kept = lx ? dynamicUpdateSliceOp([ct!, zerosLike(update!), ...starts], {}) : null;
    const read = lu ? dynamicSliceOp([ct!, ...starts], { sizes: update!.shape }) : null;
    return [kept, read, ...starts.map(() => null)];
  },
  // Along each axis in turn the update is spread over the whole length, and a mask says where it counts.
  lower([x, update, ...starts]) {
    let [spread, mask]: [Tensor, Tensor | undefined] = [update!, undefined];
    x!.shape.forEach((n, axis) => {
      const size = update!.shape[axis]!;
      if (size === n) return;
      const place = sub(arange(n), clip(starts[axis]!, 0, n - size));
      const inside = reshape(
        and(greaterEqual(place, 0), less(place, size)),
        x!.shape.map((_, i) => (i === axis ? n : 1)),
      );
      if (size > 0) spread = take(spread, clip(place, 0, size - 1), axis);
      mask = mask ? and(mask, inside) : inside;
    });
    if (update!.size === 0) return [x!];
    return [mask ? where(mask, spread, x!) : update!];
  },
});

/**
 * The part of x with these sizes that begins at `starts` (integers, or int32 or int64 scalars computed in the graph).
 * @throws TensorError if there is not one start and one size an axis, or a size exceeds its axis.
 */
export const dynamicSlice = (x: Tensor, starts: readonly TensorLike[], sizes: readonly number[]): Tensor =>
  dynamicSliceOp([x, ...startsOf(starts)], { sizes });

/** x with the part that begins at `starts` replaced by `update`. */
export const dynamicUpdateSlice = (x: Tensor, update: Tensor, starts: readonly TensorLike[]): Tensor =>
  dynamicUpdateSliceOp([x, update, ...startsOf(starts)], {});
