/** @file What the notes show as code does what the notes say. */
import { expect, test } from "vitest";
import {
  chain,
  classicalMeans,
  denseLink,
  fastLattice,
  isingLink,
  matrix,
  solveChain,
  spinValues,
} from "./index.ts";

test("the first example gives one number by both rules", () => {
  const up = Float64Array.of(0, 1);
  const model = chain(Array(7).fill(isingLink(0.5)), up, up);
  const quantum = solveChain(model).mean(3, spinValues(1, 0));
  const classical = classicalMeans(model, [(history) => (history[3] ? 1 : -1)]).means[0];
  // (T³ + T⁴)/(1 + T⁷) with T = tanh(1/2) = 0.46211715726
  expect(quantum).toBeCloseTo(0.14364426054506824, 12);
  expect(classical).toBeCloseTo(quantum, 14);
});

test("a large ring runs forward and back", () => {
  const ring = fastLattice(2 ** 20, "extended");
  ring.planes()[0][0] = 1;
  ring.step(1000);
  expect(ring.planes()[0][0]).toBe(0);
  expect(ring.populations()).toEqual([1, 0, 0, 0]);
  ring.step(-1000);
  expect(ring.planes()[0][0]).toBe(1);
});

test("a builder's own local factor is a link like any other", () => {
  const sticky = denseLink(matrix(2, (next, now) => (next === now ? 3 : 1)));
  const end = Float64Array.of(1, 1);
  expect(solveChain(chain([sticky, sticky], Float64Array.of(0, 1), end)).mean(2, spinValues(1, 0))).toBe(
    0.25,
  );
});
