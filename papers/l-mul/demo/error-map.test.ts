import { describe, expect, test } from "vitest";
import { BANDS, bandOf, bandPaths, carryLine, colourOf } from "./bands.ts";
import { errorMap, summarize } from "./error-map.ts";
import { readSettings, type Query } from "./settings.ts";

const summary = (query: Query) => summarize(readSettings(query));

describe("the summary of the map", () => {
  test("has the worst cases of the theory: field −7.29 % to +6.25 %, formula −23.4 % to +6.25 %", () => {
    const field = summary({});
    expect([field.lowest.error, field.highest.error]).toEqual([expect.closeTo(-0.0729, 4), 0.0625]);
    expect([field.lowest.x, field.lowest.y]).toEqual([1.46875, 1.46875]);
    const formula = summary({ reading: "formula" });
    expect([formula.lowest.error, formula.highest.error]).toEqual([expect.closeTo(-0.2344, 4), 0.0625]);
  });

  test.each([
    [{}, 0.0269],
    [{ k: "3" }, 0.0482],
    [{ k: "4" }, 0.0302],
    [{ k: "5" }, 0.0276],
    [{ k: "4", rounding: "nearestEven" }, 0.0529],
  ])("of %o has the mean error of normally distributed operands, within 3 %", (query: Query, mre) => {
    expect(Math.abs(summary(query).meanSize / mre - 1)).toBeLessThan(0.03);
  });

  test("has the formula reading's mean error in closed form, ln²2 / 16 − (1 − ln 2)²", () => {
    expect(summary({ reading: "formula" }).mean).toBeCloseTo(Math.LN2 ** 2 / 16 - (1 - Math.LN2) ** 2, 4);
  });

  test("of an eight-bit format is over all pairs", () => {
    expect([summary({ format: "e4m3" }).pairs, summary({ format: "e5m2" }).pairs]).toEqual([64, 16]);
  });
});

describe("the map", () => {
  test("has a cell for every pair of a narrow format, with the error of each", () => {
    const map = errorMap(readSettings({ format: "e5m2" }), 128);
    expect({ size: map.size, complete: map.complete }).toEqual({ size: 4, complete: true });
    expect(map.errors[0]).toBe(0.25);
    // 1.5 · 1.5: s = 0.5 + 0.5 + 0.25 carries, 2s = 2.5 for 2.25.
    expect(map.errors[2 * 4 + 2]).toBeCloseTo(1 / 9, 12);
  });

  test.each([
    ["e4m3", 16, 0.0518],
    ["e5m2", 32, 0.1461],
  ])("of %s has the mean error of all pairs of codes", (format, binades, mre) => {
    // The published enumeration leaves out code 0, hence one binade less for the mantissa 0.
    const { size, errors } = errorMap(readSettings({ format }), 128);
    const weight = (i: number) => (i === 0 ? binades - 1 : binades);
    let sum = 0;
    for (let j = 0; j < size; j++)
      for (let i = 0; i < size; i++) sum += weight(i) * weight(j) * Math.abs(errors[j * size + i]);
    expect(sum / (size * binades - 1) ** 2).toBeCloseTo(mre, 4);
  });

  test("knows where the carry begins: xm + ym + 1/4 ≥ 1 in e5m2", () => {
    const map = errorMap(readSettings({ format: "e5m2" }), 128);
    expect(map.carryFrom).toEqual([3, 2, 1, 0]);
    expect(carryLine(map)).toBe("M3 4V3H2v-1H1v-1H0");
  });

  test("draws every cell once", () => {
    const map = errorMap(readSettings({ k: "2", reading: "formula" }), 32);
    const area = bandPaths(map)
      .flatMap(({ path }) => path.match(/(?<=h)\d+(?=v)/gu) ?? [])
      .reduce((sum, width) => sum + Number(width), 0);
    expect(area).toBe(32 * 32);
  });
});

describe("the colour scale", () => {
  test("is symmetric, with a middle band for what is right within half a per cent", () => {
    expect([-0.0049, 0, 0.0049, 0.005, -0.0729, 0.0625, -0.3, 9].map(bandOf)).toEqual([
      0, 0, 0, 1, -6, 6, -10, 10,
    ]);
    expect(BANDS).toHaveLength(21);
    expect(colourOf(-6)).toBe("color-mix(in oklab, var(--heat-below) 60%, var(--heat-zero))");
  });
});

describe("the settings in the address", () => {
  test("fall back to their defaults when they are not allowed", () => {
    expect(readSettings({ format: "float64", k: "-1", reading: "both", rounding: "" })).toEqual(
      readSettings({}),
    );
    expect(readSettings({ k: "0" }).kept).toBe(1);
    expect(readSettings({ k: "11" }).kept).toBe(23);
    expect(readSettings({ k: "4", format: "e5m2" }).kept).toBe(2);
  });
});
