/**
 * @file The record of L-Mul and its claims.
 *
 * What each check expects was fixed before anything was run: from the paper where it gives a value, from a third party's publication
 * where the claim is theirs, and for our own claims from an independent computation. A claim that fails stays and is explained in the notes.
 */
import { definePaper } from "@working-papers/lab";
import { alternatives } from "./claims/alternatives.ts";
import { cost } from "./claims/cost.ts";
import { definition } from "./claims/definition.ts";
import { networks } from "./claims/networks.ts";
import { precision } from "./claims/precision.ts";

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
  claims: [...definition, ...precision, ...cost, ...networks, ...alternatives],
});
