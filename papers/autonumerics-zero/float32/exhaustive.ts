/**
 * @file Certificates of float32 programs: every float32 number of the domain is tried.
 *
 * The numbers are taken in blocks of one binade each. On a block the true function is a Taylor polynomial whose remainder is enclosed by interval arithmetic, so the
 * error that is measured is off by at most `slack`, and `bound` is proven for the rounded evaluation itself.
 */
import { compileSimd } from "../code/simd.ts";
import { fromNumber, IntervalError, magnitude, toNumber, upperNumber } from "../precision/interval.ts";
import type { Program } from "../programs/program.ts";
import { unitInTheLastPlace, type Target } from "../targets/target.ts";

export interface Exhaustive {
  /** Largest error that was measured, as the target counts it. */
  error: number;
  /** Where. */
  at: number;
  checked: number;
  /** By how much the truth may be off, in the same unit; Infinity when the function is known by its values only. */
  slack: number;
  /** error + slack: no float32 number that was checked has a larger error. */
  bound: number;
  /** The largest errors of each part of the domain, as examples to learn from. */
  worst: readonly number[];
}

export interface ExhaustiveOptions {
  /** Checks about so many numbers, spread as evenly over the domain as their patterns allow; all unless given. */
  numbers?: number;
  /** Another choice of the same size, from 0 upwards. */
  choice?: number;
  /** Ends as soon as an error of at least this is seen. */
  limit?: number;
}

const BLOCK = 1 << 14;
const TERMS = 6;
/** What the truth may be off by, as a share of a unit in the last place, before a block is halved. */
const FINE = 2 ** -14;

const number = new Float32Array(1);
const pattern = new Uint32Array(number.buffer);
const patternOf = (value: number): number => {
  number[0] = value;
  return pattern[0];
};
const numberOf = (bits: number): number => {
  pattern[0] = bits;
  return number[0];
};

/** A run of bit patterns, `to` exclusive, of one sign and binade. */
interface Run {
  from: number;
  to: number;
}

/** The float32 numbers of a closed interval, binade by binade, larger ones first: that is where errors usually are. */
export function binadesOf([low, high]: readonly [number, number]): Run[] {
  const runs: Run[] = [];
  const add = (least: number, most: number, sign: number): void => {
    let from = patternOf(least);
    if (numberOf(from) < least) from++;
    let last = patternOf(most);
    if (numberOf(last) > most) last--;
    for (let start = from; start <= last;) {
      const end = Math.min(last + 1, ((start >>> 23) + 1) * 2 ** 23);
      runs.push({ from: sign + start, to: sign + end });
      start = end;
    }
  };
  if (high >= 0) add(Math.max(low, 0), high, 0);
  if (low < 0) add(Math.max(-high, 2 ** -149), -low, 2 ** 31);
  return runs.toReversed();
}

/** How many float32 numbers there are in a closed interval. */
export function float32Count(domain: readonly [number, number]): number {
  return binadesOf(domain).reduce((sum, { from, to }) => sum + to - from, 0);
}

/** The function on a run of patterns: a polynomial around a centre, or the function itself. */
interface Piece extends Run {
  centre: number;
  coefficients: readonly number[];
  /** Bound of |polynomial − f|. */
  remainder: number;
}

function piecesOf(target: Target, run: Run): Piece[] {
  const [first, last] = [numberOf(run.from), numberOf(run.to - 1)];
  const centre = first / 2 + last / 2;
  const reach = Math.max(Math.abs(first - centre), Math.abs(last - centre));
  const halves = (): Piece[] => {
    if (run.to - run.from < 2) throw new IntervalError("has no value at a float32 number of the domain");
    const middle = Math.floor((run.from + run.to) / 2);
    return [
      ...piecesOf(target, { from: run.from, to: middle }),
      ...piecesOf(target, { from: middle, to: run.to }),
    ];
  };
  if (run.to - run.from > 2 ** 19) return halves();
  try {
    const c = fromNumber(centre);
    const r = fromNumber(reach);
    const series = target.series!(c, TERMS);
    const rest = magnitude(target.series!({ lo: c.lo - r.hi, hi: c.hi + r.hi }, TERMS + 1)[TERMS]);
    const coefficients = series.map(toNumber);
    const size = Math.abs(coefficients[0]);
    const remainder = upperNumber(rest) * reach ** TERMS * 1.0001 + size * 2 ** -49;
    if (remainder * target.weight(size) > FINE && run.to - run.from > 1) return halves();
    return [{ ...run, centre, coefficients, remainder }];
  } catch (problem) {
    if (!(problem instanceof IntervalError)) throw problem;
    if (run.to - run.from === 1) {
      // One number, at which the function may have no derivatives: √x at 0.
      const [value] = target.value(centre);
      return [{ ...run, centre, coefficients: [value], remainder: Math.abs(value) * 2 ** -49 }];
    }
    return halves();
  }
}

/**
 * Every how many-th number of a binade is tried. Always odd: multiples of a power of two end in zero bits, products of such numbers round less, and the error would
 * look smaller than it is.
 */
function strideOf({ from, to }: Run, [low, high]: readonly [number, number], numbers: number): number {
  const width = Math.abs(numberOf(to - 1) - numberOf(from));
  const share = Math.max(64, (numbers * width) / (high - low));
  return Math.max(1, Math.round((to - from) / share)) | 1;
}

/** Tries a program, every operation rounded to float32, at the float32 numbers of the target's domain. */
export async function checkAllFloats(
  program: Program,
  target: Target,
  { pause, ...options }: ExhaustiveOptions & { pause?: (fraction: number) => Promise<void> } = {},
): Promise<Exhaustive> {
  const check = checkFloats(program, target, options);
  for (;;) {
    const { done, value } = check.next();
    if (done) return value;
    await pause?.(value);
  }
}

/** The same at one go. */
export function checkAllFloatsNow(program: Program, target: Target, options?: ExhaustiveOptions): Exhaustive {
  const check = checkFloats(program, target, options);
  for (;;) {
    const { done, value } = check.next();
    if (done) return value;
  }
}

/** Block by block; yields the share that is done. */
function* checkFloats(
  program: Program,
  target: Target,
  { numbers = Infinity, choice = 0, limit = Infinity }: ExhaustiveOptions = {},
): Generator<number, Exhaustive> {
  const simd = compileSimd(program, "f32", BLOCK);
  const { input, output } = simd;
  const patterns = new Uint32Array(input.buffer, input.byteOffset, BLOCK);
  const total = float32Count(target.domain);
  const all = numbers >= total;
  const result = { error: 0, at: target.domain[0], checked: 0, slack: target.series ? 0 : Infinity };
  const worst: { error: number; at: number }[] = [];
  let seen = 0;
  for (const run of binadesOf(target.domain)) {
    const stride = all ? 1 : strideOf(run, target.domain, numbers);
    let next = choice % stride;
    const pieces: Piece[] = target.series
      ? piecesOf(target, run)
      : [{ ...run, centre: 0, coefficients: [], remainder: 0 }];
    for (const piece of pieces) {
      let least = Infinity;
      let peak = { error: -1, at: 0 };
      // `next` counts on over pieces, so that a stride larger than a piece skips pieces.
      for (; next < piece.to - piece.from; next += BLOCK * stride) {
        const count = Math.min(BLOCK, Math.ceil((piece.to - piece.from - next) / stride));
        for (let i = 0; i < count; i++) patterns[i] = piece.from + next + i * stride;
        simd.run(count);
        const found = compare(piece, target, input, output, count);
        if (found.error > peak.error) peak = found;
        least = Math.min(least, found.least);
        result.checked += count;
        if (count < BLOCK) {
          next += count * stride;
          break;
        }
      }
      next -= piece.to - piece.from;
      seen += piece.to - piece.from;
      if (peak.error >= 0) {
        worst.push(peak);
        if (peak.error > result.error) Object.assign(result, peak);
        result.slack = Math.max(result.slack, piece.remainder * target.weight(least));
      }
      yield seen / total;
      if (result.error >= limit) break;
    }
    if (result.error >= limit) break;
  }
  return {
    ...result,
    bound: result.error + result.slack,
    worst: worst
      .toSorted((p, q) => q.error - p.error)
      .slice(0, 64)
      .map(({ at }) => at),
  };
}

/** The largest error of some values, where it is, and the least |f| that was met. */
function compare(
  { centre, coefficients }: Piece,
  target: Target,
  input: ArrayLike<number>,
  output: ArrayLike<number>,
  count: number,
): { error: number; at: number; least: number } {
  let error = -1;
  let at = 0;
  let least = Infinity;
  const known = coefficients.length > 0;
  const [c0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0] = coefficients;
  const ulp = target.error === "ulp";
  let unit = 0;
  let from = Infinity;
  let to = 0;
  for (let i = 0; i < count; i++) {
    const x = input[i];
    const h = x - centre;
    const f = known ? c0 + h * (c1 + h * (c2 + h * (c3 + h * (c4 + h * c5)))) : target.value(x)[0];
    const size = Math.abs(f);
    if (size < least) least = size;
    let weight: number;
    if (ulp) {
      // The unit is that of a whole binade: it is looked up only when f leaves the one before.
      if (!(size >= from && size < to)) {
        unit = 1 / unitInTheLastPlace(f);
        from = 2 ** 23 / unit;
        to = 2 * from;
        if (unit === 2 ** 149) from = 0;
      }
      weight = unit;
    } else weight = target.weight(f);
    const e = Math.abs(output[i] - f) * weight;
    if (!(e <= error)) {
      error = Number.isNaN(e) ? Infinity : e;
      at = x;
    }
  }
  return { error, at, least };
}
