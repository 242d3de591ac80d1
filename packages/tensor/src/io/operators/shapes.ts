/** What makes, reshapes, cuts and joins tensors, and asks for their shapes. */
import { dtypeOfCode } from "../../dtype.ts";
import { storedTensor, tensorOf } from "../../onnx/tensor.ts";
import * as t from "../../ops/index.ts";
import { broadcastShapes, normalizeAxis, range, sizeOf } from "../../shape.ts";
import { encode, fromData, scalar, tensor, type Tensor } from "../../tensor.ts";
import { fold } from "../fold.ts";
import { knownElements, type Call, type Translations } from "./call.ts";

const int64 = (values: readonly number[], shape: readonly number[] = [values.length]): Tensor =>
  fromData(encode(values, "int64"), shape, "int64");

function constant({ tensor: stored, node, ints, floats, int, float }: Call): Tensor {
  const value = stored("value");
  if (value) return tensorOf(storedTensor(value));
  const given = (name: string): boolean => node.attribute.some((a) => a.name === name);
  if (given("value_float")) return scalar(float("value_float"));
  if (given("value_floats")) return tensor(Float32Array.from(floats("value_floats")!));
  if (given("value_int")) return int64([int("value_int")], []);
  if (given("value_ints")) return int64(ints("value_ints")!);
  throw new Error("constants of text and sparse constants have no tensor here");
}

function constantOfShape({ known, tensor: stored }: Call): Tensor {
  const value = stored("value");
  const fill = value ? tensorOf(storedTensor(value)) : scalar(0);
  return t.broadcastTo(t.reshape(fill, []), known(0));
}

function reshape({ input, known, ints, int, opset }: Call): Tensor {
  const x = input(0);
  const wanted = opset >= 5 ? known(1) : ints("shape")!;
  const keep = int("allowzero", 0) === 0;
  const lengths = wanted.map((n, i) => (n === 0 && keep ? x.shape[i]! : n));
  // An unknown length beside an empty axis is empty as well.
  const rest = sizeOf(lengths.filter((n) => n !== -1));
  return t.reshape(
    x,
    lengths.map((n) => (n === -1 ? (rest === 0 ? 0 : x.size / rest) : n)),
  );
}

const axesOf = ({ maybeKnown, ints }: Call): number[] | undefined => maybeKnown(1) ?? ints("axes");

function expand({ input, known }: Call): Tensor {
  const x = input(0);
  const wanted = known(1);
  const shape = broadcastShapes(x.shape, wanted);
  if (!shape) throw new Error(`[${x.shape.join()}] does not broadcast to [${wanted.join()}]`);
  return t.broadcastTo(x, shape);
}

/** v, but no less than `low` and no more than `high`. */
const bound = (v: number, low: number, high: number): number => Math.min(Math.max(v, low), high);

/** Starts, ends, axes and steps, each an input since version 10; ends beyond an axis mean its end. */
function slice({ input, known, maybeKnown, ints, opset }: Call): Tensor {
  const x = input(0);
  const [starts, ends] = opset >= 10 ? [known(1), known(2)] : [ints("starts")!, ints("ends")!];
  const axes = (opset >= 10 ? maybeKnown(3) : ints("axes")) ?? range(starts.length);
  const steps = (opset >= 10 ? maybeKnown(4) : undefined) ?? starts.map(() => 1);
  return axes.reduce((y, a, i) => {
    const axis = normalizeAxis(a, x.rank);
    const n = y.shape[axis]!;
    const step = steps[i]!;
    const from = starts[i]! < 0 ? starts[i]! + n : starts[i]!;
    const to = ends[i]! < 0 ? ends[i]! + n : ends[i]!;
    if (step > 0) {
      const start = bound(from, 0, n);
      return t.sliceAxis(y, axis, start, Math.max(bound(to, 0, n), start), step);
    }
    // Backwards from `from` to just after `to` is forwards in the flipped tensor.
    const [first, last] = [bound(from, -1, n - 1), bound(to, -1, n - 1)];
    const start = n - 1 - first;
    return t.sliceAxis(t.flip(y, axis), axis, start, Math.max(n - 1 - last, start), -step);
  }, x);
}

function split({ input, maybeKnown, ints, int, node }: Call): readonly Tensor[] {
  const x = input(0);
  const axis = normalizeAxis(int("axis", 0), x.rank);
  const sizes = maybeKnown(1) ?? ints("split");
  if (sizes) return t.split(x, sizes, axis);
  const count = int("num_outputs", node.output.length);
  const each = Math.ceil(x.shape[axis]! / count);
  const equal = range(count).map((i) => Math.max(Math.min(each, x.shape[axis]! - i * each), 0));
  return t.split(x, equal, axis);
}

const modes: Readonly<Record<string, t.PadMode>> = {
  constant: "constant",
  reflect: "reflect",
  edge: "replicate",
  wrap: "circular",
};

function pad(call: Call): Tensor {
  const { input, known, maybeKnown, ints, float, text, opset } = call;
  const x = input(0);
  const pads = opset >= 11 ? known(1) : (ints("pads") ?? ints("paddings"))!;
  const value = (opset >= 11 ? maybeKnown(2)?.[0] : float("value", 0)) ?? 0;
  const name = text("mode", "constant");
  const mode = modes[name];
  if (!mode) throw new Error(`the mode ${name}`);
  const axes = (opset >= 18 ? maybeKnown(3) : undefined) ?? range(x.rank);
  const widths = x.shape.map((): [number, number] => [0, 0]);
  axes.forEach((axis, i) => (widths[normalizeAxis(axis, x.rank)] = [pads[i]!, pads[i + axes.length]!]));
  // Negative widths cut.
  const cut = t.slice(
    x,
    widths.map(([low]) => Math.max(-low, 0)),
    x.shape.map((n, i) => n - Math.max(-widths[i]![1], 0)),
  );
  return t.pad(
    cut,
    widths.map(([low, high]): [number, number] => [Math.max(low, 0), Math.max(high, 0)]),
    { mode, value },
  );
}

function shapeOf({ input, int }: Call): Tensor {
  const { shape, rank } = input(0);
  const place = (v: number): number => bound(v < 0 ? v + rank : v, 0, rank);
  return int64(shape.slice(place(int("start", 0)), place(int("end", rank))));
}

function trilu({ input, maybeKnown, int }: Call): Tensor {
  const x = input(0);
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const k = maybeKnown(1)?.[0] ?? 0;
  const upper = int("upper", 1) === 1;
  // On or above the k-th diagonal is what is not below it.
  const below = t.lowerTriangle(rows, columns, upper ? k - 1 : k);
  return t.where(upper ? t.not(below) : below, x, 0);
}

/** What a file may ask to be written down as a constant: 64 million elements. */
const lengthLimit = 2 ** 26;

function rangeOf({ input, known }: Call): Tensor {
  const [start, limit, delta] = [known(0)[0]!, known(1)[0]!, known(2)[0]!];
  const length = Math.max(Math.ceil((limit - start) / delta), 0);
  if (!(length <= lengthLimit)) throw new Error(`${length} elements, where ${lengthLimit} are allowed`);
  return t.arange(length, { start, step: delta, dtype: input(0).dtype });
}

function eyeLike({ input, int }: Call): Tensor {
  const [rows, columns] = input(0).shape as [number, number];
  const dtype = dtypeOfCode(int("dtype", 0) || dtypeCode(input(0)));
  const row = t.reshape(t.arange(rows, { start: int("k", 0) }), [rows, 1]);
  return t.cast(t.equal(row, t.arange(columns)), dtype);
}

const dtypeCode = ({ dtype }: Tensor): number => {
  for (let code = 1; ; code++) if (safeDtype(code) === dtype) return code;
};
const safeDtype = (code: number): string | undefined => {
  try {
    return dtypeOfCode(code);
  } catch {
    return undefined;
  }
};

/** [batch, channels, height, width] with blocks of pixels as channels, and back. */
function depthToSpace({ input, int, text }: Call): Tensor {
  const x = input(0);
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const block = int("blocksize");
  const depth = channels / block ** 2;
  const rows =
    text("mode", "DCR") === "DCR"
      ? t.transpose(t.reshape(x, [batch, block, block, depth, height, width]), [0, 3, 4, 1, 5, 2])
      : t.transpose(t.reshape(x, [batch, depth, block, block, height, width]), [0, 1, 4, 2, 5, 3]);
  return t.reshape(rows, [batch, depth, height * block, width * block]);
}

function spaceToDepth({ input, int }: Call): Tensor {
  const x = input(0);
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const block = int("blocksize");
  const cells = t.reshape(x, [batch, channels, height / block, block, width / block, block]);
  const moved = t.transpose(cells, [0, 3, 5, 1, 2, 4]);
  return t.reshape(moved, [batch, channels * block ** 2, height / block, width / block]);
}

function concat({ inputs, input, int }: Call): Tensor {
  const xs = inputs.map((_, i) => input(i));
  return t.concat(xs, normalizeAxis(int("axis", 1), xs[0]!.rank));
}

/** Places of the elements that are not zero: a shape that depends on values, so they must be known. */
function nonZero({ input }: Call): Tensor {
  const x = fold(input(0));
  const hits = knownElements(x, "the input").flatMap((v, i) => (v === 0 ? [] : [i]));
  const steps = x.shape.map((_, axis) => sizeOf(x.shape.slice(axis + 1)));
  const places = x.shape.flatMap((n, axis) => hits.map((at) => Math.floor(at / steps[axis]!) % n));
  return int64(places, [x.rank, hits.length]);
}

export const shapes: Translations = {
  Concat: concat,
  Constant: constant,
  ConstantOfShape: constantOfShape,
  DepthToSpace: depthToSpace,
  Expand: expand,
  EyeLike: eyeLike,
  Flatten: ({ input, int }) => {
    const x = input(0);
    const axis = int("axis", 1) < 0 ? int("axis", 1) + x.rank : int("axis", 1);
    return t.reshape(x, [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))]);
  },
  NonZero: nonZero,
  Pad: pad,
  Range: rangeOf,
  Reshape: reshape,
  Shape: shapeOf,
  Size: ({ input }) => int64([input(0).size], []),
  Slice: slice,
  SpaceToDepth: spaceToDepth,
  Split: split,
  Squeeze: (call) => t.squeeze(call.input(0), axesOf(call)),
  Tile: ({ input, known }) => t.tile(input(0), known(1)),
  Transpose: ({ input, ints }) => t.transpose(input(0), ints("perm")),
  Trilu: trilu,
  Unsqueeze: (call) => {
    const axes = axesOf(call)!;
    const { rank } = call.input(0);
    return t.expandDims(
      call.input(0),
      axes.map((axis) => normalizeAxis(axis, rank + axes.length)),
    );
  },
};
