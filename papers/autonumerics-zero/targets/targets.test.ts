/** @file Targets from expressions: values, and errors that say where. */
import { expect, test } from "vitest";
import { ExpressionError, parseExpression } from "./parse.ts";
import { defineTarget, unitInTheLastPlace } from "./target.ts";

const at = (expression: string, x: number): number =>
  defineTarget(expression, { domain: [0.25, 1], error: "absolute" }).value(x)[0];

test.each([
  ["1 + 2*x^2", 0.5, 1.5],
  ["-x^2", 0.5, -0.25],
  ["2^-x", 0.5, Math.SQRT1_2],
  ["2^3^x", 0.5, 2 ** (3 ** 0.5)],
  ["exp(-x^2)/(1+x)", 0.5, Math.exp(-0.25) / 1.5],
  ["sin(pi*x)/x", 0.5, 2],
  ["1.5e-1 - .5", 0.5, -0.35],
  ["sigmoid(x)", 0.5, 1 / (1 + Math.exp(-0.5))],
])("%s at %f is %f", (expression, x, expected) => {
  expect(at(expression, x)).toBeCloseTo(expected, 14);
});

test.each([
  ["sin(x", 5, "«)» was expected, but the text ended at position 6 of «sin(x»."],
  ["2 ** * x", 5, "A number, x, or a function was expected, but «*» came at position 6"],
  ["sni(x)", 0, "There is no function «sni»"],
  ["x 2", 2, "An operator was expected, but «2» came at position 3"],
  ["", 0, "but the text ended at position 1"],
])("«%s» is refused at its position", (expression, position, message) => {
  let problem: unknown;
  try {
    parseExpression(expression);
  } catch (error) {
    problem = error;
  }
  expect(problem).toBeInstanceOf(ExpressionError);
  expect(problem).toMatchObject({ position });
  expect((problem as Error).message).toContain(message);
});

test("an empty domain, a pole and a zero under relative error are refused with a sentence", () => {
  expect(() => defineTarget("x", { domain: [1, 1] })).toThrow(
    "from a smaller to a larger number was expected, not 1 to 1",
  );
  expect(() => defineTarget("log(x)", { domain: [-1, 1] })).toThrow("is not finite at x =");
  expect(() => defineTarget("x-x", { domain: [-1, 2] })).toThrow("choose absolute error or another domain");
});

test("values have about 31 digits: exp2(1/3) against mpmath", () => {
  const [hi, lo] = defineTarget("exp2(x)").value(1 / 3);
  // 2^(float64 1/3) = 1.2599210498948731452 7 …
  expect(hi).toBe(1.2599210498948732);
  expect(lo).toBeCloseTo(-4.205882830034517e-17, 30);
});

test("a unit in the last place of float32 is that of the binade below a power of two", () => {
  expect(unitInTheLastPlace(1)).toBe(2 ** -23);
  expect(unitInTheLastPlace(1.99999999999)).toBe(2 ** -23);
  expect(unitInTheLastPlace(0.75)).toBe(2 ** -24);
});
