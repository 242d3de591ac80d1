/**
 * @file Generalized Ising models and reversible automata as quantum systems (arXiv:2011.02867), to import.
 *
 * The same expectation value can be had twice: by the classical rule, a sum over histories, and by the quantum rule, a trace.
 */
export * from "./automata.ts";
export * from "./chain.ts";
export * from "./conditional-propagation.ts";
export * from "./ensembles.ts";
export * from "./exact-chain.ts";
export * from "./histories.ts";
export * from "./ising.ts";
export * from "./lattice.ts";
export * from "./limits.ts";
export * from "./thirring.ts";
export * from "./unique-jump.ts";
export * from "./collision.ts";
export * from "./ising-strip.ts";
export * from "./subsystems.ts";
export * from "./complex-matrix.ts";
export * from "./complex-structure.ts";
export * from "./fermions.ts";
export * from "./free-fermions.ts";
export {
  blockAction,
  exchangeActionClosedForm,
  grassmann,
  localFactor,
  logarithmOf,
  product as grassmannProduct,
  same as sameGrassmann,
  showGrassmann,
  type Grassmann,
  type Rational,
} from "./grassmann.ts";
export * from "./momentum.ts";
export * from "./bell.ts";
export * from "./learning.ts";
export * from "./linear-program.ts";
export * from "./qubit.ts";
export * from "./two-qubits.ts";
export * from "./scatterers.ts";
export * from "./sphere-qubit.ts";
export {
  gaussian,
  inner,
  liouvillian,
  phaseWave,
  quantumEnergy,
  quantumMomentum,
  quantumPosition,
  stepIntegers,
  unstepIntegers,
  type PhaseWave,
} from "./oscillator.ts";
export { fastLattice, type FastLattice } from "./kernel/fast-lattice.ts";
export { matrix, symmetricEigenvalues, type Matrix } from "./matrix.ts";
