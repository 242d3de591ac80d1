import { describe, expect, test } from "vitest";
import { parseNumber, type Stored } from "./numbers.ts";
import { productsOf } from "./product.ts";
import { readSettings, type Query } from "./settings.ts";

function products(x: string, y: string, query: Query = {}) {
  const settings = readSettings(query);
  const stored = (text: string) => parseNumber(text, settings.format, settings.rounding) as Stored;
  return productsOf(settings, stored(x), stored(y));
}

describe("two products of numbers in range", () => {
  test.each([
    ["1", "1", 1.0625],
    ["1.5", "1.5", 2.125],
    ["-3", "4", -12.5],
    ["1.9999999", "1.9999999", 4.249999046325684],
    ["pi", "e", 7.969748973846436],
    ["0.1", "0.2", 0.01972656324505806],
  ])("%s · %s is the bare sum", (x, y, product) => {
    const { field, bare, rule } = products(x, y);
    expect(field.value).toBeCloseTo(product, 14);
    expect(bare).toEqual({ code: field.code, value: field.value });
    expect(rule).toBeUndefined();
  });

  test("s says what carries, and how far the readings are apart", () => {
    const { s, exponent, exact, field, formula } = products("3.5", "2.75");
    expect({ s, exponent, exact }).toEqual({ s: 1.1875, exponent: 2, exact: 9.625 });
    expect([field.value, formula.value]).toEqual([2 ** 3 * s, 2 ** 2 * (1 + s)]);
    expect(field.error).toBeCloseTo(-0.01299, 5);
    expect(formula.error).toBeCloseTo(-0.09091, 5);
  });

  test("below s = 1 the readings agree", () => {
    const { s, field, formula } = products("pi", "e");
    expect(s).toBeCloseTo(0.99244, 5);
    expect(field).toEqual(formula);
  });
});

describe("where the bare sum is wrong, a rule decides", () => {
  test.each([
    ["0", "1", 7.3e-40, 0, "x is zero."],
    ["0", "1e30", 6.1e-9, 0, "x is zero."],
    ["-0", "5", -3.1e-38, -0, "x is zero."],
    ["1", "1e-40", 8.3e-40, 0, "y is subnormal: too small for the leading one"],
    ["1e-30", "1e-30", 1.2e17, 0, "The product is below the smallest normal number"],
    ["1e30", "1e30", 8.5e-18, Infinity, "The product is above the largest number of the format"],
    ["inf", "1", NaN, Infinity, "Infinity times a number is infinity"],
    ["inf", "2", 7.3e-40, Infinity, "Infinity times a number is infinity"],
    ["inf", "0", 2.1, NaN, "Infinity times zero has no value: NaN."],
    ["1e-40", "-inf", -2.1, NaN, "Infinity times a subnormal number, which counts as zero"],
    ["nan", "2", 6.6e-39, NaN, "x is not a number"],
  ])("%s · %s: not %s but %s", (x, y, bare, product, sentence) => {
    const result = products(x, y);
    // The table gives two digits of what the bare addition makes of them.
    expect(Number(result.bare.value.toPrecision(2))).toBe(bare);
    expect(result.field.value).toBe(product);
    expect(result.formula.value).toBe(product);
    expect(result.rule).toContain(sentence);
  });

  test("fp8 e4m3 has no infinity to overflow to", () => {
    expect(products("448", "2", { format: "e4m3" }).rule).toContain("NaN, as this format has no infinity");
  });
});
