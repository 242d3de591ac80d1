/** @file Members who have voted before the site starts: old ones for one paper, a ring of young ones for another. Put into a database that has papers. */
import {
  castVote,
  openDatabase,
  readMember,
  refreshTrending,
  RULES,
  storePlaces,
  type Db,
  type Member,
} from "@working-papers/daily";
import { DAYS } from "./papers.ts";

/** What old members voted for, and what the ring did. */
export const LIKED = "2608.00005";
export const PUSHED = "2608.00006";

const DAY_MS = 86_400_000;
const NOON = Date.parse(`${DAYS[0]}T12:00:00Z`);

/** Eight members of a year vote for one paper, ten accounts of three days for another, from two networks; on the first day of the papers, and once more lately. */
export async function addVoters(address: string): Promise<void> {
  const database = await openDatabase(address);
  const { db } = database;
  try {
    for (let i = 0; i < 8; i++)
      await vote(db, await join(db, `Old Member ${i + 1}`, NOON - 365 * DAY_MS), LIKED, NOON, i);
    for (let i = 0; i < 10; i++)
      await vote(db, await join(db, `Ring ${i + 1}`, NOON - 3 * DAY_MS), PUSHED, NOON, i % 2);
    await refreshTrending(db, DAYS[0], { rules: RULES });
    // Of lately, so that it is a burst that editors are shown: they see the last two weeks.
    const hour = Date.now() - 3_600_000;
    await storePlaces(db, [{ list: "people", day: DAYS[0], paperId: PUSHED, position: 0, kind: "listed" }]);
    for (let i = 0; i < 6; i++)
      await vote(db, await join(db, `Late ${i + 1}`, hour - DAY_MS), "2608.00007", hour, i % 2);
  } finally {
    await database.close();
  }
}

async function join(db: Db, name: string, created: number): Promise<Member> {
  const id = name.toLowerCase().replaceAll(" ", "-");
  await db.execute(
    `insert into member (id, name, email, email_verified, created) values ('${id}', '${name}', '${id}@example.org', true, '${new Date(created).toISOString()}')`,
  );
  return (await readMember(db, id))!;
}

async function vote(db: Db, member: Member, paperId: string, at: number, network: number): Promise<void> {
  await castVote(db, member, { paperId, up: true, network: `192.0.2.${network}` });
  await db.execute(`update vote set at = '${new Date(at).toISOString()}' where member_id = '${member.id}'`);
}
