/**
 * @file float32 products under L-Mul.
 */
import { float32 } from "../formats/float-format.ts";
import { mantissaConstant, offsetExponent } from "../lmul/offset.ts";
import { checkMatmul, type LMulKernelOptions, type LMulMatmulOptions, type MatmulShape } from "./kernels.ts";
import { layOutMatmul, takeResult } from "./matmul-layout.ts";
import { describeFormat, roundingPlan } from "./rounded-options.ts";
import { layOutDot } from "./wasm-float32.ts";
import type { ModuleExports } from "./wasm-module.ts";

export interface LmulExports extends ModuleExports {
  readonly FORMAT: WebAssembly.Global;
  readonly SUMMARY: WebAssembly.Global;
  dotLmul(x: number, y: number, length: number, summaries: number, ...lmul: LmulArguments): number;
  matmulLmul(...layoutAndLmul: number[]): void;
}

/** formula, keep, constant, overflow: as the assembly takes them. */
type LmulArguments = [formula: number, keep: number, constant: number, overflow: number];

function lmulArguments(options: LMulKernelOptions = {}): LmulArguments {
  const { reading = "field", mantissaBits = 23, offset, overflow = "infinity" } = options;
  if (!Number.isInteger(mantissaBits) || mantissaBits < 1 || mantissaBits > 23)
    throw new RangeError(
      `L-Mul in float32 keeps 1 to 23 mantissa bits and got ${mantissaBits}; give a width of the format or less.`,
    );
  return [
    reading === "formula" ? 1 : 0,
    -(2 ** (23 - mantissaBits)),
    mantissaConstant(float32, offset ?? 2 ** -offsetExponent(mantissaBits)),
    overflow === "saturate" ? 0x7f7fffff : 0x7f800000,
  ];
}

export function dotLmul(
  module: LmulExports,
  x: Float32Array,
  y: Float32Array,
  options?: LMulKernelOptions,
): number {
  const lmul = lmulArguments(options);
  const [xAt, yAt, length, summaries] = layOutDot(module, x, y, 2 * module.SUMMARY.value);
  return module.dotLmul(xAt, yAt, length, summaries, ...lmul);
}

export function matmulLmul(
  module: LmulExports,
  a: Float32Array,
  b: Float32Array,
  shape: MatmulShape,
  options?: LMulMatmulOptions,
  out?: Float32Array,
): Float32Array {
  checkMatmul(a, b, shape, out);
  const lmul = lmulArguments(options);
  const { accumulator, overflow } = roundingPlan(options);
  const layout = layOutMatmul(module, a, b, shape, 4, (rows, columns) => [
    (rows / module.ROWS.value) * module.SUMMARY.value,
    (columns / module.COLUMNS.value) * module.SUMMARY.value,
    module.FORMAT.value,
  ]);
  const [summariesA, summariesB, format] = layout.more;
  if (accumulator)
    new Uint32Array(module.memory.buffer, format, 8).set(describeFormat(accumulator, overflow));
  module.matmulLmul(...layout.arguments, summariesA, summariesB, ...lmul, accumulator ? format : 0);
  const c = new Float32Array(module.memory.buffer, layout.c, layout.rows * layout.columns);
  return takeResult(c, layout.columns, shape, out ?? new Float32Array(shape.m * shape.n));
}
