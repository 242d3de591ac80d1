/** Convolutions and pooling: how ONNX says strides, padding and windows, and the pooling it has beyond this package's. */
import { isFloat } from "../../dtype.ts";
import * as t from "../../ops/index.ts";
import { range, sizeOf } from "../../shape.ts";
import { type Tensor } from "../../tensor.ts";
import type { Call, Translation, Translations } from "./call.ts";

type Widths = [number, number][];

interface Window {
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  /** What is added before and after each axis of space. */
  readonly padding: Widths;
}

/** Reads the attributes that all of these share. `auto_pad` is resolved to widths. */
function windowOf({ ints, text }: Call, space: readonly number[], window: readonly number[]): Window {
  const each = (name: string): readonly number[] => ints(name) ?? space.map(() => 1);
  const [stride, dilation, pads] = [each("strides"), each("dilations"), ints("pads")];
  const auto = text("auto_pad", "NOTSET");
  const padding = space.map((n, i): [number, number] => {
    if (auto === "VALID") return [0, 0];
    if (auto === "NOTSET") return [pads?.[i] ?? 0, pads?.[i + space.length] ?? 0];
    const span = (window[i]! - 1) * dilation[i]! + 1;
    const total = Math.max((Math.ceil(n / stride[i]!) - 1) * stride[i]! + span - n, 0);
    const less = Math.floor(total / 2);
    return auto === "SAME_UPPER" ? [less, total - less] : [total - less, less];
  });
  return { window, stride, dilation, padding };
}

const channelwise = (bias: Tensor, rank: number): Tensor =>
  t.reshape(bias, [bias.size, ...range(rank - 2).map(() => 1)]);

function conv(call: Call): Tensor {
  const [x, w, bias] = [call.input(0), call.input(1), call.optional(2)];
  const { stride, dilation, padding } = windowOf(call, x.shape.slice(2), w.shape.slice(2));
  const y = t.conv(x, w, { stride, dilation, padding, groups: call.int("group", 1) });
  return bias ? t.add(y, channelwise(bias, x.rank)) : y;
}

/** Integers less their zero points: one for all, or one for each output channel. */
const less = (x: Tensor, zero: Tensor | undefined): Tensor => {
  const wide = t.cast(x, "float32");
  if (!zero) return wide;
  const point = t.cast(zero, "float32");
  return t.sub(
    wide,
    point.size > 1 ? t.reshape(point, [point.size, ...range(x.rank - 1).map(() => 1)]) : point,
  );
};

/** Integers less their zero points, convolved in float32 (exact to 2^24) and rounded back. */
function convInteger(call: Call): Tensor {
  const [x, w] = [less(call.input(0), call.optional(2)), less(call.input(1), call.optional(3))];
  const { stride, dilation, padding } = windowOf(call, x.shape.slice(2), w.shape.slice(2));
  return t.cast(t.conv(x, w, { stride, dilation, padding, groups: call.int("group", 1) }), "int32");
}

/** The adjoint of a convolution, cut or lengthened to the padding or the shape that the node asks for. */
function convTranspose(call: Call): Tensor {
  const { ints, text, int } = call;
  const [x, w, bias] = [call.input(0), call.input(1), call.optional(2)];
  const space = x.shape.slice(2);
  const each = (name: string, value: number): readonly number[] => ints(name) ?? space.map(() => value);
  const [stride, dilation, extra] = [each("strides", 1), each("dilations", 1), each("output_padding", 0)];
  const full = space.map(
    (n, i) => (n - 1) * stride[i]! + (w.shape[i + 2]! - 1) * dilation[i]! + 1 + extra[i]!,
  );
  const auto = text("auto_pad", "NOTSET");
  const wanted =
    ints("output_shape")?.slice(-space.length) ??
    (auto.startsWith("SAME") ? space.map((n, i) => n * stride[i]!) : undefined);
  const pads = ints("pads");
  const padding = space.map((_, i): [number, number] => {
    if (!wanted) return auto === "VALID" ? [0, 0] : [pads?.[i] ?? 0, pads?.[i + space.length] ?? 0];
    const total = full[i]! - wanted[i]!;
    const half = Math.floor(total / 2);
    return auto === "SAME_UPPER" ? [half, total - half] : [total - half, half];
  });
  const whole = t.convTranspose(x, w, { stride, dilation, groups: int("group", 1) });
  const lengthened = t.pad(whole, [
    [0, 0],
    [0, 0],
    ...full.map((n, i): [number, number] => [0, n - whole.shape[i + 2]!]),
  ]);
  // Padding that is negative lengthens, as a shape that is asked for may.
  const grown = t.pad(lengthened, [
    [0, 0],
    [0, 0],
    ...padding.map(([low, high]): [number, number] => [Math.max(-low, 0), Math.max(-high, 0)]),
  ]);
  const cut = (side: 0 | 1): number[] => [0, 0, ...padding.map((p) => Math.max(p[side], 0))];
  const [low, high] = [cut(0), cut(1)];
  const y = t.slice(
    grown,
    low,
    grown.shape.map((n, i) => n - high[i]!),
  );
  return bias ? t.add(y, channelwise(bias, x.rank)) : y;
}

/** Padding at the end that lets the last window begin, where the node rounds up. */
function withCeiling({ int }: Call, x: Tensor, w: Window): Widths {
  if (int("ceil_mode", 0) === 0) return w.padding;
  return w.padding.map(([low, high], i): [number, number] => {
    const n = x.shape[i + 2]! + low + high;
    const span = (w.window[i]! - 1) * w.dilation[i]! + 1;
    const steps = Math.ceil((n - span) / w.stride[i]!);
    // A window that would begin in the padding at the end is left out.
    const last = steps * w.stride[i]! >= x.shape[i + 2]! + low ? steps - 1 : steps;
    return [low, high + Math.max(last * w.stride[i]! + span - n, 0)];
  });
}

const padSpace = (x: Tensor, widths: Widths, value: number): Tensor =>
  t.pad(x, [[0, 0], [0, 0], ...widths], { value });

/** What every window reads at each of its places: views of x, one for each offset. */
function reads(x: Tensor, { window, stride, dilation }: Window): Tensor[] {
  const counts = window.map((k, i) =>
    Math.floor((x.shape[i + 2]! - ((k - 1) * dilation[i]! + 1)) / stride[i]!),
  );
  const offsets = window.reduce<number[][]>(
    (list, k) => list.flatMap((o) => range(k).map((j) => [...o, j])),
    [[]],
  );
  return offsets.map((offset) => {
    const from = offset.map((j, i) => j * dilation[i]!);
    const to = from.map((f, i) => f + counts[i]! * stride[i]! + 1);
    return t.slice(x, [0, 0, ...from], [...x.shape.slice(0, 2), ...to], [1, 1, ...stride]);
  });
}

const dilated = ({ dilation }: Window): boolean => dilation.some((d) => d !== 1);

function sums(x: Tensor, w: Window): Tensor {
  if (dilated(w)) return reads(x, w).reduce((a, b) => t.add(a, b));
  return t.mul(t.meanPool(x, w.window, { stride: w.stride }), sizeOf(w.window));
}

function averagePool(call: Call): Tensor {
  const x = call.input(0);
  const w = windowOf(call, x.shape.slice(2), call.ints("kernel_shape")!);
  const widths = withCeiling(call, x, w);
  const counted = call.int("count_include_pad", 0) === 1;
  const total = sums(padSpace(x, widths, 0), w);
  // How many places of each window count: those of the image, and of its padding where the node says so.
  const one = t.ones([1, 1, ...x.shape.slice(2)], x.dtype);
  const inner = counted ? padSpace(one, w.padding, 1) : padSpace(one, w.padding, 0);
  const outer = widths.map(([, high], i): [number, number] => [0, high - w.padding[i]![1]]);
  return t.div(total, sums(padSpace(inner, outer, 0), w));
}

function maxPool(call: Call): readonly (Tensor | undefined)[] {
  const whole = call.input(0);
  const w = windowOf(call, whole.shape.slice(2), call.ints("kernel_shape")!);
  const widths = withCeiling(call, whole, w);
  // Kernels for small integers are rare: their maxima are the same in float32.
  const x = isFloat(whole.dtype) ? whole : t.cast(whole, "float32");
  const padded = padSpace(x, widths, -Infinity);
  const y = dilated(w)
    ? reads(padded, w).reduce((a, b) => t.maximum(a, b))
    : t.maxPool(padded, w.window, { stride: w.stride });
  return [t.cast(y, whole.dtype), placesOfMaxima(call, padded, x, widths, w)];
}

/** Where in the whole tensor each maximum stands, counted in row-major order, or with height before width. */
function placesOfMaxima({ int }: Call, padded: Tensor, x: Tensor, widths: Widths, w: Window): Tensor {
  const columns = int("storage_order", 0) === 1;
  const numbers = x.shape
    .map((n, axis) => {
      const inner = axis < 2 || !columns ? x.shape.slice(axis + 1) : x.shape.slice(2, axis);
      const step = t.arange(n, { step: sizeOf(inner), dtype: "int64" });
      return t.reshape(
        step,
        x.shape.map((_, a) => (a === axis ? n : 1)),
      );
    })
    .reduce((a, b) => t.add(a, b));
  const best = t.argMax(t.stack(reads(padded, w)), 0);
  const candidates = t.stack(reads(padSpace(numbers, widths, -1), w));
  return t.squeeze(t.takeAlongAxis(candidates, t.expandDims(best, 0), 0), 0);
}

function lpPool(call: Call): Tensor {
  const x = call.input(0);
  const p = call.int("p", 2);
  const w = windowOf(call, x.shape.slice(2), call.ints("kernel_shape")!);
  const padded = padSpace(t.pow(t.abs(x), p), withCeiling(call, x, w), 0);
  return t.pow(sums(padded, w), 1 / p);
}

const overSpace =
  (f: (x: Tensor, axes: number[], options: { keepDims: boolean }) => Tensor): Translation =>
  ({ input }) =>
    f(input(0), range(input(0).rank - 2, 2), { keepDims: true });

export const windows: Translations = {
  AveragePool: averagePool,
  Conv: conv,
  ConvInteger: convInteger,
  ConvTranspose: convTranspose,
  GlobalAveragePool: overSpace(t.mean),
  GlobalLpPool: (call) => {
    const p = call.int("p", 2);
    return overSpace((x, axes, options) => t.pow(t.sum(t.pow(t.abs(x), p), axes, options), 1 / p))(call);
  },
  GlobalMaxPool: overSpace(t.max),
  LpPool: lpPool,
  MaxPool: maxPool,
};
