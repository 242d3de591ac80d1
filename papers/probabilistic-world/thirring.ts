/**
 * @file The reference automaton: movers of two colours that exchange colours when they meet (arXiv:2111.06728).
 *
 * Each site of a ring has four bits in the order R1, R2, L1, L2. A step S = S_int S_free (their eq. 62) moves R to the right and L to the
 * left; then, where exactly one R and one L stand on a site, both change colour. The `base` rule does so only for R1 L2 ↔ R2 L1
 * (eqs. 44–47), the `extended` one also for R1 L1 ↔ R2 L2 (eqs. 79–81); together they have the coupling of the Thirring or
 * Gross–Neveu model. (Equation numbers as quoted in the public implementation of P. Topa's coincube.)
 */
import { moverJump, type MoverAutomaton } from "./automata.ts";
import type { UniqueJump } from "./unique-jump.ts";

export type ThirringVariant = "base" | "extended";

const R1 = 1;
const R2 = 2;
const L1 = 4;
const L2 = 8;

/** What the four bits of a site become: one R and one L flip colours. */
export function thirringCollision(variant: ThirringVariant): (pattern: number) => number {
  return (pattern) => {
    const [r1, r2, l1, l2] = [R1, R2, L1, L2].map((bit) => ((pattern & bit) === 0 ? 0 : 1));
    const meet = (r1 ^ r2) & (l1 ^ l2);
    const flip = variant === "base" ? meet & (r1 ^ l1) : meet;
    return flip ? pattern ^ 15 : pattern;
  };
}

export function thirring(variant: ThirringVariant): MoverAutomaton {
  return {
    name: `Thirring, ${variant}`,
    movers: [
      { name: "R1", velocity: 1 },
      { name: "R2", velocity: 1 },
      { name: "L1", velocity: -1 },
      { name: "L2", velocity: -1 },
    ],
    collide: thirringCollision(variant),
  };
}

/** The step evolution operator on a ring of up to six sites (2^24 states). */
export function thirringJump(variant: ThirringVariant, sites: number): UniqueJump {
  return moverJump(thirring(variant), sites);
}

/** How many movers of one kind there are, by the mask of its bits within a site. */
export function count(state: number, mask: number): number {
  let n = 0;
  for (let rest = state; rest !== 0; rest >>>= 4) n += bitCount(rest & 15 & mask);
  return n;
}

export function bitCount(word: number): number {
  let n = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) n++;
  return n;
}

export const RIGHT = R1 | R2;
export const LEFT = L1 | L2;
export const COLOUR_1 = R1 | L1;
export const COLOUR_2 = R2 | L2;

/** Acts on the four bits of every site. */
function eachSite(state: number, sites: number, change: (pattern: number) => number): number {
  let out = 0;
  for (let x = 0; x < sites; x++) out |= change((state >> (4 * x)) & 15) << (4 * x);
  return out >>> 0;
}

/** R1↔R2, L1↔L2. */
const swapColours = (p: number) => ((p & 5) << 1) | ((p & 10) >> 1);
/** R1↔L1, R2↔L2. */
const swapDirections = (p: number) => ((p & 3) << 2) | ((p & 12) >> 2);

/** The symmetry transformations of the model, each a bijection of the states of a ring. */
export function thirringSymmetries(
  sites: number,
): Record<"particleHole" | "colour" | "translation" | "parity" | "directions", (state: number) => number> {
  const all = 2 ** (4 * sites) - 1;
  const mirror = (state: number) => {
    let out = 0;
    for (let x = 0; x < sites; x++) out |= ((state >> (4 * x)) & 15) << (4 * ((sites - x) % sites));
    return out >>> 0;
  };
  return {
    particleHole: (state) => all - state,
    colour: (state) => eachSite(state, sites, swapColours),
    translation: (state) => ((state * 16) % (all + 1)) + Math.floor(state / 2 ** (4 * sites - 4)),
    parity: (state) => mirror(eachSite(state, sites, swapDirections)),
    directions: (state) => eachSite(state, sites, swapDirections),
  };
}
