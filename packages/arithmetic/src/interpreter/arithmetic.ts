/**
 * @file An arithmetic: how a node's products are made and added up. Everything else a node does is float32.
 */
import {
  bfloat16,
  float16,
  float32 as float32Format,
  float8e4m3fn,
  float8e5m2,
  floatFormat,
  type FloatFormat,
} from "../formats/float-format.ts";
import { roundTo } from "../formats/rounding.ts";
import { affineQuantization, quantize, rangesOf } from "../integers/affine.ts";
import { toFixedPoint } from "../integers/dynamic-fixed-point.ts";
import { int8 as int8Format } from "../integers/integer-format.ts";
import type { LMulMatmulOptions, MatmulShape } from "../kernels/kernels.ts";
import { lmulFunction } from "../lmul/lmul.ts";
import type { MatrixProducts } from "./products.ts";

export interface Arithmetic {
  /** As `parseArithmetic` reads it: `lmul:4`, `e4m3+e4m3`, `float32`. */
  readonly name: string;
  /** The matrix product a[m, k] · b[k, n] on kernels or a pool of threads. */
  matmul(
    kernels: MatrixProducts,
    a: Float32Array,
    b: Float32Array,
    shape: MatmulShape,
  ): Float32Array | Promise<Float32Array>;
  /** The product of two float32 numbers, for elementwise multiplications. */
  readonly multiply: (x: number, y: number) => number;
}

/** Float32 products, added in float32. */
export const float32: Arithmetic = {
  name: "float32",
  matmul: (kernels, a, b, shape) => kernels.matmul(a, b, shape),
  multiply: (x, y) => Math.fround(x * y),
};

/** L-Mul products, added in float32 or in the format `accumulator`. */
export function lmul(options: LMulMatmulOptions = {}): Arithmetic {
  const { accumulator, ...product } = options;
  const { mantissaBits = 23, reading = "field", offset } = options;
  const parts = [
    "lmul",
    String(mantissaBits),
    ...(reading === "formula" ? ["formula"] : []),
    ...(offset === undefined ? [] : [`offset=${offset}`]),
  ];
  return {
    name: parts.join(":") + (accumulator ? `+${nameOf(accumulator)}` : ""),
    matmul: (kernels, a, b, shape) => kernels.lmulMatmul(a, b, shape, options),
    multiply: lmulFunction(product),
  };
}

export interface RoundedOptions {
  /** What each partial sum is rounded to; float32 when absent. */
  readonly accumulator?: FloatFormat;
  /** What each product is rounded to; with an accumulator, the accumulator's format, otherwise not rounded. */
  readonly product?: FloatFormat;
  /**
   * Scale each operand of a matrix product by a power of two so that its largest element is in the format's highest binade, and the result back; false
   * when absent.
   */
  readonly scaled?: boolean;
}

/**
 * Products of operands rounded to a format, to nearest even; what is beyond the largest number becomes the largest.
 *
 * @throws RangeError when operands are to be scaled to a range of which two products are more than the sums can hold
 */
export function rounded(format: FloatFormat, options: RoundedOptions = {}): Arithmetic {
  const { accumulator, product = accumulator, scaled = false } = options;
  const sums = product ?? float32Format;
  const twoProducts = 2 * format.maxFinite ** 2;
  if (scaled && twoProducts > sums.maxFinite)
    throw new RangeError(
      `Two products of operands that are scaled to the range of ${nameOf(format)} add up to ${twoProducts}, and ${nameOf(sums)} ends at ${sums.maxFinite}: take sums in a format with a wider range, or ${nameOf(format)} without scaling.`,
    );
  const kernelOptions = {
    operands: format,
    overflow: "saturate" as const,
    ...(product && { product }),
    ...(accumulator && { accumulator }),
  };
  const saturating = { overflow: "saturate" as const };
  return {
    name: `${nameOf(format)}${scaled ? ":scaled" : ""}${accumulator ? `+${nameOf(accumulator)}` : ""}`,
    matmul(kernels, a, b, shape) {
      if (!scaled) return kernels.roundedMatmul(a, b, shape, kernelOptions);
      const [aScale, bScale] = [powerScale(a, format), powerScale(b, format)];
      const out = kernels.roundedMatmul(times(a, aScale), times(b, bScale), shape, kernelOptions);
      const back = 1 / (aScale * bScale);
      return out instanceof Promise ? out.then((c) => times(c, back)) : times(out, back);
    },
    multiply(x, y) {
      const exact = Math.fround(roundTo(format, x, saturating) * roundTo(format, y, saturating));
      return product ? roundTo(product, exact, saturating) : exact;
    },
  };
}

/** fp8, by its usual name: e4m3 (the variant without infinities) or e5m2. */
export const float8 = (kind: "e4m3" | "e5m2", options?: RoundedOptions): Arithmetic =>
  rounded(kind === "e4m3" ? float8e4m3fn : float8e5m2, options);

/** 8-bit integers with a scale for each operand, taken from its largest magnitude; sums in 32 bits. Elementwise products stay float32. */
export const int8: Arithmetic = {
  name: "int8",
  matmul(kernels, a, b, shape) {
    const [[aCodes, aScale], [bCodes, bScale]] = [int8Codes(a), int8Codes(b)];
    const scale = (sums: Int32Array) => Float32Array.from(sums, (sum) => sum * (aScale * bScale));
    const sums = kernels.integerMatmul(aCodes, bCodes, shape);
    return sums instanceof Promise ? sums.then(scale) : scale(sums);
  },
  multiply: float32.multiply,
};

function int8Codes(values: Float32Array): [codes: Int8Array, scale: number] {
  const quantization = affineQuantization(int8Format, rangesOf(values), { scheme: "symmetric" });
  return [quantize(values, quantization) as Int8Array, quantization.scales[0]];
}

/** Dynamic fixed point of 16 bits (arXiv:1802.00930), two bits of headroom, chains that cannot overflow. Elementwise products stay float32. */
export const int16: Arithmetic = {
  name: "int16",
  matmul(kernels, a, b, shape) {
    const [x, y] = [toFixedPoint(a, { headroom: 2 }), toFixedPoint(b, { headroom: 2 })];
    // The scale may leave the range of float32 where the results do not, so it is not the kernel's.
    const scale = 2 ** (x.exponents[0] + y.exponents[0]);
    const sums = kernels.fixedPointMatmul(x.codes, y.codes, shape);
    return sums instanceof Promise ? sums.then((c) => times(c, scale)) : times(sums, scale);
  },
  multiply: float32.multiply,
};

function powerScale(values: Float32Array, format: FloatFormat): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest > 0 && largest < Infinity ? 2 ** Math.floor(Math.log2(format.maxFinite / largest)) : 1;
}

const times = (values: Float32Array, scale: number): Float32Array =>
  scale === 1 ? values : values.map((value) => value * scale);

const short: Readonly<Record<string, FloatFormat>> = {
  float32: float32Format,
  float16,
  fp16: float16,
  bfloat16,
  bf16: bfloat16,
  e4m3: float8e4m3fn,
  e5m2: float8e5m2,
};

const nameOf = (format: FloatFormat): string =>
  format === float8e4m3fn ? "e4m3" : format === float8e5m2 ? "e5m2" : format.name;

/** A format by name: float32, float16, bfloat16, e4m3, e5m2, or any eXmY. @throws RangeError for other names */
export function formatNamed(name: string): FloatFormat {
  if (Object.hasOwn(short, name)) return short[name];
  const widths = /^e(\d+)m(\d+)$/.exec(name);
  if (widths) return floatFormat({ exponentBits: Number(widths[1]), mantissaBits: Number(widths[2]) });
  throw new RangeError(`A format is float32, float16, bfloat16, e4m3, e5m2 or another eXmY, not «${name}».`);
}

/**
 * An arithmetic from text: `float32`; `lmul`, `lmul:4`, `lmul:4:formula`; a format such as `e4m3`, `bfloat16`, `e4m3:scaled`; `int8`; `int16`. After `+` the
 * format of partial sums: `lmul:3+e4m3`, `e4m3+e4m3` (whose products are rounded to it as well).
 *
 * @throws RangeError saying what is allowed
 */
export function parseArithmetic(text: string): Arithmetic {
  const [product, sums, ...more] = text.trim().split("+");
  const [kind, ...words] = product.split(":");
  const accumulator = sums === undefined ? {} : { accumulator: formatNamed(sums) };
  const refuse = (): never => {
    throw new RangeError(
      `An arithmetic is float32, lmul[:bits][:formula], int8, int16 or a format such as e4m3, bfloat16 or e4m3:scaled, and +format for the sums, not «${text}».`,
    );
  };
  if (more.length > 0) return refuse();
  if (kind === "lmul") {
    const reading = words.includes("formula") ? ("formula" as const) : ("field" as const);
    const bits = words.filter((word) => word !== "formula" && word !== "field");
    if (bits.length > 1 || (bits.length === 1 && !/^\d+$/.test(bits[0]))) return refuse();
    const arithmetic = lmul({
      reading,
      ...(bits.length === 1 && { mantissaBits: Number(bits[0]) }),
      ...accumulator,
    });
    return arithmetic;
  }
  if (kind === "int8" || kind === "int16" || (kind === "float32" && !sums)) {
    if (words.length > 0 || sums !== undefined) return refuse();
    return kind === "int8" ? int8 : kind === "int16" ? int16 : float32;
  }
  if (words.some((word) => word !== "scaled")) return refuse();
  return rounded(formatNamed(kind), { ...accumulator, scaled: words.includes("scaled") });
}
