/**
 * @file Generalized Ising models and reversible automata as quantum systems (arXiv:2011.02867), to import.
 *
 * The same expectation value can be had twice: by the classical rule, a sum over histories, and by the quantum rule, a trace.
 */
export * from "./automata.ts";
export * from "./chain.ts";
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
