/** Every operator. */
export * from "./activation.ts";
export { arange, eye, full, linspace, meshgrid, ones, onesLike, zeros, zerosLike } from "./create.ts";
export * from "./bitwise.ts";
export * from "./conv.ts";
export * from "./dynamic.ts";
export * from "./einsum.ts";
export * from "./elementwise.ts";
export * from "./fft.ts";
export * from "./indexing.ts";
export * from "./linalg.ts";
export * from "./matmul.ts";
export * from "./normalization.ts";
export * from "./pool.ts";
export {
  at,
  concat,
  flip,
  pad,
  repeat,
  roll,
  slice,
  sliceAxis,
  split,
  stack,
  tile,
  type PadMode,
} from "./rearrange.ts";
export * from "./reduce.ts";
export * from "./resize.ts";
export * from "./softmax.ts";
export {
  broadcastTo,
  expandDims,
  moveAxis,
  reshape,
  squeeze,
  stopGradient,
  sum,
  sumTo,
  swapAxes,
  transpose,
  type ReduceOptions,
} from "./structural.ts";
