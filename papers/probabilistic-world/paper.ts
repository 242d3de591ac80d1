/**
 * @file The record of "The probabilistic world" and its claims.
 *
 * The paper reports no numbers: its claims are statements of mathematics about finite systems, so each can be checked
 * exactly on small ones, once by the classical rule (a sum over histories) and once by the quantum rule (a trace). Claims
 * that rest on the last part of the abstract are marked as recalled; claims of the author's companion papers, on which
 * the same system works, name them in `place`.
 */
import { definePaper } from "@working-papers/lab";

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
      checks: [
        { experiment: "two-rules", measurement: "oneTime", expect: { kind: "atMost", value: 1e-12 } },
        {
          experiment: "two-rules",
          measurement: "exactDisagreements",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
      ],
    },
    {
      id: "PW-02",
      statement:
        "The time-ordered product of operators gives the classical correlation of observables at two times.",
      place: "abstract; operators for observables",
      reported: { text: "equal" },
      scale: "full",
      checks: [
        { experiment: "two-rules", measurement: "twoTimes", expect: { kind: "atMost", value: 1e-12 } },
        {
          experiment: "two-rules",
          measurement: "exactDisagreements",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
      ],
    },
    {
      id: "PW-03",
      statement: "Wave functions and the density matrix of a classical chain obey a linear law of evolution.",
      place: "abstract",
      reported: { text: "a generalized Schrödinger or von Neumann equation" },
      scale: "full",
      checks: [
        { experiment: "two-rules", measurement: "forwardLaw", expect: { kind: "atMost", value: 1e-13 } },
        { experiment: "two-rules", measurement: "inverseLaw", expect: { kind: "atMost", value: 1e-8 } },
        { experiment: "two-rules", measurement: "superposition", expect: { kind: "atMost", value: 1e-13 } },
      ],
    },
    {
      id: "PW-04",
      statement: "The probabilities at one time do not determine those at the next, except in special cases.",
      place: "abstract",
      reported: { text: "no similar law exists in general for the time-local probabilities" },
      scale: "full",
      checks: [
        { experiment: "boundary-problem", measurement: "lawError", expect: { kind: "atMost", value: 1e-14 } },
        { experiment: "boundary-problem", measurement: "noLaw", expect: { kind: "atLeast", value: 0.2 } },
        {
          experiment: "boundary-problem",
          measurement: "closedLaw",
          expect: { kind: "atMost", value: 1e-14 },
        },
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
        {
          experiment: "boundary-problem",
          measurement: "closedForms",
          expect: { kind: "atMost", value: 1e-13 },
        },
        { experiment: "boundary-problem", measurement: "bulk", expect: { kind: "atMost", value: 1e-13 } },
        {
          experiment: "boundary-problem",
          measurement: "oscillator",
          expect: { kind: "atMost", value: 1e-10 },
        },
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
        { experiment: "ising-strip", measurement: "kaufman", expect: { kind: "atMost", value: 1e-12 } },
        { experiment: "ising-strip", measurement: "torus", expect: { kind: "atMost", value: 1e-12 } },
        {
          experiment: "ising-strip",
          measurement: "onsager",
          expect: { kind: "near", value: 0.929695398342, tolerance: 1e-8 },
        },
        {
          experiment: "ising-strip",
          measurement: "slope12",
          expect: { kind: "near", value: 0.2617993877991494, tolerance: 0.002617993877991494 },
        },
      ],
    },
    {
      id: "PW-07",
      statement: "A chain whose interaction becomes infinitely strong turns into a deterministic automaton.",
      place: "probabilistic cellular automata",
      origin: "implied",
      reported: { text: "unique jumps in the limit β → ∞" },
      scale: "full",
      checks: [
        {
          experiment: "unique-jumps",
          measurement: "slope",
          expect: { kind: "near", value: -2, tolerance: 0.001 },
        },
      ],
    },
    {
      id: "PW-08",
      statement:
        "A reversible probabilistic automaton has an orthogonal evolution and real wave functions whose squares are the probabilities.",
      place: "abstract",
      reported: { text: "quantum systems with discrete time and real wave functions" },
      scale: "full",
      checks: [
        {
          experiment: "unique-jumps",
          measurement: "notOrthogonal",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
        {
          experiment: "unique-jumps",
          measurement: "squares",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
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
      checks: [
        { experiment: "unique-jumps", measurement: "spectrum", expect: { kind: "atMost", value: 1e-10 } },
      ],
    },
    {
      id: "PW-10",
      statement:
        "Momentum can be defined for automata by Fourier transformation, and is conserved for free movers.",
      place: "abstract",
      reported: { text: "a momentum observable and a Fourier representation" },
      scale: "full",
      checks: [
        { experiment: "free-movers", measurement: "weyl", expect: { kind: "atMost", value: 1e-12 } },
        { experiment: "free-movers", measurement: "asymmetry", expect: { kind: "atMost", value: 1e-12 } },
        { experiment: "free-movers", measurement: "meanMomentum", expect: { kind: "atMost", value: 1e-12 } },
        { experiment: "free-movers", measurement: "conserved", expect: { kind: "atMost", value: 1e-12 } },
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
        {
          experiment: "complex-structure",
          measurement: "testErrors",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
        {
          experiment: "complex-structure",
          measurement: "squareError",
          expect: { kind: "atMost", value: 1e-12 },
        },
        {
          experiment: "complex-structure",
          measurement: "commutatorError",
          expect: { kind: "atMost", value: 1e-12 },
        },
        {
          experiment: "complex-structure",
          measurement: "formError",
          expect: { kind: "atMost", value: 1e-12 },
        },
        {
          experiment: "complex-structure",
          measurement: "holeSquare",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
        {
          experiment: "complex-structure",
          measurement: "holeCommutator",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
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
        { experiment: "fermions", measurement: "free", expect: { kind: "atMost", value: 1e-12 } },
        { experiment: "fermions", measurement: "collision", expect: { kind: "atMost", value: 1e-12 } },
        { experiment: "fermions", measurement: "whole", expect: { kind: "atMost", value: 1e-12 } },
        { experiment: "fermions", measurement: "hermitian", expect: { kind: "atMost", value: 1e-12 } },
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
        {
          experiment: "colliding-movers",
          measurement: "violations",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
        {
          experiment: "colliding-movers",
          measurement: "orderBase3",
          expect: { kind: "near", value: 180, tolerance: 0 },
        },
        {
          experiment: "colliding-movers",
          measurement: "orderExtended3",
          expect: { kind: "near", value: 6, tolerance: 0 },
        },
        {
          experiment: "colliding-movers",
          measurement: "orderBase4",
          expect: { kind: "near", value: 12, tolerance: 0 },
        },
        {
          experiment: "colliding-movers",
          measurement: "orderExtended4",
          expect: { kind: "near", value: 4, tolerance: 0 },
        },
        {
          experiment: "colliding-movers",
          measurement: "notReturned",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
        {
          experiment: "colliding-movers",
          measurement: "populationChanges",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
      ],
    },
    {
      id: "PW-14a",
      statement: "With complete statistics of all four observables the CHSH expression does not exceed 2.",
      place: "not in the paper; a control",
      origin: "ours",
      reported: { text: "expected: 2, exactly", value: 2 },
      scale: "full",
      checks: [
        { experiment: "bell", measurement: "complete", expect: { kind: "near", value: 2, tolerance: 0 } },
        {
          experiment: "bell",
          measurement: "completeExcess",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
      ],
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
        {
          experiment: "bell",
          measurement: "operator",
          expect: { kind: "near", value: 2.8284271247461903, tolerance: 1e-12 },
        },
        {
          experiment: "bell",
          measurement: "incomplete",
          expect: { kind: "near", value: 2.8284271247461903, tolerance: 1e-12 },
        },
        { experiment: "bell", measurement: "incompleteNorm", expect: { kind: "atMost", value: 1e-12 } },
        { experiment: "bell", measurement: "incompletePositive", expect: { kind: "atLeast", value: -1e-12 } },
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
      checks: [
        { experiment: "bell", measurement: "unbounded", expect: { kind: "near", value: 4, tolerance: 0 } },
        {
          experiment: "bell",
          measurement: "negative",
          expect: { kind: "near", value: -0.45710678118654757, tolerance: 1e-12 },
        },
      ],
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
      checks: [{ experiment: "bell", measurement: "measured", expect: { kind: "atMost", value: 1e-12 } }],
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
        {
          experiment: "qubits-from-spins",
          measurement: "cliffords",
          expect: { kind: "near", value: 24, tolerance: 0 },
        },
        {
          experiment: "qubits-from-spins",
          measurement: "rotations",
          expect: { kind: "near", value: 24, tolerance: 0 },
        },
        {
          experiment: "qubits-from-spins",
          measurement: "gateError",
          expect: { kind: "atMost", value: 1e-14 },
        },
        { experiment: "qubits-from-spins", measurement: "tGate", expect: { kind: "atLeast", value: 0.1 } },
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
        {
          experiment: "qubits-from-spins",
          measurement: "cliffords15",
          expect: { kind: "near", value: 11520, tolerance: 0 },
        },
        {
          experiment: "qubits-from-spins",
          measurement: "cliffords6",
          expect: { kind: "near", value: 1152, tolerance: 0 },
        },
        {
          experiment: "qubits-from-spins",
          measurement: "complete",
          expect: { kind: "atMost", value: 1e-12 },
        },
        {
          experiment: "qubits-from-spins",
          measurement: "entangled",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
        { experiment: "qubits-from-spins", measurement: "pure", expect: { kind: "atMost", value: 0.95 } },
        {
          experiment: "qubits-from-spins",
          measurement: "certificates",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
        {
          experiment: "qubits-from-spins",
          measurement: "visibility",
          expect: { kind: "near", value: 0.7071067811865476, tolerance: 1e-6 },
        },
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
        { experiment: "partial-trace", measurement: "marginal", expect: { kind: "atMost", value: 1e-12 } },
        {
          experiment: "partial-trace",
          measurement: "extended",
          expect: { kind: "near", value: 0.25, tolerance: 1e-6 },
        },
        {
          experiment: "partial-trace",
          measurement: "base",
          expect: { kind: "near", value: 0.5625, tolerance: 1e-6 },
        },
        { experiment: "partial-trace", measurement: "symmetric", expect: { kind: "atMost", value: 1e-12 } },
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
        { experiment: "continuous-qubit", measurement: "staticScaled", expect: { kind: "atMost", value: 8 } },
        {
          experiment: "continuous-qubit",
          measurement: "turningScaled",
          expect: { kind: "atMost", value: 8 },
        },
        { experiment: "continuous-qubit", measurement: "order", expect: { kind: "atLeast", value: 0.5 } },
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
        { experiment: "oscillator", measurement: "commutator", expect: { kind: "atMost", value: 1e-10 } },
        { experiment: "oscillator", measurement: "partners", expect: { kind: "atMost", value: 1e-10 } },
        { experiment: "oscillator", measurement: "liouville", expect: { kind: "atMost", value: 1e-10 } },
        { experiment: "oscillator", measurement: "spectrum", expect: { kind: "atMost", value: 1e-10 } },
        {
          experiment: "oscillator",
          measurement: "ground",
          expect: { kind: "near", value: 0.5, tolerance: 1e-10 },
        },
        { experiment: "oscillator", measurement: "motion", expect: { kind: "atMost", value: 1e-10 } },
        { experiment: "oscillator", measurement: "energy", expect: { kind: "atMost", value: 1e-10 } },
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
        {
          experiment: "scatterers",
          measurement: "amplitude",
          expect: { kind: "near", value: 1, tolerance: 0.75 },
        },
        { experiment: "scatterers", measurement: "undamped", expect: { kind: "atLeast", value: 10 } },
        {
          experiment: "scatterers",
          measurement: "spread",
          expect: { kind: "near", value: 1, tolerance: 0.04 },
        },
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
      checks: [
        {
          experiment: "scatterers",
          measurement: "wrongReturns",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
        { experiment: "scatterers", measurement: "returns", expect: { kind: "atLeast", value: 20 } },
      ],
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
        { experiment: "free-movers", measurement: "vacuum", expect: { kind: "atMost", value: 1e-4 } },
        { experiment: "free-movers", measurement: "gasWick", expect: { kind: "atMost", value: 1e-12 } },
        { experiment: "free-movers", measurement: "gasStationary", expect: { kind: "atMost", value: 1e-12 } },
        { experiment: "free-movers", measurement: "thermal", expect: { kind: "atMost", value: 1e-4 } },
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
        {
          experiment: "fermions",
          measurement: "monomials",
          expect: { kind: "near", value: 13, tolerance: 0 },
        },
        {
          experiment: "fermions",
          measurement: "actionDifferences",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
        { experiment: "fermions", measurement: "cube", expect: { kind: "near", value: 0, tolerance: 0 } },
        { experiment: "fermions", measurement: "refused", expect: { kind: "near", value: 16, tolerance: 0 } },
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
        { experiment: "learning", measurement: "feasible", expect: { kind: "atMost", value: 1e-9 } },
        { experiment: "learning", measurement: "infeasible", expect: { kind: "atLeast", value: 1e-3 } },
        {
          experiment: "learning",
          measurement: "disagreements",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
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
        {
          experiment: "colliding-movers",
          measurement: "coarseEntropy",
          expect: { kind: "near", value: 3.854248046875, tolerance: 1e-9 },
        },
        {
          experiment: "colliding-movers",
          measurement: "coarseStates",
          expect: { kind: "near", value: 6561, tolerance: 0 },
        },
        {
          experiment: "colliding-movers",
          measurement: "mostSuccessors",
          expect: { kind: "near", value: 90, tolerance: 0 },
        },
        {
          experiment: "colliding-movers",
          measurement: "fineEntropy",
          expect: { kind: "near", value: 0, tolerance: 0 },
        },
      ],
    },
    {
      id: "PW-26",
      statement: "Part of the boundary information is lost along a chain; what remains evolves without loss.",
      place: "partial loss of memory",
      recalled: true,
      reported: { text: "asymptotically only eigenvalues of modulus one survive" },
      scale: "full",
      checks: [
        { experiment: "boundary-problem", measurement: "lost", expect: { kind: "atMost", value: 1e-10 } },
        { experiment: "boundary-problem", measurement: "kept", expect: { kind: "atMost", value: 1e-13 } },
      ],
    },
  ],
});
