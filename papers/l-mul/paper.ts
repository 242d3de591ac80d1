/**
 * @file The record of L-Mul and its claims.
 *
 * What each check expects was fixed before anything was run: from the paper where it gives a value, from a third party's publication
 * where the claim is theirs, and for our own claims from an independent computation. A claim that fails stays and is explained in the notes.
 */
import { definePaper } from "@working-papers/lab";

const withModel = "the arithmetic of a model as a parameter:";

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
      place: "section 2.2, equation 1",
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
      id: "LM-02",
      statement:
        "One integer addition of fields and one constant per format make the product: for float32 the constant is 0x3F780000.",
      place: "section 2.2, figure 2; constants of other formats from published implementations",
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
      place: "section 2.2, figure 2: the listing treats no operand specially",
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
      id: "LM-20",
      statement:
        "The attention of a trained model can be computed by L-Mul, without further training, almost without loss of accuracy.",
      place: "abstract; section 3",
      reported: { text: "«almost lossless»; at our scale expected: at most 0.3 points of accuracy" },
      scale: "reduced",
      scaleNote:
        "a small vision transformer on Fashion-MNIST, at most a million parameters, instead of models of 2 to 8 billion: it can support the direction, not the magnitude",
      needs: `${withModel} a trained transformer whose attention runs under L-Mul`,
    },
    {
      id: "LM-21",
      statement: "A trained perceptron loses at most a tenth of a point when its products become L-Muls.",
      place: "two university projects that built L-Mul hardware",
      origin: "third party",
      reported: { text: "MNIST 97.02 % to 97.01 % (float32), 97.46 % to 97.37 % (bfloat16)" },
      scale: "reduced",
      scaleNote: "the same network of 784-128-10 on Fashion-MNIST instead of MNIST; three seeds",
      needs: `${withModel} a trained perceptron whose matrix products run under L-Mul`,
    },
    {
      id: "LM-22",
      statement:
        "A model that is fine-tuned with every multiplication an L-Mul of 3-bit mantissas is as good as one with fp8 e4m3 accumulation.",
      place: "abstract; section 3",
      reported: { text: "equivalent precision; at our scale expected: a gap of at most 0.5 points" },
      scale: "reduced",
      scaleNote: "a small vision transformer on Fashion-MNIST instead of Gemma2-2b-it; three seeds",
      needs: `${withModel} training with L-Mul in the forward pass and the exact product's gradient`,
    },
    {
      id: "LM-23",
      statement: "In a network, the formula loses more accuracy than the integer addition.",
      place: "follows from LM-04",
      origin: "ours",
      reported: { text: "expected: a larger drop with the formula, on every seed" },
      scale: "reduced",
      scaleNote: "the networks of LM-20 and LM-21",
      needs: `${withModel} the networks of LM-20 and LM-21 under both readings`,
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
      needs: `${withModel} the four models and their benchmarks`,
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
