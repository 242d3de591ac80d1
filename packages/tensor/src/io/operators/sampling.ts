/** Images read at places that are data: grid sampling, and sequences reversed by their lengths. */
import * as t from "../../ops/index.ts";
import { range } from "../../shape.ts";
import { type Tensor } from "../../tensor.ts";
import type { Call, Translations } from "./call.ts";

/** v folded back and forth into [low, high]. */
function reflect(v: Tensor, low: number, high: number): Tensor {
  const span = high - low;
  if (span === 0) return t.add(t.mul(v, 0), low);
  const d = t.remainder(t.sub(v, low), 2 * span);
  return t.add(t.minimum(d, t.sub(2 * span, d)), low);
}

/** Where a pixel outside is read instead, and whether it counts. */
function inside(place: Tensor, n: number, padding: string, corners: boolean): [Tensor, Tensor | undefined] {
  const clamped = t.clip(place, 0, n - 1);
  if (padding === "border") return [clamped, undefined];
  if (padding === "reflection") {
    const folded = corners ? reflect(place, 0, n - 1) : reflect(place, -0.5, n - 0.5);
    return [t.clip(t.round(folded), 0, n - 1), undefined];
  }
  return [clamped, t.equal(place, clamped)];
}

/** Cubic convolution (Keys, 1981) at the distances of four neighbours from a place that is `d` after the second. */
function cubicWeights(d: Tensor): Tensor[] {
  const a = -0.75;
  const near = (x: Tensor): Tensor => t.add(t.mul(t.mul(t.sub(t.mul(x, a + 2), a + 3), x), x), 1);
  const far = (x: Tensor): Tensor => t.mul(t.sub(t.mul(t.add(t.mul(t.sub(x, 5), x), 8), x), 4), a);
  return [far(t.add(d, 1)), near(d), near(t.sub(1, d)), far(t.sub(2, d))];
}

/** x [batch, channels, height, width] at grid [batch, height', width', (x, y)], whose range is -1 to 1. */
function gridSample({ input, text, int }: Call): Tensor {
  const [x, grid] = [input(0), input(1)];
  if (x.rank !== 4) throw new Error("volumes");
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const corners = int("align_corners", 0) === 1;
  const mode = text("mode", "bilinear");
  const padding = text("padding_mode", "zeros");
  const placeOf = (i: number, n: number): Tensor => {
    const g = t.add(t.at(grid, i, -1), 1);
    return corners ? t.mul(g, (n - 1) / 2) : t.mul(t.sub(t.mul(g, n), 1), 0.5);
  };
  const [px, py] = [placeOf(0, width), placeOf(1, height)];
  const rows = t.reshape(t.transpose(x, [0, 2, 3, 1]), [batch * height * width, channels]);
  const first = t.reshape(t.arange(batch, { step: height * width }), [batch, 1, 1]);
  const pixel = (ix: Tensor, iy: Tensor): Tensor => {
    const [cx, countsX] = inside(ix, width, padding, corners);
    const [cy, countsY] = inside(iy, height, padding, corners);
    const number = t.cast(t.add(t.mul(cy, width), cx), "int32");
    const read = t.take(rows, t.add(number, first));
    if (!countsX || !countsY) return read;
    return t.mul(read, t.expandDims(t.cast(t.and(countsX, countsY), x.dtype), -1));
  };
  /** Neighbours along one axis, with their weights. */
  const neighbours = (p: Tensor): [Tensor, Tensor | undefined][] => {
    const base = t.stopGradient(t.floor(p));
    const d = t.sub(p, base);
    if (mode === "nearest") return [[t.round(p), undefined]];
    if (mode === "bilinear" || mode === "linear")
      return [
        [base, t.sub(1, d)],
        [t.add(base, 1), d],
      ];
    return cubicWeights(d).map((w, k) => [t.add(base, k - 1), w]);
  };
  const parts = neighbours(py).flatMap(([iy, wy]) =>
    neighbours(px).map(([ix, wx]) => {
      const value = pixel(ix, iy);
      return wx && wy ? t.mul(value, t.expandDims(t.mul(wx, wy), -1)) : value;
    }),
  );
  return t.transpose(
    parts.reduce((a, b) => t.add(a, b)),
    [0, 3, 1, 2],
  );
}

/** The first elements of each sequence, as many as it is long, in reverse; the rest stays. */
function reverseSequence({ input, int }: Call): Tensor {
  const [x, lengths] = [input(0), t.cast(input(1), "int64")];
  const [time, batch] = [int("time_axis", 0), int("batch_axis", 1)];
  const along = (v: Tensor, axis: number): Tensor =>
    t.reshape(
      v,
      range(x.rank).map((a) => (a === axis ? v.size : 1)),
    );
  const place = along(t.arange(x.shape[time]!, { dtype: "int64" }), time);
  const length = along(lengths, batch);
  const from = t.where(t.less(place, length), t.sub(t.sub(length, 1), place), place);
  return t.takeAlongAxis(x, t.broadcastTo(from, x.shape), time);
}

/** Undoes a max pooling: each maximum goes back to where it stood, and zeros elsewhere. */
function maxUnpool({ input, maybeKnown, ints }: Call): Tensor {
  const [x, places] = [input(0), t.cast(input(1), "int64")];
  const window = ints("kernel_shape")!;
  const [strides, pads] = [ints("strides") ?? window.map(() => 1), ints("pads")];
  const space = window.map(
    (k, i) => (x.shape[i + 2]! - 1) * strides[i]! + k - (pads?.[i] ?? 0) - (pads?.[i + window.length] ?? 0),
  );
  const natural = [...x.shape.slice(0, 2), ...space];
  const size = natural.reduce((a, b) => a * b, 1);
  const flat = t.scatterSet(t.zeros([size], x.dtype), t.reshape(places, [x.size]), t.reshape(x, [x.size]));
  const y = t.reshape(flat, natural);
  const wanted = maybeKnown(2) ?? natural;
  return t.pad(
    y,
    wanted.map((n, i): [number, number] => [0, n - natural[i]!]),
  );
}

export const samplings: Translations = {
  GridSample: gridSample,
  MaxUnpool: maxUnpool,
  ReverseSequence: reverseSequence,
};
