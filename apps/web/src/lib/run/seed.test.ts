import { expect, test } from "vitest";
import { seedProblem } from "./seed.ts";

test.each(["0", "1", "007", "1234567890123456", "9007199254740991"])("%s is a seed", (text) =>
  expect(seedProblem(text)).toBeUndefined(),
);

test.each([
  "9007199254740992",
  "12345678901234567890",
  "9".repeat(400),
  "-1",
  "1.5",
  "1e3",
  "0x10",
  " 1",
  "٣",
])("%s is none", (text) =>
  expect(seedProblem(text)).toBe(
    `Seed must be a whole number from 0 to 9007199254740991, not «${text.slice(0, 40)}».`,
  ),
);

test("without one the sentence says what is expected", () => {
  expect(seedProblem("")).toBe("Seed must be a whole number from 0 to 9007199254740991.");
});
