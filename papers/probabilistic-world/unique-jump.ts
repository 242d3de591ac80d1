/**
 * @file Unique-jump operators: reversible automata as orthogonal matrices with one ±1 in each row and column.
 *
 *     S_{τρ} = σ(ρ) δ_{τ, π(ρ)},   q_{π(ρ)}(t+1) = σ(ρ) q_ρ(t),   p = q²
 *
 * The matrix is never built. Its spectrum follows from the cycles of π: a cycle of length L whose signs multiply to +1 has the
 * eigenvalues exp(2πi j/L), one whose signs multiply to −1 has exp(πi (2j+1)/L).
 */
import { requireVector } from "./limits.ts";
import { matrix, type Matrix } from "./matrix.ts";

export interface UniqueJump {
  dimension: number;
  /** π: the state that each state becomes. */
  image: Uint32Array;
  /** σ: the sign that the wave function gets on the way; all +1 when absent. */
  sign?: Int8Array;
}

/** A rule that is not invertible; names two states with the same successor. */
export class NotUniqueJump extends Error {
  override name = "NotUniqueJump";
  readonly a: number;
  readonly b: number;
  readonly image: number;
  constructor(a: number, b: number, image: number, show: (state: number) => string) {
    super(
      `An invertible rule was expected, but states ${show(a)} and ${show(b)} both become ${show(image)}, so the past of that state is lost.`,
    );
    this.a = a;
    this.b = b;
    this.image = image;
  }
}

export interface UniqueJumpOptions {
  sign?: (state: number) => 1 | -1;
  /** How states are written in messages; by default as numbers. */
  show?: (state: number) => string;
}

/**
 * The unique-jump operator of a rule on states 0 … dimension − 1.
 *
 * @throws NotUniqueJump when two states have the same successor
 * @throws RangeError when a successor is no state, or there are more than 2^24 states
 */
export function uniqueJump(
  dimension: number,
  rule: (state: number) => number,
  { sign, show = String }: UniqueJumpOptions = {},
): UniqueJump {
  requireVector(dimension);
  const image = new Uint32Array(dimension);
  const reached = new Uint8Array(dimension);
  for (let state = 0; state < dimension; state++) {
    const next = rule(state);
    if (!Number.isInteger(next) || next < 0 || next >= dimension)
      throw new RangeError(
        `State ${show(state)} becomes ${next}, which is no state from 0 to ${dimension - 1}.`,
      );
    if (reached[next]) throw new NotUniqueJump(image.indexOf(next), state, next, show);
    reached[next] = 1;
    image[state] = next;
  }
  return sign
    ? { dimension, image, sign: Int8Array.from({ length: dimension }, (_, s) => sign(s)) }
    : { dimension, image };
}

/** A state of `bits` bits as text, bit 0 first. */
export function bitText(bits: number): (state: number) => string {
  return (state) => Array.from({ length: bits }, (_, bit) => (state >> bit) & 1).join("");
}

/** The backward step, S⁻¹ = Sᵀ. */
export function inverseJump({ dimension, image, sign }: UniqueJump): UniqueJump {
  const back = new Uint32Array(dimension);
  const backSign = sign && new Int8Array(dimension);
  for (let state = 0; state < dimension; state++) {
    back[image[state]] = state;
    if (sign && backSign) backSign[image[state]] = sign[state];
  }
  return backSign ? { dimension, image: back, sign: backSign } : { dimension, image: back };
}

/** First `first`, then `second`. */
export function thenJump(first: UniqueJump, second: UniqueJump): UniqueJump {
  const { dimension } = first;
  if (second.dimension !== dimension)
    throw new RangeError(
      `Jumps of the same states were expected, not of ${dimension} and ${second.dimension}.`,
    );
  const image = new Uint32Array(dimension);
  for (let state = 0; state < dimension; state++) image[state] = second.image[first.image[state]];
  if (!first.sign && !second.sign) return { dimension, image };
  const sign = new Int8Array(dimension);
  for (let state = 0; state < dimension; state++)
    sign[state] = (first.sign?.[state] ?? 1) * (second.sign?.[first.image[state]] ?? 1);
  return { dimension, image, sign };
}

/** One step of a real wave function; `out` may be given to save memory. */
export function stepWave(
  { dimension, image, sign }: UniqueJump,
  q: Float64Array,
  out: Float64Array = new Float64Array(dimension),
): Float64Array {
  if (q.length !== dimension)
    throw new RangeError(`A wave function of ${dimension} states was expected, not of ${q.length}.`);
  for (let state = 0; state < dimension; state++)
    out[image[state]] = sign ? sign[state] * q[state] : q[state];
  return out;
}

/** The operator as a dense matrix, up to 2^10 states. */
export function jumpMatrix({ dimension, image, sign }: UniqueJump): Matrix {
  return matrix(dimension, (row, column) => (image[column] === row ? (sign?.[column] ?? 1) : 0));
}

export interface Cycle {
  /** A state of the cycle: the smallest. */
  start: number;
  length: number;
  /** The product of signs around it. */
  sign: 1 | -1;
}

/** All cycles, by their smallest state. */
export function cycles({ dimension, image, sign }: UniqueJump): Cycle[] {
  const seen = new Uint8Array(dimension);
  const found: Cycle[] = [];
  for (let start = 0; start < dimension; start++) {
    if (seen[start]) continue;
    let length = 0;
    let product: 1 | -1 = 1;
    let state = start;
    do {
      seen[state] = 1;
      length++;
      if (sign && sign[state] < 0) product = product === 1 ? -1 : 1;
      state = image[state];
    } while (state !== start);
    found.push({ start, length, sign: product });
  }
  return found;
}

/** How many cycles there are of each length, in order of length; needs no list of cycles. */
export function cycleHistogram({ dimension, image }: UniqueJump): Map<number, number> {
  const seen = new Uint8Array(dimension);
  const counts = new Map<number, number>();
  for (let start = 0; start < dimension; start++) {
    if (seen[start]) continue;
    let length = 0;
    for (let state = start; !seen[state]; state = image[state]) {
      seen[state] = 1;
      length++;
    }
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  return new Map([...counts].sort(([a], [b]) => a - b));
}

/** After how many steps every state has returned: the least common multiple of the cycles' lengths. */
export function order(histogram: ReadonlyMap<number, number>): bigint {
  let result = 1n;
  for (const length of histogram.keys()) result = leastCommonMultiple(result, BigInt(length));
  return result;
}

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** One eigenvalue exp(2πi · turns) of a unique-jump operator, with turns = numerator / denominator in [0, 1). */
export interface RootOfUnity {
  numerator: number;
  denominator: number;
}

/** The whole spectrum, with multiplicity, from the cycles alone. */
export function spectrum(jump: UniqueJump): RootOfUnity[] {
  return cycles(jump).flatMap(({ length, sign }) =>
    Array.from({ length }, (_, j) =>
      sign === 1 ? { numerator: j, denominator: length } : { numerator: 2 * j + 1, denominator: 2 * length },
    ),
  );
}

/**
 * The energy of an eigenvalue exp(−iE ε) in units of 1/ε, on the branch (−π, π]. The Hamiltonian H = (i/ε) log S is defined only up to
 * 2π/ε per eigenvalue; for a real S this branch makes it imaginary and antisymmetric wherever −1 is no eigenvalue.
 */
export function energy({ numerator, denominator }: RootOfUnity): number {
  const turns = (denominator - numerator) % denominator;
  return (2 * Math.PI * (2 * turns > denominator ? turns - denominator : turns)) / denominator;
}
