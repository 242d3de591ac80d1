/**
 * @file The whole search: islands that exchange their best programs, then the polish and proof of what they found.
 *
 * Islands take turns, or run on threads: the result is the same, because they meet after the same number of candidates each. So it is a pure
 * function of the options.
 */
import { certify, type Certificate, type CertifyOptions } from "../certificate/certify.ts";
import { cost, shapeOf, type Program } from "../programs/program.ts";
import type { Target } from "../targets/target.ts";
import type { Entry } from "./archive.ts";
import { island, type Island, type IslandState, type SearchOptions } from "./island.ts";
import { polish } from "./polish.ts";

export interface Search {
  /** Candidates fitted by all islands. */
  readonly fitted: number;
  /** Lets every island fit some candidates, then exchange. */
  advance(candidatesPerIsland: number): void;
  /** The best programs so far by number of operations, before the last polish. */
  leaders(): Entry[];
  save(): SearchState;
}

export interface SearchState {
  islands: IslandState[];
  rounds: number;
}

/** How many exchanges apart an island hears from another one: seldom enough that they explore on their own. */
export const EXCHANGE_EVERY = 8;

export function search(options: SearchOptions & { islands?: number }, restored?: SearchState): Search {
  const count = options.islands ?? 2;
  const islands: Island[] = Array.from({ length: count }, (_, i) =>
    island(options, `island ${i}`, restored?.islands[i]),
  );
  let rounds = restored?.rounds ?? 0;
  return {
    get fitted() {
      return islands.reduce((sum, { fitted }) => sum + fitted, 0);
    },
    advance(candidates) {
      for (const one of islands) one.advance(candidates);
      rounds++;
      if (rounds % EXCHANGE_EVERY === 0 && count > 1) exchange(islands);
    },
    leaders: () => best(islands.flatMap((one) => one.emigrants())),
    save: () => ({ islands: islands.map((one) => one.save()), rounds }),
  };
}

/** Every island sends its best programs to the next. */
export function exchange(islands: readonly Pick<Island, "emigrants" | "welcome">[]): void {
  const sent = islands.map((one) => one.emigrants());
  islands.forEach((one, i) => one.welcome(sent[(i + islands.length - 1) % islands.length]));
}

/** The best of some programs for every number of operations, shorter ones first. */
export function best(entries: readonly Entry[]): Entry[] {
  const byCost = new Map<number, Entry>();
  for (const entry of entries) {
    const other = byCost.get(cost(entry.program));
    if (!other || entry.error < other.error) byCost.set(cost(entry.program), entry);
  }
  return [...byCost.values()].sort((a, b) => cost(a.program) - cost(b.program));
}

export interface Finding {
  operations: number;
  program: Program;
  shape: string;
  /** Largest error in real arithmetic that was found. */
  error: number;
  levelness: number;
  /** After how many candidates its island had it. */
  found: number;
  certificate?: Certificate;
}

/** How closely the certificates of found programs enclose the error, and at what cost at most. */
const PROOF = { slack: 0.002, maxCells: 4000 } as const;
/** The certificates of recorded runs: the algebraic form came later, and runs must repeat digit for digit. */
export const CERTIFICATE: CertifyOptions = { ...PROOF, forms: ["series"] };

/** The constants levelled in double-double, and a proof of the error where the target allows one. */
export function finish(
  entry: Entry,
  { target, certificate = PROOF }: { target: Target; certificate?: CertifyOptions },
): Finding {
  const { program, error, levelness } = polish(entry.program, target);
  return {
    operations: cost(program),
    program,
    shape: shapeOf(program),
    error,
    levelness,
    found: entry.found,
    ...(target.series ? { certificate: certify(program, target, certificate) } : {}),
  };
}
