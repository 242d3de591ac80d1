/** @file The demo's ring and its text. */
import { expect, test } from "vitest";
import { cellsPath, parseRing, ringText, SITES, stepRing } from "./ring.ts";
import { numberOf, wordOf } from "./settings.ts";

test("a ring survives being written to an address", () => {
  const text = "80820000-00000400-00000041-00102000";
  expect(ringText(parseRing(text) ?? new Uint8Array(SITES))).toBe(text);
  expect(parseRing("80820000-0000040g-00000041-00102000")).toBeUndefined();
});

test("one R1 and one L2 that meet exchange colours, and time runs back", () => {
  const ring = new Uint8Array(SITES);
  ring[3] = 1;
  ring[5] = 8;
  const next = stepRing(ring, "base");
  expect(next.ring[4]).toBe(0b0110);
  expect(next.flips[4]).toBe(1);
  expect(stepRing(next.ring, "base", true).ring).toEqual(ring);
});

test("cells are drawn as unit squares", () => {
  const ring = new Uint8Array(SITES);
  ring[2] = 1;
  expect(cellsPath([ring], (pattern) => pattern === 1)).toBe("M2 0h1v1h-1z");
});

test("what an address should not hold falls back", () => {
  expect(numberOf({ beta: "NaN" }, "beta", 0, 3, 0.6)).toBe(0.6);
  expect(numberOf({ beta: "7" }, "beta", 0, 3, 0.6)).toBe(0.6);
  expect(numberOf({ beta: "" }, "beta", 0, 3, 0.6)).toBe(0.6);
  expect(wordOf({ rule: "other" }, "rule", ["extended", "base"])).toBe("extended");
});
