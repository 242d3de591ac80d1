/** @file Claims about gates and energy. */
import { checksOf, type ClaimData } from "./checks.ts";

const circuits = checksOf("circuits");
const energy = checksOf("energy");
const gateCounts = checksOf("gate-counts");

export const cost: readonly ClaimData[] = [
  {
    id: "LM-15",
    statement:
      "By the paper's rules a multiplication takes 584 (float16), 325 (e4m3) and 296 (e5m2) gates, and an L-Mul 157 (fp8) and 256 (float16).",
    place: "section 2, estimate of gates",
    recalled: true,
    reported: { text: "584, 325, 296; 157, 256 gates" },
    scale: "full",
    checks: [
      gateCounts.exactly("multiplyFloat16", 584, "float16 multiplication"),
      gateCounts.exactly("multiplyE4m3", 325, "e4m3 multiplication"),
      gateCounts.exactly("multiplyE5m2", 296, "e5m2 multiplication"),
      gateCounts.exactly("lmulFp8", 157, "L-Mul of fp8"),
      gateCounts.exactly("lmulFloat16", 256, "L-Mul of float16, whose fields have 15 bits"),
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
      circuits.atMost("bareShareE4m3", 0.5, "share of ands, sign and field alone, as the paper counts"),
      circuits.atMost("shareE4m3", 0.5, "share of ands, zeros, specials and range handled by both"),
      circuits.exactly("wrong", 0, "products of the circuits that are wrong"),
    ],
  },
  {
    id: "LM-17",
    statement: "L-Mul can save 95 % of the energy of element-wise products.",
    place: "abstract; section 2, estimate of energy",
    reported: { text: "95 %", value: 95, unit: "%" },
    scale: "full",
    checks: [energy.atLeast("elementwise32", 95, "saving in %, fp32 multiplication against int32 addition")],
  },
  {
    id: "LM-17b",
    statement: "It is still 95 % when the addition of the constant is counted as an addition of its own.",
    place: "equation 1 has three summands; the count has one addition",
    origin: "ours",
    reported: { text: "95 %", value: 95, unit: "%" },
    scale: "full",
    checks: [energy.atLeast("elementwise32Twice", 95, "saving in %, with two int32 additions")],
  },
  {
    id: "LM-18",
    statement: "L-Mul can save 80 % of the energy of dot products: with float32 accumulation.",
    place: "abstract; section 2, estimate of energy",
    reported: { text: "80 %", value: 80, unit: "%" },
    scale: "full",
    checks: [energy.near("dot32", 80, 0.5, "saving in %, fp32 multiplication and accumulation")],
  },
  {
    id: "LM-18b",
    statement: "It is 80 % with float16 multiplication and accumulation as well.",
    place: "abstract; section 2, estimate of energy",
    origin: "implied",
    reported: { text: "80 %", value: 80, unit: "%" },
    scale: "full",
    checks: [energy.near("dot16", 80, 0.5, "saving in %, fp16 multiplication and accumulation")],
  },
];
