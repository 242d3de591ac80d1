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
export type { Kernels, LMulKernelOptions, MatmulShape } from "./kernels/kernels.ts";
export { referenceKernels } from "./kernels/reference-kernels.ts";
export { runPeakLoop, wasmKernels } from "./kernels/wasm-kernels.ts";
