/** @file Claims about the same product in software, by an adder with a corrected carry, and in bfloat16. */
import { checksOf, type ClaimData } from "./checks.ts";

const bfloat16Exhaustive = checksOf("bfloat16-exhaustive");
const carryCorrectedFp8 = checksOf("carry-corrected-fp8");
const speed = checksOf("speed");

export const alternatives: readonly ClaimData[] = [
  {
    id: "LM-25",
    statement:
      "In software L-Mul is no faster than a float32 multiplication: a matrix product under it takes longer.",
    place: "a published port reports 17 to 25 % less time for cosine similarities",
    origin: "ours",
    reported: { text: "expected: a ratio of times above 1" },
    scale: "full",
    checks: [speed.atLeast("fieldOverFloat32", 1, "time of a 256³ product under L-Mul over that in float32")],
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
      carryCorrectedFp8.exactly(
        "correctedE5m2",
        16,
        "e5m2: mantissa pairs with the rounded product, corrected",
      ),
      carryCorrectedFp8.exactly("correctedE4m3", 64, "e4m3: the same"),
      carryCorrectedFp8.exactly("carryE5m2", 1, "e5m2: largest correction"),
      carryCorrectedFp8.exactly("carryE4m3", 1, "e4m3: largest correction"),
      carryCorrectedFp8.exactly("wrongCodes", 0, "pairs of codes that come out wrong"),
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
      carryCorrectedFp8.exactly("plainCutE5m2", 16, "e5m2: products cut off"),
      carryCorrectedFp8.exactly("plainE5m2", 14, "e5m2: products rounded"),
      carryCorrectedFp8.exactly("plainE4m3", 39, "e4m3: products rounded"),
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
      carryCorrectedFp8.atLeast(
        "gainE4m3",
        0,
        "e4m3: mantissa pairs that the constant makes right, less those it makes wrong",
      ),
      carryCorrectedFp8.atLeast("gainE5m2", 0, "e5m2: the same"),
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
      carryCorrectedFp8.exactly("lmulE4m3", 25, "e4m3, with the constant"),
      carryCorrectedFp8.exactly("lmulE5m2", 2, "e5m2, with the constant"),
      carryCorrectedFp8.exactly("plainE4m3", 39, "e4m3, without"),
      carryCorrectedFp8.exactly("plainE5m2", 14, "e5m2, without"),
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
      bfloat16Exhaustive.near("mean", 0.026, 0.001, "mean relative error"),
      bfloat16Exhaustive.atLeast("low", -7.3, "most negative relative error, %"),
      bfloat16Exhaustive.atMost("high", 6.25, "largest relative error, %"),
    ],
  },
];
