/** Every operator. */
export * from "./create.ts";
export * from "./elementwise.ts";
export * from "./matmul.ts";
export * from "./reduce.ts";
export {
  broadcastTo,
  expandDims,
  reshape,
  squeeze,
  stopGradient,
  sum,
  sumTo,
  swapAxes,
  transpose,
  type ReduceOptions,
} from "./structural.ts";
