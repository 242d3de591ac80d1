/** @file What counts: by hand, and as promises that hold for anything that members may do. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { countActs, type Act, type DerivedKind } from "./count.ts";
import { RULES } from "./rules.ts";

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(text);
const LATER = at("2026-12-01T00:00:00Z");
const act = (
  member: string,
  paper: string,
  when: string,
  joined: string,
  kind: DerivedKind = "votes",
): Act => ({
  kind,
  member,
  paper,
  at: at(when),
  joined: at(joined),
});
const OLD = "2025-01-01T00:00:00Z";

test("a vote of an old account counts on its day, one of a new account from the hour at which it is old enough", () => {
  const acts = [
    act("ada", "p", "2026-09-10T12:00:00Z", OLD),
    // Joined at 18:00 on the 10th: counts from 18:00 on the 11th.
    act("bob", "p", "2026-09-10T20:00:00Z", "2026-09-10T18:00:00Z"),
  ];
  expect(countActs(acts, LATER, RULES)).toEqual([
    { kind: "votes", paperId: "p", day: "2026-09-10", value: 1 },
    { kind: "votes", paperId: "p", day: "2026-09-11", value: 1 },
  ]);
  expect(countActs(acts, at("2026-09-11T17:59:59Z"), RULES)).toHaveLength(1);
});

const votersOf = (n: number, joined: string): Act[] =>
  Array.from({ length: n }, (_, i) => act(`${joined} ${i}`, "p", "2026-09-10T12:00:00Z", joined));
const young = (n: number): Act[] => votersOf(n, "2026-09-08T00:00:00Z");
const old = (n: number): Act[] => votersOf(n, OLD);
const value = (acts: Act[]): number => countActs(acts, LATER, RULES)[0].value;

test("of young accounts three more than of older ones count on a paper and day", () => {
  expect(value(young(2))).toBe(2);
  expect(value(young(100))).toBe(3);
  expect(value([...young(100), ...old(2)])).toBe(7);
  expect(value([...young(1), ...old(9)])).toBe(10);
});

test("of one member the first twenty votes of a day count, and one of each kind a day and paper", () => {
  const many = Array.from({ length: 50 }, (_, i) =>
    act("ada", `p${String(i).padStart(2, "0")}`, `2026-09-10T10:${String(i).padStart(2, "0")}:00Z`, OLD),
  );
  const counted = countActs(many, LATER, RULES);
  expect(counted.map(({ paperId }) => paperId)).toEqual(many.slice(0, 20).map(({ paper }) => paper));
  const runs = [1, 2, 3].map((hour) => act("ada", "p", `2026-09-10T0${hour}:00:00Z`, OLD, "runs"));
  expect(countActs(runs, LATER, RULES)).toEqual([
    { kind: "runs", paperId: "p", day: "2026-09-10", value: 1 },
  ]);
});

const anyActs = fc.array(
  fc.record({
    kind: fc.constantFrom<DerivedKind>("votes", "comments", "runs"),
    member: fc.integer({ min: 0, max: 30 }),
    paper: fc.constantFrom("p", "q", "r"),
    at: fc.integer({ min: 0, max: 40 * 24 }),
  }),
  { maxLength: 200 },
);
/** Members have one age each: the n-th joined n half days after the beginning. */
const acts = anyActs.map((all) =>
  all.map((one): Act => {
    const joined = at("2026-08-01T00:00:00Z") + one.member * 12 * HOUR;
    return { ...one, member: String(one.member), joined, at: joined + one.at * HOUR };
  }),
);

test("what young accounts add to a paper and day is at most three, and at most doubles what others did", () => {
  fc.assert(
    fc.property(acts, (all) => {
      for (const { kind, paperId, day, value: counted } of countActs(all, LATER, RULES)) {
        const others = all.filter(
          (one) =>
            one.kind === kind &&
            one.paper === paperId &&
            new Date(Math.max(one.at, one.joined + 24 * HOUR)).toISOString().slice(0, 10) === day &&
            Math.max(one.at, one.joined + 24 * HOUR) - one.joined >= 14 * 24 * HOUR,
        );
        const people = new Set(others.map(({ member }) => member)).size;
        expect(counted).toBeLessThanOrEqual(2 * people + 3);
        expect(counted).toBeGreaterThan(0);
      }
    }),
  );
});

test("nothing depends on the order in which acts are told, and taking one back never adds anything", () => {
  fc.assert(
    fc.property(acts, fc.nat(), (all, n) => {
      const sorted = (list: Act[]): string[] =>
        countActs(list, LATER, { ...RULES, perDay: Infinity })
          .map((signal) => JSON.stringify(signal))
          .sort();
      expect(sorted(all.toReversed())).toEqual(sorted(all));
      const fewer = all.filter((_, i) => i !== n % Math.max(1, all.length));
      const before = new Map(
        countActs(all, LATER, { ...RULES, perDay: Infinity }).map(({ value: counted, ...place }) => [
          JSON.stringify(place),
          counted,
        ]),
      );
      for (const { value: counted, ...place } of countActs(fewer, LATER, { ...RULES, perDay: Infinity }))
        expect(counted).toBeLessThanOrEqual(before.get(JSON.stringify(place)) ?? 0);
    }),
  );
});
