/**
 * @file The fermionic action of a collision block, in exact rational numbers.
 *
 * The map between bits and Grassmann numbers (arXiv:2111.06728, eqs. 4–10 and 30–32, as quoted in a public implementation): the state v of
 * a block stands for g_v, the product of ψ_α over its *empty* bits in increasing order, and g′_v = (−1)^{m(m−1)/2} g_v with m factors. A
 * block that takes v to π(v) has the local factor
 *
 *     K = Σ_v g_{π(v)}(ψ′) g′_v(ψ̄) = exp(−L)
 *
 * and L is found from the series of the logarithm, which ends because products of too many Grassmann numbers vanish.
 */
import { bitCount } from "./thirring.ts";

/** A fraction in lowest terms with a positive denominator. */
export interface Rational {
  n: bigint;
  d: bigint;
}

/** A polynomial in Grassmann generators: coefficient by the set of generators of each monomial, in increasing order. */
export type Grassmann = ReadonlyMap<number, Rational>;

function rational(n: bigint, d = 1n): Rational {
  let [x, y] = [n < 0n ? -n : n, d < 0n ? -d : d];
  while (y) [x, y] = [y, x % y];
  const g = (d < 0n ? -1n : 1n) * (x || 1n);
  return { n: n / g, d: d / g };
}

export function grassmann(terms: Iterable<readonly [number, bigint]>): Grassmann {
  return new Map([...terms].filter(([, c]) => c !== 0n).map(([mask, c]) => [mask, rational(c)]));
}

export function sum(x: Grassmann, y: Grassmann, factor: Rational = rational(1n)): Grassmann {
  const out = new Map(x);
  for (const [mask, c] of y) {
    const old = out.get(mask) ?? rational(0n);
    const value = rational(old.n * c.d * factor.d + c.n * factor.n * old.d, old.d * c.d * factor.d);
    if (value.n === 0n) out.delete(mask);
    else out.set(mask, value);
  }
  return out;
}

export function product(x: Grassmann, y: Grassmann): Grassmann {
  let out: Grassmann = new Map();
  for (const [a, ca] of x)
    for (const [b, cb] of y) {
      if (a & b) continue;
      const value = rational(ca.n * cb.n * (swaps(a, b) % 2 === 0 ? 1n : -1n), ca.d * cb.d);
      out = sum(out, new Map([[a | b, value]]));
    }
  return out;
}

/** How many pairs stand in the wrong order when the generators of `a` are followed by those of `b`. */
function swaps(a: number, b: number): number {
  let wrong = 0;
  for (let rest = a >> 1; rest !== 0; rest >>= 1) wrong += bitCount(rest & b);
  return wrong;
}

export function same(x: Grassmann, y: Grassmann): boolean {
  return sum(x, y, rational(-1n)).size === 0;
}

/** log of 1 + (nilpotent). @throws RangeError when the constant term is not 1 */
export function logarithmOf(k: Grassmann): Grassmann {
  const constant = k.get(0);
  if (constant?.n !== 1n || constant.d !== 1n)
    throw new RangeError("The constant term of a local factor must be 1: the full block must stay full.");
  const nilpotent = new Map(k);
  nilpotent.delete(0);
  let result: Grassmann = new Map();
  let power: Grassmann = grassmann([[0, 1n]]);
  for (let j = 1n; ; j++) {
    power = product(power, nilpotent);
    if (power.size === 0) return result;
    result = sum(result, power, rational(j % 2n === 1n ? 1n : -1n, j));
  }
}

/**
 * The local factor of a block: generators 0 … bits − 1 are ψ′, bits … 2 bits − 1 are ψ̄.
 *
 * @throws RangeError naming a pattern whose number of particles changes between even and odd: such a block has no local fermionic form
 */
export function localFactor(bits: number, block: (pattern: number) => number): Grassmann {
  const full = 2 ** bits - 1;
  const terms: [number, bigint][] = [];
  for (let v = 0; v <= full; v++) {
    const next = block(v);
    if ((bitCount(v) + bitCount(next)) % 2 !== 0)
      throw new RangeError(
        `A fermionic block keeps the number of particles even or odd, but pattern ${text(v, bits)} becomes ${text(next, bits)}.`,
      );
    const empty = full ^ v;
    const m = bitCount(empty);
    terms.push([(full ^ next) | (empty << bits), ((m * (m - 1)) / 2) % 2 === 0 ? 1n : -1n]);
  }
  return grassmann(terms);
}

/** L with K = exp(−L). */
export function blockAction(bits: number, block: (pattern: number) => number): Grassmann {
  return sum(new Map(), logarithmOf(localFactor(bits, block)), rational(-1n));
}

/** The closed form of the exchange block: L = (−ψ′·ψ̄ + D)(1 + D), D = −(ψ′₁ψ′₄ − ψ′₂ψ′₃)(ψ̄₁ψ̄₄ − ψ̄₂ψ̄₃) (eqs. 52–58). */
export function exchangeActionClosedForm(): { action: Grassmann; interaction: Grassmann } {
  const free = grassmann([0, 1, 2, 3].map((a) => [(1 << a) | (16 << a), -1n] as const));
  const pair = (offset: number) =>
    grassmann([
      [0b1001 << offset, 1n],
      [0b0110 << offset, -1n],
    ]);
  const interaction = sum(new Map(), product(pair(0), pair(4)), rational(-1n));
  const one = grassmann([[0, 1n]]);
  return { action: product(sum(free, interaction), sum(one, interaction)), interaction };
}

/** A polynomial as text, with ψ′ and ψ̄ numbered from 1. */
export function showGrassmann(x: Grassmann, bits: number): string {
  const digits = "₀₁₂₃₄₅₆₇₈₉";
  return [...x]
    .sort(([a], [b]) => bitCount(a) - bitCount(b) || a - b)
    .map(([mask, { n, d }]) => {
      const size = n < 0n ? -n : n;
      const factors = Array.from({ length: 2 * bits }, (_, i) => i)
        .filter((i) => (mask >> i) & 1)
        .map((i) => (i < bits ? "ψ′" : "ψ̄") + digits[(i % bits) + 1])
        .join("");
      const coefficient = d === 1n ? (size === 1n && factors ? "" : String(size)) : `${size}/${d}`;
      return `${n < 0n ? "−" : "+"} ${coefficient}${factors}`;
    })
    .join(" ");
}

function text(pattern: number, bits: number): string {
  return Array.from({ length: bits }, (_, bit) => (pattern >> bit) & 1).join("");
}
