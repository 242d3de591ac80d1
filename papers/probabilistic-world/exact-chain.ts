/**
 * @file Both rules in whole numbers: chains with integer weights, where «equal» needs no tolerance.
 */
import { requireHistories } from "./limits.ts";

/** A chain with integer weights; `links[m][next][now]`. */
export interface IntegerChain {
  links: bigint[][][];
  initial: bigint[];
  final: bigint[];
}

/** Numerator and denominator of an expectation value, not reduced. */
export interface Ratio {
  numerator: bigint;
  denominator: bigint;
}

/** Σ w[ω] A(t₂) B(t₁) over Σ w[ω]: the classical rule. */
export function classicalRatio(
  { links, initial, final }: IntegerChain,
  t1: number,
  b: readonly bigint[],
  t2: number,
  a: readonly bigint[],
): Ratio {
  const dimension = initial.length;
  requireHistories(dimension, links.length + 1);
  const history: number[] = [];
  let numerator = 0n;
  let denominator = 0n;
  const descend = (t: number, weight: bigint): void => {
    for (let state = 0; state < dimension; state++) {
      history[t] = state;
      const here = weight * (t === 0 ? initial[state] : links[t - 1][state][history[t - 1]]);
      if (t < links.length) {
        descend(t + 1, here);
      } else {
        const whole = here * final[state];
        denominator += whole;
        numerator += whole * a[history[t2]] * b[history[t1]];
      }
    }
  };
  descend(0, 1n);
  return { numerator, denominator };
}

/** q̄ᵀ Â U B̂ q̃ over q̄ᵀ q̃: the quantum rule. */
export function quantumRatio(
  { links, initial, final }: IntegerChain,
  t1: number,
  b: readonly bigint[],
  t2: number,
  a: readonly bigint[],
): Ratio {
  const forward = (q: bigint[], m: number) =>
    links[m].map((row) => row.reduce((sum, weight, now) => sum + weight * q[now], 0n));
  let plain = initial;
  let marked = initial;
  for (let t = 0; t <= links.length; t++) {
    if (t === t1) marked = marked.map((value, state) => b[state] * value);
    if (t === t2) marked = marked.map((value, state) => a[state] * value);
    if (t === links.length) break;
    plain = forward(plain, t);
    marked = forward(marked, t);
  }
  const close = (q: bigint[]) => q.reduce((sum, value, state) => sum + final[state] * value, 0n);
  return { numerator: close(marked), denominator: close(plain) };
}

/** Whether two ratios are the same number. */
export function sameRatio(x: Ratio, y: Ratio): boolean {
  return x.numerator * y.denominator === y.numerator * x.denominator;
}
