/**
 * @file The entry points of the second module, which needs an engine with relaxed SIMD: float32 products by multiply-add, see multiply-add.ts.
 */
export { unknown } from "./constant";
export { dotFloat32 } from "./dot";
export { matmulFloat32 } from "./gemm-float32";
export { peak } from "./peak";
export { ROWS, COLUMNS, DEPTH } from "./layout";

export function heapStart(): usize {
  return __heap_base;
}
