/** @file Qubits from spins, Bell's inequality, scatterers and the oscillator against values known from elsewhere. */
import { random } from "@working-papers/lab";
import { describe, expect, test } from "vitest";
import {
  chshOfAssignments,
  chshOfMoments,
  chshOperator,
  impossibleMoments,
  merminSquareAssignments,
  optimalMoments,
  smallestEigenvalue,
} from "./bell.ts";
import { hermitianEigenvalues } from "./complex-matrix.ts";
import { learn } from "./learning.ts";
import { feasiblePoint } from "./linear-program.ts";
import {
  gaussian,
  inner,
  phaseWave,
  quantumEnergy,
  quantumPosition,
  stepIntegers,
  unstepIntegers,
} from "./oscillator.ts";
import { blochVector, closure, independentSpins, qubitFromSpins, SPIN_GATES, spinJump } from "./qubit.ts";
import {
  meanMixing,
  periodJump,
  scatterStep,
  spinor,
  spinorPacket,
  parts,
  telegraphSpread,
} from "./scatterers.ts";
import { fibonacciSphere, hiddenDistribution, meanSpin } from "./sphere-qubit.ts";
import {
  CNOT,
  PAIR_NAMES,
  rotatedSinglet,
  sixSpinContradictions,
  sixSpinProbabilities,
  spinsOfGate,
  twoQubitCliffords,
} from "./two-qubits.ts";
import { kronecker } from "./complex-matrix.ts";
import { SIGMA, UNITARIES } from "./qubit.ts";

describe("one qubit from three spins", () => {
  test("has 24 gates", () => {
    expect(closure({ H: SPIN_GATES.H, S: SPIN_GATES.S })).toHaveLength(24);
  });

  test("Hadamard exchanges the first and third spin and turns the second", () => {
    const p = independentSpins([0.5, 0.25, -0.125]);
    const after = new Float64Array(8);
    p.forEach((value, state) => (after[spinJump(SPIN_GATES.H).image[state]] = value));
    expect(blochVector(after)).toEqual([-0.125, -0.25, 0.5]);
  });

  test("is refused outside of the Bloch ball, and for what is no distribution", () => {
    expect(() => qubitFromSpins(independentSpins([0.8, 0.8, 0]))).toThrow("have length 1.131, more than 1");
    expect(() => blochVector([0.5, 0.6, 0, 0, 0, 0, 0, -0.1])).toThrow("state 7 has probability -0.1");
    expect(() => blochVector([1, 1, 0, 0, 0, 0, 0, 0])).toThrow("its 8 states add up to 2");
    expect(() => blochVector([1])).toThrow("Three spins have 8 states, but 1 probabilities were given.");
    expect(() => independentSpins([0, 1.5])).toThrow("that of spin 2 is 1.5");
  });
});

describe("two qubits", () => {
  test("CNOT changes fifteen mean values as it should", () => {
    const { axis, sign } = spinsOfGate(CNOT);
    // ρ′ of an observable is ± ρ of the one it came from; CNOT is its own inverse.
    const table = Object.fromEntries(
      axis.map((a, b) => [PAIR_NAMES[b], (sign[b] < 0 ? "-" : "") + PAIR_NAMES[a]]),
    );
    expect(table).toEqual({
      XI: "XX",
      YI: "YX",
      ZI: "ZI",
      IX: "IX",
      IY: "ZY",
      IZ: "ZZ",
      XX: "XI",
      XY: "YZ",
      XZ: "-YY",
      YX: "YI",
      YY: "-XZ",
      YZ: "XY",
      ZX: "ZX",
      ZY: "IY",
      ZZ: "IZ",
    });
  });

  test("have 11,520 Clifford gates on fifteen spins and 1,152 on six", () => {
    const all = twoQubitCliffords();
    expect(all).toHaveLength(11_520);
    expect(all.filter(({ map }) => sixSpinContradictions(map) === 0)).toHaveLength(1152);
  });

  test("the T gate is refused: it mixes mean values", () => {
    expect(() => spinsOfGate(kronecker(UNITARIES.T, SIGMA[0]))).toThrow("this gate mixes mean values");
  });

  test("six spins can be the singlet, but not turned by 45° with more visibility than 1/√2", () => {
    expect(sixSpinProbabilities(rotatedSinglet(0)).feasible).toBe(true);
    expect(sixSpinProbabilities(rotatedSinglet(Math.PI / 4, 0.7071)).feasible).toBe(true);
    expect(sixSpinProbabilities(rotatedSinglet(Math.PI / 4, 0.70711)).feasible).toBe(false);
  });

  test("a network learns visibility 0.7 and not 0.72", () => {
    expect(learn(rotatedSinglet(Math.PI / 4, 0.7)).residual).toBeLessThan(1e-9);
    expect(learn(rotatedSinglet(Math.PI / 4, 0.72)).residual).toBeGreaterThan(1e-3);
  });
});

test("the linear program answers with a point or with a certificate", () => {
  // x + y = 1, x − y = 1/2 has x = 3/4, y = 1/4; x + y = 1, x + y = 2 has nothing.
  const point = feasiblePoint(
    [
      [1, 1],
      [1, -1],
    ],
    [1, 0.5],
  );
  expect(point).toEqual({ feasible: true, p: Float64Array.of(0.75, 0.25) });
  const none = feasiblePoint(
    [
      [1, 1],
      [1, 1],
    ],
    [1, 2],
  );
  if (none.feasible) throw new Error("a certificate was expected");
  const [y0, y1] = none.witness;
  expect(y0 + y1).toBeLessThanOrEqual(0);
  expect(y0 + 2 * y1).toBeGreaterThan(0);
});

describe("Bell", () => {
  test("2 for complete statistics, 2√2 for positive matrices, 4 without", () => {
    expect(Math.max(...chshOfAssignments())).toBe(2);
    expect(hermitianEigenvalues(chshOperator())[3]).toBeCloseTo(2.8284271247461903, 13);
    expect(chshOfMoments(optimalMoments())).toBeCloseTo(2.8284271247461903, 14);
    expect(chshOfMoments(impossibleMoments())).toBe(4);
    expect(smallestEigenvalue(impossibleMoments())).toBeCloseTo(-0.457106781186547, 13);
  });

  test("no assignment of ±1 fills Mermin's square", () => {
    expect(merminSquareAssignments()).toBe(0);
  });
});

describe("scatterers", () => {
  test("of density 0.15 give the mass angle 0.17467219900823971", () => {
    expect(meanMixing(0.15).angle).toBeCloseTo(0.17467219900823971, 15);
    expect(meanMixing(0.15).damping).toBeCloseTo(Math.sqrt(0.745), 15);
  });

  test("keep the norm to the last bit: amplitudes are only moved and turned", () => {
    const psi = spinorPacket(32, 3, 0.5);
    const next = spinor(32);
    scatterStep(psi, 0.3, random(2), next);
    const sorted = (from: typeof psi) =>
      parts(from)
        .flatMap((part) => Array.from(part, Math.abs))
        .sort((a, b) => a - b);
    expect(sorted(next)).toEqual(sorted(psi));
  });

  test("spread as 3,560 after 400 steps at density 0.1", () => {
    expect(telegraphSpread(0.1, 400)).toBeCloseTo(3560, 0);
    expect(telegraphSpread(0.5, 7)).toBe(7);
  });

  test("that repeat in time make a permutation", () => {
    const jump = periodJump([
      [true, false, false],
      [false, false, true],
    ]);
    expect(jump.dimension).toBe(12);
  });
});

test("a hidden point on the sphere decides every spin: ⟨s(e)⟩ = n·e", () => {
  const sphere = fibonacciSphere(20_000);
  const p = hiddenDistribution(sphere, [0, 0, 1]);
  expect(meanSpin(sphere, p, [0.6, 0, 0.8])).toBeCloseTo(0.8, 2);
  expect(() => fibonacciSphere(1)).toThrow("From 2 to 2^22 points were expected, not 1.");
});

describe("the oscillator", () => {
  test("the Gaussian of classical variance 1/4 has quantum energy and variance 1/2", () => {
    const psi = gaussian(32, 14);
    expect(inner(psi, quantumEnergy(psi))).toBeCloseTo(0.5, 9);
    const x = quantumPosition(psi);
    expect(inner(x, x)).toBeCloseTo(0.5, 9);
    expect(() => phaseWave(33, 14, () => 0)).toThrow("A grid of 16, 32, 64, 128 or 256 points");
  });

  test("on integers runs back to where it came from", () => {
    let state: [number, number] = [20, -7];
    for (let t = 0; t < 100; t++) state = stepIntegers(...state, 0.125);
    for (let t = 0; t < 100; t++) state = unstepIntegers(...state, 0.125);
    expect(state).toEqual([20, -7]);
  });
});
