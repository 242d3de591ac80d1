/**
 * @file L-Mul, to import: multiplication by integer addition (arXiv:2410.00907), what is built from it, its error, and its cost.
 */
export {
  fieldOffset,
  lmul,
  lmulCode,
  lmulFunction,
  lmulRaw,
  lmulRawCode,
  lmulVector,
  mitchell,
  offsetExponent,
  type LMulOptions,
} from "@working-papers/arithmetic";
export { lmulDot, lmulMatmul, type LMulKernelOptions, type MatmulShape } from "./products.ts";
export { attention, matmulOf, type Attention, type HeadShape, type Matmul } from "./attention.ts";
export {
  bias,
  f1,
  f2,
  meanDropped,
  meanKept,
  unbiasedOffset,
  worstCase,
  type Reading,
  type WorstCase,
} from "./error-theory.ts";
export { adderGates, arrayMultiplierGates, GATES, lmulGates, multiplierGates, type Gates } from "./gates.ts";
export {
  dotEnergy,
  elementwiseEnergy,
  HOROWITZ_45NM,
  type EnergyComparison,
  type FloatType,
  type NumberType,
  type OperationEnergy,
  type Picojoules,
} from "./energy.ts";
export {
  circuitProducts,
  multiplierCircuit,
  verilog,
  type Circuit,
  type Graph,
  type Signal,
  type Unit,
} from "./circuits/index.ts";
