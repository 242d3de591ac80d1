/**
 * @file L-Mul, to import: multiplication by integer addition (arXiv:2410.00907), its error theory, and its cost in gates and energy.
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
