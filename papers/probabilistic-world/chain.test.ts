/** @file Chains by the quantum rule, against sums over histories and formulas that can be done by hand. */
import { random } from "@working-papers/lab";
import { expect, test } from "vitest";
import {
  chain,
  denseLink,
  mixedChain,
  periodicBoundary,
  solveChain,
  stepEvolutionOperator,
} from "./chain.ts";
import { classicalMeans } from "./histories.ts";
import {
  clockAndIsing,
  isingBetweenUpEnds,
  isingBulk,
  isingLink,
  oscillatorLink,
  spinValues,
} from "./ising.ts";
import { matrix, trace } from "./matrix.ts";
import { randomChain } from "./random-chains.ts";

const up = Float64Array.of(0, 1);
const open = Float64Array.of(1, 1);
const s = spinValues(1, 0);

test("boundary information decays as tanh β per step", () => {
  const solution = solveChain(chain(Array(5).fill(isingLink(0.5)), up, open));
  // tanh(1/2)³ from tables: 0.46211715726³
  expect(solution.mean(3, s)).toBeCloseTo(0.098686, 6);
});

test("between two ends that are up, the chain has the closed solution", () => {
  const solution = solveChain(chain(Array(7).fill(isingLink(0.5)), up, up));
  for (let m = 0; m <= 7; m++) expect(solution.mean(m, s)).toBeCloseTo(isingBetweenUpEnds(0.5, m, 7), 15);
});

test("deep inside a chain in a field the magnetisation is sinh h / √(sinh² h + e^−4β)", () => {
  const solution = solveChain(chain(Array(200).fill(isingLink(0.4, 0.3)), open, up));
  expect(solution.mean(100, s)).toBeCloseTo(isingBulk(0.4, 0.3), 13);
});

test("the four-state chain is a damped oscillator", () => {
  const beta = 1.2;
  const start = Float64Array.of(0, 0, 0, 1);
  const solution = solveChain(chain(Array(8).fill(oscillatorLink(beta)), start, new Float64Array(4).fill(1)));
  const turns = [1, 1, -1, -1, 1, 1, -1, -1, 1];
  turns.forEach((sign, t) =>
    expect(solution.mean(t, spinValues(2, 0))).toBeCloseTo(sign * Math.tanh(beta) ** t, 12),
  );
});

test("ln Z is that of the sum over histories", () => {
  const model = randomChain(random(3), 2, 4);
  expect(solveChain(model).logZ).toBeCloseTo(Math.log(classicalMeans(model, []).partitionFunction), 12);
});

test("a ring of three spins has Z = (2 cosh β)³ + (2 sinh β)³", () => {
  const ring = mixedChain(Array(3).fill(isingLink(0.7)), periodicBoundary(2));
  const z = (2 * Math.cosh(0.7)) ** 3 + (2 * Math.sinh(0.7)) ** 3;
  expect(Math.exp(solveChain(ring).logZ)).toBeCloseTo(z, 11);
  expect(classicalMeans(ring, []).partitionFunction).toBeCloseTo(z, 11);
  expect(trace(solveChain(ring).densityMatrix(1))).toBeCloseTo(1, 14);
});

test("the largest eigenvalue of a step evolution operator is 1, for rotating spectra too", () => {
  const clock = stepEvolutionOperator(denseLink(clockAndIsing(3, 1)));
  expect(Math.max(...clock.a)).toBeCloseTo(1, 12);
  const ising = stepEvolutionOperator(isingLink(0.5));
  expect(ising.a[0] + ising.a[1]).toBeCloseTo(1, 14);
});

test("negative factors, unequal sizes and excluding boundaries are refused in a sentence", () => {
  expect(() => denseLink(matrix(2, (next) => (next ? -1 : 1)))).toThrow(
    "Local factors must not be negative, but the one from state 0 to state 1 is -1.",
  );
  expect(() => chain([isingLink(1)], up, new Float64Array(4))).toThrow("Boundary terms of 2 states");
  const frozen = denseLink(matrix(2, (next, now) => (next === now ? 1 : 0)));
  expect(() => solveChain(chain([frozen], up, Float64Array.of(1, 0)))).toThrow("exclude each other");
  expect(() => solveChain(chain([frozen], up, up)).mean(2, s)).toThrow("A time from 0 to 1");
});

test("sums with more than 2^24 histories are refused before they start", () => {
  const model = randomChain(random(1), 3, 9);
  expect(() => classicalMeans(model, [])).toThrow("8 configurations at 10 times make 1073741824");
});
