/** @file Votes in the database: one a person and paper, whatever runs at once; who may; removal, and what it undoes. */
import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import type { Member } from "../accounts/index.ts";
import { readAudit } from "../accounts/index.ts";
import type { Database } from "../database/open.ts";
import { member, vote } from "../database/schema.ts";
import { addDays, toDay } from "../lists/period.ts";
import { revisionOf } from "../papers/read.ts";
import { storePapers } from "../papers/store.ts";
import { refreshStale, refreshTrending } from "../ranking/refresh.ts";
import { readTrending } from "../ranking/trending.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { newMember } from "../testing/members.ts";
import { incoming } from "../testing/papers.ts";
import { findBursts } from "./bursts.ts";
import { forgetNetworks } from "./network.ts";
import { readRemovals, removeVotes, restoreVotes } from "./removal.ts";
import { RULES } from "./rules.ts";
import { submitPaper } from "../submissions/index.ts";
import { votesSummary } from "./summary.ts";
import { castVote, countVotes, votesOf } from "./vote.ts";

const HOUR = 3_600_000;
const [P, Q] = ["2609.00001", "2609.00002"];
const today = toDay(Date.now());

overBothDatabases("votes", (fresh) => {
  let database: Database;
  let ada: Member;
  let editor: Member;
  beforeAll(async () => {
    database = await fresh();
    await storePapers(database.db, "file", [
      incoming({ id: P, announced: today }),
      incoming({ id: Q, announced: today }),
    ]);
    ada = await newMember(database.db, "ada");
    editor = await newMember(database.db, "editor", { role: "editor" });
  });
  const votes = async (paper = P): Promise<number> =>
    (await countVotes(database.db, [paper])).get(paper) ?? 0;

  test("a hundred at once by one person count once", async () => {
    const { db } = database;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, () => castVote(db, ada, { paperId: P, up: true, network: "192.0.2.1" })),
    );
    expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true);
    // Those that came before the first one was stored have used up the member's pace; nothing else refuses.
    const refusals = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason as Error] : []));
    expect(refusals.every(({ name }) => name === "TooMany")).toBe(true);
    expect(await votes()).toBe(1);
    await db.execute(sql`delete from bucket`);
    await Promise.all(Array.from({ length: 20 }, () => castVote(db, ada, { paperId: P, up: false })));
    expect(await votes()).toBe(0);
  });

  test("is cast and taken back, and saying it twice changes nothing", async () => {
    const { db } = database;
    const before = await revisionOf(db);
    expect(await castVote(db, ada, { paperId: P, up: true })).toEqual({ voted: true, votes: 1 });
    expect(await revisionOf(db)).toBeGreaterThan(before);
    const after = await revisionOf(db);
    expect(await castVote(db, ada, { paperId: P, up: true })).toEqual({ voted: true, votes: 1 });
    expect(await revisionOf(db)).toBe(after);
    expect((await votesOf(db, "ada")).map(({ paperId }) => paperId)).toEqual([P]);
    expect(await castVote(db, ada, { paperId: P, up: false })).toEqual({ voted: false, votes: 0 });
    expect(await castVote(db, ada, { paperId: P, up: false })).toEqual({ voted: false, votes: 0 });
    expect(await revisionOf(db)).toBeGreaterThan(after);
  });

  test("is for members, for papers that are here, and not too often", async () => {
    const { db } = database;
    await expect(castVote(db, undefined, { paperId: P, up: true })).rejects.toMatchObject({ status: 401 });
    await expect(castVote(db, ada, { paperId: "2609.99999", up: true })).rejects.toMatchObject({
      status: 404,
    });
    const kept = await newMember(db, "kept", { suspended: new Date() });
    await expect(castVote(db, kept, { paperId: P, up: true })).rejects.toMatchObject({ status: 403 });
    const busy = await newMember(db, "busy");
    const again = async (): Promise<void> => {
      for (let i = 0; i < 40; i++) await castVote(db, busy, { paperId: P, up: i % 2 === 0 });
    };
    await again();
    await expect(again()).rejects.toMatchObject({
      status: 429,
      message: expect.stringContaining("Try again in"),
    });
    await castVote(db, busy, { paperId: P, up: false });
  });

  test("goes with its member, and counts no longer while the member is suspended", async () => {
    const { db } = database;
    const bob = await newMember(db, "bob");
    await castVote(db, bob, { paperId: Q, up: true });
    await castVote(db, ada, { paperId: Q, up: true });
    expect(await votes(Q)).toBe(2);
    await db.update(member).set({ suspended: new Date() }).where(eq(member.id, "ada"));
    expect(await votes(Q)).toBe(1);
    await db.update(member).set({ suspended: null }).where(eq(member.id, "ada"));
    const before = await revisionOf(db);
    await db.delete(member).where(eq(member.id, "bob"));
    expect(await votes(Q)).toBe(1);
    expect(await revisionOf(db)).toBeGreaterThan(before);
    await castVote(db, ada, { paperId: Q, up: false });
  });

  test("a network is kept as a keyed hash that is the same for the same network, and forgotten in time", async () => {
    const { db } = database;
    await castVote(db, ada, { paperId: P, up: true, network: "192.0.2.7" });
    await castVote(db, editor, { paperId: P, up: true, network: "192.0.2.7" });
    const stored = await db.select({ network: vote.network }).from(vote).where(eq(vote.paperId, P));
    expect(stored[0].network).toMatch(/^[\w-]{16}$/);
    expect(stored[0].network).toBe(stored[1].network);
    expect(await forgetNetworks(db)).toBe(0);
    await db
      .update(vote)
      .set({ at: sql`now() - interval '15 days'` })
      .where(eq(vote.memberId, "ada"));
    expect(await forgetNetworks(db)).toBe(1);
    await castVote(db, ada, { paperId: P, up: false });
    await castVote(db, editor, { paperId: P, up: false });
  });
});

overBothDatabases("a ring of bought accounts", (fresh) => {
  const NOW = Date.now();
  let database: Database;
  let editor: Member;
  /** Twelve accounts of three days vote for P yesterday, from two networks; five old ones for Q. */
  beforeAll(async () => {
    database = await fresh();
    const { db } = database;
    await storePapers(db, "file", [
      incoming({ id: P, announced: addDays(today, -2) }),
      incoming({ id: Q, announced: addDays(today, -2) }),
    ]);
    editor = await newMember(db, "editor", { role: "editor" });
    const yesterday = Date.parse(`${addDays(today, -1)}T12:00:00Z`);
    for (let i = 0; i < 12; i++) {
      const id = `ring-${i}`;
      await newMember(db, id, { createdAt: new Date(yesterday - 72 * HOUR) });
      await db.insert(vote).values({
        memberId: id,
        paperId: P,
        at: new Date(yesterday + i * 60_000),
        network: `net${i % 2}`,
      });
    }
    for (let i = 0; i < 5; i++) {
      await newMember(db, `old-${i}`);
      await db
        .insert(vote)
        .values({ memberId: `old-${i}`, paperId: Q, at: new Date(yesterday), network: `home${i}` });
    }
  });
  const standing = async (day: string) => {
    const list = await readTrending(database.db, day);
    return list?.papers.map(({ id, terms }) => [id, terms.find(({ kind }) => kind === "votes")?.value]);
  };

  test("puts no paper before one that half as many old members voted for", async () => {
    await refreshTrending(database.db, addDays(today, -1), { now: NOW });
    await refreshTrending(database.db, today, { now: NOW });
    expect(await standing(addDays(today, -1))).toEqual([
      [Q, 5],
      [P, RULES.youngMost],
    ]);
    const list = (await readTrending(database.db, today))!;
    expect(list.papers.find(({ id }) => id === P)!.counts).toEqual([
      { kind: "votes", day: addDays(today, -1), value: 3 },
      { kind: "votes-stored", day: addDays(today, -1), value: 12 },
    ]);
    expect((await countVotes(database.db, [P])).get(P)).toBe(12);
  });

  test("is a burst, which five members of five networks are not", async () => {
    const bursts = await findBursts(database.db, RULES);
    expect(bursts).toHaveLength(1);
    expect(bursts[0]).toMatchObject({ paper: P, young: 12, networks: 2, all: 12 });
    expect(bursts[0].until - bursts[0].from).toBe(11 * 60_000);
  });

  test("is what an editor's summary tells of, and nobody else's", async () => {
    const { db } = database;
    await expect(votesSummary(db, undefined)).rejects.toMatchObject({ status: 401 });
    await expect(votesSummary(db, { ...editor, role: "member" })).rejects.toMatchObject({ status: 403 });
    await submitPaper(db, editor, { given: "2609.31415" });
    const { bursts, waiting, out, trending, removals } = await votesSummary(db, editor);
    expect(bursts.map(({ paper }) => paper)).toEqual([P]);
    expect(waiting.map(({ paperId }) => paperId)).toEqual(["2609.31415"]);
    expect([out, removals]).toEqual([[], []]);
    expect(trending).toEqual({ computed: expect.any(Date), stale: 0 });
  });

  test("is removed by an editor with a reason; earlier lists follow, the log is public and names nobody", async () => {
    const { db } = database;
    const [burst] = await findBursts(db, RULES);
    const which = { paperId: P, from: new Date(burst.from), until: new Date(burst.until) };
    const old = await newMember(db, "somebody");
    await expect(removeVotes(db, old, which, "Because I say so.")).rejects.toMatchObject({ status: 403 });
    await expect(removeVotes(db, editor, which, "short")).rejects.toMatchObject({
      status: 400,
      field: "reason",
    });
    const removals = await removeVotes(db, editor, which, "Twelve new accounts from two networks.");
    expect(removals).toMatchObject([{ paperId: P, votes: 12 }]);
    expect(await refreshStale(db, { now: NOW })).toBe(2);
    expect(await standing(addDays(today, -1))).toEqual([[Q, 5]]);
    expect(await countVotes(db, [P])).toEqual(new Map());
    expect(await findBursts(db, RULES)).toEqual([]);
    expect(JSON.stringify(await readRemovals(db))).not.toMatch(/ring-|editor/);
    expect(await readRemovals(db)).toMatchObject([
      {
        paperId: P,
        title: `On ${P}`,
        votes: 12,
        reason: "Twelve new accounts from two networks.",
        restored: null,
      },
    ]);
    expect((await readAudit(db, 10, { action: "vote.remove" }))[0]).toMatchObject({
      actor: { id: "editor" },
      subject: `paper:${P}`,
    });
    const ring = await db.select().from(member).where(eq(member.id, "ring-0"));
    await expect(
      castVote(db, { ...editor, id: ring[0].id, role: "member" }, { paperId: P, up: true }),
    ).rejects.toThrow("An editor removed your vote for this paper: «Twelve new accounts");
    await expect(removeVotes(db, editor, which, "The same once more.")).rejects.toMatchObject({
      status: 404,
    });
  });

  test("gets its votes back when that was a mistake", async () => {
    const { db } = database;
    const [{ id }] = await readRemovals(db);
    await restoreVotes(db, editor, id);
    await expect(restoreVotes(db, editor, id)).rejects.toMatchObject({ status: 404 });
    expect(await refreshStale(db, { now: NOW })).toBe(2);
    expect(await standing(today)).toHaveLength(2);
    expect((await readRemovals(db))[0].restored).toBeInstanceOf(Date);
    expect((await readAudit(db, 10)).map(({ action }) => action)).toEqual(["vote.restore", "vote.remove"]);
  });
});
