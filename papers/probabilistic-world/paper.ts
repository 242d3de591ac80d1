/**
 * @file The record of "The probabilistic world" and its claims.
 *
 * The paper reports no numbers: its claims are statements of mathematics about finite systems, so each can be checked
 * exactly on small ones, once by the classical rule (a sum over histories) and once by the quantum rule (a trace). Claims
 * that rest on the last part of the abstract are marked as recalled; claims of the author's companion papers, on which
 * the same system works, name them in `place`.
 */
import { definePaper } from "@working-papers/lab";

/** Checks as a reader would say them: equal (within a tolerance), at most, at least. */
const equals = (experiment: string, measurement: string, value: number, tolerance = 0) => ({
  experiment,
  measurement,
  expect: { kind: "near" as const, value, tolerance },
});
const atMost = (experiment: string, measurement: string, value: number) => ({
  experiment,
  measurement,
  expect: { kind: "atMost" as const, value },
});
const atLeast = (experiment: string, measurement: string, value: number) => ({
  experiment,
  measurement,
  expect: { kind: "atLeast" as const, value },
});

export default definePaper({
  slug: "probabilistic-world",
  arxiv: "2011.02867",
  title: "The probabilistic world",
  authors: ["C. Wetterich"],
  date: "2020-11-05",
  listed: "2026-09-10",
  categories: ["quant-ph"],
  summary:
    "Physics is formulated with one classical probability distribution for all times. When this distribution is a product of factors that link neighbouring times, the information at one time is carried by wave functions or a density matrix with a linear law of evolution, and expectation values follow from the quantum rule. Probabilistic cellular automata are then quantum systems in discrete time, and the paper argues that subsystems with incomplete statistics are not bound by Bell's inequalities.",
  system:
    "Generalized Ising models and reversible automata as quantum systems, computed by the classical and by the quantum rule.",
  claims: [
    {
      id: "PW-01",
      statement:
        "The classical expectation value of an observable at one time equals the trace of its operator with the density matrix.",
      place: "abstract",
      reported: { text: "equal" },
      scale: "full",
      checks: [atMost("two-rules", "oneTime", 1e-12), equals("two-rules", "exactDisagreements", 0)],
    },
    {
      id: "PW-02",
      statement:
        "The time-ordered product of operators gives the classical correlation of observables at two times.",
      place: "abstract; operators for observables",
      reported: { text: "equal" },
      scale: "full",
      checks: [atMost("two-rules", "twoTimes", 1e-12), equals("two-rules", "exactDisagreements", 0)],
    },
    {
      id: "PW-03",
      statement: "Wave functions and the density matrix of a classical chain obey a linear law of evolution.",
      place: "abstract",
      reported: { text: "a generalized Schrödinger or von Neumann equation" },
      scale: "full",
      checks: [
        atMost("two-rules", "forwardLaw", 1e-13),
        atMost("two-rules", "inverseLaw", 1e-8),
        atMost("two-rules", "superposition", 1e-13),
      ],
    },
    {
      id: "PW-04",
      statement: "The probabilities at one time do not determine those at the next, except in special cases.",
      place: "abstract",
      reported: { text: "no similar law exists in general for the time-local probabilities" },
      scale: "full",
      checks: [
        atMost("boundary-problem", "lawError", 1e-14),
        atLeast("boundary-problem", "noLaw", 0.2),
        atMost("boundary-problem", "closedLaw", 1e-14),
      ],
    },
    {
      id: "PW-05",
      statement:
        "An Ising chain with given boundary terms follows from wave functions that start at both ends.",
      place: "abstract; boundary problem",
      origin: "implied",
      reported: { text: "one distribution for all times, from local factors and boundary terms" },
      scale: "full",
      checks: [
        atMost("boundary-problem", "closedForms", 1e-13),
        atMost("boundary-problem", "bulk", 1e-13),
        atMost("boundary-problem", "oscillator", 1e-10),
      ],
    },
    {
      id: "PW-06",
      statement:
        "A strip of the two-dimensional Ising model is such a chain, and gives the known free energy.",
      place: "abstract; time as an ordering of hypersurfaces",
      origin: "implied",
      reported: {
        text: "Onsager's free energy at the critical point: ln Z/N = 0.929695398342",
        value: 0.929695398342,
      },
      scale: "full",
      checks: [
        atMost("ising-strip", "kaufman", 1e-12),
        atMost("ising-strip", "torus", 1e-12),
        equals("ising-strip", "onsager", 0.929695398342, 1e-8),
        equals("ising-strip", "slope12", 0.2617993877991494, 0.002617993877991494),
      ],
    },
    {
      id: "PW-07",
      statement: "A chain whose interaction becomes infinitely strong turns into a deterministic automaton.",
      place: "probabilistic cellular automata",
      origin: "implied",
      reported: { text: "unique jumps in the limit β → ∞" },
      scale: "full",
      checks: [equals("unique-jumps", "slope", -2, 0.001)],
    },
    {
      id: "PW-08",
      statement:
        "A reversible probabilistic automaton has an orthogonal evolution and real wave functions whose squares are the probabilities.",
      place: "abstract",
      reported: { text: "quantum systems with discrete time and real wave functions" },
      scale: "full",
      checks: [
        equals("unique-jumps", "notOrthogonal", 0),
        equals("unique-jumps", "squares", 0),
        atMost("unique-jumps", "trajectories", 1e-12),
      ],
    },
    {
      id: "PW-09",
      statement:
        "The spectrum of an automaton's evolution consists of the roots of unity that belong to its cycles.",
      place: "probabilistic cellular automata",
      origin: "implied",
      reported: { text: "exact" },
      scale: "full",
      checks: [atMost("unique-jumps", "spectrum", 1e-10)],
    },
    {
      id: "PW-10",
      statement:
        "Momentum can be defined for automata by Fourier transformation, and is conserved for free movers.",
      place: "abstract",
      reported: { text: "a momentum observable and a Fourier representation" },
      scale: "full",
      checks: [
        atMost("free-movers", "weyl", 1e-12),
        atMost("free-movers", "asymmetry", 1e-12),
        atMost("free-movers", "meanMomentum", 1e-12),
        atMost("free-movers", "conserved", 1e-12),
      ],
    },
    {
      id: "PW-11",
      statement:
        "Exchange of particles and holes gives a complex structure in which the evolution is unitary.",
      place: "abstract",
      reported: { text: "a complex wave function related to particle-hole exchange" },
      scale: "full",
      checks: [
        equals("complex-structure", "testErrors", 0),
        atMost("complex-structure", "squareError", 1e-12),
        atMost("complex-structure", "commutatorError", 1e-12),
        atMost("complex-structure", "formError", 1e-12),
        equals("complex-structure", "holeSquare", 0),
        equals("complex-structure", "holeCommutator", 0),
      ],
    },
    {
      id: "PW-12",
      statement:
        "The evolution of the automaton is the exponential of a Hamiltonian made of fermionic creation and annihilation operators.",
      place: "abstract, last part",
      recalled: true,
      reported: { text: "a Hamiltonian in creation and annihilation operators" },
      scale: "full",
      checks: [
        atMost("fermions", "free", 1e-12),
        atMost("fermions", "collision", 1e-12),
        atMost("fermions", "whole", 1e-12),
        atMost("fermions", "hermitian", 1e-12),
      ],
    },
    {
      id: "PW-13",
      statement:
        "An automaton of colliding movers is a fermionic field theory of Thirring type with the symmetries of that theory.",
      place: "companion paper arXiv:2111.06728",
      origin: "implied",
      reported: {
        text: "separate conservation of right and left movers; particle-hole, colour, parity and time reversal symmetry",
      },
      scale: "full",
      checks: [
        equals("colliding-movers", "violations", 0),
        equals("colliding-movers", "orderBase3", 180),
        equals("colliding-movers", "orderExtended3", 6),
        equals("colliding-movers", "orderBase4", 12),
        equals("colliding-movers", "orderExtended4", 4),
        equals("colliding-movers", "notReturned", 0),
        equals("colliding-movers", "populationChanges", 0),
      ],
    },
    {
      id: "PW-14a",
      statement: "With complete statistics of all four observables the CHSH expression does not exceed 2.",
      place: "not in the paper; a control",
      origin: "ours",
      reported: { text: "expected: 2, exactly", value: 2 },
      scale: "full",
      checks: [equals("bell", "complete", 2), equals("bell", "completeExcess", 0)],
    },
    {
      id: "PW-14b",
      statement:
        "Expectation values of separate classical spins that form a positive density matrix reach 2√2 in the CHSH expression.",
      place: "abstract, last part: Bell's inequalities need not apply",
      origin: "implied",
      recalled: true,
      reported: { text: "2√2, the quantum bound", value: 2.8284271247461903 },
      scale: "full",
      checks: [
        equals("bell", "operator", 2.8284271247461903, 1e-12),
        equals("bell", "incomplete", 2.8284271247461903, 1e-12),
        atMost("bell", "incompleteNorm", 1e-12),
        atLeast("bell", "incompletePositive", -1e-12),
      ],
    },
    {
      id: "PW-14c",
      statement:
        "Without positivity such expectation values reach 4, and the density matrix has a negative eigenvalue.",
      place: "not in the paper",
      origin: "ours",
      reported: { text: "expected: 4", value: 4 },
      scale: "full",
      checks: [equals("bell", "unbounded", 4), equals("bell", "negative", -0.45710678118654757, 1e-12)],
    },
    {
      id: "PW-14d",
      statement:
        "Correlations defined by conditional probabilities of a sequence of measurements equal the quantum correlation.",
      place: "abstract, last part; measurement correlations",
      origin: "implied",
      recalled: true,
      reported: { text: "tr(ρ A⊗B)" },
      scale: "full",
      checks: [atMost("bell", "measured", 1e-12)],
    },
    {
      id: "PW-15",
      statement:
        "Three classical spins form a qubit on which exactly the 24 Clifford operations are deterministic changes of the spins.",
      place: "subsystems with incomplete statistics",
      origin: "implied",
      recalled: true,
      reported: { text: "24 operations, the T gate is not among them", value: 24, unit: "operations" },
      scale: "full",
      checks: [
        equals("qubits-from-spins", "cliffords", 24),
        equals("qubits-from-spins", "rotations", 24),
        atMost("qubits-from-spins", "gateError", 1e-14),
        atLeast("qubits-from-spins", "tGate", 0.1),
      ],
    },
    {
      id: "PW-16",
      statement:
        "Fifteen spins represent every state of two qubits and all 11,520 Clifford operations; six spins with their correlations do not.",
      place: "subsystems with incomplete statistics",
      origin: "implied",
      recalled: true,
      reported: { text: "11,520 operations with 15 spins, 1,152 with 6" },
      scale: "full",
      checks: [
        equals("qubits-from-spins", "cliffords15", 11520),
        equals("qubits-from-spins", "cliffords6", 1152),
        atMost("qubits-from-spins", "complete", 1e-12),
        equals("qubits-from-spins", "entangled", 0),
        atMost("qubits-from-spins", "pure", 0.95),
        equals("qubits-from-spins", "certificates", 0),
        equals("qubits-from-spins", "visibility", 0.7071067811865476, 1e-6),
      ],
    },
    {
      id: "PW-17",
      statement:
        "Tracing out bits gives the classical marginal, and two colliding wave packets end up entangled.",
      place: "abstract: subsystems by partial traces",
      reported: { text: "subsystems by partial traces of the density matrix" },
      scale: "full",
      checks: [
        atMost("partial-trace", "marginal", 1e-12),
        equals("partial-trace", "extended", 0.25, 1e-6),
        equals("partial-trace", "base", 0.5625, 1e-6),
        atMost("partial-trace", "symmetric", 1e-12),
      ],
    },
    {
      id: "PW-18",
      statement:
        "A qubit with an arbitrary Hamiltonian follows from classical probabilities with one spin per direction.",
      place: "second part of version 1, now arXiv:2408.06379, abstract",
      reported: { text: "one qubit with an arbitrary Hamiltonian" },
      scale: "full",
      checks: [
        atMost("continuous-qubit", "staticScaled", 8),
        atMost("continuous-qubit", "turningScaled", 8),
        atLeast("continuous-qubit", "order", 0.5),
      ],
    },
    {
      id: "PW-19",
      statement:
        "A quantum particle in a harmonic potential is a subsystem of a classical distribution in phase space.",
      place: "second part of version 1, now arXiv:2408.06379, abstract",
      reported: { text: "a quantum particle in a harmonic potential" },
      scale: "full",
      checks: [
        atMost("oscillator", "commutator", 1e-10),
        atMost("oscillator", "partners", 1e-10),
        atMost("oscillator", "liouville", 1e-10),
        atMost("oscillator", "spectrum", 1e-10),
        equals("oscillator", "ground", 0.5, 1e-10),
        atMost("oscillator", "motion", 1e-10),
        atMost("oscillator", "energy", 1e-10),
      ],
    },
    {
      id: "PW-20",
      statement:
        "Averaged over random scatterers, the amplitude of a mover follows a damped Dirac quantum walk, and its probability a diffusion.",
      place: "companion papers arXiv:2211.17034 and arXiv:2405.09829",
      origin: "implied",
      reported: { text: "movers that turn at random points become Dirac particles" },
      scale: "full",
      checks: [
        equals("scatterers", "amplitude", 1, 0.75),
        atLeast("scatterers", "undamped", 10),
        equals("scatterers", "spread", 1, 0.04),
      ],
    },
    {
      id: "PW-21",
      statement:
        "With periodically repeated scatterers a distribution re-emerges after an exactly computable time.",
      place: "companion paper arXiv:2405.09829",
      origin: "implied",
      reported: { text: "probability distributions re-emerge" },
      scale: "full",
      checks: [equals("scatterers", "wrongReturns", 0), atLeast("scatterers", "returns", 20)],
    },
    {
      id: "PW-22",
      statement:
        "The automaton of free movers has the vacuum correlation of free fermions and a thermal state with the Fermi-Dirac distribution.",
      place: "companion paper arXiv:2505.24392, abstract",
      origin: "implied",
      reported: { text: "Feynman propagator; Fermi-Dirac distribution" },
      scale: "full",
      checks: [
        atMost("free-movers", "vacuum", 1e-4),
        atMost("free-movers", "gasWick", 1e-12),
        atMost("free-movers", "gasStationary", 1e-12),
        atMost("free-movers", "thermal", 1e-4),
      ],
    },
    {
      id: "PW-23",
      statement:
        "The collision block of the automaton has a local fermionic (Grassmann) action with exact rational coefficients.",
      place: "companion papers arXiv:2111.06728, equations 52 to 58, and arXiv:2203.14081",
      origin: "implied",
      reported: { text: "an action of 13 monomials", value: 13, unit: "monomials" },
      scale: "full",
      checks: [
        equals("fermions", "monomials", 13),
        equals("fermions", "actionDifferences", 0),
        equals("fermions", "cube", 0),
        equals("fermions", "refused", 16),
      ],
    },
    {
      id: "PW-24",
      statement:
        "A network of classical spins learns the expectation values of a two-qubit state exactly when they are feasible.",
      place: "companion papers arXiv:1810.10335 and arXiv:2408.06379",
      origin: "implied",
      reported: { text: "a neuromorphic system learns unitary transformations of two entangled qubits" },
      scale: "full",
      checks: [
        atMost("learning", "feasible", 1e-9),
        atLeast("learning", "infeasible", 1e-3),
        equals("learning", "disagreements", 0),
      ],
    },
    {
      id: "PW-25",
      statement:
        "Averaging cells of a deterministic automaton gives an evolution that is no longer deterministic.",
      place: "companion paper arXiv:2211.09002, abstract",
      origin: "implied",
      reported: { text: "determinism is lost by coarse graining" },
      scale: "full",
      checks: [
        equals("colliding-movers", "coarseEntropy", 3.854248046875, 1e-9),
        equals("colliding-movers", "coarseStates", 6561),
        equals("colliding-movers", "mostSuccessors", 90),
        equals("colliding-movers", "fineEntropy", 0),
      ],
    },
    {
      id: "PW-26",
      statement: "Part of the boundary information is lost along a chain; what remains evolves without loss.",
      place: "partial loss of memory",
      recalled: true,
      reported: { text: "asymptotically only eigenvalues of modulus one survive" },
      scale: "full",
      checks: [atMost("boundary-problem", "lost", 1e-10), atMost("boundary-problem", "kept", 1e-13)],
    },
  ],
});
