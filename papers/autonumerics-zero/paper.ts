/**
 * @file The record of AutoNumerics-Zero and its claims.
 *
 * The published programs for 2^x can be checked exactly, and so can the classical approximations beside them. The search
 * is repeated with a budget of minutes instead of days on thousands of processes. Numbers that only a second-hand
 * account of the second version gives are marked as recalled.
 */
import { definePaper } from "@working-papers/lab";

export default definePaper({
  slug: "autonumerics-zero",
  arxiv: "2312.08472",
  title: "AutoNumerics-Zero: Automated Discovery of State-of-the-Art Mathematical Functions",
  authors: [
    "Esteban Real",
    "Yao Chen",
    "Mirko Rossini",
    "Connal de Souza",
    "Manav Garg",
    "Akhil Verghese",
    "Moritz Firsching",
    "Quoc V. Le",
    "Ekin Dogus Cubuk",
    "David H. Park",
  ],
  date: "2023-12-13",
  listed: "2026-09-10",
  categories: ["cs.NE"],
  summary:
    "An evolutionary search starts from an empty program and combines additions, subtractions, multiplications and divisions, with constants fitted by a numerical optimiser, into approximations of transcendental functions. For a given number of operations its programs for 2^x are more accurate than Taylor, Padé, Chebyshev and minimax approximations; one of ten operations reaches 14 digits. A variant that measures running time finds float32 code within one unit in the last place that is faster than the baselines.",
  system:
    "Discovers approximations of functions at a given cost and stores them with a certified error bound.",
  claims: [
    {
      id: "ANZ-1",
      statement: "A program of ten operations approximates 2^x on (0, 1] to 14 significant digits.",
      place: "abstract of version 2; figure 11, program f10",
      reported: { text: "10 operations, 14 significant figures", value: 14, unit: "digits" },
      scale: "full",
      checks: [
        {
          experiment: "published-programs",
          measurement: "f10Operations",
          expect: { kind: "near", value: 10, tolerance: 0 },
          says: "operations of f10",
        },
        {
          experiment: "published-programs",
          measurement: "f10Float64Digits",
          expect: { kind: "atLeast", value: 14 },
          says: "digits of f10 in float64",
        },
      ],
    },
    {
      id: "ANZ-1b",
      statement:
        "In exact arithmetic the ten-operation program is more accurate than in float64, where rounding dominates.",
      place: "figure 11, program f10",
      origin: "ours",
      reported: { text: "expected: maximum relative error 3.520e-15", value: 3.52e-15 },
      scale: "full",
      checks: [
        {
          experiment: "published-programs",
          measurement: "roundingFactor",
          expect: { kind: "atLeast", value: 1 },
          says: "error in float64 over error in real arithmetic",
        },
        {
          experiment: "published-programs",
          measurement: "f10Real",
          expect: { kind: "near", value: 3.52e-15, tolerance: 0.0176e-15 },
          says: "largest relative error of f10 in real arithmetic",
        },
      ],
    },
    {
      id: "ANZ-2",
      statement:
        "The relative error of the ten-operation program is below 5.4e-15 everywhere in the domain, by proof.",
      place: "section on proofs",
      recalled: true,
      reported: { text: "< 5.4e-15", value: 5.4e-15 },
      scale: "full",
      checks: [
        {
          experiment: "published-programs",
          measurement: "f10Bound",
          expect: { kind: "atMost", value: 5.4e-15 },
          says: "proven bound of the relative error of f10",
        },
      ],
    },
    {
      id: "ANZ-3",
      statement: "The programs of two, three and five operations have 1.383, 2.911 and 5.198 correct digits.",
      place: "figure 11, programs f2, f3 and f5",
      origin: "implied",
      reported: { text: "programs with their constants; 1.383, 2.911, 5.198 digits follow from them" },
      scale: "full",
      checks: [
        {
          experiment: "published-programs",
          measurement: "f2Digits",
          expect: { kind: "near", value: 1.383, tolerance: 0.002 },
          says: "digits of f2",
        },
        {
          experiment: "published-programs",
          measurement: "f3Digits",
          expect: { kind: "near", value: 2.911, tolerance: 0.002 },
          says: "digits of f3",
        },
        {
          experiment: "published-programs",
          measurement: "f5Digits",
          expect: { kind: "near", value: 5.198, tolerance: 0.002 },
          says: "digits of f5",
        },
      ],
    },
    {
      id: "ANZ-4",
      statement:
        "The ten-operation program is more than six orders of magnitude more accurate than any earlier approximation of that size.",
      place: "abstract of version 2",
      reported: { text: "more than 6 orders of magnitude", value: 6, unit: "orders of magnitude" },
      scale: "full",
      checks: [
        {
          experiment: "baselines",
          measurement: "gapAtTen",
          expect: { kind: "atLeast", value: 6 },
          says: "digits of f10 beyond the best classical approximation of 10 operations",
        },
      ],
    },
    {
      id: "ANZ-5",
      statement:
        "Per number of operations, minimax rational approximations of 2^x are the most accurate of the classical ones.",
      place: "figure of accuracy against operations",
      recalled: true,
      reported: { text: "Taylor, Padé, Chebyshev, minimax polynomial and minimax rational as baselines" },
      scale: "full",
      checks: [
        {
          experiment: "baselines",
          measurement: "rationalAhead",
          expect: { kind: "near", value: 8, tolerance: 0 },
          says: "numbers of operations from 4 to 18 at which minimax rational functions lead",
        },
      ],
    },
    {
      id: "ANZ-6",
      statement:
        "Evolution from an empty program beats every classical approximation of 2^x at each number of operations.",
      place: "abstract of version 2; figure of accuracy against operations",
      reported: { text: "outperforms established methods" },
      scale: "reduced",
      scaleNote:
        "minutes on one core and 600,000 candidates, three seeds, instead of 100 to 10,000 processes for 1 to 4 days",
      checks: [
        {
          experiment: "search",
          measurement: "ahead",
          expect: { kind: "near", value: 9, tolerance: 0 },
          says: "sizes from 3 to 11 operations that beat all classical approximations",
        },
        {
          experiment: "search",
          measurement: "digits3",
          expect: { kind: "atLeast", value: 3.05 },
          says: "digits with 3 operations",
        },
        {
          experiment: "search",
          measurement: "digits4",
          expect: { kind: "atLeast", value: 3.66 },
          says: "digits with 4 operations",
        },
        {
          experiment: "search",
          measurement: "digits5",
          expect: { kind: "atLeast", value: 5.3 },
          says: "digits with 5 operations",
        },
        {
          experiment: "search",
          measurement: "digits6",
          expect: { kind: "atLeast", value: 6.5 },
          says: "digits with 6 operations",
        },
        {
          experiment: "search",
          measurement: "digits8",
          expect: { kind: "atLeast", value: 8.9 },
          says: "digits with 8 operations",
        },
        {
          experiment: "search",
          measurement: "digits10",
          expect: { kind: "atLeast", value: 10.9 },
          says: "digits with 10 operations",
        },
      ],
    },
    {
      id: "ANZ-7",
      statement: "Separate searches arrive at the same program shapes.",
      place: "section on convergent evolution",
      recalled: true,
      reported: { text: "independent runs find the same shapes" },
      scale: "reduced",
      scaleNote:
        "minutes on one core and 600,000 candidates, three seeds, instead of 100 to 10,000 processes for 1 to 4 days",
      checks: [
        {
          experiment: "search",
          measurement: "forms",
          expect: { kind: "near", value: 2, tolerance: 0 },
          says: "sizes 3 and 5 at which the best program is the published one as a function",
        },
        {
          experiment: "search",
          measurement: "digits3",
          expect: { kind: "near", value: 3.062, tolerance: 0.005 },
          says: "digits with 3 operations",
        },
        {
          experiment: "search",
          measurement: "digits5",
          expect: { kind: "near", value: 5.362, tolerance: 0.005 },
          says: "digits with 5 operations",
        },
      ],
    },
    {
      id: "ANZ-8",
      statement:
        "Without selection, without fitting constants, or with random programs the search is clearly worse.",
      place: "ablation",
      recalled: true,
      reported: { text: "each ablation is clearly worse" },
      scale: "reduced",
      scaleNote:
        "20,000 programs per variant and CMA-ES with 16 individuals for 150 generations, three seeds, instead of 100 to 10,000 processes for 1 to 4 days",
      checks: [
        {
          experiment: "ablation",
          measurement: "withoutSelection",
          expect: { kind: "atLeast", value: 0.3 },
          says: "mean digits lost without selection",
        },
        {
          experiment: "ablation",
          measurement: "withoutTraining",
          expect: { kind: "atLeast", value: 0.3 },
          says: "mean digits lost without training of constants",
        },
        {
          experiment: "ablation",
          measurement: "withRandomPrograms",
          expect: { kind: "atLeast", value: 0.3 },
          says: "mean digits lost with random programs",
        },
        {
          experiment: "ablation",
          measurement: "fiveUntrained",
          expect: { kind: "atMost", value: 2 },
          says: "digits with at most 5 operations without training",
        },
      ],
    },
    {
      id: "ANZ-9",
      statement:
        "Fitting the constants of the published shapes for relative instead of absolute error gains 0.14 to 0.2 digits.",
      place: "not in the paper",
      origin: "ours",
      reported: {
        text: "expected: 1.525, 3.062, 5.362, 9.249, 14.659 digits with 2, 3, 5, 7, 10 operations",
      },
      scale: "full",
      checks: [
        {
          experiment: "refit",
          measurement: "f2",
          expect: { kind: "near", value: 1.525, tolerance: 0.005 },
          says: "digits with 2 operations",
        },
        {
          experiment: "refit",
          measurement: "f3",
          expect: { kind: "near", value: 3.062, tolerance: 0.005 },
          says: "digits with 3 operations",
        },
        {
          experiment: "refit",
          measurement: "f5",
          expect: { kind: "near", value: 5.362, tolerance: 0.005 },
          says: "digits with 5 operations",
        },
        {
          experiment: "refit",
          measurement: "f7",
          expect: { kind: "near", value: 9.249, tolerance: 0.005 },
          says: "digits with 7 operations",
        },
        {
          experiment: "refit",
          measurement: "f10",
          expect: { kind: "near", value: 14.659, tolerance: 0.005 },
          says: "digits with 10 operations",
        },
      ],
    },
    {
      id: "ANZ-10",
      statement:
        "For the Airy function Ai(−7x) a program of 19 operations is two orders of magnitude more accurate than the baseline of 20.",
      place: "section on other functions",
      recalled: true,
      reported: { text: "4.2 digits with 19 operations", value: 4.2, unit: "digits" },
      scale: "reduced",
      scaleNote: "minutes on one core, three seeds, instead of 100 to 10,000 processes for 1 to 4 days",
      checks: [
        {
          experiment: "other-functions",
          measurement: "airyAhead",
          expect: { kind: "atLeast", value: 0 },
          says: "digits beyond the minimax polynomial of 20 operations",
        },
        {
          experiment: "other-functions",
          measurement: "airyAhead",
          expect: { kind: "atLeast", value: 2 },
          says: "the same, by two orders of magnitude",
        },
      ],
    },
    {
      id: "ANZ-11",
      statement:
        "With square roots allowed, a program of 8 operations for the Bessel function I½ is more accurate than the baseline of 9.",
      place: "section on other functions",
      recalled: true,
      reported: { text: "8.1 digits with 8 operations, 7.8 with 9", value: 8.1, unit: "digits" },
      scale: "reduced",
      scaleNote: "minutes on one core, three seeds, instead of 100 to 10,000 processes for 1 to 4 days",
      checks: [
        {
          experiment: "bessel",
          measurement: "ahead",
          expect: { kind: "atLeast", value: 0 },
          says: "digits of at most 8 operations beyond √x·P(x²) of 9",
        },
      ],
    },
    {
      id: "ANZ-12",
      statement:
        "For the error function on (0, 2] evolution is ahead at low accuracy and Padé approximation at high accuracy.",
      place: "section on other functions",
      recalled: true,
      reported: { text: "better at low, worse at high precision" },
      scale: "reduced",
      scaleNote: "minutes on one core, three seeds, instead of 100 to 10,000 processes for 1 to 4 days",
      checks: [
        {
          experiment: "other-functions",
          measurement: "erfLowAhead",
          expect: { kind: "atLeast", value: 0 },
          says: "8 operations: digits beyond the best Padé approximant",
        },
        {
          experiment: "other-functions",
          measurement: "erfHighAhead",
          expect: { kind: "atMost", value: 0 },
          says: "16 operations: digits beyond the best Padé approximant",
        },
      ],
    },
    {
      id: "ANZ-13",
      statement:
        "Evolved float32 code for 2^x with an error below one unit in the last place is at least three times as fast as the best baseline on Skylake.",
      place: "abstract of version 1 (below one unit, faster); section on float32 (three times)",
      recalled: true,
      reported: { text: "≥ 3×, < 1 ULP", value: 3, unit: "×" },
      scale: "reduced",
      scaleNote:
        "WebAssembly SIMD in a JavaScript engine instead of XLA and LLVM on Skylake; the effect that the paper exploits belongs to that compiler",
      checks: [
        {
          experiment: "float32",
          measurement: "ulp",
          expect: { kind: "atMost", value: 1 },
          says: "largest error of the found program in units in the last place",
        },
        {
          experiment: "float32",
          measurement: "speed",
          expect: { kind: "atLeast", value: 1 },
          says: "speed of the found program over that of the best polynomial",
        },
      ],
    },
    {
      id: "ANZ-14",
      statement: "Range reduction extends the program to all reals with the same relative error.",
      place: "section on proofs",
      recalled: true,
      reported: { text: "2^x = 2^⌊x⌋ · 2^(x−⌊x⌋)" },
      scale: "full",
      checks: [
        {
          experiment: "range-reduction",
          measurement: "ratio",
          expect: { kind: "atMost", value: 1.2 },
          says: "largest error on [−1000, 1000] over that on (0, 1]",
        },
      ],
    },
    {
      id: "ANZ-15",
      statement:
        "The cost of a program is the number of operations that depend on x after pruning: constant expressions are free.",
      place: "released code, cost estimator",
      origin: "implied",
      reported: { text: "f10 has cost 10, a Horner polynomial of degree n has cost 2n" },
      scale: "full",
      checks: [
        {
          experiment: "published-programs",
          measurement: "f10Operations",
          expect: { kind: "near", value: 10, tolerance: 0 },
          says: "operations of f10",
        },
        {
          experiment: "published-programs",
          measurement: "hornerCosts",
          expect: { kind: "near", value: 12, tolerance: 0 },
          says: "degrees for which Horner's rule counts 2n",
        },
      ],
    },
    {
      id: "ANZ-16",
      statement:
        "The selection keeps exactly the non-dominated programs and orders them by crowding distance, as NSGA-II does.",
      place: "released code, NSGA-II",
      origin: "implied",
      reported: { text: "the fronts of NSGA-II" },
      scale: "full",
      checks: [
        {
          experiment: "selection",
          measurement: "fronts",
          expect: { kind: "near", value: 1, tolerance: 0 },
          says: "share of sets with the fronts of the definition",
        },
        {
          experiment: "selection",
          measurement: "crowding",
          expect: { kind: "near", value: 1, tolerance: 0 },
          says: "share of sets with the crowding distances of the definition",
        },
        {
          experiment: "selection",
          measurement: "selections",
          expect: { kind: "near", value: 1, tolerance: 0 },
          says: "share of sets whose selection respects the fronts",
        },
      ],
    },
  ],
});
