/** @file Ensembles of automata: three ways to one number. */
import { random } from "@working-papers/lab";
import { expect, test } from "vitest";
import { moverJump, rightMovers } from "./automata.ts";
import { ensemble } from "./ensembles.ts";

const jump = moverJump(rightMovers, 4);
const bit2 = (state: number) => (state >> 2) & 1;
const q0 = new Float64Array(16);
q0[0b0001] = 0.6;
q0[0b0011] = -0.8;

test("a bit that moves right is found one site further, with the probability it had", () => {
  const film = ensemble(jump, q0);
  expect([0, 1, 2].map((t) => film.quantum(bit2, t))).toEqual([
    0,
    expect.closeTo(0.64, 15),
    expect.closeTo(1, 15),
  ]);
  expect([0, 1, 2].map((t) => film.classical(bit2, t))).toEqual([
    0,
    expect.closeTo(0.64, 15),
    expect.closeTo(1, 15),
  ]);
  expect(film.wave(1)[0b0110]).toBe(-0.8);
});

test("drawn trajectories come within four standard errors", () => {
  const { mean, error } = ensemble(jump, q0).sampled(bit2, 1, 10_000, random(3));
  expect(Math.abs(mean - 0.64)).toBeLessThan(4 * error);
  expect(error).toBeCloseTo(0.0048, 4);
});

test("a wave function that is not normalised, or of another size, is refused", () => {
  expect(() => ensemble(jump, new Float64Array(16).fill(1))).toThrow(
    "The squares of the wave function must add up to 1, but its 16 states add up to 16.",
  );
  expect(() => ensemble(jump, new Float64Array(8))).toThrow(
    "A wave function of 16 states was expected, not of 8.",
  );
});
