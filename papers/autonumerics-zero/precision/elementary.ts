/**
 * @file Enclosures of the elementary functions: their power series in interval arithmetic, with the tail bounded.
 *
 * Every function takes an interval and returns one that contains all values on it. Arguments are first reduced by identities, so that the
 * terms of a series shrink at least geometrically; then what is cut off is at most the last term that was added.
 */
import {
  add,
  BITS,
  divide,
  divideWhole,
  hull,
  IntervalError,
  magnitude,
  midpoint,
  multiply,
  negate,
  one,
  scale,
  squareRoot,
  subtract,
  whole,
  widen,
  type Interval,
} from "./interval.ts";

const lazily = (compute: () => Interval): (() => Interval) => {
  let kept: Interval | undefined;
  return () => (kept ??= compute());
};

/** artanh(1/n) or, alternating, arctan(1/n), for a whole number n ≥ 2. */
function inverseSeries(n: bigint, alternating: boolean): Interval {
  let power = divideWhole(one, n);
  let sum = power;
  for (let k = 3n; magnitude(power) > 1n; k += 2n) {
    power = divideWhole(power, n * n);
    const term = divideWhole(power, k);
    sum = alternating && k % 4n === 3n ? subtract(sum, term) : add(sum, term);
  }
  return widen(sum, 2n);
}

/** Machin: π = 16·arctan(1/5) − 4·arctan(1/239). */
export const pi = lazily(() =>
  subtract(scale(inverseSeries(5n, true), 16n), scale(inverseSeries(239n, true), 4n)),
);

/** ln 2 = 2·artanh(1/3). */
export const ln2 = lazily(() => scale(inverseSeries(3n, false), 2n));

/** Applies a function of single numbers to both ends; it must be increasing. */
const increasing = (f: (x: Interval) => Interval, x: Interval): Interval =>
  x.lo === x.hi ? f(x) : hull(f({ lo: x.lo, hi: x.lo }), f({ lo: x.hi, hi: x.hi }));

/** e^x = (e^(x/2^k))^(2^k) with |x/2^k| < 2^−8. */
export function exponential(x: Interval): Interval {
  return increasing(exponentialAt, x);
}

function exponentialAt(x: Interval): Interval {
  const size = magnitude(x);
  let halvings = 0n;
  while (size >> halvings >= 1n << (BITS - 8n)) halvings++;
  const reduced = divideWhole(x, 1n << halvings);
  let term = one;
  let sum = one;
  for (let k = 1n; magnitude(term) > 1n; k++) {
    term = divideWhole(multiply(term, reduced), k);
    sum = add(sum, term);
  }
  let value = widen(sum, 2n);
  for (let k = 0n; k < halvings; k++) value = multiply(value, value);
  return value;
}

/** ln x = k·ln 2 + 2·artanh((m − 1)/(m + 1)), x = 2^k·m with m in [¾, 3/2). @throws IntervalError unless x > 0 */
export function logarithm(x: Interval): Interval {
  if (x.lo <= 0n) throw new IntervalError("logarithm of an interval that reaches 0");
  return increasing(logarithmAt, x);
}

function logarithmAt(x: Interval): Interval {
  let k = BigInt(x.lo.toString(2).length) - BITS;
  // m = x / 2^k in [½, 1); below ¾ it doubles.
  const below = k >= 0n ? x.lo < 3n << (BITS + k - 2n) : x.lo << -k < 3n << (BITS - 2n);
  if (below) k -= 1n;
  const m = k >= 0n ? divideWhole(x, 1n << k) : scale(x, 1n << -k);
  const s = divide(subtract(m, one), add(m, one));
  const square = multiply(s, s);
  let power = s;
  let sum = s;
  for (let j = 3n; magnitude(power) > 1n; j += 2n) {
    power = multiply(power, square);
    sum = add(sum, divideWhole(power, j));
  }
  return add(scale(ln2(), k), scale(widen(sum, 2n), 2n));
}

/** sin x and cos x: |sin′|, |cos′| ≤ 1 extend the value at the middle to the interval. */
export function sineAndCosine(x: Interval): { sin: Interval; cos: Interval } {
  const middle = midpoint(x);
  const radius = (x.hi - x.lo + 1n) / 2n + 1n;
  const { sin, cos } = sineAndCosineAt(middle);
  return x.lo === x.hi ? { sin, cos } : { sin: clip(widen(sin, radius)), cos: clip(widen(cos, radius)) };
}

const clip = ({ lo, hi }: Interval): Interval => ({
  lo: lo < -one.lo ? -one.lo : lo,
  hi: hi > one.hi ? one.hi : hi,
});

function sineAndCosineAt(x: Interval): { sin: Interval; cos: Interval } {
  const turn = scale(pi(), 2n);
  const turns = (x.lo + (turn.lo >> 1n)) / turn.lo;
  const reduced = turns === 0n ? x : subtract(x, scale(turn, turns));
  const square = multiply(reduced, reduced);
  let term = one;
  let cos = one;
  let sin: Interval = reduced;
  let odd = reduced;
  for (let k = 2n; magnitude(term) > 1n || magnitude(odd) > 1n || k < 20n; k += 2n) {
    term = negate(divideWhole(multiply(term, square), k * (k - 1n)));
    odd = negate(divideWhole(multiply(odd, square), k * (k + 1n)));
    cos = add(cos, term);
    sin = add(sin, odd);
  }
  return { sin: widen(sin, 2n), cos: widen(cos, 2n) };
}

const twoOverRootPi = lazily(() => divide(whole(2), squareRoot(pi())));

/** 2/√π, the slope of erf at 0. */
export const errorFunctionSlope = twoOverRootPi;

/** erf x = 2/√π · e^(−x²) · Σ 2^n x^(2n+1) / (2n+1)!!, whose terms all have one sign (DLMF 7.6.2). */
export function errorFunction(x: Interval): Interval {
  return increasing(errorFunctionAt, x);
}

function errorFunctionAt(x: Interval): Interval {
  const square = multiply(x, x);
  let term = x;
  let sum = x;
  // From 2n + 1 > 4x² on, each term is at most half the one before, so the tail is at most the last term.
  for (let n = 1n; magnitude(term) > 1n || (2n * n + 1n) << BITS < 4n * square.hi; n++) {
    term = divideWhole(scale(multiply(term, square), 2n), 2n * n + 1n);
    sum = add(sum, term);
  }
  return multiply(multiply(twoOverRootPi(), exponential(negate(square))), widen(sum, 4n));
}

const cubeRoot = (x: Interval): Interval => exponential(divideWhole(logarithm(x), 3n));

/**
 * Γ(1/3)³ = 2^(7/3)·3^(−1/4)·π·K(sin 15°), and K(k) = π / (2·agm(1, k′)): the constant that Airy's functions begin with.
 * Each pair of the arithmetic-geometric mean encloses its limit.
 */
export const gammaOneThird = lazily(() => {
  let a = one;
  let b = divideWhole(add(squareRoot(whole(6)), squareRoot(whole(2))), 4n);
  for (let i = 0; i < 12; i++) [a, b] = [divideWhole(add(a, b), 2n), squareRoot(multiply(a, b))];
  const k = divide(pi(), scale(hull(a, b), 2n));
  const root4 = squareRoot(squareRoot(whole(3)));
  return cubeRoot(divide(multiply(multiply(cubeRoot(whole(128)), pi()), k), root4));
});

/** Ai(0) = 1 / (3^(2/3) Γ(2/3)) and Ai′(0) = −1 / (3^(1/3) Γ(1/3)), with Γ(1/3)·Γ(2/3) = 2π/√3. */
export const airyAtZero = (() => {
  let kept: { value: Interval; slope: Interval } | undefined;
  return () => {
    if (kept) return kept;
    const root = cubeRoot(whole(3));
    const gamma2 = divide(scale(pi(), 2n), multiply(squareRoot(whole(3)), gammaOneThird()));
    return (kept = {
      value: divide(one, multiply(multiply(root, root), gamma2)),
      slope: negate(divide(one, multiply(root, gammaOneThird()))),
    });
  };
})();
