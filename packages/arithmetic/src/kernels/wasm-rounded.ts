/**
 * @file Products in emulated low precision.
 */
import { checkMatmul, type MatmulShape } from "./kernels.ts";
import { layOutMatmul, takeResult } from "./matmul-layout.ts";
import { describeFormat, roundingPlan, type RoundedMatmulOptions } from "./rounded-options.ts";
import type { Float32Exports } from "./wasm-float32.ts";
import { toMultiple } from "./wasm-module.ts";

export interface RoundedExports extends Float32Exports {
  readonly FORMAT: WebAssembly.Global;
  roundNumbers(at: number, length: number, format: number): void;
  matmulRounded(...layoutAndFormats: number[]): void;
}

export function matmulRounded(
  module: RoundedExports,
  a: Float32Array,
  b: Float32Array,
  shape: MatmulShape,
  options?: RoundedMatmulOptions,
  out?: Float32Array,
): Float32Array {
  checkMatmul(a, b, shape, out);
  const plan = roundingPlan(options);
  const formats = [plan.a, plan.b, plan.product, plan.accumulator];
  const layout = layOutMatmul(module, a, b, shape, 4, () => formats.map(() => module.FORMAT.value));
  for (const [i, format] of formats.entries())
    if (format)
      new Uint32Array(module.memory.buffer, layout.more[i], 8).set(describeFormat(format, plan.overflow));
  // Operands end on a boundary of four elements: what is rounded after their end belongs to nobody.
  if (plan.a) module.roundNumbers(layout.a, toMultiple(a.length, 4), layout.more[0]);
  if (plan.b) module.roundNumbers(layout.b, toMultiple(b.length, 4), layout.more[1]);
  if (plan.product || plan.accumulator)
    module.matmulRounded(
      ...layout.arguments,
      plan.product ? layout.more[2] : 0,
      plan.accumulator ? layout.more[3] : 0,
    );
  else module.matmulFloat32(...layout.arguments);
  const c = new Float32Array(module.memory.buffer, layout.c, layout.rows * layout.columns);
  return takeResult(c, layout.columns, shape, out ?? new Float32Array(shape.m * shape.n));
}
