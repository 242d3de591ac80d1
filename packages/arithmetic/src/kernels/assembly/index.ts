/**
 * @file The kernels' entry points. Memory belongs to the caller, who lays out operands, result and work space from `heapStart()` on.
 */
export { unknown } from "./constant";
export { dotFloat32, dotLmul } from "./dot";
export { matmulFloat32, matmulLmul } from "./gemm";
export { peak } from "./peak";
export { ROWS, COLUMNS, DEPTH, SUMMARY } from "./layout";

export function heapStart(): usize {
  return __heap_base;
}
