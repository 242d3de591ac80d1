import { expect, test } from "vitest";
import { typeset } from "./typeset.ts";

test("a number stays with its unit, apostrophes curl, a minus is a minus", () => {
  expect(typeset("saves 95 % at -3 of the authors' 8 bits")).toBe(
    "saves 95\u00a0% at \u22123 of the authors\u2019 8\u00a0bits",
  );
});

test("hyphens in words and ranges stay hyphens", () => {
  expect(typeset("8-bit fp8-like 2410-0090")).toBe("8-bit fp8-like 2410-0090");
});
