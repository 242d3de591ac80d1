/** @file Philox against its published known answers, and what is drawn from it against what it must be. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { philox4x32, random } from "./random.ts";

function block(counter: number[], key: number[]): string {
  const out = new Uint32Array(4);
  philox4x32(counter[0], counter[1], counter[2], counter[3], key[0], key[1], out);
  return [...out].map((word) => word.toString(16).padStart(8, "0")).join(" ");
}

// Known answers of the authors' Random123 distribution (kat_vectors, philox4x32 10).
test.each([
  [[0, 0, 0, 0], [0, 0], "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
  [Array(4).fill(0xffffffff), Array(2).fill(0xffffffff), "408f276d 41c83b0e a20bc7c6 6d5451fd"],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    "d16cfe09 94fdcceb 5001e420 24126ea1",
  ],
])("Philox4x32-10 of counter %j and key %j is the published block", (counter, key, expected) => {
  expect(block(counter, key)).toBe(expected);
});

test("the first words of seed 0 are the first block of the zero counter", () => {
  const stream = random(0);
  expect([stream.uint32(), stream.uint32()]).toEqual([0x6627e8d5, 0xe169c58d]);
});

test("a stream goes on from any position as if it had never stopped", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(1000), (seed, position) => {
      const whole = random(seed);
      for (let i = 0; i < position; i++) whole.uint32();
      const resumed = random(seed);
      resumed.seek(position);
      expect([resumed.normal(), resumed.uint32()]).toEqual([whole.normal(), whole.uint32()]);
    }),
    { numRuns: 30 },
  );
});

test("forks of different labels, and of the same label under different seeds, differ", () => {
  const labels = ["a", "b", "ab", "ba", "", "operands", "operand"];
  const firsts = [1, 2].flatMap((seed) => labels.map((label) => random(seed).fork(label).uint32()));
  firsts.push(random(1).uint32(), random(1).fork("a").fork("b").uint32());
  expect(new Set(firsts).size).toBe(firsts.length);
  expect(random(3).fork("x").uniform()).toBe(random(3).fork("x").uniform());
});

test("uniform numbers lie in [0, 1) and have the mean and variance of uniform numbers", () => {
  const stream = random(11);
  const n = 200_000;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const u = stream.uniform();
    if (u < 0 || u >= 1) throw new Error(`${u} is outside`);
    sum += u;
    squares += (u - 0.5) ** 2;
  }
  expect(Math.abs(sum / n - 0.5)).toBeLessThan(4 / Math.sqrt(12 * n));
  expect(squares / n).toBeCloseTo(1 / 12, 3);
});

test("normal numbers have the moments 0, 1, 0, 3", () => {
  const stream = random(5);
  const n = 400_000;
  const moments = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const z = stream.normal();
    for (let k = 0; k < 4; k++) moments[k] += z ** (k + 1) / n;
  }
  [0, 1, 0, 3].forEach((moment, k) =>
    expect(Math.abs(moments[k] - moment)).toBeLessThan([0.007, 0.01, 0.03, 0.07][k]),
  );
});

test("whole numbers cover their range evenly, both ends included", () => {
  const stream = random(9);
  const counts = Array<number>(6).fill(0);
  for (let i = 0; i < 60_000; i++) counts[stream.integer(-2, 3) + 2]++;
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  expect(stream.integer(0, 2 ** 32 - 1)).toBeLessThan(2 ** 32);
});

test("a permutation holds every number once", () => {
  expect([...random(1).permutation(100)].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 100 }, (_, i) => i),
  );
});

test.each([-1, 0.5, Number.NaN, 2 ** 53])("%d is no seed", (seed) => {
  expect(() => random(seed)).toThrow(`A seed is a whole number from 0 to 2^53 − 1, not ${seed}.`);
});

test("a range without values is refused", () => {
  expect(() => random(1).integer(3, 2)).toThrow("not 3 … 2");
});
