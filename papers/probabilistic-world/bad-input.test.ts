/** @file Bad input is refused in one sentence that names the state, pattern or value at fault. */
import { expect, test } from "vitest";
import { elementaryRule, margolusStep, moverStep, rightMovers } from "./automata.ts";
import { chain } from "./chain.ts";
import { ensemble } from "./ensembles.ts";
import { sector } from "./fermions.ts";
import { isingLink, spinValues } from "./ising.ts";
import { learn } from "./learning.ts";
import { blochVector, independentSpins } from "./qubit.ts";
import { marginal, reducedDensity } from "./subsystems.ts";
import { sixSpinProbabilities } from "./two-qubits.ts";
import { stepWave, thenJump, uniqueJump } from "./unique-jump.ts";

const turn = (dimension: number) => uniqueJump(dimension, (state) => (state + 1) % dimension);
const up = Float64Array.of(0, 1);

test("too many bits", () => {
  expect(() => margolusStep((p) => p, 2, 16)).toThrow(
    "States of up to 30 bits fit into one number, but 16 sites of 2 bits have 32; use the bit-parallel lattice.",
  );
  expect(() => elementaryRule(110, 31)).toThrow("but 31 sites of 1 bits have 31");
  const tooMany =
    "Wave functions and permutations go up to 2^24 = 16777216 configurations, but 33554432 were";
  expect(() => sector(25, 1)).toThrow(tooMany);
  expect(() => spinValues(25, 0)).toThrow(tooMany);
  expect(() => independentSpins(Array(25).fill(0))).toThrow(tooMany);
});

test("distributions and weights that are none", () => {
  expect(() => blochVector([0.5, -0.25, 0.75, 0, 0, 0, 0, 0])).toThrow(
    "The distribution must not be negative, but state 1 has probability -0.25.",
  );
  expect(() => ensemble(turn(2), Float64Array.of(1, 1))).toThrow(
    "The squares of the wave function must add up to 1, but its 2 states add up to 2.",
  );
  expect(() => marginal(Float64Array.of(0.5, 0.25, 0.5, 0), [0])).toThrow(
    "The distribution must add up to 1, but its 4 states add up to 1.25.",
  );
  expect(() => chain([isingLink(1)], Float64Array.of(1, -2), up)).toThrow(
    "Boundary terms must not be negative, but the initial one of state 1 is -2.",
  );
  expect(() => chain([isingLink(1)], up, Float64Array.of(Number.NaN, 1))).toThrow(
    "Boundary terms must not be negative, but the final one of state 0 is NaN.",
  );
});

test("rules that lead out of the states", () => {
  expect(() => margolusStep((p) => p + 1, 1, 4)).toThrow(
    "Pattern 11 becomes 4, which is no pattern of 2 bits.",
  );
  expect(() => moverStep({ ...rightMovers, collide: (p) => 2 * p }, 4)).toThrow(
    "Pattern 1 becomes 2, which is no pattern of 1 bits.",
  );
  expect(() => uniqueJump(4, (state) => state + 1)).toThrow(
    "State 3 becomes 4, which is no state from 0 to 3.",
  );
});

test("sizes and positions that do not fit", () => {
  expect(() => stepWave(turn(4), up)).toThrow("A wave function of 4 states was expected, not of 2.");
  expect(() => thenJump(turn(4), turn(2))).toThrow("Jumps of the same states were expected, not of 4 and 2.");
  expect(() => reducedDensity(up, 2, [0])).toThrow(
    "A wave function of 4 states was expected for 2 bits, not of 2.",
  );
  expect(() => reducedDensity(up, 1, [1])).toThrow(
    "Different bits from 0 to 0 were expected to keep, not 1.",
  );
});

test("mean values that no spins have", () => {
  const moments = new Float64Array(15);
  moments[4] = 1.5;
  for (const ask of [sixSpinProbabilities, learn])
    expect(() => ask(moments)).toThrow(
      /^A mean value of a spin lies between −1 and 1, but that of .. is 1\.5\.$/,
    );
  expect(() => sixSpinProbabilities(up)).toThrow("Two qubits have 15 mean values, but 2 were given.");
});
