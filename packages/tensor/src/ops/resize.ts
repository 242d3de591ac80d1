/**
 * Interpolation of images and fields. It is linear and separable, so each axis is a product with a small matrix, or for the nearest
 * samples a choice of them: every mode then has its derivatives, and agrees with PyTorch's `interpolate`.
 */
import { fail } from "../errors.ts";
import { range } from "../shape.ts";
import { show, tensor, type Tensor } from "../tensor.ts";
import { take } from "./indexing.ts";
import { matmul } from "./matmul.ts";
import { requireFloat, swapAxes } from "./structural.ts";

export type ResizeMode = "nearest" | "linear" | "cubic";

/** Cubic convolution kernel with a = -3/4 (Keys, 1981), at distance d. */
function cubicWeight(d: number): number {
  const a = -0.75;
  const x = Math.abs(d);
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? a * (((x - 5) * x + 8) * x - 4) : 0;
}

/** Weights [out, in] that give each new sample from the old ones. */
function weights(from: number, to: number, mode: "linear" | "cubic", alignCorners: boolean): Float64Array {
  const matrix = new Float64Array(to * from);
  const put = (i: number, j: number, w: number): void => {
    matrix[i * from + Math.min(Math.max(j, 0), from - 1)]! += w;
  };
  for (let i = 0; i < to; i++) {
    const centre = alignCorners ? (i * (from - 1)) / Math.max(to - 1, 1) : ((i + 0.5) * from) / to - 0.5;
    // Outside the first and last sample's centres a linear interpolation holds the edge.
    const place = mode === "linear" ? Math.max(centre, 0) : centre;
    const base = Math.floor(place);
    const reach = mode === "linear" ? [0, 1] : [-1, 0, 1, 2];
    for (const k of reach) {
      const d = place - (base + k);
      put(i, base + k, mode === "linear" ? 1 - Math.abs(d) : cubicWeight(d));
    }
  }
  return matrix;
}

/**
 * Resamples space to `size`: [batch, channels, ...space] -> [batch, channels, ...size]. `alignCorners` maps the outermost samples onto
 * each other; otherwise pixels are areas (half-pixel centres).
 * @throws TensorError if `size` has not a length for each axis of space, or x holds no floats and the mode is not "nearest".
 */
export function resize(
  x: Tensor,
  size: readonly number[],
  {
    mode = "linear",
    alignCorners = false,
  }: { readonly mode?: ResizeMode; readonly alignCorners?: boolean } = {},
): Tensor {
  if (size.length !== x.rank - 2)
    fail(`resize of ${show(x)} to [${size.join()}]: needs a length for each axis of space`);
  if (mode !== "nearest") requireFloat("resize", x);
  return range(size.length).reduce((y, i) => {
    const [axis, from, to] = [i + 2, y.shape[i + 2]!, size[i]!];
    if (from === to) return y;
    if (mode === "nearest") {
      const places = range(to).map((place) => Math.floor((place * from) / to));
      return take(y, tensor(places, { dtype: "int32" }), axis);
    }
    const matrix = tensor(weights(from, to, mode, alignCorners), { shape: [to, from], dtype: y.dtype });
    if (axis === y.rank - 1) return matmul(y, matrix, { transB: true });
    if (axis === y.rank - 2) return matmul(matrix, y);
    return swapAxes(matmul(swapAxes(y, axis, -1), matrix, { transB: true }), axis, -1);
  }, x);
}
