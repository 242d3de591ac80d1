/** @file Claims about how precise products are, by the paper's theory, against fp8, and over all pairs of codes. */
import { checksOf, type ClaimData } from "./checks.ts";

const exhaustiveFormats = checksOf("exhaustive-formats");
const mantissaGrid = checksOf("mantissa-grid");
const offset = checksOf("offset");
const operandDistributions = checksOf("operand-distributions");
const truncationTheory = checksOf("truncation-theory");

type Format = "E6M1" | "E5M2" | "E4M3" | "E3M4" | "E2M5" | "E1M6";

/** Published to three decimals. */
const publishedShare = (format: Format, value: number) =>
  exhaustiveFormats.near(`share${format}Formula`, value, 0.001, `share of wrong products in ${format}`);

/** Published to three decimals; how its authors weigh the largest codes is not said, hence two units. */
const publishedError = (format: Format, value: number, reading = "Formula") =>
  exhaustiveFormats.near(`error${format}${reading}`, value, 0.002, `mean relative error in ${format}`);

export const precision: readonly ClaimData[] = [
  {
    id: "LM-05",
    statement: "L-Mul with four mantissa bits is about as precise as an fp8 e4m3 multiplication.",
    place: "abstract; appendix A",
    reported: { text: "k = 4 as precise as e4m3" },
    scale: "full",
    checks: [
      truncationTheory.near(
        "overE4m3",
        1,
        0.05,
        "mean loss of L-Mul with 4 bits over that of operands cut to 3 bits, as the paper compares",
      ),
      truncationTheory.atMost("disagreement", 1e-9, "largest difference of the theory from enumeration"),
    ],
  },
  {
    id: "LM-05b",
    statement:
      "The expected losses of truncated products follow from f1 and f2: 0.1875 and 0.25 for L-Mul with 4 and 3 bits, 0.1836 and 0.3594 for operands of e4m3 and e5m2.",
    place: "appendix A",
    recalled: true,
    reported: { text: "f1 + f2: 0.1875 (k = 4), 0.2500 (k = 3); f1: 0.18359 (k = 3), 0.35937 (k = 2)" },
    scale: "full",
    checks: [
      truncationTheory.near("lmul4", 0.1875, 1e-5, "L-Mul, 4 bits"),
      truncationTheory.near("lmul3", 0.25, 1e-5, "L-Mul, 3 bits"),
      truncationTheory.near("multiply3", 0.18359, 1e-5, "exact product of operands cut to 3 bits"),
      truncationTheory.near("multiply2", 0.35937, 1e-5, "exact product of operands cut to 2 bits"),
    ],
  },
  {
    id: "LM-06",
    statement: "L-Mul with three mantissa bits is more precise than an fp8 e5m2 multiplication.",
    place: "abstract; appendix A",
    reported: { text: "k = 3 more precise than e5m2" },
    scale: "full",
    checks: [
      truncationTheory.atMost(
        "overE5m2",
        1,
        "mean loss of L-Mul with 3 bits over that of operands cut to 2 bits, as the paper compares",
      ),
      truncationTheory.atMost("disagreement", 1e-9, "largest difference of the theory from enumeration"),
    ],
  },
  {
    id: "LM-07",
    statement:
      "Four and three mantissa bits still compare so with e4m3 and e5m2 when fp8 operands are rounded to nearest even, for integer addition.",
    place: "critics of the paper: it compares with truncating fp8 only",
    origin: "third party",
    reported: {
      text: "expected: 0.0302 against 0.0305 (k = 4, e4m3), 0.0482 against 0.0608 (k = 3, e5m2)",
    },
    scale: "full",
    checks: [
      operandDistributions.near("field4OverE4m3", 1, 0.05, "error of L-Mul with 4 bits over that of e4m3"),
      operandDistributions.atMost("field3OverE5m2", 1, "error of L-Mul with 3 bits over that of e5m2"),
      operandDistributions.near("field4", 0.0302, 0.0004, "mean relative error, L-Mul, 4 bits"),
      operandDistributions.near("e4m3", 0.0305, 0.0004, "mean relative error, e4m3"),
      operandDistributions.near("field3", 0.0482, 0.0004, "mean relative error, L-Mul, 3 bits"),
      operandDistributions.near("e5m2", 0.0608, 0.0004, "mean relative error, e5m2"),
    ],
  },
  {
    id: "LM-07b",
    statement: "They still compare so for equation 1.",
    place: "equation 1 against rounding fp8",
    origin: "implied",
    reported: { text: "k = 4 as precise as e4m3, k = 3 more precise than e5m2" },
    scale: "full",
    checks: [
      operandDistributions.near(
        "formula4OverE4m3",
        1,
        0.05,
        "error of the formula with 4 bits over that of e4m3",
      ),
      operandDistributions.atMost(
        "formula3OverE5m2",
        1,
        "error of the formula with 3 bits over that of e5m2",
      ),
    ],
  },
  {
    id: "LM-08",
    statement: "L-Mul is more precise than 8-bit floating-point multiplication with as many mantissa bits.",
    place: "abstract: «higher precision» than 8-bit floating-point multiplications",
    reported: { text: "higher precision than fp8" },
    scale: "full",
    checks: [
      operandDistributions.atMost("field3OverE4m3", 1, "error of L-Mul with 3 bits over that of e4m3"),
      operandDistributions.atMost("field2OverE5m2", 1, "error of L-Mul with 2 bits over that of e5m2"),
    ],
  },
  {
    id: "LM-09",
    statement:
      "From five mantissa bits on, more bits buy no precision: the mean relative error stays at 2.6 to 2.8 %.",
    place: "integer addition, operands cut",
    origin: "ours",
    reported: { text: "expected: 0.0276, 0.0257, 0.0260, 0.0268, 0.0269 for k = 5, 6, 7, 10, 23" },
    scale: "full",
    checks: [
      operandDistributions.near("field5", 0.0276, 0.0004, "mean relative error, 5 bits"),
      operandDistributions.near("field6", 0.0257, 0.0004, "mean relative error, 6 bits"),
      operandDistributions.near("field7", 0.026, 0.0004, "mean relative error, 7 bits"),
      operandDistributions.near("field10", 0.0268, 0.0004, "mean relative error, 10 bits"),
      operandDistributions.near("field23", 0.0269, 0.0004, "mean relative error, 23 bits"),
    ],
  },
  {
    id: "LM-10",
    statement:
      "Operands of L-Mul should be cut and not rounded: at four bits rounding makes the error 1.75 times as large.",
    place: "integer addition, k = 4",
    origin: "ours",
    reported: { text: "expected: 0.0302 (cut), 0.0529 (rounded)" },
    scale: "full",
    checks: [
      operandDistributions.near("field4", 0.0302, 0.0005, "mean relative error, operands cut"),
      operandDistributions.near("field4Nearest", 0.0529, 0.0005, "mean relative error, operands rounded"),
    ],
  },
  {
    id: "LM-11",
    statement: "No product of integer addition is more than 7.29 % too small or 6.25 % too large.",
    place: "all mantissas, c = 1/16",
    origin: "ours",
    reported: { text: "expected: −7.29 % to +6.25 %" },
    scale: "full",
    checks: [
      mantissaGrid.near("fieldLow", -7.29, 0.02, "most negative relative error, %"),
      mantissaGrid.near("fieldHigh", 6.25, 0.02, "largest relative error, %"),
    ],
  },
  {
    id: "LM-12",
    statement:
      "The mean error of integer addition is −1/12 + 3c/2 + c²/2 + c³/6, so that of all powers of two 1/16 leaves the smallest: +0.0124, against −0.036 at 1/32.",
    place: "uniform mantissas",
    origin: "ours",
    reported: { text: "expected: +0.0124 (c = 1/16), −0.036 (c = 1/32)" },
    scale: "full",
    checks: [
      offset.near("field16", 0.0124, 5e-4, "mean error at c = 1/16"),
      offset.near("field32", -0.036, 5e-4, "mean error at c = 1/32"),
      offset.atMost("disagreement", 5e-4, "largest difference of the closed forms from measurement"),
    ],
  },
  {
    id: "LM-13",
    statement:
      "Over all pairs of 8-bit codes, L-Mul has the published shares of wrong products and mean relative errors: that is so for its formula.",
    place: "arXiv:2412.18948, table IV",
    origin: "third party",
    reported: {
      text: "E6M1 1 / 0.319, E5M2 0.938 / 0.111, E4M3 0.968 / 0.068, E3M4 0.992 / 0.069, E2M5 0.997 / 0.072, E1M6 0.999 / 0.073",
    },
    scale: "full",
    checks: [
      publishedShare("E6M1", 1),
      publishedShare("E5M2", 0.938),
      publishedShare("E4M3", 0.968),
      publishedShare("E3M4", 0.992),
      publishedShare("E2M5", 0.997),
      publishedShare("E1M6", 0.999),
      publishedError("E6M1", 0.319),
      publishedError("E5M2", 0.111),
      publishedError("E4M3", 0.068),
      publishedError("E3M4", 0.069),
      publishedError("E2M5", 0.072),
      publishedError("E1M6", 0.073),
    ],
  },
  {
    id: "LM-14",
    statement:
      "The same table describes the circuit that is published with it, which adds fields and lets the carry run.",
    place: "arXiv:2412.18948, table IV against table II and equations 6 and 7",
    origin: "third party",
    reported: { text: "mean relative error of E4M3 0.068, E3M4 0.069, E2M5 0.072, E1M6 0.073" },
    scale: "full",
    checks: [
      publishedError("E4M3", 0.068, "Field"),
      publishedError("E3M4", 0.069, "Field"),
      publishedError("E2M5", 0.072, "Field"),
      publishedError("E1M6", 0.073, "Field"),
    ],
  },
  {
    id: "LM-14b",
    statement:
      "Integer addition with its carry has a mean relative error of 0.0518 in E4M3 and 0.0264 in E2M5.",
    place: "all pairs of 8-bit codes",
    origin: "ours",
    reported: { text: "expected: 0.0518 and 0.0264" },
    scale: "full",
    checks: [
      exhaustiveFormats.near("errorE4M3Field", 0.0518, 0.0002, "mean relative error of E4M3"),
      exhaustiveFormats.near("errorE2M5Field", 0.0264, 0.0002, "mean relative error of E2M5"),
    ],
  },
];
