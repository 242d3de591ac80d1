/**
 * Discrete Fourier transforms. A complex tensor has a last axis of length 2: real and imaginary part. The transform is linear over the reals and
 * its adjoint is the unnormalised transform of the other sign, so it needs one operator. Short transforms are products with a constant
 * matrix: ONNX Runtime's DFT takes about 25 ns for a point on one thread, a matrix product of length 32 about 3.
 */
import { fail } from "../errors.ts";
import { definePrimitive, type Operator } from "../primitive.ts";
import { range, sizeOf } from "../shape.ts";
import { show, tensor, type Tensor } from "../tensor.ts";
import { zerosLike } from "./create.ts";
import { add, mul, neg, sub } from "./elementwise.ts";
import { matmul } from "./matmul.ts";
import { requireFloat, reshape, transpose } from "./structural.ts";
import { axisOf, at, concat, flip, sliceAxis, stack } from "./rearrange.ts";

interface DftParams {
  readonly axis: number;
  /** Sign of the exponent: -1 forward, 1 backward. Neither is normalised. */
  readonly sign: -1 | 1;
}

const dftOp: Operator<DftParams> = definePrimitive<DftParams>({
  name: "dft",
  shape([x]) {
    if (x!.shape.at(-1) !== 2) throw new Error("a complex tensor has a last axis of length 2");
    return x!;
  },
  jvp: ([t], _, params) => dftOp([t!], params),
  transpose: ([ct], _, _linear, { axis, sign }) => dftOp([ct!], { axis, sign: sign === 1 ? -1 : 1 }),
  onnx(emit, [x], { inputs }, { axis, sign }) {
    const { dtype, shape } = inputs[0]!;
    const y = emit.op("DFT", [x!, "", emit.constant([axis], "int64")], { inverse: sign === 1 ? 1 : 0 });
    // ONNX divides the inverse by the length.
    return sign === 1 ? emit.op("Mul", [y, emit.constant([shape[axis]!], dtype)]) : y;
  },
});

/** Lengths up to which a transform is a product with a matrix, whose cost for a point grows with the length. */
const longestProduct = 128;

/** Rows [in, parts in] and columns [out, parts out] of the real matrix of a transform; parts are 1 (real) or 2 (complex). */
interface Block {
  readonly rows: number;
  readonly columns: number;
  readonly partsIn: 1 | 2;
  readonly partsOut: 1 | 2;
  /** The complex number, as [re, im], that takes input `row` to output `column`. */
  readonly entry: (row: number, column: number) => readonly [number, number];
}

const matrices = new Map<string, Tensor>();

/** A block as a tensor [rows partsIn, columns partsOut], made once. */
function matrix(
  key: string,
  dtype: Tensor["dtype"],
  { rows, columns, partsIn, partsOut, entry }: Block,
): Tensor {
  const known = matrices.get(`${key} ${dtype}`);
  if (known) return known;
  const width = columns * partsOut;
  const values = new Float64Array(rows * partsIn * width);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const [re, im] = entry(r, c);
      // (a + ib)(re + i im): rows are a and b, columns the two parts of the product.
      const place = (p: number, q: number): number => (r * partsIn + p) * width + c * partsOut + q;
      values[place(0, 0)] = re;
      if (partsOut === 2) values[place(0, 1)] = im;
      if (partsIn === 2) values[place(1, 0)] = -im;
      if (partsIn === 2 && partsOut === 2) values[place(1, 1)] = re;
    }
  const made = tensor(values, { shape: [rows * partsIn, width], dtype });
  matrices.set(`${key} ${dtype}`, made);
  return made;
}

/** Multiplies an axis (and the last one, where it holds two parts) by a matrix. */
function contract(x: Tensor, axis: number, by: Tensor, partsIn: 1 | 2, partsOut: 1 | 2): Tensor {
  const axes = range(partsIn === 2 ? x.rank - 1 : x.rank);
  const others = axes.filter((i) => i !== axis);
  const moved = transpose(x, [...others, axis, ...(partsIn === 2 ? [x.rank - 1] : [])]);
  const kept = others.map((i) => x.shape[i]!);
  const flat = matmul(reshape(moved, [sizeOf(kept), by.shape[0]!]), by);
  const columns = by.shape[1]! / partsOut;
  const apart = reshape(flat, [...kept, columns, ...(partsOut === 2 ? [2] : [])]);
  const back = axes.map((i) => (i === axis ? others.length : others.indexOf(i)));
  return transpose(apart, [...back, ...(partsOut === 2 ? [axes.length] : [])]);
}

/** exp(2 pi i k / n) with the angle reduced first, so that it is exact to the last digit of a float64. */
const root = (k: number, n: number): readonly [number, number] => {
  const angle = (2 * Math.PI * (((k % n) + n) % n)) / n;
  return [Math.cos(angle), Math.sin(angle)];
};

/** The unnormalised transform of a complex tensor along an axis. */
const complexTransform = (z: Tensor, axis: number, sign: -1 | 1): Tensor => {
  const n = z.shape[axis]!;
  if (n > longestProduct || n === 0) return dftOp([z], { axis, sign });
  const entry = (j: number, k: number): readonly [number, number] => root(sign * j * k, n);
  const by = matrix(`${n} ${sign}`, z.dtype, { rows: n, columns: n, partsIn: 2, partsOut: 2, entry });
  return contract(z, axis, by, 2, 2);
};

/** The first floor(n/2) + 1 frequencies of a real tensor along an axis of length n. */
function realTransform(x: Tensor, axis: number): Tensor {
  const n = x.shape[axis]!;
  const columns = Math.floor(n / 2) + 1;
  if (n > longestProduct || n === 0)
    return sliceAxis(dftOp([complex(x, zerosLike(x))], { axis, sign: -1 }), axis, 0, columns);
  const entry = (j: number, k: number): readonly [number, number] => root(-j * k, n);
  const by = matrix(`real ${n}`, x.dtype, { rows: n, columns, partsIn: 1, partsOut: 2, entry });
  return contract(x, axis, by, 1, 2);
}

/** The unnormalised inverse to a real tensor of length n: frequencies that are missing are the conjugates of those present. */
function inverseRealTransform(z: Tensor, axis: number, n: number): Tensor {
  const present = z.shape[axis]!;
  const mirrors = n - present;
  if (n > longestProduct) {
    const mirrored = flip(sliceAxis(z, axis, 1, 1 + mirrors), axis);
    const conjugate = complex(realPart(mirrored), neg(imaginaryPart(mirrored)));
    return realPart(dftOp([mirrors === 0 ? z : concat([z, conjugate], axis)], { axis, sign: 1 }));
  }
  // A frequency and its mirror image add twice the real part of one.
  const entry = (k: number, j: number): readonly [number, number] => {
    const [re, im] = root(k * j, n);
    const weight = k >= 1 && k <= mirrors ? 2 : 1;
    return [re * weight, im * weight];
  };
  const block: Block = { rows: present, columns: n, partsIn: 2, partsOut: 1, entry };
  return contract(z, axis, matrix(`inverse ${n}`, z.dtype, block), 2, 1);
}

/** Real and imaginary parts as one complex tensor. */
export const complex = (re: Tensor, im: Tensor): Tensor => stack([re, im], -1);
export const realPart = (z: Tensor): Tensor => at(z, 0, -1);
export const imaginaryPart = (z: Tensor): Tensor => at(z, 1, -1);

/** Product of complex tensors, which broadcast. */
export function complexMul(a: Tensor, b: Tensor): Tensor {
  const [ar, ai, br, bi] = [realPart(a), imaginaryPart(a), realPart(b), imaginaryPart(b)];
  return complex(sub(mul(ar, br), mul(ai, bi)), add(mul(ar, bi), mul(ai, br)));
}

/** Axes of a complex tensor are counted without the last. */
function complexAxis(name: string, z: Tensor, axis: number): number {
  requireFloat(name, z);
  if (z.shape.at(-1) !== 2) fail(`${name} of ${show(z)}: a complex tensor has a last axis of length 2`);
  return axisOf(name, z, axis < 0 ? axis - 1 : axis);
}

/**
 * Who divides by the lengths N of the transformed axes: the inverse by N ("backward", the default), both by sqrt(N) ("ortho", which makes
 * them unitary), or the forward transform by N ("forward"). NumPy's names.
 */
export type FftNorm = "backward" | "ortho" | "forward";

const factorOf = (sign: -1 | 1, norm: FftNorm, count: number): number => {
  if (norm === "ortho") return 1 / Math.sqrt(count);
  return (norm === "forward") === (sign === -1) ? 1 / count : 1;
};

/** The transform of one sign along several axes of a complex tensor, axes already resolved. */
function transform(z: Tensor, axes: readonly number[], sign: -1 | 1, norm: FftNorm): Tensor {
  const factor = factorOf(sign, norm, sizeOf(axes.map((axis) => z.shape[axis]!)));
  const y = axes.reduce((sum, axis) => complexTransform(sum, axis, sign), z);
  return factor === 1 ? y : mul(y, factor);
}

/** sum_n z_n exp(-2 pi i k n / N) along an axis of a complex tensor (counted without its last axis). */
export const fft = (z: Tensor, axis = -1, norm: FftNorm = "backward"): Tensor =>
  transform(z, [complexAxis("fft", z, axis)], -1, norm);

/** Inverse of `fft`. */
export const ifft = (z: Tensor, axis = -1, norm: FftNorm = "backward"): Tensor =>
  transform(z, [complexAxis("ifft", z, axis)], 1, norm);

/** The first floor(N/2) + 1 frequencies of a real tensor along an axis; the result is complex. */
export const rfft = (x: Tensor, axis = -1, norm: FftNorm = "backward"): Tensor =>
  rfftn(x, { axes: [axis], norm });

export interface IrfftOptions {
  readonly axis?: number;
  /** Length of the result. Default 2 (m - 1) for m frequencies. */
  readonly n?: number;
  readonly norm?: FftNorm;
}

/**
 * The real tensor of length n whose `rfft` is z: frequencies that are missing are the conjugates of those present.
 * @throws TensorError if z does not hold floor(n/2) + 1 frequencies.
 */
export function irfft(z: Tensor, { axis = -1, n, norm = "backward" }: IrfftOptions = {}): Tensor {
  const along = complexAxis("irfft", z, axis);
  const present = z.shape[along]!;
  const length = n ?? 2 * (present - 1);
  if (Math.floor(length / 2) + 1 !== present || length < 1)
    fail(`irfft of ${show(z)} to length ${length}: needs ${Math.floor(length / 2) + 1} frequencies`);
  const y = inverseRealTransform(z, along, length);
  const factor = factorOf(1, norm, length);
  return factor === 1 ? y : mul(y, factor);
}

export interface FftnOptions {
  /** Axes, counted without the last of a complex tensor. Default all. */
  readonly axes?: readonly number[];
  readonly norm?: FftNorm;
}

const complexAxes = (name: string, z: Tensor, axes: readonly number[] = range(z.rank - 1)): number[] =>
  axes.map((axis) => complexAxis(name, z, axis));

/** `fft` along several axes. */
export const fftn = (z: Tensor, { axes, norm = "backward" }: FftnOptions = {}): Tensor =>
  transform(z, complexAxes("fftn", z, axes), -1, norm);

/** `ifft` along several axes. */
export const ifftn = (z: Tensor, { axes, norm = "backward" }: FftnOptions = {}): Tensor =>
  transform(z, complexAxes("ifftn", z, axes), 1, norm);

/** Fourier transform of a real tensor along several axes: half of the frequencies of the last of them, all of the others; complex. */
export function rfftn(x: Tensor, { axes = range(x.rank), norm = "backward" }: FftnOptions = {}): Tensor {
  requireFloat("rfft", x);
  const list = axes.map((axis) => axisOf("rfft", x, axis));
  const last = list.at(-1)!;
  const rest = list.slice(0, -1).reduce((z, axis) => complexTransform(z, axis, -1), realTransform(x, last));
  const factor = factorOf(-1, norm, sizeOf(list.map((axis) => x.shape[axis]!)));
  return factor === 1 ? rest : mul(rest, factor);
}

/** Inverse of `rfftn`; `n` is the length along the last of the axes, default 2 (m - 1). */
export function irfftn(
  z: Tensor,
  { axes, n, norm = "backward" }: FftnOptions & { readonly n?: number } = {},
): Tensor {
  const list = complexAxes("irfftn", z, axes);
  const inner = transform(z, list.slice(0, -1), 1, norm);
  return irfft(inner, { axis: list.at(-1)!, norm, ...(n !== undefined && { n }) });
}

/** `fftn` along the last two axes. */
export const fft2 = (z: Tensor, norm?: FftNorm): Tensor => fftn(z, { axes: [-2, -1], ...(norm && { norm }) });
/** `ifftn` along the last two axes. */
export const ifft2 = (z: Tensor, norm?: FftNorm): Tensor =>
  ifftn(z, { axes: [-2, -1], ...(norm && { norm }) });
/** `rfftn` along the last two axes. */
export const rfft2 = (x: Tensor, norm?: FftNorm): Tensor =>
  rfftn(x, { axes: [-2, -1], ...(norm && { norm }) });
/** `irfftn` along the last two axes; `n` is the length of the last. */
export const irfft2 = (
  z: Tensor,
  { n, norm }: { readonly n?: number; readonly norm?: FftNorm } = {},
): Tensor => irfftn(z, { axes: [-2, -1], ...(n !== undefined && { n }), ...(norm && { norm }) });
