/** @file The search: what it finds in a second, that it is a function of its seed, and that it resumes. */
import { expect, test } from "vitest";
import { digits } from "../measure.ts";
import { cost } from "../programs/program.ts";
import { PUBLISHED, sevenOperationBase } from "../programs/published.ts";
import { defineTarget } from "../targets/target.ts";
import { archive } from "./archive.ts";
import { polish } from "./polish.ts";
import { finish, search } from "./search.ts";
import { plainFitter } from "./kernel/plain.ts";

const target = defineTarget("exp2(x)");

test("a short search finds 3.06 digits with three operations and proves them", () => {
  const found = search({ target, maxOperations: 5, seed: 1 });
  while (found.fitted < 6000) found.advance(500);
  const three = found.leaders().find(({ program }) => cost(program) === 3)!;
  const { error, certificate } = finish(three, { target });
  expect(digits(error)).toBeCloseTo(3.062, 3);
  expect(certificate!.bound).toBeGreaterThanOrEqual(error);
  expect(certificate!.bound).toBeLessThan(1.003 * error);
}, 30_000);

test("the same seed gives the same programs, whichever fitter runs", () => {
  const runs = [{}, {}, { fitter: plainFitter }].map((options) => {
    const found = search({ target, maxOperations: 6, seed: 3, ...options });
    for (let i = 0; i < 10; i++) found.advance(100);
    return found.leaders();
  });
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]).toEqual(runs[0]);
}, 30_000);

test("a search that is saved and resumed goes on as if nothing had happened", () => {
  const options = { target, maxOperations: 6, seed: 5 };
  const whole = search(options);
  for (let i = 0; i < 12; i++) whole.advance(100);
  const first = search(options);
  for (let i = 0; i < 5; i++) first.advance(100);
  const second = search(options, structuredClone(first.save()));
  for (let i = 0; i < 7; i++) second.advance(100);
  expect(second.leaders()).toEqual(whole.leaders());
}, 30_000);

test.each([
  ["f2", PUBLISHED.f2, 1.525],
  ["f3", PUBLISHED.f3, 3.062],
  ["f5", PUBLISHED.f5, 5.362],
  ["f10", PUBLISHED.f10, 14.659],
  ["the seven operations of f10 squared four times", sevenOperationBase(4), 16.465],
])(
  "the constants of %s, levelled for relative error, give %f digits, as the equioscillation system solved to 50 digits does",
  (_, program, expected) => {
    const { error, levelness } = polish(program, target);
    expect(Math.abs(digits(error) - expected)).toBeLessThan(0.001);
    expect(levelness).toBeGreaterThan(0.999);
  },
);

test("the archive keeps one program per shape and few of the same error", () => {
  const kept = archive(10, 4);
  expect(kept.offer(PUBLISHED.f3, 1e-3, 1)).toBe(true);
  expect(kept.offer(PUBLISHED.f3, 2e-3, 2)).toBe(false);
  expect(kept.offer(PUBLISHED.f3, 5e-4, 3)).toBe(true);
  expect(kept.lists[3]).toHaveLength(1);
});
