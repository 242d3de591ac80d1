/** @file How often one member may write: generous for a conversation, too slow for a flood. */
import { takeFor, type Member, type Rate } from "../accounts/index.ts";
import type { Executor } from "../database/open.ts";

const PACES = {
  comment: { burst: 5, perHour: 30 },
  /** Of accounts younger than a day. */
  "first-comment": { burst: 3, perHour: 6 },
  edit: { burst: 10, perHour: 60 },
  report: { burst: 5, perHour: 20 },
  authorship: { burst: 5, perHour: 10 },
  proposal: { burst: 5, perHour: 10 },
} as const satisfies Record<string, Rate>;

const DAY_MS = 86_400_000;

/**
 * @throws TooMany with the wait in words
 */
export async function keepPace(
  db: Executor,
  { id, created }: Member,
  what: keyof typeof PACES,
): Promise<void> {
  const young = what === "comment" && Date.now() - created.getTime() < DAY_MS;
  const name = young ? "first-comment" : what;
  await takeFor(db, `${name}:${id}`, PACES[name]);
}
