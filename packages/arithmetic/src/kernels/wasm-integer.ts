/**
 * @file Integer products, by pair products of 16-bit integers.
 */
import {
  fixedPointPlan,
  zeroPoints,
  type FixedPointMatmulOptions,
  type IntegerMatmulOptions,
  type IntegerOperand,
} from "./integer-options.ts";
import { checkMatmul, type MatmulShape } from "./kernels.ts";
import { layOutMatmul, takeResult } from "./matmul-layout.ts";
import { layOut, toMultiple, type ModuleExports } from "./wasm-module.ts";

export interface IntegerExports extends ModuleExports {
  largestMagnitude(at: number, bytes: number): number;
  matmulPairs(...layoutTypesChainSum: number[]): void;
}

/** As in assembly/layout.ts. */
const typeOf = (operand: IntegerOperand) =>
  operand instanceof Int8Array ? 0 : operand instanceof Uint8Array ? 1 : 2;
const sumInt32 = 0;
const sumFloat32 = 1;
const sumFloat64 = 2;

export function integerMatmul(
  module: IntegerExports,
  a: IntegerOperand,
  b: IntegerOperand,
  shape: MatmulShape,
  options?: IntegerMatmulOptions,
  out?: Int32Array,
): Int32Array {
  checkMatmul(a, b, shape, out);
  const [aZero, bZero] = zeroPoints(a, b, options);
  const layout = layOutMatmul(module, a, b, shape, 4);
  module.matmulPairs(...layout.arguments, typeOf(a), aZero, typeOf(b), bZero, module.DEPTH.value, sumInt32);
  const c = new Int32Array(module.memory.buffer, layout.c, layout.rows * layout.columns);
  return takeResult(c, layout.columns, shape, out ?? new Int32Array(shape.m * shape.n));
}

export function fixedPointMatmul(
  module: IntegerExports,
  a: Int16Array,
  b: Int16Array,
  shape: MatmulShape,
  options?: FixedPointMatmulOptions,
  given?: Float32Array,
): Float32Array {
  checkMatmul(a, b, shape, given);
  const plan = fixedPointPlan(options, () => [magnitudeOf(module, a), magnitudeOf(module, b)]);
  const { chain, exact, scale } = plan;
  const layout = layOutMatmul(module, a, b, shape, exact ? 8 : 4);
  const kind = exact ? sumFloat64 : sumFloat32;
  module.matmulPairs(...layout.arguments, typeOf(a), 0, typeOf(b), 0, chain, kind);
  const Sums = exact ? Float64Array : Float32Array;
  const c = new Sums(module.memory.buffer, layout.c, layout.rows * layout.columns);
  if (scale !== 1) for (let i = 0; i < c.length; i++) c[i] *= scale;
  return takeResult(c, layout.columns, shape, given ?? new Float32Array(shape.m * shape.n));
}

/** The largest magnitude in an operand, which is copied in for it: with SIMD still many times faster than a loop here. */
function magnitudeOf(module: IntegerExports, operand: Int16Array): number {
  const bytes = toMultiple(operand.byteLength, 16);
  const [at] = layOut(module, [bytes]);
  const codes = new Int16Array(module.memory.buffer, at, bytes / 2);
  codes.set(operand);
  codes.fill(0, operand.length);
  return module.largestMagnitude(at, bytes);
}
