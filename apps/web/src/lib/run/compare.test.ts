import { expect, test } from "vitest";
import type { RunView } from "../view.ts";
import { counterpart, differences } from "./compare.ts";

function recorded(id: string, seed: number, bits: number): RunView {
  return {
    id,
    href: `/${id}`,
    preset: "full",
    altered: false,
    seed,
    parameters: { bits },
    measurements: {},
    startedAt: "2024-10-01T00:00:00Z",
    seconds: 1,
  };
}
const runs = [recorded("a", 1, 4), recorded("b", 2, 4), recorded("c", 1, 5)];

test("the counterpart has the same parameters and seed", () => {
  expect(counterpart(runs, { params: { bits: 4 }, seed: 2, varies: "by seed" })?.id).toBe("b");
  expect(counterpart(runs, { params: { bits: 4 }, seed: 3, varies: "by seed" })).toBeUndefined();
});

test("where nothing varies any seed will do", () => {
  expect(counterpart(runs, { params: { bits: 5 }, seed: 9, varies: "never" })?.id).toBe("c");
});

test("measurements differ in any bit, the sign of zero included", () => {
  expect(differences({ a: 0, b: 0.1 + 0.2, c: 1 }, { a: -0, b: 0.3, c: 1 })).toEqual(["a", "b"]);
});
