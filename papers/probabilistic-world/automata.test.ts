/** @file Automata as permutations: golden cycle tables, refused rules, and the bit-parallel lattice. */
import { random } from "@working-papers/lab";
import { describe, expect, test } from "vitest";
import { elementaryRule, margolusStep, moverJump, rightMovers } from "./automata.ts";
import {
  fillRandomly,
  flipBit,
  getBit,
  lattice,
  populations,
  stepLattice,
  unstepLattice,
} from "./lattice.ts";
import { count, RIGHT, thirring, thirringCollision, thirringJump, thirringSymmetries } from "./thirring.ts";
import { moverStep } from "./automata.ts";
import {
  bitText,
  cycleHistogram,
  cycles,
  energy,
  inverseJump,
  jumpMatrix,
  order,
  spectrum,
  thenJump,
  uniqueJump,
} from "./unique-jump.ts";
import { identity, multiply, transpose } from "./matrix.ts";

test("one species of movers has as many cycles as there are necklaces", () => {
  const counts = [4, 6, 8, 12].map((sites) => cycles(moverJump(rightMovers, sites)).length);
  expect(counts).toEqual([6, 14, 36, 352]);
});

const changed = (variant: "base" | "extended") =>
  Array.from({ length: 16 }, (_, p) => p).filter((p) => thirringCollision(variant)(p) !== p);
const swap = (pattern: number) => ((pattern & 1) << 1) | (pattern >> 1);

describe("the colliding movers", () => {
  test("have the orders 2, 2; 180, 6; 12, 4 on 2, 3 and 4 sites", () => {
    const orders = [2, 3, 4].map((sites) =>
      (["base", "extended"] as const).map((variant) => order(cycleHistogram(thirringJump(variant, sites)))),
    );
    expect(orders).toEqual([
      [2n, 2n],
      [180n, 6n],
      [12n, 4n],
    ]);
  });

  test("have the known cycle tables", () => {
    expect(Object.fromEntries(cycleHistogram(thirringJump("base", 4)))).toEqual({
      1: 28,
      2: 378,
      4: 10620,
      12: 1856,
    });
    expect(Object.fromEntries(cycleHistogram(thirringJump("extended", 4)))).toEqual({
      1: 16,
      2: 120,
      4: 16320,
    });
    expect(Object.fromEntries(cycleHistogram(thirringJump("base", 3)))).toEqual({
      1: 20,
      2: 28,
      3: 580,
      6: 128,
      9: 96,
      12: 24,
      15: 24,
    });
  });

  test("change colours in 2 of 16 patterns, or in 4", () => {
    // R1 L2 = 0b1001, R2 L1 = 0b0110; R1 L1 = 0b0101, R2 L2 = 0b1010
    expect(changed("base")).toEqual([0b0110, 0b1001]);
    expect(changed("extended")).toEqual([0b0101, 0b0110, 0b1001, 0b1010]);
  });

  test("keep the number of right movers", () => {
    const { image } = thirringJump("extended", 3);
    expect(image.every((next, state) => count(next, RIGHT) === count(state, RIGHT))).toBe(true);
  });

  test("symmetries are bijections", () => {
    for (const symmetry of Object.values(thirringSymmetries(2)))
      expect(() => uniqueJump(256, symmetry)).not.toThrow();
  });
});

test("a rule that is not invertible is refused with two states that collide", () => {
  expect(() => uniqueJump(16, elementaryRule(30, 4), { show: bitText(4) })).toThrow(
    "An invertible rule was expected, but states 1000 and 0110 both become 1101, so the past of that state is lost.",
  );
});

test("too many bits are refused in a sentence", () => {
  expect(() => thirringJump("base", 7)).toThrow("Wave functions and permutations go up to 2^24");
  expect(() => thirringJump("base", 8)).toThrow("8 sites of 4 bits have 32; use the bit-parallel lattice");
  expect(() => lattice(100, "base")).toThrow("a multiple of 32 cells");
});

test("signs change the spectrum and no probability", () => {
  const plain = uniqueJump(4, (state) => (state + 1) % 4);
  const signed = uniqueJump(4, (state) => (state + 1) % 4, { sign: (state) => (state === 0 ? -1 : 1) });
  expect(spectrum(plain)).toEqual([0, 1, 2, 3].map((numerator) => ({ numerator, denominator: 4 })));
  expect(spectrum(signed)).toEqual([1, 3, 5, 7].map((numerator) => ({ numerator, denominator: 8 })));
  expect(energy({ numerator: 1, denominator: 4 })).toBeCloseTo(-Math.PI / 2, 15);
});

test("a signed unique jump is orthogonal, and its inverse undoes it", () => {
  const shuffled = random(4).permutation(20);
  const jump = uniqueJump(20, (state) => shuffled[state], { sign: (state) => (state % 3 ? 1 : -1) });
  const s = jumpMatrix(jump);
  expect(multiply(transpose(s), s)).toEqual(identity(20));
  const round = thenJump(jump, inverseJump(jump));
  expect([...round.image]).toEqual(Array.from({ length: 20 }, (_, state) => state));
  expect([...(round.sign ?? [])].every((sign) => sign === 1)).toBe(true);
});

test("a Margolus automaton is invertible when its block is, and only then", () => {
  expect(order(cycleHistogram(uniqueJump(256, margolusStep(swap, 1, 8))))).toBe(4n);
  expect(() =>
    uniqueJump(
      16,
      margolusStep((p) => p & 1, 1, 4),
    ),
  ).toThrow("An invertible rule was expected");
});

describe.each(["base", "extended"] as const)("the bit-parallel lattice, %s", (variant) => {
  test("steps as the rule does site by site", () => {
    const ring = lattice(64, variant);
    fillRandomly(ring, random(5));
    const before = structuredClone(ring);
    stepLattice(ring);
    const collide = thirring(variant).collide;
    for (let x = 0; x < 64; x++) {
      const from = [(x + 63) % 64, (x + 63) % 64, (x + 1) % 64, (x + 1) % 64];
      const moved = from.reduce((pattern, y, s) => pattern | (getBit(before, s, y) << s), 0);
      const pattern = [0, 1, 2, 3].reduce((sum, s) => sum | (getBit(ring, s, x) << s), 0);
      expect(pattern).toBe(collide(moved));
    }
  });

  test("runs backward to where it came from", () => {
    const ring = lattice(96, variant);
    fillRandomly(ring, random(6));
    const before = structuredClone(ring.planes);
    const right = populations(ring)[0] + populations(ring)[1];
    for (let t = 0; t < 40; t++) stepLattice(ring);
    expect(populations(ring)[0] + populations(ring)[1]).toBe(right);
    for (let t = 0; t < 40; t++) unstepLattice(ring);
    expect(ring.planes).toEqual(before);
  });
});

test("a bit that is flipped is the only one that changes", () => {
  const ring = lattice(32, "base");
  flipBit(ring, 2, 31);
  expect(getBit(ring, 2, 31)).toBe(1);
  expect(populations(ring)).toEqual([0, 0, 1, 0]);
  expect(moverStep(thirring("base"), 2)(1)).toBe(16);
});
