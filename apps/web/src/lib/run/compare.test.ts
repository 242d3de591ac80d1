import { expect, test } from "vitest";
import type { RunView } from "../view.ts";
import { agreementOf, counterpart, differences } from "./compare.ts";

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

const run = (id: string, more: object = {}) => ({
  id,
  experiment: "walk",
  experimentVersion: 2,
  seed: 1,
  params: { bits: 4 },
  measurements: { a: 0.1 + 0.2 },
  varies: "by seed" as const,
  ...more,
});

test("a run agrees with the recorded one of the same version, parameters and seed, or has drifted from it", () => {
  const mine = run("mine");
  expect(agreementOf(mine, [run("x")])).toEqual({ agreement: "agrees", recorded: "x", differing: [] });
  expect(agreementOf(mine, [run("x", { measurements: { a: 0.3 } })])).toEqual({
    agreement: "drifts",
    recorded: "x",
    differing: ["a"],
  });
  for (const other of [{ experimentVersion: 1 }, { seed: 2 }, { params: { bits: 5 } }, { experiment: "y" }])
    expect(agreementOf(mine, [run("x", other)])).toEqual({ agreement: "alone", differing: [] });
  expect(agreementOf(run("mine", { varies: "never", seed: 3 }), [run("x")]).agreement).toBe("agrees");
  expect(agreementOf(run("mine", { varies: "by machine" }), [run("x")]).agreement).toBe("varies");
});
