/**
 * Convolution (cross-correlation, as everywhere in deep learning) in one, two or three dimensions, channels first as in ONNX and PyTorch. The
 * operator is bilinear and its two adjoints are written with it and with `matmul`, so it has derivatives of every order:
 *   in the input, a convolution of the cotangent with the flipped kernel, or, where strides would spread the cotangent out with zeros or
 *   channels are few, an operator of its own, whose adjoints are these again;
 *   in the kernel, one matrix product for each offset of the window, which on a CPU takes half the time of a convolution with
 *   batch and channels exchanged.
 */
import { fail } from "../errors.ts";
import { definePrimitive, type Operator } from "../primitive.ts";
import { range, sizeOf } from "../shape.ts";
import { show, type Tensor } from "../tensor.ts";
import { add } from "./elementwise.ts";
import { matmul } from "./matmul.ts";
import { concat, flip, pad, slice, type PadMode } from "./rearrange.ts";
import { reshape, sum, transpose } from "./structural.ts";

type Widths = readonly (readonly [number, number])[];

interface ConvParams {
  readonly strides: readonly number[];
  readonly padding: Widths;
  readonly dilations: readonly number[];
  readonly groups: number;
}

const windowSpan = (kernel: number, dilation: number): number => (kernel - 1) * dilation + 1;

const convOp: Operator<ConvParams> = definePrimitive<ConvParams>({
  name: "conv",
  shape([x, w], { strides, padding, dilations, groups }) {
    const spatial = x!.rank - 2;
    if (spatial < 1 || w!.rank !== x!.rank)
      throw new Error("needs [batch, channels, ...space] and [out, channels / groups, ...window]");
    if (x!.dtype !== w!.dtype) throw new Error("the dtypes differ: cast one");
    if (x!.shape[1] !== w!.shape[1]! * groups || w!.shape[0]! % groups !== 0)
      throw new Error(`${x!.shape[1]} channels do not fit the kernel in ${groups} groups`);
    const out = range(spatial).map((i) => {
      const length = x!.shape[i + 2]! + padding[i]![0] + padding[i]![1];
      const n = Math.floor((length - windowSpan(w!.shape[i + 2]!, dilations[i]!)) / strides[i]!) + 1;
      if (n < 1) throw new Error(`the window is larger than axis ${i + 2} of length ${length}`);
      return n;
    });
    return { shape: [x!.shape[0]!, w!.shape[0]!, ...out], dtype: x!.dtype };
  },
  jvp([tx, tw], { inputs: [x, w] }, params) {
    const left = tx && convOp([tx, w!], params);
    const right = tw && convOp([x!, tw], params);
    return left && right ? add(left, right) : (left ?? right!);
  },
  transpose: ([ct], { inputs: [x, w] }, [lx, lw], params) => [
    lx ? inputAdjoint(ct!, w!, x!.shape.slice(2), params) : null,
    lw ? kernelAdjoint(ct!, x!, w!.shape.slice(2), params) : null,
  ],
  onnx: (emit, names, { inputs }, { strides, padding, dilations, groups }) =>
    emit.op("Conv", names, {
      kernel_shape: inputs[1]!.shape.slice(2),
      strides,
      dilations,
      group: groups,
      pads: [...padding.map(([low]) => low), ...padding.map(([, high]) => high)],
    }),
});

/**
 * Input channels below which ONNX Runtime's ConvTranspose is faster than its Conv with the flipped kernel: for 6 channels, 16 outputs and windows
 * of 5x5 it took a quarter of the time, for 16 channels and more a fifth longer.
 */
const fewChannels = 12;

interface SpreadingParams extends ConvParams {
  readonly space: readonly number[];
}

/** `inputAdjoint` as one operator: bilinear in the cotangent and the kernel. */
const spreadingOp: Operator<SpreadingParams> = definePrimitive<SpreadingParams>({
  name: "convTranspose",
  shape: ([ct, w], { space, groups }) => ({
    shape: [ct!.shape[0]!, w!.shape[1]! * groups, ...space],
    dtype: ct!.dtype,
  }),
  jvp([tc, tw], { inputs: [ct, w] }, params) {
    const left = tc && spreadingOp([tc, w!], params);
    const right = tw && spreadingOp([ct!, tw], params);
    return left && right ? add(left, right) : (left ?? right!);
  },
  // <convTranspose(c, w), g> = <c, conv(g, w)>.
  transpose: ([g], { inputs: [ct, w] }, [lc, lw], { space: _space, ...params }) => [
    lc ? convOp([g!, w!], params) : null,
    lw ? kernelAdjoint(ct!, g!, w!.shape.slice(2), params) : null,
  ],
  onnx(emit, names, { inputs }, { strides, padding, dilations, groups, space }) {
    const window = inputs[1]!.shape.slice(2);
    const reached = window.map(
      (k, i) =>
        (inputs[0]!.shape[i + 2]! - 1) * strides[i]! +
        windowSpan(k, dilations[i]!) -
        padding[i]![0] -
        padding[i]![1],
    );
    return emit.op("ConvTranspose", names, {
      kernel_shape: window,
      strides,
      dilations,
      group: groups,
      pads: [...padding.map(([low]) => low), ...padding.map(([, high]) => high)],
      output_padding: space.map((n, i) => n - reached[i]!),
    });
  },
});

/** The input [batch, channels, ...space] to which a convolution's output adds ct: sum over outputs that read each place. */
function inputAdjoint(ct: Tensor, w: Tensor, space: readonly number[], params: ConvParams): Tensor {
  const { strides, padding, dilations, groups } = params;
  if (strides.some((stride) => stride > 1) || w.shape[1]! < fewChannels)
    return spreadingOp([ct, w], { ...params, space });
  const [out, perGroup, ...window] = w.shape as [number, number, ...number[]];
  // Exchange input and output channels within each group, and turn the window round.
  const apart = reshape(w, [groups, out / groups, perGroup, ...window]);
  const exchanged = transpose(apart, [0, 2, 1, ...range(window.length, 3)]);
  const kernel = flip(
    reshape(exchanged, [groups * perGroup, out / groups, ...window]),
    range(window.length, 2),
  );
  const margins = space.map((n, i): [number, number] => {
    const span = windowSpan(window[i]!, dilations[i]!);
    const low = span - 1 - padding[i]![0];
    return [low, n + span - 1 - ct.shape[i + 2]! - low];
  });
  const positive = margins.map(([low, high]): [number, number] => [Math.max(low, 0), Math.max(high, 0)]);
  // A margin below zero (padding wider than the window) cuts instead.
  const bounds = (pick: (i: number) => number): number[] => [0, 0, ...space.map((_, i) => pick(i))];
  const starts = bounds((i) => Math.max(-margins[i]![0], 0));
  const limits = ct.shape.map((n, axis) => (axis < 2 ? n : n - Math.max(-margins[axis - 2]![1], 0)));
  return convOp([slice(ct, starts, limits), kernel], {
    strides: strides.map(() => 1),
    padding: positive,
    dilations,
    groups,
  });
}

/** Columns from which on a matrix product runs at full speed. */
const wideEnough = 64;

/** The kernel's cotangent: for each offset of the window, outputs times the inputs they read there, summed over batch and space. */
function kernelAdjoint(
  ct: Tensor,
  x: Tensor,
  window: readonly number[],
  { strides, padding, dilations, groups }: ConvParams,
): Tensor {
  const [batch, channels] = x.shape as [number, number];
  const [, out, ...places] = ct.shape as [number, number, ...number[]];
  const padded = pad(x, [[0, 0], [0, 0], ...padding]);
  const count = sizeOf(places);
  const left = reshape(ct, [batch, groups, out / groups, count]);
  const offsets = window.reduce<number[][]>(
    (list, n) => list.flatMap((o) => range(n).map((k) => o.concat(k))),
    [[]],
  );
  const reads = offsets.map((offset) => {
    const from = offset.map((k, i) => k * dilations[i]!);
    const to = from.map((f, i) => f + (places[i]! - 1) * strides[i]! + 1);
    const read = slice(padded, [0, 0, ...from], [batch, channels, ...to], [1, 1, ...strides]);
    return reshape(read, [batch, groups, channels / groups, count]);
  });
  // Few channels make thin products: then several offsets share one.
  const together = Math.ceil(wideEnough / (channels / groups));
  const chunks = range(Math.ceil(reads.length / together)).map((c) =>
    concat(reads.slice(c * together, (c + 1) * together), 2),
  );
  const products = chunks.map((right) => sum(matmul(left, right, { transB: true }), 0));
  const byOffset = reshape(concat(products, -1), [out, reads.length, channels / groups]);
  return reshape(transpose(byOffset, [0, 2, 1]), [out, channels / groups, ...window]);
}

export interface ConvOptions {
  /** Default 1. A number holds for every axis. */
  readonly stride?: number | readonly number[];
  /** Elements added before and after each axis; `same` adds what keeps ceil(n / stride) outputs. Default 0. */
  readonly padding?: number | "same" | Widths;
  /** What is added. Default zeros. */
  readonly padMode?: PadMode;
  readonly dilation?: number | readonly number[];
  readonly groups?: number;
}

const perAxis = (value: number | readonly number[], spatial: number): readonly number[] =>
  typeof value === "number" ? range(spatial).map(() => value) : value;

/**
 * Slides a kernel over space: x [batch, channels, ...space], w [out, channels / groups, ...window] -> [batch, out, ...space'].
 * @throws TensorError if channels and groups do not fit or the window is larger than the padded space.
 */
export function conv(
  x: Tensor,
  w: Tensor,
  { stride = 1, padding = 0, padMode = "constant", dilation = 1, groups = 1 }: ConvOptions = {},
): Tensor {
  const spatial = x.rank - 2;
  const strides = perAxis(stride, spatial);
  const dilations = perAxis(dilation, spatial);
  const widths: Widths = range(spatial).map((i) => {
    if (typeof padding === "number") return [padding, padding];
    if (padding !== "same") return padding[i]!;
    const n = x.shape[i + 2]!;
    const needed =
      (Math.ceil(n / strides[i]!) - 1) * strides[i]! + windowSpan(w.shape[i + 2]!, dilations[i]!) - n;
    const total = Math.max(needed, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
  if (padMode === "constant") return convOp([x, w], { strides, padding: widths, dilations, groups });
  const none: Widths = widths.map(() => [0, 0]);
  return convOp([pad(x, [[0, 0], [0, 0], ...widths], { mode: padMode }), w], {
    strides,
    padding: none,
    dilations,
    groups,
  });
}

export interface ConvTransposeOptions {
  readonly stride?: number | readonly number[];
  /** What the convolution that this is the adjoint of would add. Default 0. */
  readonly padding?: number;
  /** Extra length at the end of each axis, for strides that do not divide. Default 0. */
  readonly outputPadding?: number;
  readonly dilation?: number | readonly number[];
  readonly groups?: number;
}

/** The adjoint of `conv` in its input: x [batch, out, ...space], w [out, channels / groups, ...window] -> [batch, channels, ...]. */
export function convTranspose(
  x: Tensor,
  w: Tensor,
  { stride = 1, padding = 0, outputPadding = 0, dilation = 1, groups = 1 }: ConvTransposeOptions = {},
): Tensor {
  if (x.rank !== w.rank || x.shape[1] !== w.shape[0])
    fail(`convTranspose of ${show(x)} and ${show(w)}: the channels differ`);
  const spatial = x.rank - 2;
  const [strides, dilations] = [perAxis(stride, spatial), perAxis(dilation, spatial)];
  const space = range(spatial).map(
    (i) =>
      (x.shape[i + 2]! - 1) * strides[i]! -
      2 * padding +
      windowSpan(w.shape[i + 2]!, dilations[i]!) +
      outputPadding,
  );
  const widths: Widths = range(spatial).map(() => [padding, padding]);
  return inputAdjoint(x, w, space, { strides, padding: widths, dilations, groups });
}
