/**
 * Discrete Fourier transforms. A complex tensor has a last axis of length 2: real and imaginary part. The transform is linear over the reals and
 * its adjoint is the unnormalised transform of the other sign, so it needs one operator.
 */
import { fail } from "../errors.ts";
import { definePrimitive, type Operator } from "../primitive.ts";
import { show, type Tensor } from "../tensor.ts";
import { zerosLike } from "./create.ts";
import { add, mul, neg, sub } from "./elementwise.ts";
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
export const fft = (z: Tensor, axis = -1): Tensor =>
  dftOp([z], { axis: complexAxis("fft", z, axis), sign: -1 });

/** Inverse of `fft`: divided by N. */
export function ifft(z: Tensor, axis = -1): Tensor {
  const along = complexAxis("ifft", z, axis);
  return mul(dftOp([z], { axis: along, sign: 1 }), 1 / z.shape[along]!);
}

/** The first floor(N/2) + 1 frequencies of a real tensor along an axis; the result is complex. */
export function rfft(x: Tensor, axis = -1): Tensor {
  const along = axisOf("rfft", x, axis);
  const spectrum = dftOp([complex(x, zerosLike(x))], { axis: along, sign: -1 });
  return sliceAxis(spectrum, along, 0, Math.floor(x.shape[along]! / 2) + 1);
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
  const mirrored = flip(sliceAxis(z, along, 1, 1 + length - present), along);
  const conjugate = complex(realPart(mirrored), neg(imaginaryPart(mirrored)));
  return realPart(ifft(length === present ? z : concat([z, conjugate], along), along));
}
