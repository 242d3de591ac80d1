/**
 * @file The rules by which votes count for trending: published, the same for everybody, and enough to bound what bought accounts can do.
 *
 * Every vote is stored and shown on the paper. What counts for trending is decided here alone, from the votes, the age of the accounts, and these numbers; the
 * page about trending prints them.
 */

/** What counts; a host may set age and youth. */
export interface VoteRules {
  /** Hours of an account's life before anything it does counts. What it did before then counts from that hour on. */
  readonly ageHours: number;
  /** Days for which an account is young. 0: none ever is. */
  readonly youngDays: number;
  /** Of young accounts so many more than of older ones count on one paper in a day. */
  readonly youngMost: number;
  /** Of one member so many count in a day, the first ones. */
  readonly perDay: number;
}

export const RULES: VoteRules = { ageHours: 24, youngDays: 14, youngMost: 3, perDay: 20 };

/** The rules as a host has set them. */
export function rulesOf(settings: { VOTES_AFTER_HOURS: number; VOTES_YOUNG_DAYS: number }): VoteRules {
  return { ...RULES, ageHours: settings.VOTES_AFTER_HOURS, youngDays: settings.VOTES_YOUNG_DAYS };
}

/** How fast one member may vote, whatever counts. */
export const PACE = { burst: 30, perHour: 60 };

/** Days for which the hashed network of a vote is kept. */
export const NETWORK_DAYS = 14;

/** The rules in sentences, for the page about trending. */
export function sayRules({ ageHours, youngDays, youngMost, perDay }: VoteRules): string[] {
  return [
    `A vote of an account younger than ${hours(ageHours)} counts from the moment at which the account is that old; until then it is only stored.`,
    ...(youngDays === 0
      ? []
      : [
          `Of accounts younger than ${youngDays} days at most ${youngMost} more than of older ones count on one paper in a day, so that however many accounts somebody makes, they cannot carry a paper by themselves.`,
        ]),
    `Of one member the first ${perDay} votes of a day count. A member may vote ${PACE.perHour} times an hour.`,
    "The same holds for members who comment on a paper and who have one of its experiments run here to the end, each once a day and paper. Comments and runs of a paper’s own authors, and runs of visitors, do not count.",
    `A vote that an editor has removed counts nowhere, also not in the lists of earlier days. Every removal is in a public log, with its reason. The hash of a voter’s network is kept for ${NETWORK_DAYS} days, to find bursts.`,
  ];
}

function hours(count: number): string {
  return count === 1 ? "an hour" : `${count} hours`;
}
