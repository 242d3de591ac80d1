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
import { reshape, transpose } from "./structural.ts";
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

const complexTransform = (z: Tensor, axis: number, sign: -1 | 1): Tensor => {
  const n = z.shape[axis]!;
  if (n > longestProduct || n === 0) return dftOp([z], { axis, sign });
  const entry = (j: number, k: number): readonly [number, number] => root(sign * j * k, n);
  const by = matrix(`${n} ${sign}`, z.dtype, { rows: n, columns: n, partsIn: 2, partsOut: 2, entry });
  return contract(z, axis, by, 2, 2);
};

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
  if (z.shape.at(-1) !== 2) fail(`${name} of ${show(z)}: a complex tensor has a last axis of length 2`);
  return axisOf(name, z, axis < 0 ? axis - 1 : axis);
}

/** sum_n z_n exp(-2 pi i k n / N) along an axis of a complex tensor (counted without its last axis). */
export const fft = (z: Tensor, axis = -1): Tensor => complexTransform(z, complexAxis("fft", z, axis), -1);

/** Inverse of `fft`: divided by N. */
export function ifft(z: Tensor, axis = -1): Tensor {
  const along = complexAxis("ifft", z, axis);
  return mul(complexTransform(z, along, 1), 1 / z.shape[along]!);
}

/** The first floor(N/2) + 1 frequencies of a real tensor along an axis; the result is complex. */
export function rfft(x: Tensor, axis = -1): Tensor {
  const along = axisOf("rfft", x, axis);
  const n = x.shape[along]!;
  const columns = Math.floor(n / 2) + 1;
  if (n <= longestProduct && n > 0) {
    const entry = (j: number, k: number): readonly [number, number] => root(-j * k, n);
    return contract(
      x,
      along,
      matrix(`real ${n}`, x.dtype, { rows: n, columns, partsIn: 1, partsOut: 2, entry }),
      1,
      2,
    );
  }
  const spectrum = dftOp([complex(x, zerosLike(x))], { axis: along, sign: -1 });
  return sliceAxis(spectrum, along, 0, columns);
}

/**
 * The real tensor of length n (default 2 (m - 1)) whose `rfft` is z: missing frequencies are the conjugates of those present.
 */
export function irfft(
  z: Tensor,
  { axis = -1, n }: { readonly axis?: number; readonly n?: number } = {},
): Tensor {
  const along = complexAxis("irfft", z, axis);
  const present = z.shape[along]!;
  const length = n ?? 2 * (present - 1);
  const mirrors = length - present;
  if (length <= longestProduct && mirrors >= 0 && mirrors < present) {
    // A frequency and its mirror image add twice the real part of one.
    const entry = (k: number, j: number): readonly [number, number] => {
      const [re, im] = root(k * j, length);
      const weight = (k >= 1 && k <= mirrors ? 2 : 1) / length;
      return [re * weight, im * weight];
    };
    const block: Block = { rows: present, columns: length, partsIn: 2, partsOut: 1, entry };
    return contract(z, along, matrix(`inverse ${present} ${length}`, z.dtype, block), 2, 1);
  }
  const mirrored = flip(sliceAxis(z, along, 1, 1 + length - present), along);
  const conjugate = complex(realPart(mirrored), neg(imaginaryPart(mirrored)));
  return realPart(ifft(length === present ? z : concat([z, conjugate], along), along));
}
