/**
 * @file From what members did to the counts of a day that trending reads: one pure function, used by the site and by the simulation alike.
 *
 * On one paper and one day, with e accounts that are not young and y that are,
 *
 * $$s = e + \min(y,\; m + e)$$
 *
 * count, m = `youngMost`. So $s \le 2e + m$: however many accounts are made for it, they add a constant to a paper of which nobody else takes notice, and at
 * most double what others did.
 */
import { toDay, type Day } from "../lists/period.ts";
import type { Signal } from "../ranking/signals.ts";
import type { VoteRules } from "./rules.ts";

/** Kinds of signals that are derived from what members did. */
export const DERIVED = ["votes", "comments", "runs"] as const;
export type DerivedKind = (typeof DERIVED)[number];

/** One thing that a member did for a paper. */
export interface Act {
  kind: DerivedKind;
  member: string;
  paper: string;
  at: number;
  /** When the account was made. */
  joined: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** When an act begins to count, in milliseconds. */
export function countsFrom({ at, joined }: Pick<Act, "at" | "joined">, { ageHours }: VoteRules): number {
  return Math.max(at, joined + ageHours * HOUR_MS);
}

/** The counts of all days, from acts that stand; those that begin to count after `now` are left out. */
export function countActs(acts: readonly Act[], now: number, rules: VoteRules): Signal[] {
  const counted = acts
    .map((act) => ({ ...act, from: countsFrom(act, rules) }))
    .filter(({ from }) => from <= now)
    .sort((a, b) => a.from - b.from || a.at - b.at || (a.paper < b.paper ? -1 : 1));
  const doneIn = new Map<string, number>();
  const seen = new Set<string>();
  const cells = new Map<
    string,
    { kind: DerivedKind; paperId: string; day: Day; old: number; young: number }
  >();
  for (const { kind, member, paper, from, joined } of counted) {
    const day = toDay(from);
    const once = JSON.stringify([kind, member, paper, day]);
    if (seen.has(once)) continue;
    seen.add(once);
    const theirs = `${kind} ${day} ${member}`;
    const before = doneIn.get(theirs) ?? 0;
    if (before >= rules.perDay) continue;
    doneIn.set(theirs, before + 1);
    const place = `${kind} ${day} ${paper}`;
    let cell = cells.get(place);
    if (!cell) cells.set(place, (cell = { kind, paperId: paper, day, old: 0, young: 0 }));
    if (from - joined < rules.youngDays * DAY_MS) cell.young++;
    else cell.old++;
  }
  return [...cells.values()].map(({ kind, paperId, day, old, young }) => ({
    kind,
    paperId,
    day,
    value: old + Math.min(young, rules.youngMost + old),
  }));
}
