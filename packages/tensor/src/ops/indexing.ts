/**
 * Operators whose indices are data: gather and scatter, in the two forms that ONNX has. Gathering and adding at indices are each other's
 * adjoints. Also what orders elements: top-k, sort, cumulative sum, and the one-hot code.
 */
import { fail } from "../errors.ts";
import { dtypes, isFloat, isInteger, type DType } from "../dtype.ts";
import { definePrimitive, type Operator } from "../primitive.ts";
import { range, sameShape, sizeOf } from "../shape.ts";
import { show, type Tensor } from "../tensor.ts";
import { arange, zeros } from "./create.ts";
import { cast, equal, greaterEqual, mul, where } from "./elementwise.ts";
import { axisOf, pad, sliceAxis } from "./rearrange.ts";
import { expandDims, reshape, transpose } from "./structural.ts";

function requireIndices(x: Tensor): void {
  if (x.dtype !== "int32" && x.dtype !== "int64")
    throw new Error(`indices must be int32 or int64, not ${x.dtype}`);
}

const takeOp: Operator<{ axis: number }> = definePrimitive<{ axis: number }>({
  name: "take",
  shape([x, indices], { axis }) {
    requireIndices(indices!);
    return { shape: x!.shape.toSpliced(axis, 1, ...indices!.shape), dtype: x!.dtype };
  },
  jvp: ([t], { inputs: [, indices] }, params) => t! && takeOp([t, indices!], params),
  transpose([ct], { inputs: [x, indices] }, _, { axis }) {
    // Rows are added along axis 0: bring the gathered axes there, and the axis back afterwards.
    const lead = range(indices!.rank, axis);
    const rest = range(ct!.rank).filter((i) => !lead.includes(i));
    const rows = transpose(ct!, [...lead, ...rest]);
    const moved = x!.shape.toSpliced(axis, 1);
    const sums = scatterAdd(zeros([x!.shape[axis]!, ...moved], x!.dtype), indices!, rows);
    return [
      transpose(
        sums,
        range(x!.rank).map((i) => (i === axis ? 0 : i < axis ? i + 1 : i)),
      ),
      null,
    ];
  },
  onnx: (emit, names, _, { axis }) => emit.op("Gather", names, { axis }),
});

/** x at these indices of one axis, which is replaced by the axes of `indices` (int32 or int64, negative ones count from the end). */
export const take = (x: Tensor, indices: Tensor, axis = 0): Tensor =>
  takeOp([x, indices], { axis: axisOf("take", x, axis) });

interface ScatterParams {
  readonly reduction: "add" | "none";
}

const scatterOp: Operator<ScatterParams> = definePrimitive<ScatterParams>({
  name: "scatter",
  shape([x, indices, updates]) {
    requireIndices(indices!);
    const expected = [...indices!.shape, ...x!.shape.slice(1)];
    if (!sameShape(expected, updates!.shape))
      throw new Error(`the updates should have the shape [${expected.join()}]`);
    if (x!.dtype !== updates!.dtype) throw new Error("the dtypes differ: cast one");
    return x!;
  },
  jvp: ([tx, , tu], { inputs: [x, indices, updates] }, params) =>
    scatterOp([tx ?? zeros(x!.shape, x!.dtype), indices!, tu ?? zeros(updates!.shape, x!.dtype)], params),
  transpose([ct], { inputs: [, indices, updates] }, [lx, , lu], { reduction }) {
    const kept = (): Tensor =>
      scatterOp([ct!, indices!, zeros(updates!.shape, ct!.dtype)], { reduction: "none" });
    return [lx ? (reduction === "add" ? ct! : kept()) : null, null, lu ? take(ct!, indices!) : null];
  },
  onnx(emit, [x, indices, updates], { inputs: [{ shape }, at] }, { reduction }) {
    const reshaped = (name: string, to: readonly number[]): string =>
      emit.op("Reshape", [name, emit.ints(to)]);
    const asRows = (name: string, ...rest: number[]): string => reshaped(name, [at!.size, ...rest]);
    const column = emit.op("Cast", [asRows(indices!, 1)], { to: 7 });
    if (reduction === "none") return emit.op("ScatterND", [x!, column, asRows(updates!, ...shape.slice(1))]);
    // ONNX Runtime's ScatterND adds from several threads without a lock and loses summands at repeated indices (microsoft/onnxruntime#18048);
    // its ScatterElements does not. Over flat elements that is fastest; row i begins at i times the width, from the end if i is negative.
    const width = sizeOf(shape.slice(1));
    const elements = emit.op("Add", [emit.op("Mul", [column, emit.ints([width])]), emit.ints(range(width))]);
    const flat = [x!, elements, updates!].map((each) => reshaped(each, [-1]));
    return reshaped(emit.op("ScatterElements", flat, { axis: 0, reduction: "add" }), shape);
  },
});

/** x with rows added: `x[indices[i]] += updates[i]`, repeated indices included. `updates` is [...indices.shape, ...x.shape[1:]]. */
export const scatterAdd = (x: Tensor, indices: Tensor, updates: Tensor): Tensor =>
  scatterOp([x, indices, updates], { reduction: "add" });

/** x with rows replaced: `x[indices[i]] = updates[i]`. Indices must not repeat. */
export const scatterSet = (x: Tensor, indices: Tensor, updates: Tensor): Tensor =>
  scatterOp([x, indices, updates], { reduction: "none" });

const takeAlongOp: Operator<{ axis: number }> = definePrimitive<{ axis: number }>({
  name: "takeAlongAxis",
  shape([x, indices], { axis }) {
    requireIndices(indices!);
    if (x!.rank !== indices!.rank || x!.shape.some((n, i) => i !== axis && n !== indices!.shape[i]))
      throw new Error(`the shapes differ on an axis other than ${axis}`);
    return { shape: indices!.shape, dtype: x!.dtype };
  },
  jvp: ([t], { inputs: [, indices] }, params) => t! && takeAlongOp([t, indices!], params),
  transpose: ([ct], { inputs: [x, indices] }, _, params) => [
    scatterAlongOp([zeros(x!.shape, x!.dtype), indices!, ct!], params),
    null,
  ],
  onnx: (emit, names, _, { axis }) => emit.op("GatherElements", names, { axis }),
});

/** Elements of x at indices that differ from place to place: result[.., i, ..] = x[.., indices[.., i, ..], ..] along `axis`. */
export const takeAlongAxis = (x: Tensor, indices: Tensor, axis: number): Tensor =>
  takeAlongOp([x, indices], { axis: axisOf("takeAlongAxis", x, axis) });

const scatterAlongOp: Operator<{ axis: number }> = definePrimitive<{ axis: number }>({
  name: "scatterAddAlongAxis",
  shape([x, indices, updates]) {
    requireIndices(indices!);
    if (!sameShape(indices!.shape, updates!.shape)) throw new Error("indices and updates differ in shape");
    return x!;
  },
  jvp: ([tx, , tu], { inputs: [x, indices, updates] }, params) =>
    scatterAlongOp(
      [tx ?? zeros(x!.shape, x!.dtype), indices!, tu ?? zeros(updates!.shape, x!.dtype)],
      params,
    ),
  transpose: ([ct], { inputs: [, indices] }, [lx, , lu], { axis }) => [
    lx ? ct! : null,
    null,
    lu ? takeAlongOp([ct!, indices!], { axis }) : null,
  ],
  onnx: (emit, names, _, { axis }) => emit.op("ScatterElements", names, { axis, reduction: "add" }),
});

/** Adjoint of `takeAlongAxis`: adds `updates` into x at these indices, repeated ones included. */
export const scatterAddAlongAxis = (x: Tensor, indices: Tensor, updates: Tensor, axis: number): Tensor =>
  scatterAlongOp([x, indices, updates], { axis: axisOf("scatterAddAlongAxis", x, axis) });

/** 1 at the index and 0 elsewhere: [...indices.shape, depth]. An index outside gives zeros. */
export function oneHot(indices: Tensor, depth: number, dtype: DType = "float32"): Tensor {
  // A narrow dtype need not hold the depth.
  const narrow = dtypes[indices.dtype].bits < 32;
  const wide = narrow ? cast(indices, isFloat(indices.dtype) ? "float32" : "int32") : indices;
  return cast(equal(expandDims(wide, -1), arange(depth, { dtype: wide.dtype })), dtype);
}

interface TopKParams {
  readonly k: number;
  readonly axis: number;
  readonly largest: boolean;
}

const topKOp = definePrimitive<TopKParams>({
  name: "topK",
  shape([x], { k, axis }) {
    if (k > x!.shape[axis]!)
      throw new Error(`k = ${k} is more than the ${x!.shape[axis]} elements of axis ${axis}`);
    const shape = x!.shape.with(axis, k);
    return [
      { shape, dtype: x!.dtype },
      { shape, dtype: "int32" },
    ];
  },
  jvp: ([t], { outputs: [, indices] }, { axis }) => [takeAlongAxis(t!, indices!, axis), null],
  onnx(emit, [x], _, { k, axis, largest }) {
    const [values, indices] = emit.ops(
      "TopK",
      [x!, emit.ints([k])],
      { axis, largest: Number(largest), sorted: 1 },
      { outputs: 2 },
    );
    return [values!, emit.op("Cast", [indices!], { to: 6 })];
  },
});

/**
 * The k largest elements along an axis, in descending order, and their indices (int32). With `largest: false` the smallest, ascending. A NaN upsets
 * the order, as in `sort`.
 */
export function topK(
  x: Tensor,
  k: number,
  axis = -1,
  { largest = true }: { readonly largest?: boolean } = {},
): [Tensor, Tensor] {
  const [values, indices] = topKOp.all([x], { k, axis: axisOf("topK", x, axis), largest });
  return [values!, indices!];
}

/** Elements in ascending order along an axis. A NaN upsets the order of all, as it has none: put `nanToNum(x, Infinity)` in. */
export const sort = (x: Tensor, axis = -1): Tensor => topK(x, x.shape.at(axis)!, axis, { largest: false })[0];

/** Indices (int32) that sort x in ascending order along an axis. */
export const argSort = (x: Tensor, axis = -1): Tensor =>
  topK(x, x.shape.at(axis)!, axis, { largest: false })[1];

interface CumSumParams {
  readonly axis: number;
  readonly reverse: boolean;
  readonly exclusive: boolean;
}

const cumSumOp: Operator<CumSumParams> = definePrimitive<CumSumParams>({
  name: "cumSum",
  shape: ([x]) => x!,
  jvp: ([t], _, params) => cumSumOp([t!], params),
  transpose: ([ct], _, _linear, params) => cumSumOp([ct!], { ...params, reverse: !params.reverse }),
  onnx: (emit, [x], _, { axis, reverse, exclusive }) =>
    emit.op("CumSum", [x!, emit.constant([axis], "int64")], {
      reverse: Number(reverse),
      exclusive: Number(exclusive),
    }),
});

/** Sums of everything up to each element along an axis; `exclusive` leaves the element out, `reverse` sums from the end. */
export const cumSum = (
  x: Tensor,
  axis = -1,
  { reverse = false, exclusive = false }: { readonly reverse?: boolean; readonly exclusive?: boolean } = {},
): Tensor => cumSumOp([x], { axis: axisOf("cumSum", x, axis), reverse, exclusive });

/** Products of everything up to each element along an axis, in about log2(n) multiplications of the whole. */
export function cumProd(x: Tensor, axis = -1): Tensor {
  const along = axisOf("cumProd", x, axis);
  const n = x.shape[along]!;
  let y = x;
  // Each element is multiplied with the one `step` before it, which then covers the `step` elements before that.
  for (let step = 1; step < n; step *= 2) {
    const widths = x.shape.map((_, i): [number, number] => [i === along ? step : 0, 0]);
    y = mul(y, pad(sliceAxis(y, along, 0, n - step), widths, { value: 1 }));
  }
  return y;
}

/** Bool mask [rows, columns], true where column <= row + offset: a causal mask. */
export const lowerTriangle = (rows: number, columns = rows, offset = 0): Tensor =>
  greaterEqual(reshape(arange(rows, { start: offset }), [rows, 1]), arange(columns));

/** Rows of a table by index, such as token embeddings: table [vocabulary, features], indices [...] -> [..., features]. */
export function embed(table: Tensor, indices: Tensor): Tensor {
  if (table.rank !== 2 || !isInteger(indices.dtype))
    fail(`embed of ${show(table)} at ${show(indices)}: needs a matrix and integers`);
  return take(table, indices, 0);
}

/** x with `value` wherever the mask is false. */
export const masked = (x: Tensor, mask: Tensor, value: number): Tensor => where(mask, x, value);
