/**
 * @file Constants among float32 numbers: a search of the lattice around the real-number fit, for the error of the rounded evaluation itself.
 *
 * Rounding each constant to the nearest float32 number wastes what they can do together. When one constant moves by s units in its last place, the others
 * follow by the least-squares answer v of J_others·v = −J_one, so that the function hardly changes while its constants run through other roundings;
 * then some are shaken by a unit. What lowers the largest error at the points stays.
 */
import { random as randomOf } from "@working-papers/lab";
import { evaluate } from "../programs/evaluate.ts";
import { shapeOf, withConstants, type Program } from "../programs/program.ts";
import type { Target } from "../targets/target.ts";
import { float32Evaluator, spacing } from "./arithmetic.ts";

/** Judges rounded programs at fixed points. */
export interface Jury {
  readonly points: Float32Array;
  /** Largest error, or some error that is at least `limit`. */
  worst(program: Program, limit: number): number;
  /** Adds points at which programs were seen to be poor. */
  add(points: readonly number[]): void;
}

/** Points are judged in groups of so many, the group that spoke the last verdict first. */
const GROUP = 128;

export function jury(target: Target, points: Float32Array): Jury {
  let all = points;
  let evaluator = float32Evaluator(all);
  let truth = new Float64Array(0);
  let weight = new Float64Array(0);
  let order: number[] = [];
  const prepare = (from: number): void => {
    evaluator = float32Evaluator(all);
    const [oldTruth, oldWeight] = [truth, weight];
    truth = new Float64Array(all.length);
    weight = new Float64Array(all.length);
    truth.set(oldTruth);
    weight.set(oldWeight);
    for (let i = from; i < all.length; i++) {
      truth[i] = target.value(all[i])[0];
      weight[i] = target.weight(truth[i]);
    }
    order = Array.from({ length: Math.ceil(all.length / GROUP) }, (_, group) => group);
  };
  prepare(0);
  return {
    get points() {
      return all;
    },
    worst(program, limit) {
      let most = 0;
      for (let k = 0; k < order.length; k++) {
        const from = order[k] * GROUP;
        const to = Math.min(all.length, from + GROUP);
        const values = evaluator.run(program, from, to);
        for (let i = from; i < to; i++) {
          const error = Math.abs(values[i] - truth[i]) * weight[i];
          if (!(error <= most)) most = Number.isNaN(error) ? Infinity : error;
        }
        if (most >= limit) {
          order.unshift(...order.splice(k, 1));
          return most;
        }
      }
      return most;
    },
    add(more) {
      const before = all.length;
      all = Float32Array.of(...all, ...more);
      prepare(before);
    },
  };
}

export interface Rounded {
  program: Program;
  /** Largest error at the jury's points. */
  error: number;
}

export interface RoundingOptions {
  /** Proposals after the nearest rounding. */
  tries: number;
  /** Gives up when less than this is out of reach. */
  limit?: number;
}

/** Proposals until a program that is far above the limit is given up. */
const FIRST_TRIES = 60;

/**
 * The best roundings of a program's constants that a random walk on the lattice finds; nothing when the limit is out of reach. A function of the program
 * and the points alone.
 */
export function roundConstants(
  program: Program,
  target: Target,
  judge: Jury,
  { tries, limit = Infinity }: RoundingOptions,
): Rounded | undefined {
  const m = program.constants.length;
  const start = program.constants.map(Math.fround);
  let best = withConstants(program, start);
  let error = judge.worst(best, 3 * limit + 1);
  if (m === 0) return error < limit ? { program: best, error } : undefined;
  if (!(error < 3 * limit + 1)) return undefined;
  const follow = compensations(best, target, judge);
  if (!follow) return error < limit ? { program: best, error } : undefined;
  const random = randomOf(1).fork(shapeOf(program));
  const below = (n: number): number => random.uint32() % n;
  const proposal = new Float64Array(m);
  for (let attempt = 0; attempt < tries; attempt++) {
    if (attempt === FIRST_TRIES && !(error < 1.5 * limit)) return undefined;
    const from = best.constants;
    // Half of the proposals only shake; the others move one constant far and let the others follow.
    const j = below(m);
    const steps =
      below(2) === 0 ? 0 : (below(2) === 0 ? 1 : -1) * (1 + random.uniform()) * 2 ** (below(11) - 1);
    for (let k = 0; k < m; k++) {
      const shake = below(3) === 0 ? 2 * random.uniform() - 1 : 0;
      proposal[k] = Math.fround(from[k] + spacing(from[k]) * (steps * follow[j][k] + 1.5 * shake));
    }
    const tried = withConstants(program, proposal.slice());
    const found = judge.worst(tried, error);
    if (found < error) [best, error] = [tried, found];
  }
  return error < limit ? { program: best, error } : undefined;
}

const SMALLEST_STEP = 2 ** -20;

/** Row j: by how many units in the last place each constant follows one unit of constant j (itself by 1). Nothing where derivatives are not finite. */
function compensations(program: Program, target: Target, { points }: Jury): Float64Array[] | undefined {
  const m = program.constants.length;
  const stride = Math.max(1, Math.floor(points.length / (8 * m + 24)));
  const rows: Float64Array[] = [];
  for (let i = 0; i < points.length; i += stride) {
    const weight = target.weight(target.value(points[i])[0]);
    rows.push(
      program.constants.map((value, j) => {
        const step = Math.abs(value) * SMALLEST_STEP || SMALLEST_STEP;
        const at = (moved: number): number =>
          evaluate(withConstants(program, program.constants.with(j, moved)), points[i]);
        return ((at(value + step) - at(value - step)) / (2 * step)) * spacing(value) * weight;
      }),
    );
  }
  const gram = Array.from({ length: m }, (_, j) =>
    Float64Array.from({ length: m }, (__, k) => rows.reduce((sum, row) => sum + row[j] * row[k], 0)),
  );
  if (!gram.every((row) => row.every(Number.isFinite))) return undefined;
  return gram.map((row, j) => {
    const others = Array.from({ length: m }, (_, k) => k).filter((k) => k !== j);
    const system = others.map((k) => [...others.map((l) => gram[k][l] * (k === l ? 1 + 1e-10 : 1)), -row[k]]);
    const answer = eliminate(system);
    const follow = new Float64Array(m);
    follow[j] = 1;
    others.forEach((k, i) => (follow[k] = answer[i]));
    return follow;
  });
}

/** Gaussian elimination with pivots from the diagonal of a positive semidefinite system; unknowns without a pivot stay 0. */
function eliminate(system: number[][]): number[] {
  const n = system.length;
  const size = system.map((row, i) => row[i]);
  for (let k = 0; k < n; k++) {
    if (!(system[k][k] > 1e-14 * size[k])) continue;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = system[i][k] / system[k][k];
      for (let l = k; l <= n; l++) system[i][l] -= factor * system[k][l];
    }
  }
  return system.map((row, k) => (row[k] > 1e-14 * size[k] ? row[n] / row[k] : 0));
}
