/**
 * @file The fast search: one island.
 *
 * In the place of the paper's CMA-ES and NSGA-II: every candidate inherits its parent's constants, a short Levenberg–Marquardt fit decides whether it can
 * compete among programs of its cost, and only then Lawson's weights bring it near its minimax error. Costs are kept apart in lists, so
 * that a short program never has to win against a long one. An island is a pure function of seed, label and the number of candidates.
 */
import { random as randomOf, UsageError, type Random } from "@working-papers/lab";
import { canonical, toGraph } from "../programs/canonical.ts";
import {
  cost,
  isBitOperation,
  programFrom,
  shapeOf,
  usesBits,
  withConstants,
  type Program,
} from "../programs/program.ts";
import type { Target } from "../targets/target.ts";
import { archive, type Archive, type Entry } from "./archive.ts";
import { LIMITS, wasmFitter, type Fitter, type Samples } from "./kernel/fitter.ts";
import { mutate, PAPER_ALPHABET, randomConstant, type Alphabet } from "./mutate.ts";
import { polishBelow } from "./polish.ts";
import { checkingSamples, fittingSamples } from "./samples.ts";

export interface SearchOptions {
  target: Target;
  maxOperations: number;
  seed: number;
  /** Operations that programs may use; the paper's {+, −, ×, ÷} unless said otherwise. */
  alphabet?: Alphabet;
  /** Programs kept for every number of operations. */
  room?: number;
  /** Points of the fit. */
  points?: number;
  /** Judges a fitted program by another error than that of real arithmetic, such as that of its evaluation in float32. */
  judge?: Judge;
  /** Makes the fitter; the WebAssembly kernel unless said otherwise. */
  fitter?: (samples: Samples) => Fitter;
}

/** A program with constants of its choice and the error that counts, or nothing when the error cannot fall below the threshold. */
export type Judge = (program: Program, threshold: number) => { program: Program; error: number } | undefined;

/** What an island is between two calls; can be cloned structurally. */
export interface IslandState {
  lists: Entry[][];
  tried: Uint8Array;
  position: number;
  fitted: number;
}

export interface Island {
  readonly archive: Archive;
  /** Candidates fitted so far. */
  readonly fitted: number;
  /** Fits this many more candidates. */
  advance(candidates: number): void;
  /** The best program of every cost. */
  emigrants(): Entry[];
  welcome(entries: readonly Entry[]): void;
  save(): IslandState;
}

/** How often one shape is fitted from different constants before it is passed over … */
const TRIES = 4;
/** … and after how many candidates all is forgotten: what failed with the constants of a poor parent may succeed with a better one's. */
const MEMORY = 30_000;
const TABLE = 1 << 18;
/** Below this float64 no longer tells programs apart, and double-double takes over. */
const FLOAT64_ENDS = 3e-14;

/** @throws UsageError for operations on bits without a judge in float32 */
export function island(options: SearchOptions, label: string, restored?: IslandState): Island {
  if (!options.judge && options.alphabet?.some(isBitOperation))
    throw new UsageError(
      "Operations on bits have a meaning in float32 only; search with a judge that evaluates in float32.",
    );
  const { target, maxOperations, seed, alphabet = PAPER_ALPHABET, room = 24, points = 32 } = options;
  const makeFitter = options.fitter ?? wasmFitter;
  const fitter = makeFitter(fittingSamples(target, points));
  const checker = makeFitter(checkingSamples(target));
  const random: Random = randomOf(seed).fork(label);
  const kept = archive(maxOperations, room);
  const tried = restored ? restored.tried.slice() : new Uint8Array(TABLE);
  let fitted = restored?.fitted ?? 0;
  if (restored) {
    restored.lists.forEach((list, i) => kept.lists[i].push(...list));
    random.seek(restored.position);
  } else {
    const identity = programFrom("", {});
    fitter.load(identity);
    kept.offer(identity, fitter.largestError(), 0);
  }

  function parent(): Program {
    const occupied = kept.lists.filter((list) => list.length > 0);
    const list = occupied[random.uint32() % occupied.length];
    let rank = 0;
    while (rank < list.length - 1 && random.uint32() % 8 < 6) rank++;
    return list[rank].program;
  }

  function child(): Program | undefined {
    const graph = toGraph(parent());
    do mutate(graph, random, alphabet);
    while (random.uint32() % 8 < 3 && graph.vertices.length < 60);
    const program = canonical(graph);
    if (
      !program ||
      cost(program) > maxOperations ||
      program.constants.length > Math.min(12, LIMITS.constants)
    )
      return undefined;
    return program;
  }

  /** Fits as long as it pays; whether the error came near what would have to be beaten. */
  function approaches(goal: number, stages: number, damping: number): boolean {
    let before = Infinity;
    for (let stage = 0; stage < stages; stage++) {
      fitter.fit(8, stage === 0 ? damping : 1e-4);
      const error = fitter.largestError();
      if (error < goal) return true;
      // A changed structure may have a long way to go, but then it gets there in strides.
      if (!(error < before / 5)) return false;
      before = error;
    }
    return false;
  }

  /** Other constants to start from. Those of operations on bits keep their magnitude, which decides everything. */
  function elsewhere(program: Program): Float64Array {
    return usesBits(program)
      ? program.constants.map((value) => value * 2 ** (2 * random.uniform() - 1))
      : program.constants.map(() => randomConstant(random));
  }

  /** Fits a program; its error at the points, or infinity when it has no chance. */
  function fitError(program: Program, threshold: number): number {
    fitter.load(program);
    if (!approaches(30 * threshold, 6, 1e-2)) {
      if (program.constants.length === 0 || random.uint32() % 2 === 0) return Infinity;
      fitter.setConstants(elsewhere(program));
      if (!approaches(30 * threshold, 3, 1e-1)) return Infinity;
    }
    fitter.fit(40, 1e-4);
    if (!(fitter.largestError() < 4 * threshold)) return Infinity;
    return fitter.lawson(6, 3);
  }

  function consider(program: Program): void {
    const threshold = kept.threshold(cost(program));
    let error = fitError(program, Math.max(threshold, FLOAT64_ENDS));
    fitted++;
    if (fitted % MEMORY === 0) tried.fill(0);
    if (!(error < Math.max(threshold, FLOAT64_ENDS))) return;
    let found = withConstants(program, fitter.constants());
    checker.load(found);
    if (!(checker.largestError() < 1.5 * error + FLOAT64_ENDS)) return;
    if (options.judge) {
      const judged = options.judge(found, threshold);
      if (!judged) return;
      found = judged.program;
      error = judged.error;
    } else if (error < FLOAT64_ENDS) {
      const polished = polishBelow(found, target, threshold);
      if (!polished) return;
      found = polished.program;
      error = polished.error;
    }
    kept.offer(found, error, fitted);
  }

  return {
    archive: kept,
    get fitted() {
      return fitted;
    },
    advance(candidates) {
      for (const end = fitted + candidates; fitted < end;) {
        const program = child();
        if (!program) continue;
        const slot = slotOf(shapeOf(program));
        if (tried[slot] >= TRIES) continue;
        tried[slot]++;
        consider(program);
      }
    },
    emigrants: () => kept.lists.flatMap((list) => list.slice(0, 1)),
    welcome(entries) {
      for (const { program, error, found } of entries) kept.offer(program, error, found);
    },
    save: () => ({
      lists: kept.lists.map((list) => [...list]),
      tried: tried.slice(),
      position: random.position,
      fitted,
    }),
  };
}

/** FNV-1a of a shape, as a place in the table of tries. */
function slotOf(shape: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < shape.length; i++) hash = Math.imul(hash ^ shape.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) & (TABLE - 1);
}
