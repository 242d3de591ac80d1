import { describe, expect, test } from "vitest";
import { int8, uint8 } from "./integer-format.ts";
import {
  doublingHighMultiply,
  dyadic,
  dyadicValue,
  multiplyRoundingOnce,
  multiplyRoundingTwice,
  requantize,
  roundingShift,
} from "./requantization.ts";

const smallest = -(2 ** 31);
const largest = 2 ** 31 - 1;

let state = 1;
const next = () => {
  state = (state + 0x9e3779b9) >>> 0;
  let z = state;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
};
const uniform = () => (next() + 0.5) / 2 ** 32;
const edges = [smallest, smallest + 1, -65536, -32769, -3, -1, 0, 1, 2, 32768, 65535, 2 ** 30, largest];
const integer = () => (next() % 8 === 0 ? edges[next() % edges.length] : next() >> (next() % 31));

const saturate = (x: bigint) => Number(x < BigInt(smallest) ? smallest : x > BigInt(largest) ? largest : x);
/** floor(a / 2^shift + 1/2) by definition. */
const exactOnce = (z: number, multiplier: number, shift: number) => {
  const product = BigInt(z) * BigInt(multiplier);
  return saturate(
    shift > 0 ? (product + (1n << BigInt(shift - 1))) >> BigInt(shift) : product << BigInt(-shift),
  );
};

describe("the multiplication with one rounding", () => {
  test("is exact for any 32-bit operands and shifts", () => {
    for (let i = 0; i < 50_000; i++) {
      const z = integer();
      const multiplier = integer();
      const shift = (next() % 100) - 10;
      expect(multiplyRoundingOnce(z, { multiplier, shift }), `${z} · ${multiplier} / 2^${shift}`).toBe(
        exactOnce(z, multiplier, shift),
      );
    }
  });
});

const highMultiply = (a: number, b: number) => {
  if (a === smallest && b === smallest) return largest;
  const product = BigInt(a) * BigInt(b);
  const nudge = product >= 0n ? 1n << 30n : 1n - (1n << 30n);
  return Number((product + nudge) / (1n << 31n));
};
const divideByPowerOfTwo = (x: number, exponent: number) => {
  const mask = Number((1n << BigInt(exponent)) - 1n) | 0;
  return (x >> exponent) + ((x & mask) > (mask >>> 1) + (x < 0 ? 1 : 0) ? 1 : 0);
};

describe("gemmlowp's primitives", () => {
  test("equal its C++ definitions in integers", () => {
    for (let i = 0; i < 50_000; i++) {
      const a = integer();
      const b = integer();
      expect(doublingHighMultiply(a, b), `${a} · ${b}`).toBe(highMultiply(a, b));
      const exponent = next() % 31;
      expect(roundingShift(a, exponent), `${a} >> ${exponent}`).toBe(divideByPowerOfTwo(a, exponent));
    }
  });

  test("saturate the one product that does not fit, and break ties as documented", () => {
    expect(doublingHighMultiply(smallest, smallest)).toBe(largest);
    expect(doublingHighMultiply(2 ** 30, 2 ** 30)).toBe(2 ** 29);
    expect(doublingHighMultiply(1, 2 ** 30)).toBe(1);
    expect(doublingHighMultiply(-1, 2 ** 30)).toBe(0);
    expect([5, -5, 4, -4, 3, -3].map((x) => roundingShift(x, 1))).toEqual([3, -3, 2, -2, 2, -2]);
    expect(roundingShift(smallest, 31)).toBe(-1);
  });
});

const clamp = (x: number) => Math.min(Math.max(x, -128), 127);

/** The share of int8 results that differ from the exact factor's, and the largest difference. */
function mismatches(bits: number, sums: number, trials: number): [share: number, largest: number] {
  let different = 0;
  let worst = 0;
  for (let i = 0; i < trials; i++) {
    const factor = 1e-4 * 3200 ** uniform();
    const z = Math.round((uniform() * 2 - 1) * sums);
    const difference = Math.abs(
      clamp(multiplyRoundingOnce(z, dyadic(factor, bits))) - clamp(Math.floor(z * factor + 0.5)),
    );
    if (difference > 0) different++;
    worst = Math.max(worst, difference);
  }
  return [different / trials, worst];
}

describe("dyadic factors", () => {
  test("are the nearest with their bits", () => {
    expect(dyadic(0.5)).toEqual({ multiplier: 2 ** 30, shift: 31 });
    expect(dyadic(1)).toEqual({ multiplier: 2 ** 30, shift: 30 });
    expect(dyadic(-3, 8)).toEqual({ multiplier: -192, shift: 6 });
    expect(dyadic(0)).toEqual({ multiplier: 0, shift: 0 });
    // 1 - 2^-40 rounds up to 2^8, which needs the next exponent.
    expect(dyadic(1 - 2 ** -40, 8)).toEqual({ multiplier: 128, shift: 7 });
    for (const bits of [31, 24, 8])
      for (let i = 0; i < 1000; i++) {
        const factor = 10 ** (8 * uniform() - 6);
        expect(Math.abs(dyadicValue(dyadic(factor, bits)) / factor - 1)).toBeLessThanOrEqual(2 ** -bits);
      }
    expect(() => dyadic(Infinity)).toThrow("from 2^-62 to 2^31 in magnitude and got Infinity");
    expect(() => dyadic(1, 32)).toThrow("1 to 31 bits and got 32");
  });

  test("of 31 and 24 bits change no result of 8 bits, and of 22 bits next to none", () => {
    for (const sums of [2 ** 12, 2 ** 20]) {
      expect(mismatches(31, sums, 100_000)[0]).toBe(0);
      expect(mismatches(24, sums, 100_000)[0]).toBe(0);
      expect(mismatches(22, sums, 100_000)[0]).toBeLessThanOrEqual(2e-5);
    }
  });

  test("of 16 and 8 bits change a few, never by more than one", () => {
    const [with16, worst16] = mismatches(16, 2 ** 20, 400_000);
    const [with8, worst8] = mismatches(8, 2 ** 20, 100_000);
    expect(with16).toBeGreaterThan(2e-5);
    expect(with16).toBeLessThan(1.2e-4);
    expect(with8).toBeGreaterThan(0.006);
    expect(with8).toBeLessThan(0.025);
    expect([worst16, worst8]).toEqual([1, 1]);
  });
});

test("rounding twice differs from rounding once in about three of a hundred results, by one", () => {
  let different = 0;
  const trials = 200_000;
  for (let i = 0; i < trials; i++) {
    const factor = dyadic(1e-4 * 3200 ** uniform());
    const z = Math.round((uniform() * 2 - 1) * 2 ** 20);
    const difference = multiplyRoundingTwice(z, factor) - multiplyRoundingOnce(z, factor);
    if (difference !== 0) different++;
    expect(Math.abs(difference)).toBeLessThanOrEqual(1);
  }
  // 2.9 % in NumPy with the same distributions.
  expect(different / trials).toBeGreaterThan(0.027);
  expect(different / trials).toBeLessThan(0.031);
});

describe("requantize", () => {
  const factors = [dyadic(0.5), dyadic(-0.25)];

  test("scales each column by its factor, adds the zero point and clamps", () => {
    const sums = Int32Array.of(3, 3, -3, -10, 1000, 1000);
    expect([...requantize(sums, { format: int8, factors })]).toEqual([2, -1, -1, 3, 127, -128]);
    expect([...requantize(sums, { format: int8, factors, rounding: "twice" })]).toEqual([
      2, -1, -1, 3, 127, -128,
    ]);
    expect([...requantize(sums, { format: uint8, factors: factors.slice(0, 1), zeroPoint: 10 })]).toEqual([
      12, 12, 9, 5, 255, 255,
    ]);
  });

  test("takes factors of one and more in both ways of rounding", () => {
    for (const rounding of ["once", "twice"] as const)
      expect([...requantize(Int32Array.of(5, -7), { format: int8, factors: [dyadic(3)], rounding })]).toEqual(
        [15, -21],
      );
    expect(multiplyRoundingTwice(2 ** 30, dyadic(4))).toBe(largest);
    expect(multiplyRoundingTwice(largest, dyadic(2 ** -50))).toBe(0);
  });

  test("needs a factor for each column", () => {
    expect(() => requantize(new Int32Array(3), { format: int8, factors })).toThrow(
      "2 factors need a multiple of as many sums and got 3; give one factor, or one per column.",
    );
  });
});
