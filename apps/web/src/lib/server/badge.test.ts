/** @file Badges: what they say, to the eye and to a screen reader, and that they are nothing but a picture. */
import { expect, test } from "vitest";
import { claimBadge, paperBadge, serveBadge } from "./badge.ts";

const attribute = (svg: string, name: string): string | undefined =>
  new RegExp(`${name}="([^"]*)"`).exec(svg)?.[1];

test("a paper's badge counts its claims by verdict", () => {
  const svg = paperBadge("L-Mul", ["reproduced", "reproduced", "not reproduced", "not tested"]);
  expect(attribute(svg, "aria-label")).toBe("L-Mul: 2 reproduced · 1 not reproduced · 1 not tested");
  expect(svg).toContain("<title>L-Mul: 2 reproduced · 1 not reproduced · 1 not tested</title>");
  expect([...svg.matchAll(/>([^<>]+)<\/text>/g)].map(([, words]) => words)).toEqual([
    "working paper",
    "2",
    "1",
    "1",
  ]);
  expect(svg.match(/<g transform/g)).toHaveLength(3);
});

test("a claim's badge names claim and verdict", () => {
  const svg = claimBadge("LM-05", "not reproduced");
  expect(attribute(svg, "aria-label")).toBe("LM-05: not reproduced");
  expect([...svg.matchAll(/>([^<>]+)<\/text>/g)].map(([, words]) => words)).toEqual([
    "LM-05",
    "not reproduced",
  ]);
});

test("texts stay within the picture, with their length fixed", () => {
  const svg = claimBadge("LM-05", "reproduced");
  const width = Number(attribute(svg, "width"));
  for (const [, x, length] of svg.matchAll(/<text x="([\d.]+)".*?textLength="([\d.]+)"/g))
    expect(Number(x) + Number(length)).toBeLessThanOrEqual(width - 5);
});

test("a hostile title is text, and nothing is fetched", () => {
  const svg = paperBadge(`"><script>alert('x')</script>\u0007\ud800 &`, []);
  expect(svg).not.toMatch(/<script|href|url\(|<image|<style/);
  expect(svg).not.toContain("\u0007");
  expect(svg).not.toContain("\ud800");
  expect(svg).toContain("&lt;script&gt;");
});

test("an unknown paper and claim are answered with names that may have been meant", async () => {
  const site = { evidence: { all: async () => [] } } as unknown as Parameters<typeof serveBadge>[1];
  await expect(serveBadge(new Request("http://x/badges/l-mul.svg"), site)).rejects.toThrow(
    "There is no badge at /badges/l-mul.svg",
  );
});
