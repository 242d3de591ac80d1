/** @file Signals from the tables: which comments, runs and votes count, on which day, and whose. */
import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import type { Database } from "../database/open.ts";
import { authorship, comment, run, signal, vote } from "../database/schema.ts";
import { storePapers } from "../papers/store.ts";
import { setSignals } from "../ranking/signals.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { newMember } from "../testing/members.ts";
import { incoming } from "../testing/papers.ts";
import { deriveSignals } from "./derive.ts";

const DAY = "2026-09-10";
const P = "2609.00001";
const works = new Map([["my-paper", P]]);
const at = (time: string): Date => new Date(`${DAY}T${time}Z`);

overBothDatabases("signals of a day", (fresh) => {
  let database: Database;
  let comments = 0;
  let runs = 0;
  beforeAll(async () => {
    database = await fresh();
    const { db } = database;
    await storePapers(db, "file", [incoming({ id: P })]);
    const createdAt = new Date("2026-01-01T00:00:00Z");
    for (const id of ["ada", "bob", "author"]) await newMember(db, id, { createdAt });
    await newMember(db, "barred", { createdAt, suspended: at("00:00:00") });
    await newMember(db, "new", { createdAt: at("06:00:00") });
    await db
      .insert(authorship)
      .values({ id: "1", paperId: P, memberId: "author", name: "A.", evidence: "e", state: "granted" });
  });
  const says = (memberId: string, time: string, more: Partial<typeof comment.$inferInsert> = {}) =>
    database.db
      .insert(comment)
      .values({ id: `c${comments++}`, paperId: P, memberId, text: "Said.", created: at(time), ...more });
  const ran = (owner: string, more: Partial<typeof run.$inferInsert> = {}) =>
    database.db.insert(run).values({
      id: `r${runs}`,
      paper: "my-paper",
      experiment: "e",
      experimentVersion: 1,
      preset: "quick",
      seed: 1,
      params: {},
      altered: false,
      checkpoint: `k${runs++}`,
      state: "done",
      owner,
      origin: "o",
      ended: at("12:00:00"),
      ...more,
    });
  const derived = async (from = DAY, until = DAY): Promise<string[]> => {
    await deriveSignals(database.db, from, until, { works });
    const rows = await database.db.select().from(signal).orderBy(signal.day, signal.kind);
    return rows.map(({ day, kind, value }) => `${day} ${kind} ${value}`);
  };

  test("count people, not comments; nothing that is deleted or hidden, of the authors, or of who is suspended", async () => {
    await says("ada", "01:00:00");
    await says("ada", "02:00:00");
    await says("bob", "00:00:00");
    await says("bob", "23:59:59.999", { claim: "C-1" });
    await says("author", "03:00:00");
    await says("barred", "03:00:00");
    expect(await derived()).toEqual([`${DAY} comments 2`]);
    await database.db.execute(sql`update comment set hidden = now() where member_id = 'bob'`);
    await database.db.execute(sql`update comment set deleted = now() where id = 'c0'`);
    expect(await derived()).toEqual([`${DAY} comments 1`]);
    await database.db.execute(sql`delete from comment`);
    expect(await derived()).toEqual([]);
  });

  test("count members' finished runs with the parameters of a preset, one a member; none of visitors and authors", async () => {
    await ran("visitor:0123");
    await ran("member:author");
    await ran("member:ada", { altered: true });
    await ran("member:ada", { state: "failed" });
    await ran("member:ada", { paper: "another-paper" });
    expect(await derived()).toEqual([]);
    await ran("member:ada");
    await ran("member:ada", { seed: 2 });
    await ran("member:bob");
    expect(await derived()).toEqual([`${DAY} runs 2`]);
    await database.db.execute(sql`delete from run`);
  });

  test("count a new account's vote on the day after, and store it on its own; what others tell stays", async () => {
    const { db } = database;
    await db.insert(vote).values([
      { memberId: "new", paperId: P, at: at("07:00:00") },
      { memberId: "ada", paperId: P, at: at("23:59:59") },
    ]);
    await setSignals(db, [{ paperId: P, day: DAY, kind: "upvotes-elsewhere", value: 7 }]);
    const expected = [
      `${DAY} upvotes-elsewhere 7`,
      `${DAY} votes 1`,
      `${DAY} votes-stored 2`,
      "2026-09-11 votes 1",
    ];
    expect(await derived(DAY, "2026-09-12")).toEqual(expected);
    // Made again, of all days or of one, they are the same.
    expect(await derived()).toEqual(expected);
    expect(await derived("2026-09-11", "2026-09-11")).toEqual(expected);
  });
});
