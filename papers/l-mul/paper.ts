/**
 * @file The record of L-Mul and its claims.
 *
 * What each check expects was fixed before anything was run: from the paper where it gives a value, from a third party's publication
 * where the claim is theirs, and for our own claims from an independent computation. A claim that fails stays and is explained in the notes.
 */
import { definePaper } from "@working-papers/lab";

export default definePaper({
  slug: "l-mul",
  arxiv: "2410.00907",
  title: "Addition is All You Need for Energy-efficient Language Models",
  authors: ["Hongyin Luo", "Wei Sun"],
  date: "2024-10-01",
  listed: "2026-09-10",
  categories: ["cs.CL", "cs.AI"],
  summary:
    "Two floating-point numbers are multiplied by adding their exponent and mantissa bits as one integer, with a small constant in place of the product of the mantissas. The paper reports that with four mantissa bits this is about as precise as fp8 e4m3 multiplication and with three bits more precise than e5m2, that it could save 95 % of the energy of element-wise products and 80 % of that of dot products, and that attention in language models can be computed so almost without loss.",
  system:
    "Multiplies by adding: scalar, vector, dot and matrix products under L-Mul in both of its readings, with their error theory, gate counts and energy.",
  claims: [
    {
      id: "LM-01",
      statement:
        "The constant in place of the product of the mantissas is 2^-l(m), with l = m up to three mantissa bits, 3 for four, and 4 above.",
      place: "section 2, definition of L-Mul (equation 1)",
      reported: { text: "l(1 … 6) = 1, 2, 3, 3, 4, 4" },
      scale: "full",
      checks: [
        {
          experiment: "operand-vectors",
          measurement: "offsetExponents",
          expect: { kind: "near", value: 6, tolerance: 0 },
          says: "values of l(m) that the system uses, m = 1 … 6",
        },
      ],
    },
    {
      id: "LM-01b",
      statement:
        "For every mantissa width no other power of two is as precise as 2^-l(m): so it is under integer addition.",
      place: "section 2: l(m) was found by trial",
      origin: "implied",
      reported: { text: "l(m) = 1, 2, 3, 3, 4, 4 for m = 1 … 6, and 4 above" },
      scale: "full",
      checks: [
        {
          experiment: "offset",
          measurement: "best1",
          expect: { kind: "near", value: 1, tolerance: 0 },
          says: "l of the most precise constant for 1 mantissa bit, integer addition",
        },
        {
          experiment: "offset",
          measurement: "best2",
          expect: { kind: "near", value: 2, tolerance: 0 },
          says: "l of the most precise constant for 2 mantissa bits, integer addition",
        },
        {
          experiment: "offset",
          measurement: "best3",
          expect: { kind: "near", value: 3, tolerance: 0 },
          says: "l of the most precise constant for 3 mantissa bits, integer addition",
        },
        {
          experiment: "offset",
          measurement: "best4",
          expect: { kind: "near", value: 3, tolerance: 0 },
          says: "l of the most precise constant for 4 mantissa bits, integer addition",
        },
        {
          experiment: "offset",
          measurement: "best5",
          expect: { kind: "near", value: 4, tolerance: 0 },
          says: "l of the most precise constant for 5 mantissa bits, integer addition",
        },
        {
          experiment: "offset",
          measurement: "best6",
          expect: { kind: "near", value: 4, tolerance: 0 },
          says: "l of the most precise constant for 6 mantissa bits, integer addition",
        },
        {
          experiment: "offset",
          measurement: "best7",
          expect: { kind: "near", value: 4, tolerance: 0 },
          says: "l of the most precise constant for 7 mantissa bits, integer addition",
        },
        {
          experiment: "offset",
          measurement: "best10",
          expect: { kind: "near", value: 4, tolerance: 0 },
          says: "l of the most precise constant for 10 mantissa bits, integer addition",
        },
        {
          experiment: "offset",
          measurement: "best23",
          expect: { kind: "near", value: 4, tolerance: 0 },
          says: "l of the most precise constant for 23 mantissa bits, integer addition",
        },
      ],
    },
    {
      id: "LM-01c",
      statement: "The same holds for equation 1, in which the constant is introduced.",
      place: "section 2, definition of L-Mul (equation 1)",
      origin: "implied",
      reported: { text: "l(m) = 1, 2, 3, 3, 4, 4 for m = 1 … 6, and 4 above" },
      scale: "full",
      checks: [
        {
          experiment: "offset",
          measurement: "bestFormula1",
          expect: { kind: "near", value: 1, tolerance: 0 },
          says: "l of the most precise constant for 1 mantissa bit, formula",
        },
        {
          experiment: "offset",
          measurement: "bestFormula2",
          expect: { kind: "near", value: 2, tolerance: 0 },
          says: "l of the most precise constant for 2 mantissa bits, formula",
        },
        {
          experiment: "offset",
          measurement: "bestFormula3",
          expect: { kind: "near", value: 3, tolerance: 0 },
          says: "l of the most precise constant for 3 mantissa bits, formula",
        },
        {
          experiment: "offset",
          measurement: "bestFormula4",
          expect: { kind: "near", value: 3, tolerance: 0 },
          says: "l of the most precise constant for 4 mantissa bits, formula",
        },
        {
          experiment: "offset",
          measurement: "bestFormula5",
          expect: { kind: "near", value: 4, tolerance: 0 },
          says: "l of the most precise constant for 5 mantissa bits, formula",
        },
        {
          experiment: "offset",
          measurement: "bestFormula6",
          expect: { kind: "near", value: 4, tolerance: 0 },
          says: "l of the most precise constant for 6 mantissa bits, formula",
        },
        {
          experiment: "offset",
          measurement: "bestFormula7",
          expect: { kind: "near", value: 4, tolerance: 0 },
          says: "l of the most precise constant for 7 mantissa bits, formula",
        },
        {
          experiment: "offset",
          measurement: "bestFormula10",
          expect: { kind: "near", value: 4, tolerance: 0 },
          says: "l of the most precise constant for 10 mantissa bits, formula",
        },
        {
          experiment: "offset",
          measurement: "bestFormula23",
          expect: { kind: "near", value: 4, tolerance: 0 },
          says: "l of the most precise constant for 23 mantissa bits, formula",
        },
      ],
    },
    {
      id: "LM-02",
      statement:
        "One integer addition of fields and one constant per format make the product: for float32 the constant is 0x3F780000.",
      place: "section 2, figure 2; constants of other formats from published implementations",
      reported: { text: "0x3F780000 (float32), 0x3F78 (bfloat16), 0x37 (e4m3), 0x3B (e5m2)" },
      scale: "full",
      checks: [
        {
          experiment: "operand-vectors",
          measurement: "offsetConstants",
          expect: { kind: "near", value: 7, tolerance: 0 },
          says: "formats whose constant is the one written out",
        },
      ],
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
        {
          experiment: "operand-vectors",
          measurement: "bareWrong",
          expect: { kind: "near", value: 0, tolerance: 0 },
          says: "of 15 pairs of operands, those for which the bare addition is wrong",
        },
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
        {
          experiment: "operand-vectors",
          measurement: "specifiedVectors",
          expect: { kind: "near", value: 15, tolerance: 0 },
          says: "pairs with the specified bits",
        },
        {
          experiment: "operand-vectors",
          measurement: "bareVectors",
          expect: { kind: "near", value: 15, tolerance: 0 },
          says: "pairs with the known bits of the bare addition",
        },
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
        {
          experiment: "mantissa-grid",
          measurement: "largestDifference",
          expect: { kind: "atMost", value: 0 },
          says: "largest difference of the two, in units of 2^(xe+ye)",
        },
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
        {
          experiment: "mantissa-grid",
          measurement: "lawViolation",
          expect: { kind: "atMost", value: 1e-6 },
          says: "largest deviation from that difference",
        },
        {
          experiment: "mantissa-grid",
          measurement: "formulaMean",
          expect: { kind: "near", value: 0.0757, tolerance: 0.0005 },
          says: "mean relative error of the formula",
        },
        {
          experiment: "mantissa-grid",
          measurement: "fieldMean",
          expect: { kind: "near", value: 0.0266, tolerance: 0.0005 },
          says: "mean relative error of integer addition",
        },
      ],
    },
    {
      id: "LM-05",
      statement: "L-Mul with four mantissa bits is about as precise as an fp8 e4m3 multiplication.",
      place: "abstract; appendix A",
      reported: { text: "k = 4 as precise as e4m3" },
      scale: "full",
      checks: [
        {
          experiment: "truncation-theory",
          measurement: "overE4m3",
          expect: { kind: "near", value: 1, tolerance: 0.05 },
          says: "mean loss of L-Mul with 4 bits over that of operands cut to 3 bits, as the paper compares",
        },
        {
          experiment: "truncation-theory",
          measurement: "disagreement",
          expect: { kind: "atMost", value: 1e-9 },
          says: "largest difference of the theory from enumeration",
        },
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
        {
          experiment: "truncation-theory",
          measurement: "lmul4",
          expect: { kind: "near", value: 0.1875, tolerance: 1e-5 },
          says: "L-Mul, 4 bits",
        },
        {
          experiment: "truncation-theory",
          measurement: "lmul3",
          expect: { kind: "near", value: 0.25, tolerance: 1e-5 },
          says: "L-Mul, 3 bits",
        },
        {
          experiment: "truncation-theory",
          measurement: "multiply3",
          expect: { kind: "near", value: 0.18359, tolerance: 1e-5 },
          says: "exact product of operands cut to 3 bits",
        },
        {
          experiment: "truncation-theory",
          measurement: "multiply2",
          expect: { kind: "near", value: 0.35937, tolerance: 1e-5 },
          says: "exact product of operands cut to 2 bits",
        },
      ],
    },
    {
      id: "LM-06",
      statement: "L-Mul with three mantissa bits is more precise than an fp8 e5m2 multiplication.",
      place: "abstract; appendix A",
      reported: { text: "k = 3 more precise than e5m2" },
      scale: "full",
      checks: [
        {
          experiment: "truncation-theory",
          measurement: "overE5m2",
          expect: { kind: "atMost", value: 1 },
          says: "mean loss of L-Mul with 3 bits over that of operands cut to 2 bits, as the paper compares",
        },
        {
          experiment: "truncation-theory",
          measurement: "disagreement",
          expect: { kind: "atMost", value: 1e-9 },
          says: "largest difference of the theory from enumeration",
        },
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
        {
          experiment: "operand-distributions",
          measurement: "field4OverE4m3",
          expect: { kind: "near", value: 1, tolerance: 0.05 },
          says: "error of L-Mul with 4 bits over that of e4m3",
        },
        {
          experiment: "operand-distributions",
          measurement: "field3OverE5m2",
          expect: { kind: "atMost", value: 1 },
          says: "error of L-Mul with 3 bits over that of e5m2",
        },
        {
          experiment: "operand-distributions",
          measurement: "field4",
          expect: { kind: "near", value: 0.0302, tolerance: 0.0004 },
          says: "mean relative error, L-Mul, 4 bits",
        },
        {
          experiment: "operand-distributions",
          measurement: "e4m3",
          expect: { kind: "near", value: 0.0305, tolerance: 0.0004 },
          says: "mean relative error, e4m3",
        },
        {
          experiment: "operand-distributions",
          measurement: "field3",
          expect: { kind: "near", value: 0.0482, tolerance: 0.0004 },
          says: "mean relative error, L-Mul, 3 bits",
        },
        {
          experiment: "operand-distributions",
          measurement: "e5m2",
          expect: { kind: "near", value: 0.0608, tolerance: 0.0004 },
          says: "mean relative error, e5m2",
        },
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
        {
          experiment: "operand-distributions",
          measurement: "formula4OverE4m3",
          expect: { kind: "near", value: 1, tolerance: 0.05 },
          says: "error of the formula with 4 bits over that of e4m3",
        },
        {
          experiment: "operand-distributions",
          measurement: "formula3OverE5m2",
          expect: { kind: "atMost", value: 1 },
          says: "error of the formula with 3 bits over that of e5m2",
        },
      ],
    },
    {
      id: "LM-08",
      statement: "L-Mul is more precise than 8-bit floating-point multiplication with as many mantissa bits.",
      place: "abstract: «higher precision» than 8-bit floating-point multiplications",
      reported: { text: "higher precision than fp8" },
      scale: "full",
      checks: [
        {
          experiment: "operand-distributions",
          measurement: "field3OverE4m3",
          expect: { kind: "atMost", value: 1 },
          says: "error of L-Mul with 3 bits over that of e4m3",
        },
        {
          experiment: "operand-distributions",
          measurement: "field2OverE5m2",
          expect: { kind: "atMost", value: 1 },
          says: "error of L-Mul with 2 bits over that of e5m2",
        },
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
        {
          experiment: "operand-distributions",
          measurement: "field5",
          expect: { kind: "near", value: 0.0276, tolerance: 0.0004 },
          says: "mean relative error, 5 bits",
        },
        {
          experiment: "operand-distributions",
          measurement: "field6",
          expect: { kind: "near", value: 0.0257, tolerance: 0.0004 },
          says: "mean relative error, 6 bits",
        },
        {
          experiment: "operand-distributions",
          measurement: "field7",
          expect: { kind: "near", value: 0.026, tolerance: 0.0004 },
          says: "mean relative error, 7 bits",
        },
        {
          experiment: "operand-distributions",
          measurement: "field10",
          expect: { kind: "near", value: 0.0268, tolerance: 0.0004 },
          says: "mean relative error, 10 bits",
        },
        {
          experiment: "operand-distributions",
          measurement: "field23",
          expect: { kind: "near", value: 0.0269, tolerance: 0.0004 },
          says: "mean relative error, 23 bits",
        },
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
        {
          experiment: "operand-distributions",
          measurement: "field4",
          expect: { kind: "near", value: 0.0302, tolerance: 0.0005 },
          says: "mean relative error, operands cut",
        },
        {
          experiment: "operand-distributions",
          measurement: "field4Nearest",
          expect: { kind: "near", value: 0.0529, tolerance: 0.0005 },
          says: "mean relative error, operands rounded",
        },
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
        {
          experiment: "mantissa-grid",
          measurement: "fieldLow",
          expect: { kind: "near", value: -7.29, tolerance: 0.02 },
          says: "most negative relative error, %",
        },
        {
          experiment: "mantissa-grid",
          measurement: "fieldHigh",
          expect: { kind: "near", value: 6.25, tolerance: 0.02 },
          says: "largest relative error, %",
        },
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
        {
          experiment: "offset",
          measurement: "field16",
          expect: { kind: "near", value: 0.0124, tolerance: 5e-4 },
          says: "mean error at c = 1/16",
        },
        {
          experiment: "offset",
          measurement: "field32",
          expect: { kind: "near", value: -0.036, tolerance: 5e-4 },
          says: "mean error at c = 1/32",
        },
        {
          experiment: "offset",
          measurement: "disagreement",
          expect: { kind: "atMost", value: 5e-4 },
          says: "largest difference of the closed forms from measurement",
        },
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
        {
          experiment: "exhaustive-formats",
          measurement: "errorE4M3Field",
          expect: { kind: "near", value: 0.0518, tolerance: 0.0002 },
          says: "mean relative error of E4M3",
        },
        {
          experiment: "exhaustive-formats",
          measurement: "errorE2M5Field",
          expect: { kind: "near", value: 0.0264, tolerance: 0.0002 },
          says: "mean relative error of E2M5",
        },
      ],
    },
    {
      id: "LM-15",
      statement:
        "By the paper's rules a multiplication takes 584 (float16), 325 (e4m3) and 296 (e5m2) gates, and an L-Mul 157 (fp8) and 256 (float16).",
      place: "section 2, estimate of gates",
      recalled: true,
      reported: { text: "584, 325, 296; 157, 256 gates" },
      scale: "full",
      checks: [
        {
          experiment: "gate-counts",
          measurement: "multiplyFloat16",
          expect: { kind: "near", value: 584, tolerance: 0 },
          says: "float16 multiplication",
        },
        {
          experiment: "gate-counts",
          measurement: "multiplyE4m3",
          expect: { kind: "near", value: 325, tolerance: 0 },
          says: "e4m3 multiplication",
        },
        {
          experiment: "gate-counts",
          measurement: "multiplyE5m2",
          expect: { kind: "near", value: 296, tolerance: 0 },
          says: "e5m2 multiplication",
        },
        {
          experiment: "gate-counts",
          measurement: "lmulFp8",
          expect: { kind: "near", value: 157, tolerance: 0 },
          says: "L-Mul of fp8",
        },
        {
          experiment: "gate-counts",
          measurement: "lmulFloat16",
          expect: { kind: "near", value: 256, tolerance: 0 },
          says: "L-Mul of float16, whose fields have 15 bits",
        },
      ],
    },
    {
      id: "LM-16",
      statement: "As a circuit, an L-Mul of fp8 e4m3 takes at most half of what a multiplier takes.",
      place: "section 2, estimate of gates: 157 of 325 gates",
      origin: "implied",
      recalled: true,
      reported: { text: "157 / 325 = 0.48; published layouts: 0.32 of the area" },
      scale: "reduced",
      scaleNote:
        "two-input ands of circuits as drawn, nothing optimised and no cell library, instead of a layout",
      checks: [
        {
          experiment: "circuits",
          measurement: "bareShareE4m3",
          expect: { kind: "atMost", value: 0.5 },
          says: "share of ands, sign and field alone, as the paper counts",
        },
        {
          experiment: "circuits",
          measurement: "shareE4m3",
          expect: { kind: "atMost", value: 0.5 },
          says: "share of ands, zeros, specials and range handled by both",
        },
        {
          experiment: "circuits",
          measurement: "wrong",
          expect: { kind: "near", value: 0, tolerance: 0 },
          says: "products of the circuits that are wrong",
        },
      ],
    },
    {
      id: "LM-17",
      statement: "L-Mul can save 95 % of the energy of element-wise products.",
      place: "abstract; section 2, estimate of energy",
      reported: { text: "95 %", value: 95, unit: "%" },
      scale: "full",
      checks: [
        {
          experiment: "energy",
          measurement: "elementwise32",
          expect: { kind: "atLeast", value: 95 },
          says: "saving in %, fp32 multiplication against int32 addition",
        },
      ],
    },
    {
      id: "LM-17b",
      statement: "It is still 95 % when the addition of the constant is counted as an addition of its own.",
      place: "equation 1 has three summands; the count has one addition",
      origin: "ours",
      reported: { text: "95 %", value: 95, unit: "%" },
      scale: "full",
      checks: [
        {
          experiment: "energy",
          measurement: "elementwise32Twice",
          expect: { kind: "atLeast", value: 95 },
          says: "saving in %, with two int32 additions",
        },
      ],
    },
    {
      id: "LM-18",
      statement: "L-Mul can save 80 % of the energy of dot products: with float32 accumulation.",
      place: "abstract; section 2, estimate of energy",
      reported: { text: "80 %", value: 80, unit: "%" },
      scale: "full",
      checks: [
        {
          experiment: "energy",
          measurement: "dot32",
          expect: { kind: "near", value: 80, tolerance: 0.5 },
          says: "saving in %, fp32 multiplication and accumulation",
        },
      ],
    },
    {
      id: "LM-18b",
      statement: "It is 80 % with float16 multiplication and accumulation as well.",
      place: "abstract; section 2, estimate of energy",
      origin: "implied",
      reported: { text: "80 %", value: 80, unit: "%" },
      scale: "full",
      checks: [
        {
          experiment: "energy",
          measurement: "dot16",
          expect: { kind: "near", value: 80, tolerance: 0.5 },
          says: "saving in %, fp16 multiplication and accumulation",
        },
      ],
    },
    {
      id: "LM-19",
      statement:
        "In attention, L-Mul with four mantissa bits disturbs logits and output no more than e4m3 does, and with three bits no more than e5m2.",
      place: "abstract: attention almost without loss",
      origin: "implied",
      reported: { text: "almost lossless; k = 4 as e4m3, k = 3 better than e5m2" },
      scale: "reduced",
      scaleNote:
        "random queries, keys and values of one head, 128 tokens of width 64, instead of trained models; it compares errors, not accuracies",
      checks: [
        {
          experiment: "attention-error",
          measurement: "field4OverE4m3Logits",
          expect: { kind: "atMost", value: 1.05 },
          says: "error of the logits, 4 bits over e4m3",
        },
        {
          experiment: "attention-error",
          measurement: "field4OverE4m3Output",
          expect: { kind: "atMost", value: 1.05 },
          says: "error of the output, 4 bits over e4m3",
        },
        {
          experiment: "attention-error",
          measurement: "field3OverE5m2Logits",
          expect: { kind: "atMost", value: 1 },
          says: "error of the logits, 3 bits over e5m2",
        },
        {
          experiment: "attention-error",
          measurement: "field3OverE5m2Output",
          expect: { kind: "atMost", value: 1 },
          says: "error of the output, 3 bits over e5m2",
        },
      ],
    },
    {
      id: "LM-19b",
      statement:
        "The errors of random attention are those predicted beforehand, to 8 %: for the output 4.6 % with all bits and 5.4 % with four, 13 % for the formula, 0.34 % for bfloat16.",
      place: "random attention, 128 tokens of width 64",
      origin: "ours",
      reported: {
        text: "expected, output: 0.046 (23 bits), 0.054 (4), 0.097 (3), 0.132 (formula), 0.0535 (e4m3), 0.107 (e5m2), 0.0034 (bfloat16)",
      },
      scale: "reduced",
      scaleNote:
        "random queries, keys and values of one head, 128 tokens of width 64, instead of trained models; it compares errors, not accuracies",
      checks: [
        near8("field23Logits", 0.0314, "logits of L-Mul, 23 bits"),
        near8("field23Output", 0.046, "output of L-Mul, 23 bits"),
        near8("field4Logits", 0.0367, "logits of L-Mul, 4 bits"),
        near8("field4Output", 0.054, "output of L-Mul, 4 bits"),
        near8("field3Logits", 0.0585, "logits of L-Mul, 3 bits"),
        near8("field3Output", 0.097, "output of L-Mul, 3 bits"),
        near8("formula23Logits", 0.082, "logits of formula, 23 bits"),
        near8("formula23Output", 0.132, "output of formula, 23 bits"),
        near8("e4m3Logits", 0.0377, "logits of e4m3"),
        near8("e4m3Output", 0.0535, "output of e4m3"),
        near8("e5m2Logits", 0.0749, "logits of e5m2"),
        near8("e5m2Output", 0.107, "output of e5m2"),
        near8("bfloat16Logits", 0.0023, "logits of bfloat16"),
        near8("bfloat16Output", 0.0034, "output of bfloat16"),
      ],
    },
    {
      id: "LM-20",
      statement:
        "The attention of a trained model can be computed by L-Mul, without further training, almost without loss of accuracy.",
      place: "abstract; section 3",
      reported: { text: "«almost lossless»; at our scale expected: at most 0.3 points of accuracy" },
      scale: "reduced",
      scaleNote:
        "a vision transformer of 88,000 weights on Fashion-MNIST instead of models of 2 to 8 billion: it can support the direction, not the magnitude",
      checks: [
        {
          experiment: "attention-images",
          measurement: "field23Drop",
          expect: { kind: "atMost", value: 0.3 },
          says: "points of accuracy lost, all mantissa bits",
        },
        {
          experiment: "attention-images",
          measurement: "field4Drop",
          expect: { kind: "atMost", value: 0.3 },
          says: "points of accuracy lost, 4 bits",
        },
      ],
    },
    {
      id: "LM-20b",
      statement:
        "In the attention of a trained language model L-Mul with four mantissa bits costs no more than e4m3, and with three bits no more than e5m2.",
      place: "abstract: attention almost without loss, k = 4 as e4m3, k = 3 better than e5m2",
      origin: "implied",
      reported: { text: "at our scale expected: at most 0.005 bits per character more" },
      scale: "reduced",
      scaleNote:
        "a transformer of 620,000 weights on the characters of Moby-Dick instead of models of 2 to 8 billion",
      needs:
        "a trained language model: `train/characters.ts` trains it and `attention` of an ONNX model can be put under L-Mul already",
    },
    {
      id: "LM-21",
      statement: "A trained perceptron loses at most a tenth of a point when its products become L-Muls.",
      place: "two university projects that built L-Mul hardware",
      origin: "third party",
      reported: { text: "MNIST 97.02 % to 97.01 % (float32), 97.46 % to 97.37 % (bfloat16)" },
      scale: "reduced",
      scaleNote: "the same network of 784-128-10 on Fashion-MNIST instead of MNIST; three seeds",
      checks: [
        {
          experiment: "perceptron-accuracy",
          measurement: "field23Drop",
          expect: { kind: "atMost", value: 0.1 },
          says: "points lost against float32, all mantissa bits",
        },
        {
          experiment: "perceptron-accuracy",
          measurement: "field7UnderBfloat16",
          expect: { kind: "atMost", value: 0.1 },
          says: "points lost against bfloat16, 7 bits",
        },
      ],
    },
    {
      id: "LM-22",
      statement:
        "A model that is fine-tuned with every multiplication an L-Mul of 3-bit mantissas is as good as one with fp8 e4m3 accumulation.",
      place: "abstract; section 3",
      reported: { text: "equivalent precision; at our scale expected: a gap of at most 0.5 points" },
      scale: "reduced",
      scaleNote:
        "a vision transformer of 88,000 weights on Fashion-MNIST instead of Gemma2-2b-it; three seeds of fine-tuning",
      needs:
        "networks fine-tuned with L-Mul and with fp8 in the forward pass, which `train/fine-tune.ts` makes from the trained one",
    },
    {
      id: "LM-22b",
      statement:
        "Without fine-tuning, too, a model with every multiplication an L-Mul of 3-bit mantissas is as good as one with fp8 e4m3 accumulation.",
      place: "abstract: in inference as well as in fine-tuning",
      reported: { text: "equivalent precision; at our scale expected: a gap of at most 0.5 points" },
      scale: "reduced",
      scaleNote: "a vision transformer of 88,000 weights on Fashion-MNIST instead of Gemma2-2b-it",
      checks: [
        {
          experiment: "whole-model",
          measurement: "gap",
          expect: { kind: "atMost", value: 0.5 },
          says: "accuracy of fp8 less that of L-Mul, as trained in float32, points",
        },
      ],
    },
    {
      id: "LM-23",
      statement: "In a network, the formula loses more accuracy than the integer addition.",
      place: "follows from LM-04",
      origin: "ours",
      reported: { text: "expected: a larger drop with the formula, on every seed" },
      scale: "reduced",
      scaleNote: "the networks of LM-20 and LM-21",
      checks: [
        {
          experiment: "perceptron-accuracy",
          measurement: "formulaExcess23",
          expect: { kind: "atLeast", value: 0 },
          says: "points the perceptron loses beyond integer addition",
        },
        {
          experiment: "attention-images",
          measurement: "formulaExcess23",
          expect: { kind: "atLeast", value: 0 },
          says: "points the vision transformer loses beyond integer addition",
        },
      ],
    },
    {
      id: "LM-24",
      statement:
        "With L-Mul in attention, language models lose 0.07 points on the mean of their tasks, and vision-language models gain 0.12.",
      place: "section 3, tables of benchmarks",
      recalled: true,
      reported: {
        text: "−0.07 points (language), +0.12 points (vision)",
        value: -0.07,
        unit: "percentage points",
      },
      scale: "out of reach",
      scaleNote:
        "needs Llama-3.1-8B, Mistral-7B, Gemma2-2B and Llava-1.5-7B with their benchmarks, and graphics processors that hold them",
      needs:
        "the weights of Llama-3.1-8B-Instruct, Mistral-7B-Instruct-v0.3, Gemma-2-2b-it and Llava-v1.5-7B (5 to 16 GB each, behind licences), the benchmarks MMLU, BBH, ARC-C, CSQA, OBQA, PIQA, SIQA, GSM8k, VQAv2, VizWiz, TextVQA and POPE, and some 10^16 multiplications; ONNX files of this architecture can be run already, with each of their products under L-Mul",
    },
    {
      id: "LM-25",
      statement:
        "In software L-Mul is no faster than a float32 multiplication: a matrix product under it takes longer.",
      place: "a published port reports 17 to 25 % less time for cosine similarities",
      origin: "ours",
      reported: { text: "expected: a ratio of times above 1" },
      scale: "full",
      checks: [
        {
          experiment: "speed",
          measurement: "fieldOverFloat32",
          expect: { kind: "atLeast", value: 1 },
          says: "time of a 256³ product under L-Mul over that in float32",
        },
      ],
    },
    {
      id: "LM-26",
      statement:
        "An integer addition with a carry that depends on the two mantissas is a correctly rounded fp8 multiplication.",
      place: "arXiv:2406.18441",
      origin: "third party",
      reported: { text: "e5m2 and e4m3: one bit of carry suffices" },
      scale: "full",
      checks: [
        {
          experiment: "carry-corrected-fp8",
          measurement: "correctedE5m2",
          expect: { kind: "near", value: 16, tolerance: 0 },
          says: "e5m2: mantissa pairs with the rounded product, corrected",
        },
        {
          experiment: "carry-corrected-fp8",
          measurement: "correctedE4m3",
          expect: { kind: "near", value: 64, tolerance: 0 },
          says: "e4m3: the same",
        },
        {
          experiment: "carry-corrected-fp8",
          measurement: "carryE5m2",
          expect: { kind: "near", value: 1, tolerance: 0 },
          says: "e5m2: largest correction",
        },
        {
          experiment: "carry-corrected-fp8",
          measurement: "carryE4m3",
          expect: { kind: "near", value: 1, tolerance: 0 },
          says: "e4m3: largest correction",
        },
        {
          experiment: "carry-corrected-fp8",
          measurement: "wrongCodes",
          expect: { kind: "near", value: 0, tolerance: 0 },
          says: "pairs of codes that come out wrong",
        },
      ],
    },
    {
      id: "LM-26b",
      statement:
        "Without any correction the addition cuts off all 16 products of e5m2 mantissas exactly, and rounds 14 of them and 39 of 64 of e4m3.",
      place: "all pairs of mantissas",
      origin: "ours",
      reported: { text: "expected: 16 and 14 of 16 (e5m2), 39 of 64 (e4m3)" },
      scale: "full",
      checks: [
        {
          experiment: "carry-corrected-fp8",
          measurement: "plainCutE5m2",
          expect: { kind: "near", value: 16, tolerance: 0 },
          says: "e5m2: products cut off",
        },
        {
          experiment: "carry-corrected-fp8",
          measurement: "plainE5m2",
          expect: { kind: "near", value: 14, tolerance: 0 },
          says: "e5m2: products rounded",
        },
        {
          experiment: "carry-corrected-fp8",
          measurement: "plainE4m3",
          expect: { kind: "near", value: 39, tolerance: 0 },
          says: "e4m3: products rounded",
        },
      ],
    },
    {
      id: "LM-27",
      statement: "The constant makes fp8 products more precise when the result is fp8 as well.",
      place: "equation 1: the constant is added in every format",
      origin: "implied",
      reported: { text: "more precise with 2^-l(m) than without" },
      scale: "full",
      checks: [
        {
          experiment: "carry-corrected-fp8",
          measurement: "gainE4m3",
          expect: { kind: "atLeast", value: 0 },
          says: "e4m3: mantissa pairs that the constant makes right, less those it makes wrong",
        },
        {
          experiment: "carry-corrected-fp8",
          measurement: "gainE5m2",
          expect: { kind: "atLeast", value: 0 },
          says: "e5m2: the same",
        },
      ],
    },
    {
      id: "LM-27b",
      statement:
        "As an fp8 multiplier L-Mul gives the rounded product for 25 of 64 pairs of e4m3 mantissas and 2 of 16 of e5m2; without the constant it would for 39 and 14.",
      place: "all pairs of mantissas",
      origin: "ours",
      reported: { text: "expected: 25 and 2; 39 and 14" },
      scale: "full",
      checks: [
        {
          experiment: "carry-corrected-fp8",
          measurement: "lmulE4m3",
          expect: { kind: "near", value: 25, tolerance: 0 },
          says: "e4m3, with the constant",
        },
        {
          experiment: "carry-corrected-fp8",
          measurement: "lmulE5m2",
          expect: { kind: "near", value: 2, tolerance: 0 },
          says: "e5m2, with the constant",
        },
        {
          experiment: "carry-corrected-fp8",
          measurement: "plainE4m3",
          expect: { kind: "near", value: 39, tolerance: 0 },
          says: "e4m3, without",
        },
        {
          experiment: "carry-corrected-fp8",
          measurement: "plainE5m2",
          expect: { kind: "near", value: 14, tolerance: 0 },
          says: "e5m2, without",
        },
      ],
    },
    {
      id: "LM-28",
      statement:
        "bfloat16 multiplication by one 16-bit addition has a mean relative error of 2.6 % and stays within −7.3 and +6.25 %.",
      place: "all pairs of mantissas",
      origin: "ours",
      reported: { text: "expected: 0.026 ± 0.001; −7.3 % to +6.25 %" },
      scale: "full",
      checks: [
        {
          experiment: "bfloat16-exhaustive",
          measurement: "mean",
          expect: { kind: "near", value: 0.026, tolerance: 0.001 },
          says: "mean relative error",
        },
        {
          experiment: "bfloat16-exhaustive",
          measurement: "low",
          expect: { kind: "atLeast", value: -7.3 },
          says: "most negative relative error, %",
        },
        {
          experiment: "bfloat16-exhaustive",
          measurement: "high",
          expect: { kind: "atMost", value: 6.25 },
          says: "largest relative error, %",
        },
      ],
    },
  ],
});

type Format = "E6M1" | "E5M2" | "E4M3" | "E3M4" | "E2M5" | "E1M6";

/** Published to three decimals. */
function publishedShare(format: Format, value: number) {
  return {
    experiment: "exhaustive-formats",
    measurement: `share${format}Formula`,
    expect: { kind: "near" as const, value, tolerance: 0.001 },
    says: `share of wrong products in ${format}`,
  };
}

/** Published to three decimals; how its authors weigh the largest codes is not said, hence two units. */
function publishedError(format: Format, value: number, reading = "Formula") {
  return {
    experiment: "exhaustive-formats",
    measurement: `error${format}${reading}`,
    expect: { kind: "near" as const, value, tolerance: 0.002 },
    says: `mean relative error in ${format}`,
  };
}

/** A prediction for random attention, made with other random numbers: to 8 %. */
function near8(measurement: string, value: number, says: string) {
  return {
    experiment: "attention-error",
    measurement,
    expect: { kind: "near" as const, value, tolerance: 0.08 * value },
    says,
  };
}
