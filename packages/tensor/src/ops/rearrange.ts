/**
 * Operators that cut and join along axes: slice, pad, concat, split, flip, and what is made of them. A slice and a pad with zeros are each
 * other's adjoints, and so are concat and split.
 */
import { fail } from "../errors.ts";
import { definePrimitive, type Operator } from "../primitive.ts";
import { normalizeAxis, range, showShape } from "../shape.ts";
import { show, type Tensor } from "../tensor.ts";
import { zerosLike } from "./create.ts";
import { broadcastTo, expandDims, reshape } from "./structural.ts";

/** Resolves a negative axis, or fails naming the operator. */
export function axisOf(name: string, x: Tensor, axis: number): number {
  try {
    return normalizeAxis(axis, x.rank);
  } catch (error) {
    return fail(`${name} of ${show(x)}: ${(error as Error).message}`);
  }
}

interface SliceParams {
  readonly starts: readonly number[];
  readonly limits: readonly number[];
  readonly strides: readonly number[];
}

const sliceOp: Operator<SliceParams> = definePrimitive<SliceParams>({
  name: "slice",
  shape([x], { starts, limits, strides }) {
    const shape = x!.shape.map((n, i) => {
      if (starts[i]! < 0 || limits[i]! > n || starts[i]! > limits[i]! || strides[i]! < 1)
        throw new Error(
          `from ${showShape(starts)} to ${showShape(limits)} by ${showShape(strides)} is outside`,
        );
      return Math.ceil((limits[i]! - starts[i]!) / strides[i]!);
    });
    return { shape, dtype: x!.dtype };
  },
  jvp: ([t], _, params) => sliceOp([t!], params),
  transpose([ct], { inputs: [x] }, _, { starts, strides }) {
    // Put back the gaps that a stride skipped, then what was cut off at both ends.
    const spread = strides.reduce((y, stride, axis) => dilate(y, axis, stride), ct!);
    const widths = x!.shape.map((n, i): [number, number] => [starts[i]!, n - starts[i]! - spread.shape[i]!]);
    return pad(spread, widths);
  },
  onnx: (emit, [x], { inputs }, { starts, limits, strides }) => {
    const axes = range(inputs[0]!.rank).filter(
      (i) => starts[i] !== 0 || limits[i] !== inputs[0]!.shape[i] || strides[i] !== 1,
    );
    const pick = (list: readonly number[]): string => emit.ints(axes.map((i) => list[i]!));
    return emit.op("Slice", [x!, pick(starts), pick(limits), emit.ints(axes), pick(strides)]);
  },
});

/** Inserts stride - 1 zeros between neighbours along an axis: length n becomes (n - 1) stride + 1. */
export function dilate(x: Tensor, axis: number, stride: number): Tensor {
  const n = x.shape[axis]!;
  if (stride === 1 || n < 2) return x;
  const column = expandDims(x, axis + 1);
  const widths = column.shape.map((_, i): [number, number] => [0, i === axis + 1 ? stride - 1 : 0]);
  const padded = pad(column, widths);
  const joined = reshape(padded, [...x.shape.slice(0, axis), n * stride, ...x.shape.slice(axis + 1)]);
  return sliceAxis(joined, axis, 0, (n - 1) * stride + 1);
}

/**
 * Elements from `starts` up to but not including `limits` on every axis, each `strides`-th. Negative numbers count from the end.
 * @throws TensorError if a bound lies outside the tensor, or there is not one of each for every axis.
 */
export function slice(
  x: Tensor,
  starts: readonly number[],
  limits: readonly number[],
  strides: readonly number[] = x.shape.map(() => 1),
): Tensor {
  if ([starts, limits, strides].some(({ length }) => length !== x.rank))
    fail(
      `slice of ${show(x)} from ${showShape(starts)} to ${showShape(limits)} by ${showShape(strides)}: needs each for every axis`,
    );
  const resolve = (list: readonly number[]): number[] => list.map((v, i) => (v < 0 ? v + x.shape[i]! : v));
  const [from, to] = [resolve(starts), resolve(limits)];
  const whole = x.shape.every((n, i) => from[i] === 0 && to[i] === n && strides[i] === 1);
  return whole ? x : sliceOp([x], { starts: from, limits: to, strides });
}

/** Elements from `start` up to but not including `limit` along one axis. */
export function sliceAxis(
  x: Tensor,
  axis: number,
  start: number,
  limit = x.shape.at(axis)!,
  stride = 1,
): Tensor {
  const which = axisOf("slice", x, axis);
  const put = (value: number, rest: readonly number[]): number[] =>
    rest.map((r, i) => (i === which ? value : r));
  const zero = x.shape.map(() => 0);
  return slice(
    x,
    put(start, zero),
    put(limit, x.shape),
    put(
      stride,
      x.shape.map(() => 1),
    ),
  );
}

/**
 * The element or subtensor at a position of one axis, which goes away. A negative position counts from the end.
 * @throws TensorError if there is no such position.
 */
export function at(x: Tensor, index: number, axis = 0): Tensor {
  const which = axisOf("at", x, axis);
  const n = x.shape[which]!;
  const start = index < 0 ? index + n : index;
  if (!Number.isInteger(start) || start < 0 || start >= n)
    fail(`at of ${show(x)}: there is no position ${index} on axis ${which} of length ${n}`);
  return reshape(sliceAxis(x, which, start, start + 1), x.shape.toSpliced(which, 1));
}

type Widths = readonly (readonly [number, number])[];

const padOp: Operator<{ widths: Widths; value: number }> = definePrimitive<{ widths: Widths; value: number }>(
  {
    name: "pad",
    shape([x], { widths }) {
      if (widths.length !== x!.rank || widths.flat().some((n) => n < 0))
        throw new Error(`by ${JSON.stringify(widths)}`);
      return { shape: x!.shape.map((n, i) => n + widths[i]![0] + widths[i]![1]), dtype: x!.dtype };
    },
    jvp: ([t], _, { widths }) => pad(t!, widths),
    transpose: ([ct], { inputs: [x] }, _, { widths }) =>
      slice(
        ct!,
        widths.map(([low]) => low),
        widths.map(([low], i) => low + x!.shape[i]!),
      ),
    onnx: (emit, [x], { inputs }, { widths, value }) =>
      emit.op("Pad", [
        x!,
        emit.ints([...widths.map(([low]) => low), ...widths.map(([, high]) => high)]),
        emit.constant([value], inputs[0]!.dtype),
      ]),
  },
);

export type PadMode = "constant" | "circular" | "reflect" | "replicate";

/**
 * Adds `[before, after]` elements on every axis. `circular` continues periodically, `reflect` mirrors without repeating the edge,
 * `replicate` repeats the edge (PyTorch's names).
 * @throws TensorError if a circular or reflected margin is longer than what it is taken from.
 */
export function pad(
  x: Tensor,
  widths: Widths,
  { mode = "constant", value = 0 }: { readonly mode?: PadMode; readonly value?: number } = {},
): Tensor {
  if (widths.every(([low, high]) => low === 0 && high === 0)) return x;
  if (mode === "constant") return padOp([x], { widths, value });
  return widths.reduce((y, [low, high], axis) => {
    const n = y.shape[axis]!;
    const limit = mode === "circular" ? n : mode === "reflect" ? n - 1 : Infinity;
    if (low > limit || high > limit)
      fail(`pad of ${show(x)}: a ${mode} margin of ${Math.max(low, high)} on axis ${axis} of length ${n}`);
    const edge = (index: number, count: number): Tensor =>
      broadcastTo(sliceAxis(y, axis, index, index + 1), y.shape.with(axis, count));
    const margins = {
      circular: () => [sliceAxis(y, axis, n - low, n), sliceAxis(y, axis, 0, high)],
      reflect: () => [
        flip(sliceAxis(y, axis, 1, low + 1), axis),
        flip(sliceAxis(y, axis, n - 1 - high, n - 1), axis),
      ],
      replicate: () => [edge(0, low), edge(n - 1, high)],
    };
    const [before, after] = margins[mode]() as [Tensor, Tensor];
    return concat([...(low ? [before] : []), y, ...(high ? [after] : [])], axis);
  }, x);
}

const concatOp: Operator<{ axis: number }> = definePrimitive<{ axis: number }>({
  name: "concat",
  shape(inputs, { axis }) {
    const [first] = inputs as [Tensor];
    for (const x of inputs) {
      if (x.dtype !== first.dtype) throw new Error("the dtypes differ: cast one");
      if (x.rank !== first.rank || x.shape.some((n, i) => i !== axis && n !== first.shape[i]))
        throw new Error(`the shapes differ on an axis other than ${axis}`);
    }
    return {
      shape: first.shape.with(
        axis,
        inputs.reduce((n, x) => n + x.shape[axis]!, 0),
      ),
      dtype: first.dtype,
    };
  },
  jvp: (ts, { inputs }, params) =>
    concatOp(
      ts.map((t, i) => t ?? zerosLike(inputs[i]!)),
      params,
    ),
  transpose: ([ct], { inputs }, _, { axis }) =>
    split(
      ct!,
      inputs.map((x) => x.shape[axis]!),
      axis,
    ),
  onnx: (emit, names, _, { axis }) => emit.op("Concat", names, { axis }),
});

/** Joins tensors along an axis. All other axes must agree. */
export function concat(xs: readonly Tensor[], axis = 0): Tensor {
  if (xs.length === 0) fail("concat of no tensors");
  return xs.length === 1 ? xs[0]! : concatOp(xs, { axis: axisOf("concat", xs[0]!, axis) });
}

/** Joins tensors of one shape along a new axis. */
export const stack = (xs: readonly Tensor[], axis = 0): Tensor =>
  concat(
    xs.map((x) => expandDims(x, axis)),
    axis,
  );

const splitOp: Operator<{ axis: number; sizes: readonly number[] }> = definePrimitive<{
  axis: number;
  sizes: readonly number[];
}>({
  name: "split",
  shape([x], { axis, sizes }) {
    if (sizes.reduce((a, b) => a + b, 0) !== x!.shape[axis])
      throw new Error(`sizes ${showShape(sizes)} do not fill axis ${axis}`);
    return sizes.map((n) => ({ shape: x!.shape.with(axis, n), dtype: x!.dtype }));
  },
  jvp: ([t], _, params) => splitOp.all([t!], params),
  transpose: (cts, { outputs }, _, { axis }) =>
    concat(
      cts.map((ct, i) => ct ?? zerosLike(outputs[i]!)),
      axis,
    ),
  onnx: (emit, [x], _, { axis, sizes }) =>
    emit.ops("Split", [x!, emit.ints(sizes)], { axis }, { outputs: sizes.length }),
});

/** Cuts into pieces along an axis: pieces of these sizes, or a number of equal ones. */
export function split(x: Tensor, sizes: number | readonly number[], axis = 0): readonly Tensor[] {
  const which = axisOf("split", x, axis);
  const n = x.shape[which]!;
  if (typeof sizes === "number" && n % sizes !== 0)
    fail(`split of ${show(x)}: axis ${which} does not divide into ${sizes} equal parts`);
  const list = typeof sizes === "number" ? range(sizes).map(() => n / sizes) : sizes;
  return list.length === 1 ? [x] : splitOp.all([x], { axis: which, sizes: list });
}

const flipOp: Operator<{ axes: readonly number[] }> = definePrimitive<{ axes: readonly number[] }>({
  name: "flip",
  shape: ([x]) => x!,
  jvp: ([t], _, params) => flipOp([t!], params),
  transpose: ([ct], _, _linear, params) => flipOp([ct!], params),
  onnx: (emit, [x], _, { axes }) => {
    const each = (value: number): string => emit.ints(axes.map(() => value));
    return emit.op("Slice", [x!, each(-1), each(-(2 ** 31)), emit.ints(axes), each(-1)]);
  },
});

/** Reverses the order along these axes. */
export const flip = (x: Tensor, axes: number | readonly number[]): Tensor =>
  flipOp([x], { axes: [axes].flat().map((axis) => axisOf("flip", x, axis as number)) });

/** Moves elements by `shift` places along an axis; what leaves one end enters at the other. */
export function roll(x: Tensor, shift: number, axis = 0): Tensor {
  const which = axisOf("roll", x, axis);
  const n = x.shape[which]!;
  const by = n === 0 ? 0 : ((shift % n) + n) % n;
  return by === 0 ? x : concat([sliceAxis(x, which, n - by, n), sliceAxis(x, which, 0, n - by)], which);
}

/**
 * Repeats the whole tensor `counts[i]` times along each axis i. Where there are more axes or more counts, the other begins with ones,
 * as in NumPy.
 */
export function tile(x: Tensor, counts: readonly number[]): Tensor {
  const rank = Math.max(x.rank, counts.length);
  const lengthened = (list: readonly number[]): number[] => [
    ...range(rank - list.length).map(() => 1),
    ...list,
  ];
  const [shape, times] = [lengthened(x.shape), lengthened(counts)];
  const interleaved = reshape(
    x,
    shape.flatMap((n) => [1, n]),
  );
  const repeated = broadcastTo(
    interleaved,
    shape.flatMap((n, i) => [times[i]!, n]),
  );
  return reshape(
    repeated,
    shape.map((n, i) => n * times[i]!),
  );
}

/** Repeats each element `count` times in a row along an axis. */
export function repeat(x: Tensor, count: number, axis = 0): Tensor {
  const which = axisOf("repeat", x, axis);
  const column = expandDims(x, which + 1);
  const repeated = broadcastTo(column, column.shape.with(which + 1, count));
  return reshape(repeated, x.shape.with(which, x.shape[which]! * count));
}
