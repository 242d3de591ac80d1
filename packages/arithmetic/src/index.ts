/**
 * @file Number formats and approximate arithmetic, bit by bit.
 */
export {
  bfloat16,
  float16,
  float32,
  float8e4m3fn,
  float8e5m2,
  floatFormat,
  type FloatFormat,
  type FloatFormatSpec,
  type Specials,
} from "./formats/float-format.ts";
export { roundTo, roundVector, type RoundOptions, type Rounding } from "./formats/rounding.ts";
export { decode, decodeVector, encode, encodeVector, nanCode, type Codes } from "./formats/codec.ts";
export { add, multiply } from "./formats/correctly-rounded.ts";
export { fieldOffset, offsetExponent } from "./lmul/offset.ts";
export { lmul, lmulCode, lmulFunction, lmulVector, type LMulOptions } from "./lmul/lmul.ts";
export { lmulRaw, lmulRawCode } from "./lmul/lmul-raw.ts";
export { mitchell, mitchellFunction } from "./lmul/mitchell.ts";
export { carryCorrectedFunction, carryTable, type ProductRounding } from "./lmul/carry-corrected.ts";
export type { Kernels, LMulKernelOptions, LMulMatmulOptions, MatmulShape } from "./kernels/kernels.ts";
export { referenceKernels } from "./kernels/reference-kernels.ts";
export { runPeakLoop, wasmKernels } from "./kernels/wasm-kernels.ts";
export { relaxedKernels, runRelaxedPeakLoop } from "./kernels/relaxed-kernels.ts";
export type {
  FixedPointMatmulOptions,
  IntegerMatmulOptions,
  IntegerOperand,
} from "./kernels/integer-options.ts";
export type { RoundedMatmulOptions } from "./kernels/rounded-options.ts";
export {
  allocateCodes,
  int16,
  int32,
  int4,
  int8,
  integerFormat,
  packNibbles,
  uint4,
  uint8,
  unpackNibbles,
  type IntegerCodes,
  type IntegerFormat,
} from "./integers/integer-format.ts";
export { stochasticRounding, type IntegerRounding } from "./integers/integer-rounding.ts";
export {
  affineQuantization,
  channelsOf,
  dequantize,
  quantize,
  rangesOf,
  type AffineQuantization,
  type AffineScheme,
  type Channels,
  type ValueRange,
} from "./integers/affine.ts";
export {
  addFixed,
  downConvert,
  fromFixedPoint,
  largestExponent,
  multiplyFixed,
  toFixedPoint,
  type DynamicFixedPoint,
  type FixedPointNumber,
  type FixedPointOptions,
} from "./integers/dynamic-fixed-point.ts";
export { largestMagnitude, safeChain, safeChainFor } from "./integers/safe-chain.ts";
export {
  doublingHighMultiply,
  dyadic,
  dyadicValue,
  multiplyRoundingOnce,
  multiplyRoundingTwice,
  requantize,
  roundingShift,
  type Dyadic,
  type Requantization,
} from "./integers/requantization.ts";
