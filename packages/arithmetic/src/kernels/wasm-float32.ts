/**
 * @file float32 products, of either module.
 */
import { checkDot, checkMatmul, type MatmulShape } from "./kernels.ts";
import { layOutMatmul, takeResult } from "./matmul-layout.ts";
import { layOut, toMultiple, type ModuleExports } from "./wasm-module.ts";

export interface Float32Exports extends ModuleExports {
  dotFloat32(x: number, y: number, length: number): number;
  matmulFloat32(...layout: number[]): void;
  peak(rounds: number): number;
}

/** Copies two vectors in, padded with zeros to sixteen partial sums; returns their addresses and padded length, and that of `more` bytes. */
export function layOutDot(
  module: ModuleExports,
  x: Float32Array,
  y: Float32Array,
  more = 0,
): [x: number, y: number, length: number, more: number] {
  checkDot(x, y);
  const length = toMultiple(x.length, 16);
  const [xAt, yAt, moreAt] = layOut(module, [length * 4, length * 4, more]);
  for (const [values, at] of [
    [x, xAt],
    [y, yAt],
  ] as const) {
    const words = new Float32Array(module.memory.buffer, at, length);
    words.set(values);
    words.fill(0, values.length);
  }
  return [xAt, yAt, length, moreAt];
}

export function dotFloat32(module: Float32Exports, x: Float32Array, y: Float32Array): number {
  const [xAt, yAt, length] = layOutDot(module, x, y);
  return module.dotFloat32(xAt, yAt, length);
}

export function matmulFloat32(
  module: Float32Exports,
  a: Float32Array,
  b: Float32Array,
  shape: MatmulShape,
  out?: Float32Array,
): Float32Array {
  checkMatmul(a, b, shape, out);
  const layout = layOutMatmul(module, a, b, shape, 4);
  module.matmulFloat32(...layout.arguments);
  const c = new Float32Array(module.memory.buffer, layout.c, layout.rows * layout.columns);
  return takeResult(c, layout.columns, shape, out ?? new Float32Array(shape.m * shape.n));
}
