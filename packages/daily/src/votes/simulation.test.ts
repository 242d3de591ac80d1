/**
 * @file Honest voters and a ring of bought accounts, in virtual time: what the rules promise, whatever the ring does.
 *
 * The promises are inequalities that follow from the rules; the simulation looks for a ring that breaks one. It is seeded, so that a failure can be seen again.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, toDay, type Day } from "../lists/period.ts";
import { scoreOf, termsOf, TERMS, TRENDING } from "../ranking/trending.ts";
import { countActs, type Act } from "./count.ts";
import { RULES, type VoteRules } from "./rules.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse("2026-08-01T00:00:00Z");
const DAYS = 30;
const PAPERS = 12;
const paperOf = (n: number): string => `2608.${String(n).padStart(5, "0")}`;
const TARGET = paperOf(0);
/** Listed on the first day, the target among them. */
const SINCE = toDay(START);

/** A day's attention is halved every two days: a constant a day adds up to no more than this many days of it. */
const REPEATED = 1 / (1 - 2 ** (-1 / TRENDING.halfLife));

interface World {
  honest: Act[];
  /** Votes of the ring for one paper. */
  ring: Act[];
}

/** Members who have been here for long vote for papers as each is good; the ring does as it likes. */
const world = (ages: fc.Arbitrary<number>, most: number): fc.Arbitrary<World> =>
  fc
    .record({
      honest: fc.array(
        fc.record({ member: fc.nat(199), paper: fc.nat(PAPERS - 1), hour: fc.nat(DAYS * 24) }),
        { maxLength: 300 },
      ),
      ring: fc.array(fc.record({ age: ages, hour: fc.nat(DAYS * 24) }), { maxLength: most }),
    })
    .map(({ honest, ring }) => ({
      honest: onceEach(
        honest.map(({ member, paper, hour }) => ({
          kind: "votes" as const,
          member: `honest ${member}`,
          paper: paperOf(paper),
          at: START + hour * HOUR,
          joined: START - 400 * DAY,
        })),
      ),
      ring: ring.map(({ age, hour }, i) => ({
        kind: "votes" as const,
        member: `bought ${i}`,
        paper: TARGET,
        at: START + hour * HOUR,
        joined: START + hour * HOUR - age * HOUR,
      })),
    }));

/** The table has one row a member and paper. */
function onceEach(acts: Act[]): Act[] {
  return [...new Map(acts.map((act) => [`${act.member} ${act.paper}`, act])).values()];
}

/** Attention and score of a paper at the end of a day. */
function standing(acts: readonly Act[], paper: string, day: Day, rules: VoteRules = RULES) {
  const now = Date.parse(`${addDays(day, 1)}T00:00:00Z`) - 1;
  const counts = countActs(acts, now, rules).filter(({ paperId }) => paperId === paper);
  const terms = termsOf(day, SINCE, counts);
  const attention = terms.filter(({ kind }) => kind !== "age").reduce((sum, { product }) => sum + product, 0);
  return { attention, score: scoreOf(terms) };
}

const days = Array.from({ length: DAYS }, (_, i) => addDays(SINCE, i));
const seeded = { seed: 20260910, numRuns: 40 };
const weight = TERMS.find(({ kind }) => kind === "votes")!.weight;
const YOUNG_HOURS = RULES.youngDays * 24;

test("however many young accounts there are, a paper's attention is at most doubled, and 10.25 more", () => {
  expect(REPEATED * RULES.youngMost).toBeCloseTo(10.243, 3);
  fc.assert(
    fc.property(world(fc.nat(YOUNG_HOURS - 25), 400), ({ honest, ring }) => {
      for (const day of days) {
        const without = standing(honest, TARGET, day);
        const with_ = standing([...honest, ...ring], TARGET, day);
        const bound = 2 * without.attention + weight * RULES.youngMost * REPEATED;
        expect(with_.attention).toBeLessThanOrEqual(bound + 1e-9);
        // So the score rises by at most log10((1 + 2A + 10.25) / (1 + A)), which is 1.05 where nobody else voted.
        expect(with_.score - without.score).toBeLessThanOrEqual(Math.log10(1 + 10.2427) + 1e-9);
      }
    }),
    seeded,
  );
});

test("a hundred times as many accounts a day move a paper no further", () => {
  const ring = (each: number): Act[] =>
    days.flatMap((day, d) =>
      Array.from({ length: each }, (_, i) => ({
        kind: "votes" as const,
        member: `bought ${d} ${i}`,
        paper: TARGET,
        at: Date.parse(`${day}T12:00:00Z`),
        joined: Date.parse(`${day}T12:00:00Z`) - 5 * DAY,
      })),
    );
  for (const day of days) expect(standing(ring(300), TARGET, day)).toEqual(standing(ring(3), TARGET, day));
  expect(standing(ring(300), TARGET, days[19]).attention).toBeGreaterThan(10);
});

test("accounts that are bought and used within a day move nothing on that day", () => {
  fc.assert(
    fc.property(world(fc.constant(0), 200), ({ honest, ring }) => {
      for (const day of days.slice(0, 10)) {
        const today = ring.filter(({ at }) => toDay(at) === day);
        expect(standing([...honest, ...today], TARGET, day)).toEqual(standing(honest, TARGET, day));
      }
    }),
    seeded,
  );
});

test("k accounts that were kept until they are old add at most k votes, once", () => {
  fc.assert(
    fc.property(world(fc.integer({ min: YOUNG_HOURS, max: 2 * YOUNG_HOURS }), 100), ({ honest, ring }) => {
      for (const day of days) {
        const without = standing(honest, TARGET, day).attention;
        // Young ones count as far as old ones do, so the bound holds for what old ones bring along as well.
        expect(standing([...honest, ...ring], TARGET, day).attention).toBeLessThanOrEqual(
          without + weight * ring.length + 1e-9,
        );
      }
    }),
    seeded,
  );
});

test("one account reaches at most twenty papers a day, and papers that the ring leaves alone keep their scores", () => {
  fc.assert(
    fc.property(
      world(fc.nat(2 * YOUNG_HOURS), 100),
      fc.integer({ min: 1, max: 60 }),
      ({ honest, ring }, papers) => {
        for (const other of Array.from({ length: PAPERS - 1 }, (_, i) => paperOf(i + 1)))
          expect(standing([...honest, ...ring], other, days[20])).toEqual(standing(honest, other, days[20]));
        const spread = Array.from({ length: papers }, (_, i): Act => ({
          kind: "votes",
          member: "busy",
          paper: `spread ${i}`,
          at: START + i,
          joined: 0,
        }));
        const reached = countActs(spread, START + DAY, RULES).reduce((sum, { value }) => sum + value, 0);
        expect(reached).toBe(Math.min(papers, RULES.perDay));
      },
    ),
    seeded,
  );
});
