import { bfloat16, float32, float8e5m2 } from "@working-papers/arithmetic";
import { expect, test } from "vitest";
import { wordsOf } from "./layout.ts";

test("a float32 is two words of 16 bits, the upper one laid out as a bfloat16", () => {
  const [upper, lower] = wordsOf(float32);
  expect(upper.slots.map(({ bit }) => bit - 16)).toEqual(wordsOf(bfloat16)[0].slots.map(({ bit }) => bit));
  expect(upper.columns).toBe(wordsOf(bfloat16)[0].columns);
  expect(lower.parts).toEqual([{ part: "mantissa", from: 2, to: 18 }]);
});

test("the parts of a word stand apart", () => {
  const [word] = wordsOf(float8e5m2);
  expect(word.parts).toEqual([
    { part: "sign", from: 2, to: 3 },
    { part: "exponent", from: 4, to: 9 },
    { part: "mantissa", from: 10, to: 12 },
  ]);
  expect(word.slots.map(({ column }) => column)).toEqual([2, 4, 5, 6, 7, 8, 10, 11]);
});
