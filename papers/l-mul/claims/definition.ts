/** @file Claims about what L-Mul is: its constant, its one addition, and whether its two descriptions are one function. */
import { checksOf, type ClaimData } from "./checks.ts";

const mantissaGrid = checksOf("mantissa-grid");
const offset = checksOf("offset");
const operandVectors = checksOf("operand-vectors");

/** l(m) of the paper against the most precise power of two of the experiment, for each mantissa width. */
const mostPreciseConstants = (measurement: string, reading: string) =>
  [
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 3],
    [5, 4],
    [6, 4],
    [7, 4],
    [10, 4],
    [23, 4],
  ].map(([bits, l]) =>
    offset.exactly(
      `${measurement}${bits}`,
      l,
      `l of the most precise constant for ${bits} mantissa ${bits === 1 ? "bit" : "bits"}, ${reading}`,
    ),
  );

export const definition: readonly ClaimData[] = [
  {
    id: "LM-01",
    statement:
      "The constant in place of the product of the mantissas is 2^-l(m), with l = m up to three mantissa bits, 3 for four, and 4 above.",
    place: "section 2, definition of L-Mul (equation 1)",
    reported: { text: "l(1 … 6) = 1, 2, 3, 3, 4, 4" },
    scale: "full",
    checks: [operandVectors.exactly("offsetExponents", 6, "values of l(m) that the system uses, m = 1 … 6")],
  },
  {
    id: "LM-01b",
    statement:
      "For every mantissa width no other power of two is as precise as 2^-l(m): so it is under integer addition.",
    place: "section 2: l(m) was found by trial",
    origin: "implied",
    reported: { text: "l(m) = 1, 2, 3, 3, 4, 4 for m = 1 … 6, and 4 above" },
    scale: "full",
    checks: mostPreciseConstants("best", "integer addition"),
  },
  {
    id: "LM-01c",
    statement: "The same holds for equation 1, in which the constant is introduced.",
    place: "section 2, definition of L-Mul (equation 1)",
    origin: "implied",
    reported: { text: "l(m) = 1, 2, 3, 3, 4, 4 for m = 1 … 6, and 4 above" },
    scale: "full",
    checks: mostPreciseConstants("bestFormula", "formula"),
  },
  {
    id: "LM-02",
    statement:
      "One integer addition of fields and one constant per format make the product: for float32 the constant is 0x3F780000.",
    place: "section 2, figure 2; constants of other formats from published implementations",
    reported: { text: "0x3F780000 (float32), 0x3F78 (bfloat16), 0x37 (e4m3), 0x3B (e5m2)" },
    scale: "full",
    checks: [operandVectors.exactly("offsetConstants", 7, "formats whose constant is the one written out")],
  },
  {
    id: "LM-03",
    statement:
      "The bare 32-bit addition is a multiplication for all float32 operands, zeros, infinities and the ends of the range included.",
    place: "section 2, figure 2: the listing treats no operand specially",
    origin: "implied",
    reported: { text: "no special case" },
    scale: "full",
    checks: [
      operandVectors.exactly(
        "bareWrong",
        0,
        "of 15 pairs of operands, those for which the bare addition is wrong",
      ),
    ],
  },
  {
    id: "LM-03b",
    statement:
      "With zeros, infinities, NaN, subnormals and the ends of the range settled, L-Mul gives the specified bits, and the bare addition its known ones.",
    place: "this system's specification",
    origin: "ours",
    reported: { text: "15 pairs of operands, bit for bit" },
    scale: "full",
    checks: [
      operandVectors.exactly("specifiedVectors", 15, "pairs with the specified bits"),
      operandVectors.exactly("bareVectors", 15, "pairs with the known bits of the bare addition"),
    ],
  },
  {
    id: "LM-04",
    statement: "The integer addition computes equation 1.",
    place: "section 2, definition of L-Mul (equation 1) against figure 2",
    origin: "implied",
    reported: { text: "two descriptions of one function" },
    scale: "full",
    checks: [
      mantissaGrid.atMost("largestDifference", 0, "largest difference of the two, in units of 2^(xe+ye)"),
    ],
  },
  {
    id: "LM-04b",
    statement:
      "The two differ by exactly s − 1 from s = xm + ym + c = 1 on (3s − 5 from 2 on), and the formula is the worse: its mean relative error is 0.0757 against 0.0266.",
    place: "all pairs of mantissas, float32",
    origin: "ours",
    reported: { text: "expected: 0.0757 (formula), 0.0266 (integer addition)" },
    scale: "full",
    checks: [
      mantissaGrid.atMost("lawViolation", 1e-6, "largest deviation from that difference"),
      mantissaGrid.near("formulaMean", 0.0757, 0.0005, "mean relative error of the formula"),
      mantissaGrid.near("fieldMean", 0.0266, 0.0005, "mean relative error of integer addition"),
    ],
  },
];
