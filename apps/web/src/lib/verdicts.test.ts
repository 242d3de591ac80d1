import { expect, test } from "vitest";
import { countVerdicts, describeCounts, parseVerdict } from "./verdicts.ts";

test("every verdict is counted, and those that do not occur are not mentioned", () => {
  const counts = countVerdicts(["reproduced", "not tested", "reproduced", "partly"]);
  expect(counts).toEqual({ reproduced: 2, partly: 1, "not reproduced": 0, "not tested": 1 });
  expect(describeCounts(counts)).toBe("2 reproduced · 1 partly · 1 not tested");
});

test("a paper without claims says so", () => {
  expect(describeCounts(countVerdicts([]))).toBe("no claims");
});

test("a verdict from an address is one of the four or nothing", () => {
  expect(parseVerdict("not reproduced")).toBe("not reproduced");
  expect(parseVerdict("<script>")).toBeUndefined();
  expect(parseVerdict(null)).toBeUndefined();
});
