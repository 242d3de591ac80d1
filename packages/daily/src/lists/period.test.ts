import { expect, test } from "vitest";
import { isDay, parsePeriod } from "./period.ts";

test.each(["2026-02-30", "0000-01-01", "0001-12-31", "9998-01-01", "-000001-01-01", "2026-1-1"])(
  "%s is no day",
  (text) => {
    expect(isDay(text)).toBe(false);
    expect(() => parsePeriod(text)).toThrow(RangeError);
  },
);

test("a week is one of the calendar, with neighbours", () => {
  expect(parsePeriod("2026-W01")).toMatchObject({ first: "2025-12-29", last: "2026-01-04" });
  expect(parsePeriod("2020-W53").last).toBe("2021-01-03");
  for (const text of ["2026-W54", "2026-W00", "9999-W52", "0000-W01"])
    expect(() => parsePeriod(text)).toThrow(RangeError);
});
