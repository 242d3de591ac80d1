/** @file Any ONNX graph under any arithmetic. */
export {
  float32,
  float8,
  formatNamed,
  int16,
  int8,
  lmul,
  parseArithmetic,
  rounded,
  type Arithmetic,
  type RoundedOptions,
} from "./arithmetic.ts";
export { parseAssignment, type Assignment } from "./assignment.ts";
export type { NodeClass } from "./classes.ts";
export { compare, difference, type Comparison, type Difference, type NodeDifference } from "./compare.ts";
export {
  interpreter,
  type Interpreter,
  type InterpreterOptions,
  type NodeInfo,
  type NodeResult,
  type RunOptions,
} from "./interpreter.ts";
export { ModelError, type Signature } from "./model.ts";
export type { ElementaryFunctions } from "./operator.ts";
export type { MatrixProducts } from "./products.ts";
export { NpyError, readNpy, writeNpy } from "./npy.ts";
export { operatorNames } from "./ops/table.ts";
export { floatValue, integerValue, isFloatType, sizeOf, type Shape, type Value } from "./value.ts";
