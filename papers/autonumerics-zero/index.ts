/**
 * @file Function discovery, to import: programs, targets, classical baselines, certificates (arXiv:2312.08472).
 */
export {
  baselineValue,
  bestRational,
  chebyshev,
  minimax,
  pade,
  squareRootBaseline,
  taylor,
  type Baseline,
  type Method,
} from "./baselines/classical.ts";
export { chebyshevGrid, extrema, remez, signedError, type Family, type Levelled } from "./baselines/remez.ts";
export { certify, type Certificate, type CertifyOptions } from "./certificate/certify.ts";
export { errorFigure, linesFigure } from "./figures.ts";
export { digits, float64Error, float64Function } from "./measure.ts";
export {
  add as addPrecisely,
  divide as dividePrecisely,
  multiply as multiplyPrecisely,
  squareRoot as squareRootPrecisely,
  subtract as subtractPrecisely,
  type DoubleDouble,
} from "./precision/double-double.ts";
export { canonical, toGraph, type Graph, type Vertex } from "./programs/canonical.ts";
export { evaluate, evaluatePrecisely, gradientPrecisely } from "./programs/evaluate.ts";
export { polynomialProgram } from "./programs/families.ts";
export {
  cost,
  OPERATORS,
  programFrom,
  shapeOf,
  usesBits,
  withConstants,
  type OperatorName,
  type Program,
} from "./programs/program.ts";
export { PUBLISHED, sevenOperationBase } from "./programs/published.ts";
export { exp2By } from "./programs/range.ts";
export { rationalForm, type Polynomial, type Rational } from "./programs/rational.ts";
export { largestError, polish, type Polished } from "./search/polish.ts";
export { ExpressionError, parseExpression } from "./targets/parse.ts";
export {
  defineTarget,
  unitInTheLastPlace,
  type ErrorKind,
  type Target,
  type TargetOptions,
} from "./targets/target.ts";
export { readStoredTable, STORED_TABLE, storedTable, type StoredFinding } from "./programs/stored-table.ts";
export { formula, store, type StoredProgram } from "./programs/text.ts";
export { archive, type Archive, type Entry } from "./search/archive.ts";
export { island, type Island, type IslandState, type Judge, type SearchOptions } from "./search/island.ts";
export { wasmFitter, type Fitter, type Samples } from "./search/kernel/fitter.ts";
export { plainFitter } from "./search/kernel/plain.ts";
export {
  ADD_SUBTRACT_MULTIPLY,
  BITS_ALPHABET,
  mutate,
  mutateAsPublished,
  PAPER_ALPHABET,
  randomConstant,
  type Alphabet,
} from "./search/mutate.ts";
export { checkingSamples, fittingSamples } from "./search/samples.ts";
export {
  best,
  CERTIFICATE,
  exchange,
  finish,
  search,
  type Finding,
  type Search,
  type SearchState,
} from "./search/search.ts";
export { cmaEs, type CmaOptions, type CmaResult } from "./search/cma-es.ts";
export { evolution, type Evolution, type EvolutionOptions, type Individual } from "./search/evolution.ts";
export {
  crowdingDistances,
  dominates,
  nonDominatedFronts,
  selectNearPareto,
  type Objectives,
} from "./search/nsga2.ts";
export { emit, LANGUAGES, type EmitOptions, type Language } from "./code/emit.ts";
export { compileSimd, type Lanes, type SimdProgram } from "./code/simd.ts";
export { evaluateFloat32, float32Evaluator, type Float32Evaluator } from "./float32/arithmetic.ts";
export {
  checkAllFloats,
  checkAllFloatsNow,
  float32Count,
  type Exhaustive,
  type ExhaustiveOptions,
} from "./float32/exhaustive.ts";
export { deepen, float32Judge, float32Points, type DeepenOptions } from "./float32/judge.ts";
export { exp2Polynomial } from "./float32/polynomials.ts";
export { jury, roundConstants, type Jury, type Rounded, type RoundingOptions } from "./float32/rounding.ts";
