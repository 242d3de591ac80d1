import { describe, expect, it } from "vitest";
import * as t from "../index.ts";
import { sigmoidCrossEntropy } from "../nn/index.ts";

type F = (...xs: t.Tensor[]) => t.Tensor;

/** Where two formulas meet, or one takes a logarithm of zero. Expected derivatives are those of calculus; at the corners of selu and elu JAX's. */
const derivatives: readonly (readonly [name: string, f: F, at: number[], expected: number[]])[] = [
  // d/dx = sigmoid(x) - y.
  ["sigmoidCrossEntropy at logit 0", (x) => sigmoidCrossEntropy(x!, t.tensor([0.25])), [0], [0.25]],
  ["logAddExp of two equal numbers", (a, b) => t.logAddExp(a!, b!), [1.5, 1.5], [0.5, 0.5]],
  ["logAddExp of two that are -infinity", (a, b) => t.logAddExp(a!, b!), [-Infinity, -Infinity], [0.5, 0.5]],
  ["elu at 0", (x) => t.elu(x!), [0], [1]],
  ["elu at 0, from below", (x) => t.elu(x!, 2), [0], [2]],
  ["celu at 0", (x) => t.celu(x!, 2), [0], [1]],
  ["selu at 0, from below", (x) => t.selu(x!), [0], [1.6732632423543772 * 1.0507009873554805]],
  ["0 ** 2", (a, b) => t.pow(a!, b!), [0, 2], [0, 0]],
  ["0 ** 0", (a, b) => t.pow(a!, b!), [0, 0], [0, 0]],
  ["3 ** 0", (a, b) => t.pow(a!, b!), [3, 0], [0, Math.log(3)]],
];

/** The same a second time, in the first variable. */
const curvatures: readonly (readonly [name: string, f: F, at: number[], expected: number])[] = [
  ["sigmoidCrossEntropy at logit 0", (x) => sigmoidCrossEntropy(x!, t.tensor([0.25])), [0], 0.25],
  ["logAddExp of two equal numbers", (a, b) => t.logAddExp(a!, b!), [1.5, 1.5], 0.25],
  ["0 ** 2", (a, b) => t.pow(a!, b!), [0, 2], 2],
  ["0 ** 1", (a, b) => t.pow(a!, b!), [0, 1], 0],
];

const derivative = (f: F): ((xs: t.Tensor[]) => t.Tensor[]) =>
  t.grad((xs: t.Tensor[]) => t.sum(f(...xs))) as (xs: t.Tensor[]) => t.Tensor[];
const vectors = (values: readonly number[]): t.Tensor[] => values.map((v) => t.tensor([v]));

describe("derivatives where formulas meet", () => {
  for (const [name, f, at, expected] of derivatives)
    it(`${name}, to first order`, async () => {
      for (const [i, slope] of derivative(f)(vectors(at)).entries())
        expect(await slope.item()).toBeCloseTo(expected[i]!, 6);
    });

  for (const [name, f, at, expected] of curvatures)
    it(`${name}, to second order`, async () => {
      const [curvature] = derivative((...xs) => derivative(f)(xs)[0]!)(vectors(at));
      expect(await curvature!.item()).toBeCloseTo(expected, 6);
    });
});
