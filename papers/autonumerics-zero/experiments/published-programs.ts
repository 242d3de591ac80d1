/** @file The four programs the paper prints: cost, error in float64, error in real arithmetic, and a proof of it. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  canonical,
  certify,
  cost,
  defineTarget,
  digits,
  errorFigure,
  float64Error,
  float64Function,
  largestError,
  polynomialProgram,
  PUBLISHED,
  signedError,
  evaluatePrecisely,
  toGraph,
} from "../index.ts";

export default defineExperiment({
  id: "published-programs",
  version: 1,
  title: "The printed programs for 2^x",
  question: "Are the printed programs as accurate and as cheap as the paper says, and can it be proven here?",
  method:
    "Each program is evaluated in float64 on (0, 1], at equally spaced points and at points that crowd towards 0, and compared with 2^x in double-double (about 31 digits); the program's own double-double values give its error without float64's rounding. The certificate is a proven upper bound on the whole interval: the program as an exact quotient of polynomials, Taylor forms in outward-rounded fixed point of 192 bits, cells halved until the bound is within 0.1 % of an error that is reached. Operations are counted in canonical form; so are those of Horner's rule for degrees 1 to 12.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({
    points: z
      .int()
      .min(1000)
      .max(20_000_000)
      .meta({ title: "Points", description: "equally spaced points; half as many crowd towards 0" }),
  }),
  measurements: {
    f10Operations: { title: "Operations of f10", decimals: 0 },
    f10Float64: { title: "f10 in float64: largest relative error" },
    f10Float64Digits: { title: "f10 in float64: digits", decimals: 3 },
    f10Real: { title: "f10 in real arithmetic: largest relative error" },
    roundingFactor: { title: "f10: error in float64 over error in real arithmetic", unit: "×", decimals: 3 },
    f10RealAbsolute: { title: "f10 in real arithmetic: largest absolute error" },
    f10Bound: { title: "f10 in real arithmetic: proven bound of the relative error" },
    f2Digits: { title: "f2: digits", decimals: 3 },
    f3Digits: { title: "f3: digits", decimals: 3 },
    f5Digits: { title: "f5: digits", decimals: 3 },
    hornerCosts: {
      title: "Degrees n = 1 … 12 for which Horner's rule counts 2n",
      unit: "of 12",
      decimals: 0,
    },
  },
  presets: {
    quick: { parameters: { points: 50_000 }, cost: "about a second" },
    full: { parameters: { points: 2_000_000 }, cost: "about 20 seconds" },
  },
  async run({ parameters: { points }, step }) {
    const relative = defineTarget("exp2(x)");
    const absolute = defineTarget("exp2(x)", { error: "absolute" });
    const { f2, f3, f5, f10 } = PUBLISHED;

    const f = float64Function(f10);
    let float64 = 0;
    for (let i = 1; i <= points; i++) {
      float64 = Math.max(float64, float64Error(f, relative, i / points));
      if (i % 2000 === 0) await step((0.6 * i) / points, "equally spaced points");
    }
    // 2^(−40 u): as many points in every binade.
    for (let i = 0, x = 1, ratio = rootOfTwo(points); i < points / 2; i++, x *= ratio) {
      float64 = Math.max(float64, float64Error(f, relative, x));
      if (i % 2000 === 0) await step(0.6 + (0.3 * i) / points, "points towards 0");
    }
    const real = largestError(f10, relative, 4000);
    const certificate = certify(f10, relative, { slack: 0.001 });
    await step(0.95, "certificates");
    const rows = Object.entries(PUBLISHED).map(([name, program]) => {
      const proof = certify(program, relative, { slack: 0.001 });
      const error = largestError(program, relative, 2000);
      return [name, cost(canonical(toGraph(program))!), error, digits(error), proof.bound, proof.cells];
    });
    const horner = Array.from({ length: 12 }, (_, i) => i + 1).filter(
      (n) => cost(canonical(toGraph(polynomialProgram(n)))!) === 2 * n,
    );
    const curve = Array.from({ length: 301 }, (_, i) => Math.max(i / 300, 2 ** -30)).map((x) => ({
      x,
      "relative error": signedError(relative, evaluatePrecisely(f10, [x, 0]), x),
    }));
    return {
      measurements: {
        f10Operations: cost(canonical(toGraph(f10))!),
        f10Float64: float64,
        f10Float64Digits: digits(float64),
        f10Real: real,
        roundingFactor: float64 / real,
        f10RealAbsolute: largestError(f10, absolute, 4000),
        f10Bound: certificate.bound,
        f2Digits: digits(largestError(f2, relative, 2000)),
        f3Digits: digits(largestError(f3, relative, 2000)),
        f5Digits: digits(largestError(f5, relative, 2000)),
        hornerCosts: horner.length,
      },
      tables: [
        {
          id: "programs",
          title: "Printed programs for 2^x on (0, 1], in real arithmetic",
          columns: [
            { title: "program" },
            { title: "operations", decimals: 0 },
            { title: "largest relative error" },
            { title: "digits", decimals: 3 },
            { title: "proven bound" },
            { title: "cells", decimals: 0 },
          ],
          rows,
        },
      ],
      figures: [
        errorFigure(
          "f10-error",
          "Error of the ten-operation program",
          "Relative error of f10 in real arithmetic over (0, 1]: it swings between extremes that are nearly, but not quite, level.",
          curve,
          "relative error",
        ),
      ],
    };
  },
});

/** 2^(−80/points), by repeated square roots and products of exact operations. */
function rootOfTwo(points: number): number {
  // (1 − u)^(points/2) = 2^−40 for u = 1 − e^(−80·ln2/points), a few terms of which are enough for spacing points.
  const u = (80 * Math.LN2) / points;
  return 1 - u + (u * u) / 2 - (u * u * u) / 6;
}
