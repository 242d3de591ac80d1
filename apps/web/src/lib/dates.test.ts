import { expect, test } from "vitest";
import { sayDay, sayDuration, sayShortDay } from "./dates.ts";

test("days are said without a time zone", () => {
  expect(sayDay("2024-09-10")).toBe("Tuesday 10 September 2024");
  expect(sayShortDay("2024-10-01")).toBe("1 Oct 2024");
});

test("durations are said in the units a reader thinks in", () => {
  expect([0, 0.26, 9.94, 9.96, 59.6, 200, 3600, 3900].map(sayDuration)).toEqual([
    "less than 0.1 s",
    "0.3 s",
    "9.9 s",
    "10 s",
    "1 min",
    "3 min 20 s",
    "1 h",
    "1 h 5 min",
  ]);
});
