import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

test("an address says which problem, order and digit are shown and what is knocked out", () => {
  expect(readSettings({})).toMatchObject({ order: "reversed", problem: [47134, 9], without: [], digit: 2 });
  expect(readSettings({ p: "12x3", order: "ordinal", off: "m0", at: "5" })).toMatchObject({
    order: "ordinal",
    problem: [12, 3],
    without: [0, "mlp"],
    digit: 5,
  });
});

test("what makes no sense in an address is passed over, and a problem that is none is complained of", () => {
  expect(readSettings({ order: "up", off: "7x", at: "9" })).toMatchObject({
    order: "reversed",
    without: [],
    digit: 2,
  });
  const { problem, text, complaint } = readSettings({ p: "123456×2" });
  expect([problem, text]).toEqual([[47134, 9], "123456×2"]);
  expect(complaint).toContain("5 digits at most");
});
