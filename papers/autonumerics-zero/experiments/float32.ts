/** @file Programs for 2^x in float32: how small an error, how fast, against polynomials. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  checkAllFloats,
  checkAllFloatsNow,
  compileSimd,
  cost,
  deepen,
  defineTarget,
  exp2Polynomial,
  float32Judge,
  formula,
  readStoredTable,
  search,
  STORED_TABLE,
  storedTable,
  type Exhaustive,
  type Program,
  type SearchState,
} from "../index.ts";

const LARGEST = 12;
/** Numbers per timing, as in the paper, and its range. */
const COUNT = 10_000;
const MEASURED_ROUNDS = 41;
/** Programs whose constants are chosen on the whole domain, at most, and from which error at the points of the search downwards. */
const CONTENDERS = 12;
const PROMISING = 1.2;
/** Rounds of learning from the worst numbers, proposals in each, and the error below which a program is good enough to be timed. */
const DEEPEN = { rounds: 8, tries: 3000, goal: 0.97 };
/** Around log₂ 1.5 all values of 2^x are within ½ of the leading constant, so that what is added to it is rounded least. */
const CENTRES = [0, 0.5, 0.5849625];

interface Contender {
  name: string;
  program: Program;
  /** Largest error on about eight million numbers, in units in the last place. */
  error: number;
  polynomial: boolean;
}

export default defineExperiment({
  id: "float32",
  version: 2,
  title: "2^x in float32",
  question:
    "Are there found programs with an error below one unit in the last place of float32, and are they faster than a polynomial?",
  method:
    "A search with +, −, × and ÷ looks for programs of up to 12 operations by their error in float32: every candidate is fitted in real arithmetic, then its constants are moved among float32 numbers, and what counts is the largest error of the rounded evaluation at 3,072 float32 numbers of [0, 1]. Every operation rounds to float32, without fused operations, which WebAssembly does not fix. The best programs, and polynomials of degree 6 and 7 by Horner's rule around 0, ½ and log₂ 1.5, then go through rounds of a check on about eight million numbers and a new choice of constants with the worst of these in the sample. All are compiled to WebAssembly SIMD and timed on 10,000 numbers from 0.1 to 0.9, interleaved. From the fastest on, they are checked at all float32 numbers of [0, 1] until one has no error of one unit; the baseline is chosen from the polynomials in the same way. If none stays below one unit, the most accurate counts.",
  provider: "wasm",
  varies: "by machine",
  parameters: z.strictObject({
    candidates: z
      .int()
      .min(500)
      .max(10_000_000)
      .meta({ title: "Candidates", description: "programs fitted" }),
    numbers: z
      .int()
      .min(1000)
      .max(2 ** 31)
      .meta({
        title: "Numbers",
        description: "float32 numbers at which the chosen programs are checked; 2^31 for every one",
      }),
  }),
  measurements: {
    ulp: { title: "Found program: largest error in units in the last place", decimals: 3 },
    polynomialUlp: { title: "Polynomial: largest error in units in the last place", decimals: 3 },
    operations: { title: "Found program: operations", decimals: 0 },
    fewest: {
      title: "Fewest operations of a found program below one unit on eight million numbers",
      decimals: 0,
    },
    polynomialOperations: { title: "Polynomial: operations", decimals: 0 },
    speed: { title: "Speed of the found program over that of the polynomial", unit: "×", decimals: 2 },
    belowOne: { title: "Found programs below one unit on eight million numbers", decimals: 0 },
    checked: { title: "Float32 numbers checked", decimals: 0 },
  },
  presets: {
    quick: { parameters: { candidates: 3000, numbers: 2 ** 20 }, cost: "about a minute" },
    full: { parameters: { candidates: 30_000, numbers: 2 ** 31 }, cost: "about four minutes" },
  },
  async run({ parameters: { candidates, numbers }, seed, step, checkpoint }) {
    const target = defineTarget("exp2(x)", { error: "ulp" });
    const judge = float32Judge(target);
    const found = search(
      { target, maxOperations: LARGEST, seed, judge, islands: 1, room: 12 },
      await checkpoint.load<SearchState>(),
    );
    for (let round = 1; found.fitted < candidates; round++) {
      found.advance(Math.min(20, candidates - found.fitted));
      await step((0.5 * found.fitted) / candidates, `search: ${found.fitted} candidates`);
      if (round % 50 === 0) await checkpoint.save(found.save());
    }
    await checkpoint.save(found.save());
    const pool = found
      .save()
      .islands[0].lists.flatMap((list) => list.slice(0, 3))
      .sort((p, q) => p.error - q.error)
      // A short search may have nothing promising; its best is shown all the same.
      .filter(({ error }, i) => i === 0 || (i < CONTENDERS && error < PROMISING))
      .map(({ program, error }) => ({ name: formula(program), program, error, polynomial: false }));
    const contenders: Contender[] = CENTRES.flatMap((centre) =>
      [6, 7].map((degree) => ({
        name: `polynomial of degree ${degree} around ${Number(centre.toFixed(3))}`,
        program: exp2Polynomial(degree, centre),
        error: Infinity,
        polynomial: true,
      })),
    );
    contenders.push(...pool);
    for (const [index, contender] of contenders.entries())
      Object.assign(
        contender,
        await deepen(contender.program, target, {
          ...DEEPEN,
          pause: (share) => step(0.5 + (0.3 * (index + share)) / contenders.length, "constants"),
        }),
      );
    const times = timed(contenders.map(({ program }) => program));
    await step(0.82, "timings");
    /** The fastest that is below one unit everywhere, or the most accurate. */
    const choose = async (polynomial: boolean, from: number): Promise<[number, Exhaustive]> => {
      const own = contenders.flatMap((contender, i) => (contender.polynomial === polynomial ? [i] : []));
      const check = (i: number, limit: number): Promise<Exhaustive> =>
        checkAllFloats(contenders[i].program, target, {
          numbers,
          limit,
          pause: (share) => step(from + 0.085 * share, "every number"),
        });
      for (const i of own.filter((k) => contenders[k].error < 1).sort((j, k) => times[j] - times[k])) {
        const checked = await check(i, 1);
        if (checked.bound < 1) return [i, checked];
      }
      const best = own.reduce((least, i) => (contenders[i].error < contenders[least].error ? i : least));
      return [best, await check(best, Infinity)];
    };
    const [mine, own] = await choose(false, 0.82);
    const [theirs, other] = await choose(true, 0.91);
    const below = contenders.filter(({ polynomial, error }) => !polynomial && error < 1);
    const stored = [[mine, own] as const, [theirs, other] as const].map(([i, { bound }]) => ({
      operations: cost(contenders[i].program),
      program: contenders[i].program,
      certificate: { bound },
    }));
    return {
      measurements: {
        ulp: own.error,
        polynomialUlp: other.error,
        operations: cost(contenders[mine].program),
        fewest: Math.min(LARGEST + 1, ...below.map(({ program }) => cost(program))),
        polynomialOperations: cost(contenders[theirs].program),
        speed: times[theirs] / times[mine],
        belowOne: below.length,
        checked: own.checked,
      },
      tables: [
        {
          id: "programs",
          title: "Programs in float32, by largest error",
          columns: [
            { title: "program" },
            { title: "operations", decimals: 0 },
            { title: "largest error on eight million numbers", unit: "ulp", decimals: 3 },
            { title: "time against the baseline", unit: "×", decimals: 2 },
          ],
          rows: contenders
            .map(({ name, program, error }, i) => [name, cost(program), error, times[i] / times[theirs]])
            .sort((p, q) => Number(p[2]) - Number(q[2])),
        },
        {
          ...storedTable(stored),
          title:
            "The found program and the baseline, exactly, with the bound of their error at every number checked",
        },
      ],
    };
  },
  /** The found program is evaluated again at all float32 numbers of [¼, 1] and at some millions below. */
  recheck({ measurements: { ulp, operations }, tables }) {
    const table = tables.find(({ id }) => id === STORED_TABLE);
    if (!table) return `tables: ${STORED_TABLE} is missing`;
    const [{ program }] = readStoredTable(table);
    if (cost(program) !== operations)
      return `tables.${STORED_TABLE}: the found program has ${cost(program)} operations, not ${operations}`;
    const errors = (
      [
        [0.25, 1],
        [0, 0.25],
      ] as const
    ).map((domain, i) => {
      const target = defineTarget("exp2(x)", { domain, error: "ulp" });
      return checkAllFloatsNow(program, target, i === 0 ? {} : { numbers: 2 ** 22 }).error;
    });
    const error = Math.max(...errors);
    // Among the numbers that are left out one may be a tenth worse, never one of those that are tried.
    return error <= ulp && error > 0.9 * ulp
      ? undefined
      : `measurements.ulp: ${ulp} is recorded, but the stored program is off by ${error}`;
  },
});

/** Nanoseconds per number: medians over interleaved rounds. */
function timed(programs: readonly Program[]): number[] {
  const compiled = programs.map((program) => {
    const simd = compileSimd(program, "f32", COUNT);
    for (let i = 0; i < COUNT; i++) simd.input[i] = 0.1 + (0.8 * i) / (COUNT - 1);
    for (let i = 0; i < 300; i++) simd.run(COUNT);
    return simd;
  });
  const rounds = programs.map((): number[] => []);
  for (let round = 0; round < MEASURED_ROUNDS; round++)
    compiled.forEach((simd, i) => {
      const start = performance.now();
      for (let k = 0; k < 20; k++) simd.run(COUNT);
      rounds[i].push(((performance.now() - start) * 1e6) / (20 * COUNT));
    });
  return rounds.map((values) => values.sort((a, b) => a - b)[MEASURED_ROUNDS >> 1]);
}
