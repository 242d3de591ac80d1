/** Control flow and rematerialisation: functions of functions that stay one operator in the graph. */
export { checkpoint, type CheckpointOptions } from "./checkpoint.ts";
export { cond } from "./cond.ts";
export { foriLoop, scan, type ScanOptions } from "./scan.ts";
export { whileLoop } from "./whileLoop.ts";
