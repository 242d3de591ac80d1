/** @file Conditional propagation: its table, what it keeps, and that it runs backward. */
import { expect, test } from "vitest";
import { conditionalBlock, conditionalPropagation, unconditionalBlock } from "./conditional-propagation.ts";
import { margolusStep } from "./automata.ts";
import { bitCount } from "./thirring.ts";
import { bitText, cycleHistogram, inverseJump, order, thenJump, uniqueJump } from "./unique-jump.ts";

const patterns = Array.from({ length: 16 }, (_, pattern) => pattern);
const text = bitText(4);

test("the sixteen patterns of a block", () => {
  expect(Object.fromEntries(patterns.map((p) => [text(p), text(conditionalBlock(p))]))).toEqual({
    "0000": "0000",
    "1000": "0010",
    "0100": "0001",
    "1100": "0110",
    "0010": "0111",
    "1010": "1010",
    "0110": "1100",
    "1110": "1011",
    "0001": "0100",
    "1001": "0011",
    "0101": "0101",
    "1101": "1000",
    "0011": "1001",
    "1011": "1110",
    "0111": "1101",
    "1111": "1111",
  });
});

test("a block is invertible and symmetric under the exchange of particles and holes, and keeps carriers but not the number of bits", () => {
  expect(new Set(patterns.map(conditionalBlock)).size).toBe(16);
  expect(patterns.every((p) => conditionalBlock(15 ^ p) === (15 ^ conditionalBlock(p)))).toBe(true);
  expect(patterns.every((p) => bitCount(conditionalBlock(p) & 5) === bitCount(p & 5))).toBe(true);
  expect(patterns.filter((p) => bitCount(conditionalBlock(p)) !== bitCount(p)).map(text)).toEqual([
    "0010",
    "1101",
  ]);
});

test("two of the eight patterns with one carrier hold it where it is", () => {
  const held = patterns.filter((p) => bitCount(p & 5) === 1 && (conditionalBlock(p) & 5) === (p & 5));
  expect(held.map(text)).toEqual(["0010", "1101"]);
});

test("on a ring every state has one past, and the step back finds it", () => {
  for (const sites of [2, 4, 6]) {
    const jump = conditionalPropagation(sites);
    const round = thenJump(jump, inverseJump(jump));
    expect(round.image.every((image, state) => image === state)).toBe(true);
    expect(
      jump.image.every((image, state) => bitCount(image & 0x555) === bitCount(state & 0x555)),
      "carriers are kept",
    ).toBe(true);
  }
});

test("without a condition a carrier moves two sites a step, and everything returns after four steps", () => {
  const free = margolusStep(unconditionalBlock, 2, 8);
  expect([1, 4].map(free)).toEqual([1 << 4, 1 << 14]);
  expect(order(cycleHistogram(uniqueJump(2 ** 16, free)))).toBe(4n);
});

test("among all environments one carrier makes the steps 2, 1, 0, −1 in the ratio 5 : 1 : 1 : 1, as by hand", () => {
  // First half: held by 11, 1/4 of them. Second half: of those that moved, 1/8 of all meet 11; of those held, half find 00 behind them.
  const step = margolusStep(conditionalBlock, 2, 8);
  const counts = new Map<number, number>();
  for (let environment = 0; environment < 256; environment++) {
    let state = 1;
    for (let x = 0; x < 8; x++) state |= ((environment >> x) & 1) << (2 * x + 1);
    const site = Math.log2(step(state) & 0x5555) / 2;
    counts.set(site, (counts.get(site) ?? 0) + 1);
  }
  expect([...counts].sort(([a], [b]) => a - b)).toEqual([
    [0, 32],
    [1, 32],
    [2, 160],
    [7, 32],
  ]);
});

test("too many sites, and odd rings, are refused in a sentence", () => {
  expect(() => conditionalPropagation(5)).toThrow("Blocks of two sites need an even ring, not 5 sites.");
  expect(() => conditionalPropagation(14)).toThrow("Wave functions and permutations go up to 2^24");
});
