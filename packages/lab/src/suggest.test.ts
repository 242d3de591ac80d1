/** @file Names that are meant. */
import { expect, test } from "vitest";
import { didYouMean, nearestNames } from "./suggest.ts";

const names = ["l-mul", "i-vit", "mgno", "task-arithmetic", "arithmetic-heads"];

test.each([
  ["lmul", ["l-mul"]],
  ["l-mlu", ["l-mul"]],
  ["L-MUL", ["l-mul"]],
  ["arithmetic", ["arithmetic-heads", "task-arithmetic"]],
  ["mngo", ["mgno"]],
  ["something-else-entirely", []],
])("for %s the nearest are %j", (given, expected) => {
  expect(nearestNames(given, names).slice(0, Math.max(1, expected.length))).toEqual(expected);
});

test("an error ends with the nearest names, or with all of them", () => {
  expect(didYouMean("lmul", names)).toMatch(/^ Did you mean l-mul/);
  expect(didYouMean("zzzzzzzzzzzzzzzzzzzzzz", ["a", "b"])).toBe(" There is: a, b.");
  expect(didYouMean("x", [])).toBe("");
});
