/** @file Programs: what they cost, what canonical form does, and what quotient of polynomials they are. */
import { UsageError } from "@working-papers/lab";
import { expect, test } from "vitest";
import { canonical, toGraph } from "./canonical.ts";
import { evaluate, evaluatePrecisely, gradientPrecisely } from "./evaluate.ts";
import { polynomialProgram } from "./families.ts";
import { cost, programFrom, shapeOf, type Program } from "./program.ts";
import { PUBLISHED } from "./published.ts";
import { exp2By } from "./range.ts";
import { rationalForm } from "./rational.ts";
import { readStoredTable, storedTable } from "./stored-table.ts";
import { formula } from "./text.ts";

const normal = (lines: string, constants: Record<string, number>): Program | undefined =>
  canonical(toGraph(programFrom(lines, constants)));

test.each([
  ["f2", 2],
  ["f3", 3],
  ["f5", 5],
  ["f10", 10],
] as const)("the printed program %s costs %i operations", (name, operations) => {
  expect(cost(canonical(toGraph(PUBLISHED[name]))!)).toBe(operations);
});

test("Horner's rule for degree n costs 2n operations", () => {
  for (let n = 1; n <= 12; n++) expect(cost(canonical(toGraph(polynomialProgram(n)))!)).toBe(2 * n);
});

test.each([
  ["constants among themselves cost nothing", "k = a * b; y = x + k", 1],
  ["what the output does not need costs nothing", "u = x * x; y = x + a", 1],
  ["two constants added one after the other are one", "u = x + a; y = u + b", 1],
  ["(a − x) + b is one subtraction", "u = a - x; y = u + b", 1],
  ["a / (b·x) is one division", "u = b * x; y = a / u", 1],
  ["a / (b / x) is one multiplication", "u = b / x; y = a / u", 1],
  ["what is computed twice costs once", "u = x * x; v = x * x; w = u + a; y = w / v", 3],
  ["the same sum in either order is computed once", "u = x + a; v = a + x; y = u * v", 2],
])("%s", (_, lines, operations) => {
  const program = normal(lines, { a: 3, b: 5 })!;
  expect(cost(program)).toBe(operations);
  expect(evaluate(program, 0.7)).toBeCloseTo(evaluate(programFrom(lines, { a: 3, b: 5 }), 0.7), 12);
});

test("a program that does not depend on x has no canonical form", () => {
  expect(normal("u = x - x; y = u + a", { a: 1 })).toBeUndefined();
  expect(normal("u = x / x; y = u * a", { a: 1 })).toBeUndefined();
});

test("programs that differ in the order of operands have the same shape", () => {
  expect(shapeOf(normal("s = x + a; q = b / s", { a: 1, b: 2 })!)).toBe(
    shapeOf(normal("s = a + x; q = b / s", { a: 4, b: 3 })!),
  );
});

test("a line that cannot be read is refused with the line", () => {
  expect(() => programFrom("y = x ? a", { a: 1 })).toThrow(UsageError);
  expect(() => programFrom("y = x + z", {})).toThrow("«y = x + z»");
});

test("x/x² + 1/x, with a shared factor, is 2/x in lowest terms", () => {
  const { numerator, denominator } = rationalForm(
    programFrom("s = x * x; q = x / s; r = one / x; y = q + r", { one: 1 }),
  );
  expect(numerator.coefficients).toHaveLength(1);
  expect(denominator.coefficients).toHaveLength(2);
  expect(denominator.coefficients[0]).toBe(0n);
});

test("(x² − 1)/(x − 1) is x + 1 in lowest terms", () => {
  const { numerator, denominator } = rationalForm(
    programFrom("s = x * x; n = s - one; d = x - one; y = n / d", { one: 1 }),
  );
  expect(denominator.coefficients).toHaveLength(1);
  expect(numerator.coefficients.map((c) => c / denominator.coefficients[0])).toEqual([1n, 1n]);
});

test("f10 is a quotient of polynomials of degree 32 whose denominator is not 0 at 0", () => {
  const { numerator, denominator } = rationalForm(PUBLISHED.f10);
  expect(numerator.coefficients).toHaveLength(33);
  expect(denominator.coefficients[0]).not.toBe(0n);
});

test("derivatives by constants agree with central differences", () => {
  const { gradient } = gradientPrecisely(PUBLISHED.f10, [0.3, 0]);
  PUBLISHED.f10.constants.forEach((value, j) => {
    const h = Math.abs(value) * 1e-9;
    const moved = (by: number): Program => ({
      ...PUBLISHED.f10,
      constants: PUBLISHED.f10.constants.map((c, k) => (k === j ? c + by : c)),
    });
    const [up, down] = [evaluatePrecisely(moved(h), [0.3, 0]), evaluatePrecisely(moved(-h), [0.3, 0])];
    const slope = (up[0] - down[0] + (up[1] - down[1])) / (2 * h);
    expect(Math.abs(gradient[j][0] / slope - 1)).toBeLessThan(1e-6);
  });
});

test("the formula of f10 names what is used twice", () => {
  expect(formula(PUBLISHED.f10)).toBe("t = x + c3/x; (((c4/(c2 + (c1/t + t)) − c5)²)²)²");
});

test("stored programs come back exactly", () => {
  const table = storedTable([{ operations: 10, program: PUBLISHED.f10 }]);
  const [{ program }] = readStoredTable(structuredClone(table));
  expect(program.constants).toEqual(PUBLISHED.f10.constants);
  expect(shapeOf(program)).toBe(shapeOf(PUBLISHED.f10));
});

test("range reduction is exact at whole numbers and right at the ends of the range", () => {
  const exp2 = exp2By((x) => 2 ** x);
  expect([exp2(10), exp2(-3), exp2(1024), exp2(-1080), exp2(-1074), exp2(NaN)]).toEqual([
    1024,
    0.125,
    Infinity,
    0,
    2 ** -1074,
    NaN,
  ]);
});
