/**
 * @file The kernels' entry points. Memory belongs to the caller, who lays out operands, result and work space from `heapStart()` on.
 */
export { unknown } from "./constant";
export { dotFloat32 } from "./dot";
export { dotLmul } from "./dot-lmul";
export { matmulFloat32 } from "./gemm-float32";
export { matmulLmul } from "./gemm-lmul";
export { matmulPairs } from "./gemm-pairs";
export { matmulRounded } from "./gemm-rounded";
export { roundNumbers } from "./round";
export { largestMagnitude } from "./largest-magnitude";
export { peak } from "./peak";
export { ROWS, COLUMNS, DEPTH, FORMAT, SUMMARY } from "./layout";

export function heapStart(): usize {
  return __heap_base;
}
