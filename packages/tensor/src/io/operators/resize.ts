/**
 * Resize (and Upsample, its former name). Every mode is linear and separable, so each axis is a product with a matrix that is written
 * down here, or for the nearest samples a choice: row i holds the weights of the samples that output i is made of.
 */
import * as t from "../../ops/index.ts";
import { normalizeAxis, range } from "../../shape.ts";
import { tensor, type Tensor } from "../../tensor.ts";
import type { Call, Translations } from "./call.ts";

interface Axis {
  readonly from: number;
  readonly to: number;
  readonly scale: number;
  /** Start and end of the region of interest, as shares of the axis. */
  readonly region: readonly [number, number];
}

interface Options {
  readonly mode: string;
  readonly coordinates: string;
  readonly nearest: string;
  readonly cubic: number;
  readonly excludeOutside: boolean;
  readonly antialias: boolean;
  readonly extrapolation: number;
}

/** Where output i lies among the inputs: the specification's coordinate transformations. */
function coordinate(i: number, { from, to, scale, region }: Axis, how: string): number {
  switch (how) {
    case "half_pixel":
      return (i + 0.5) / scale - 0.5;
    case "half_pixel_symmetric": {
      // The length that was asked for against the one that came out: the difference is shared by both ends.
      const adjusted = to / (scale * from);
      return (from / 2) * (1 - adjusted) + (i + 0.5) / scale - 0.5;
    }
    case "pytorch_half_pixel":
      return to > 1 ? (i + 0.5) / scale - 0.5 : 0;
    case "align_corners":
      return to > 1 ? (i * (from - 1)) / (to - 1) : 0;
    case "asymmetric":
      return i / scale;
    case "tf_half_pixel_for_nn":
      return (i + 0.5) / scale;
    case "tf_crop_and_resize": {
      const [start, end] = region;
      return to > 1
        ? start * (from - 1) + (i * (end - start) * (from - 1)) / (to - 1)
        : 0.5 * (start + end) * (from - 1);
    }
    default:
      throw new Error(`the coordinate transformation ${how}`);
  }
}

function nearestPlace(x: number, how: string): number {
  switch (how) {
    case "round_prefer_floor":
      return Math.ceil(x - 0.5);
    case "round_prefer_ceil":
      return Math.floor(x + 0.5);
    case "floor":
      return Math.floor(x);
    case "ceil":
      return Math.ceil(x);
    default:
      throw new Error(`the nearest mode ${how}`);
  }
}

/** Cubic convolution (Keys, 1981) at distance d. */
function cubicWeight(d: number, a: number): number {
  const x = Math.abs(d);
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? a * (((x - 5) * x + 8) * x - 4) : 0;
}

/** Weights of one output by the place of the sample. */
type Weights = ReadonlyMap<number, number>;

/** Weights of one output; undefined where it lies outside the image and is the extrapolation value. */
function weightsAt(i: number, axis: Axis, options: Options): Weights | undefined {
  const { from, scale } = axis;
  const x = coordinate(i, axis, options.coordinates);
  if (options.coordinates === "tf_crop_and_resize" && (x < 0 || x > from - 1)) return undefined;
  const weights = new Map<number, number>();
  const put = (place: number, w: number): void => {
    const inside = Math.min(Math.max(place, 0), from - 1);
    if (options.excludeOutside && inside !== place) return;
    weights.set(inside, (weights.get(inside) ?? 0) + w);
  };
  if (options.mode === "nearest") {
    weights.set(Math.min(Math.max(nearestPlace(x, options.nearest), 0), from - 1), 1);
    return weights;
  }
  const kernel = (d: number): number =>
    options.mode === "linear" ? Math.max(1 - Math.abs(d), 0) : cubicWeight(d, options.cubic);
  // When shrinking, antialiasing widens the kernel so that it sees everything that becomes one sample.
  const width = options.antialias ? Math.min(scale, 1) : 1;
  const reach = Math.ceil((options.mode === "linear" ? 1 : 2) / width);
  const base = Math.floor(x);
  for (let place = base - reach + 1; place <= base + reach; place++) put(place, kernel((place - x) * width));
  const total = [...weights.values()].reduce((a, b) => a + b, 0);
  if (options.excludeOutside || options.antialias) for (const [at, w] of weights) weights.set(at, w / total);
  return weights;
}

/** Weighted sums of samples along an axis; a row without weights gives 0. */
function mixed(x: Tensor, axis: number, from: number, rows: readonly (Weights | undefined)[]): Tensor {
  const matrix = new Float64Array(rows.length * from);
  rows.forEach((row, i) => row?.forEach((w, at) => (matrix[i * from + at] = w)));
  const m = tensor(matrix, { shape: [rows.length, from], dtype: x.dtype });
  return t.swapAxes(t.matmul(t.swapAxes(x, axis, -1), m, { transB: true }), axis, -1);
}

/** The one sample that each row has a weight for: in a product, an infinity beside it would become NaN. */
const chosen = (x: Tensor, axis: number, rows: readonly (Weights | undefined)[]): Tensor =>
  t.take(
    x,
    tensor(
      rows.map((row) => row?.keys().next().value ?? 0),
      { dtype: "int32" },
    ),
    axis,
  );

function alongAxis(x: Tensor, axis: number, how: Axis, options: Options): [Tensor, Tensor | undefined] {
  const rows = range(how.to).map((i) => weightsAt(i, how, options));
  const moved = options.mode === "nearest" ? chosen(x, axis, rows) : mixed(x, axis, how.from, rows);
  if (!rows.includes(undefined)) return [moved, undefined];
  const shape = range(x.rank).map((a) => (a === axis ? how.to : 1));
  return [
    moved,
    tensor(
      rows.map((row) => !row),
      { shape },
    ),
  ];
}

const nonEmpty = (list: number[] | undefined): number[] | undefined => (list?.length ? list : undefined);

/** New lengths and scales of the axes that are resized. */
function plan({ input, maybeKnown, ints, floats, text, opset, node }: Call): Map<number, Axis> {
  const { shape, rank } = input(0);
  const upsample = node.opType === "Upsample";
  const scalesAt = upsample || opset < 11 ? 1 : 2;
  const axes = (ints("axes") ?? range(rank)).map((axis) => normalizeAxis(axis, rank));
  const scales = nonEmpty(maybeKnown(scalesAt)) ?? floats("scales");
  const sizes = upsample ? undefined : nonEmpty(maybeKnown(3));
  const roi = scalesAt === 2 ? nonEmpty(maybeKnown(1)) : undefined;
  if (!scales && !sizes) throw new Error("needs scales or sizes");
  const policy = text("keep_aspect_ratio_policy", "stretch");
  const ratios = sizes && axes.map((axis, i) => sizes[i]! / shape[axis]!);
  const common = ratios && (policy === "not_larger" ? Math.min(...ratios) : Math.max(...ratios));
  return new Map(
    axes.map((axis, i) => {
      const from = shape[axis]!;
      const scale = scales ? scales[i]! : policy === "stretch" ? ratios![i]! : common!;
      const to = scales
        ? Math.floor(from * scale)
        : policy === "stretch"
          ? sizes![i]!
          : Math.floor(from * scale + 0.5);
      const region = [roi?.[i] ?? 0, roi?.[i + axes.length] ?? 1] as const;
      return [axis, { from, to, scale, region }];
    }),
  );
}

function resize(call: Call): Tensor {
  const { input, text, float, int, opset, node } = call;
  const x = input(0);
  const old = node.opType === "Upsample" || opset < 11;
  const options: Options = {
    mode: text("mode", "nearest").replace("bilinear", "linear").replace("bicubic", "cubic"),
    coordinates: old ? "asymmetric" : text("coordinate_transformation_mode", "half_pixel"),
    nearest: old ? "floor" : text("nearest_mode", "round_prefer_floor"),
    cubic: float("cubic_coeff_a", -0.75),
    excludeOutside: int("exclude_outside", 0) === 1,
    antialias: int("antialias", 0) === 1,
    extrapolation: float("extrapolation_value", 0),
  };
  let outside: Tensor | undefined;
  let y = t.cast(x, x.dtype === "float64" ? "float64" : "float32");
  for (const [axis, how] of plan(call)) {
    if (how.from === how.to && how.scale === 1 && options.coordinates !== "tf_crop_and_resize") continue;
    const [next, beyond] = alongAxis(y, axis, how, options);
    y = next;
    if (beyond) outside = outside ? t.or(outside, beyond) : beyond;
  }
  if (outside) y = t.where(outside, options.extrapolation, y);
  return t.cast(y, x.dtype);
}

export const resizing: Translations = { Resize: resize, Upsample: resize };
