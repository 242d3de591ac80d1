/**
 * @file The search in float32: programs are fitted in real arithmetic and judged by what their rounded evaluation does.
 *
 * Of two programs that are one function in real arithmetic, c + t·p(t) with t = x − x₀ may lose half as much to rounding as Horner's rule in x. Only an objective
 * that rounds can see that.
 */
import { random as randomOf } from "@working-papers/lab";
import type { Program } from "../programs/program.ts";
import type { Judge } from "../search/island.ts";
import type { Target } from "../targets/target.ts";
import { checkAllFloats } from "./exhaustive.ts";
import { jury, roundConstants, type Rounded } from "./rounding.ts";

/** Points of the jury during the search. */
const POINTS = 3072;
/** Proposals for the constants of a program that may come into the archive. */
const TRIES = 300;

/** Float32 numbers of the domain, most of them spread evenly, a quarter by magnitude down to 2^−12 of the largest. */
export function float32Points({ domain }: Pick<Target, "domain">, count = POINTS): Float32Array {
  const [low, high] = domain;
  const random = randomOf(1).fork("float32 points");
  const least = low > 0 ? low : high > 0 ? high * 2 ** -12 : 0;
  return Float32Array.from({ length: count }, (_, i) => {
    const even = low + (high - low) * random.uniform();
    const x = Math.fround(i % 4 === 0 && least > 0 ? least * (high / least) ** random.uniform() : even);
    return i === 0 || x < low ? Math.fround(low) : i === 1 || x > high ? Math.fround(high) : x;
  });
}

/** Judges programs of an island by their largest error in float32 at some points. */
export function float32Judge(target: Target): Judge {
  const points = jury(target, float32Points(target));
  return (program, threshold) => roundConstants(program, target, points, { tries: TRIES, limit: threshold });
}

export interface DeepenOptions {
  /** Proposals per round. */
  tries: number;
  /** Rounds of learning from the worst numbers that a check has found. */
  rounds: number;
  /** Ends when every number that a round checks has a smaller error. */
  goal: number;
  /** How many numbers a round checks, about. */
  numbers?: number;
  pause?: (fraction: number) => Promise<void>;
}

/**
 * Constants for the whole domain: rounded on a sample, checked on many more numbers, and rounded again with the worst of those in the sample.
 */
export async function deepen(
  program: Program,
  target: Target,
  { tries, rounds, goal, numbers = 2 ** 23, pause }: DeepenOptions,
): Promise<Rounded> {
  const points = jury(target, float32Points(target));
  let best: Rounded = { program, error: Infinity };
  let current: Rounded = { program, error: Infinity };
  for (let round = 0; round < rounds; round++) {
    current = roundConstants(current.program, target, points, { tries }) ?? current;
    const checked = await checkAllFloats(current.program, target, {
      numbers,
      choice: round,
      limit: Math.max(best.error, goal),
    });
    if (checked.error < best.error) best = { program: current.program, error: checked.error };
    if (checked.error < goal) break;
    points.add(checked.worst.slice(0, 16));
    await pause?.((round + 1) / rounds);
  }
  return best;
}
