/** @file Certificates of the printed programs, and of functions whose largest error is known in closed form. */
import { UsageError } from "@working-papers/lab";
import { expect, test } from "vitest";
import { programFrom } from "../programs/program.ts";
import { PUBLISHED } from "../programs/published.ts";
import { defineTarget } from "../targets/target.ts";
import { certify } from "./certify.ts";

test("the relative error of f10 is proven to be below 5.4e-15 on all of [0, 1]", () => {
  const { bound, reached, form } = certify(PUBLISHED.f10, defineTarget("exp2(x)"), { slack: 0.001 });
  expect(form).toBe("rational");
  expect(bound).toBeLessThan(5.4e-15);
  expect(bound).toBeGreaterThan(3.52e-15);
  expect(bound / reached).toBeLessThan(1.0011);
});

test("at 0 the error of f10 is that of its constant c5 alone, (1 − 2^−51)^8 − 1", () => {
  const { bound } = certify(PUBLISHED.f10, defineTarget("exp2(x)"), { slack: 0.0001 });
  expect(bound).toBeGreaterThan(8 * 2 ** -51 * (1 - 1e-14));
  expect(bound).toBeLessThan(8 * 2 ** -51 * 1.001);
});

test("x·x + ⅛ for x² on [−1, 1] is off by ⅛ everywhere", () => {
  const square = programFrom("y = x * x; z = y + c", { c: 0.125 });
  const { bound } = certify(square, defineTarget("x^2", { domain: [-1, 1], error: "absolute" }), {
    slack: 1e-6,
  });
  expect(bound).toBeGreaterThanOrEqual(0.125);
  expect(bound).toBeLessThan(0.1250002);
});

test("a linear approximation of √x on [0, 1] is certified through the branch point: x + ⅛ is off by ⅛ at 0, ¼ and 1", () => {
  const line = programFrom("y = x + c", { c: 0.125 });
  const { bound, form } = certify(line, defineTarget("sqrt(x)", { error: "absolute" }), { slack: 0.01 });
  expect(form).toBe("rational");
  expect(bound).toBeGreaterThanOrEqual(0.125);
  expect(bound).toBeLessThan(0.12626);
});

test.each([
  ["one radicand", "r = sqrt x; y = r + c", "sqrt(x)", "algebraic"],
  ["two radicands", "r = sqrt x; t = x + x; u = sqrt t; v = r + u; y = v + c", "sqrt(x)+sqrt(2*x)", "series"],
])("square roots of %s are certified", (_, lines, expression, expected) => {
  const program = programFrom(lines, { c: 2 ** -10 });
  const { bound, form } = certify(
    program,
    defineTarget(expression, { domain: [0.25, 1], error: "absolute" }),
  );
  expect(form).toBe(expected);
  expect(bound).toBeCloseTo(2 ** -10, 12);
});

test("a pole inside the domain is never certified", () => {
  const pole = programFrom("y = c / x", { c: 1 });
  expect(certify(pole, defineTarget("exp(x)", { domain: [-1, 1] }), { maxCells: 300 }).bound).toBe(Infinity);
});

test("a function known by its values only is refused with a sentence", () => {
  const target = defineTarget((x: number) => 1 + x);
  expect(() => certify(PUBLISHED.f2, target)).toThrow(UsageError);
});

test.each([
  // c/√(c₂/x − x) with c = ½, c₂ = 2 is ½·√(x/(2 − x²)); against itself plus 2^−10 it is off by that everywhere.
  [
    "a root in a denominator",
    "q = two / x; d = q - x; r = sqrt d; y = half / r; z = y + c",
    "sqrt(x/(2-x^2))/2",
  ],
  [
    "a root of a quotient with a pole",
    "q = two / x; d = q - x; s = half / d; r = sqrt s; y = r * k; z = y + c",
    "sqrt(x/(2-x^2))/2",
  ],
  [
    "a removable pole beside a root",
    "r = sqrt x; t = x * x; q = two / t; d = two - q; e = half / d; f = e * r; z = f + c",
    "sqrt(x)*x^2/(4*(x^2-1))",
  ],
])("%s is certified through the point where only its writing divides by 0", (_, lines, expression) => {
  const program = programFrom(lines, { two: 2, half: 0.5, k: Math.SQRT1_2, c: 2 ** -10 });
  const target = defineTarget(expression, { domain: [0, 0.5], error: "absolute" });
  const { bound, form } = certify(program, target);
  expect(form).toBe("algebraic");
  expect(bound).toBeGreaterThanOrEqual(2 ** -10 * (1 - 1e-9));
  expect(bound).toBeLessThan(2 ** -10 * 1.011);
});

test("a divisor under a root that changes its sign inside the domain is never certified", () => {
  const program = programFrom("s = x - c; q = one / s; r = sqrt q; y = r * zero", {
    c: 0.5,
    one: 1,
    zero: 0,
  });
  const target = defineTarget("x*0 + 1", { domain: [0.25, 1], error: "absolute" });
  expect(certify(program, target, { maxCells: 200 }).bound).toBe(Infinity);
});
