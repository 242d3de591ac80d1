/** @file Dump and restore, from each kind of database to each. */
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { openAccounts } from "../accounts/accounts.ts";
import { writeAudit } from "../accounts/audit.ts";
import { firstEditorLink } from "../accounts/editors.ts";
import { issueProof } from "../accounts/proof.ts";
import { storePapers } from "../papers/store.ts";
import { clonePrepared, overBothDatabases, serverUrl, temporaryDatabase } from "../testing/databases.ts";
import { newMember } from "../testing/members.ts";
import { incoming } from "../testing/papers.ts";
import { formulaOf } from "../ranking/trending.ts";
import { RULES } from "../votes/index.ts";
import { startQueue, type JobDefinition } from "../jobs/queue.ts";
import { dumpDatabase, NOT_DUMPED, restoreDatabase, TABLES } from "./dump.ts";
import { migrations } from "./migrations/index.ts";
import { openDatabase, type Database } from "./open.ts";
import {
  answer,
  artifact,
  authorship,
  bucket,
  comment,
  commentReport,
  commentRun,
  commentVersion,
  harvest,
  passkey,
  personalRanking,
  noticeChoice,
  pick,
  proposal,
  rejection,
  run,
  runCheckpoint,
  runEvent,
  signal,
  submission,
  trending,
  trendingDay,
  trendingInput,
  vote,
  voteRemoval,
} from "./schema.ts";

/** Every table gets rows with values that a careless format would change. */
async function fill({ db }: Database): Promise<void> {
  await storePapers(db, "file", [
    incoming({
      id: "2609.00001",
      title: 'Quotes " and \\ back\\nslashes, 中文, 😀',
      updated: "2026-09-10T01:02:03.456Z",
    }),
    incoming({ id: "hep-th/9901001", version: 1 }),
  ]);
  await storePapers(db, "file", [incoming({ id: "hep-th/9901001", version: 3, title: "The third version" })]);
  // More than one page of the dump.
  const many = Array.from({ length: 1_203 }, (_, i) =>
    incoming({
      id: `2608.${String(i).padStart(5, "0")}`,
      listings: [{ list: "arxiv", day: "2026-08-03", position: i, kind: "new" }],
    }),
  );
  await storePapers(db, "file", many);
  await db.execute(sql`update paper set updated = '2026-09-10 01:02:03.456789+00' where id = '2609.00001'`);
  await db
    .insert(signal)
    .values({ paperId: "2609.00001", day: "2026-09-10", kind: "votes", value: 0.1 + 0.2 });
  await db
    .insert(trending)
    .values({ day: "2026-09-10", paperId: "2609.00001", rank: 1, score: 1e-300, terms: [] });
  const every = Uint8Array.from({ length: 256 }, (_, i) => i);
  const [{ key }] = await db
    .insert(answer)
    .values({
      source: "arxiv-api",
      url: "https://example.org/?a=1&b=2",
      status: 200,
      body: every,
      sha256: "00",
    })
    .returning({ key: answer.key });
  await db
    .insert(rejection)
    .values({ source: "arxiv-api", answerKey: key, reason: "title: missing", excerpt: "{\t}" });
  await db.insert(bucket).values({ name: "arxiv", fullAt: new Date(1_790_000_000_123), leasedUntil: null });
  await db.insert(harvest).values({ source: "arxiv-oai", since: "2026-09-10" });
  await db.insert(run).values({
    id: "abc",
    paper: "walk",
    experiment: "steps",
    experimentVersion: 1,
    preset: "quick",
    seed: Number.MAX_SAFE_INTEGER,
    params: { rate: 0.1, mood: "fine" },
    altered: true,
    checkpoint: "walk-steps-1",
    state: "running",
    owner: "visitor:ada",
    origin: "a",
    spent: 1 / 3,
  });
  const [by, on] = [{ memberId: "ada" }, { paperId: "2609.00001" }];
  const day = "2026-09-10";
  await newMember(db, "ada");
  await db.insert(voteRemoval).values({ id: "v", ...on, votes: 1, reason: "„Quotes“ \\ and\nlines" });
  await db.insert(vote).values({ ...by, ...on, removalId: "v", network: "n" });
  await db.insert(submission).values({ id: "s", ...by, ...on, given: "x", state: "in", day });
  await db.insert(pick).values({ ...by, ...on, why: "Why.", day });
  await db.insert(personalRanking).values(by);
  await db.insert(trendingDay).values({ day, formula: formulaOf(RULES) });
  const counts = [{ kind: "votes", day, value: 0.1 + 0.2 }];
  await db.insert(trendingInput).values({ day, ...on, since: day, counts });
  // An answer that stands before its comment in the dump.
  await db.insert(comment).values([
    {
      id: "z",
      ...on,
      ...by,
      text: "Question\n\n\\ 😀 \u2028 \u2029 \u0085",
      claim: "LM-01",
      verdict: "partly",
    },
    { id: "a", ...on, ...by, text: "Answer", parent: "z" },
  ]);
  await db.insert(commentVersion).values({ commentId: "z", version: 1, written: new Date(), text: "Before" });
  await db
    .insert(commentRun)
    .values({ commentId: "z", number: 0, kind: "reader", runId: "r", content: '{"x":0.1}' });
  await db.insert(commentReport).values({ commentId: "z", ...by, reason: "Why not." });
  await db.insert(authorship).values({ id: "w", ...on, ...by, name: "Ada", evidence: "", state: "asked" });
  const said = { statement: "So it is.", place: "here", reported: "1", measure: "Run it." };
  await db
    .insert(proposal)
    .values({ id: "p", ...on, ...by, ...said, byAuthor: true, value: 0.1 + 0.2, state: "asked" });
  await db.insert(noticeChoice).values({ ...by, replies: true });
  await db.insert(runEvent).values({ runId: "abc", number: 1, says: "Put in the queue." });
  await db.insert(runCheckpoint).values({ key: "walk-steps-1", part: 0, bytes: every });
  for (let part = 0; part < 9; part++)
    await db
      .insert(artifact)
      .values({ name: "model", generation: 9_007_199_254_740_991, part, bytes: every.slice(part) });
}

async function contents({ db }: Database): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of TABLES) {
    const { rows } = await db.execute<{ all: string }>(
      sql`select coalesce(string_agg(t::text, E'\n' order by t::text collate "C"), '') as all from ${sql.identifier(table)} as t`,
    );
    found[table] = rows[0].all;
  }
  return found;
}

/** A dump with one line of somebody else's. */
function evil(line: object): Buffer {
  return gzipSync(
    `{"format":"working-papers-dump","schema":${migrations.at(-1)!.version}}\n${JSON.stringify(line)}\n`,
  );
}

/** Rows by table that a dump would have. */
async function restored(database: Database): Promise<Record<string, number>> {
  return dumpDatabase(database, new PassThrough().resume());
}

async function dumped(database: Database): Promise<Buffer> {
  const stream = new PassThrough();
  const [bytes] = await Promise.all([buffer(stream), dumpDatabase(database, stream)]);
  return bytes;
}

overBothDatabases("a dump", (fresh) => {
  let source: Database;
  let dump: Buffer;
  beforeAll(async () => {
    source = await fresh();
    await fill(source);
    dump = await dumped(source);
  });

  test("restores to PGlite with nothing lost", async () => {
    const target = await openDatabase(await clonePrepared());
    const counts = await restoreDatabase(target, Readable.from([dump]));
    expect(counts).toMatchObject({ paper: 1_205, paper_version: 1_206, artifact: 9, counter: 2 });
    expect(await contents(target)).toEqual(await contents(source));
    await target.close();
  });

  test.skipIf(!serverUrl)("restores to PostgreSQL with nothing lost", async () => {
    const { database: target, remove } = await temporaryDatabase();
    await restoreDatabase(target, Readable.from([dump]));
    expect(await contents(target)).toEqual(await contents(source));
    await target.close();
    await remove();
  });

  test("goes on numbering after what was restored", async () => {
    const target = await fresh();
    await restoreDatabase(target, Readable.from([dump]));
    expect(await storePapers(target.db, "file", [incoming({ id: "2609.77777" })])).toMatchObject({
      added: 1,
    });
  });

  test("takes waiting jobs along, which the next queue does once", async () => {
    const done: unknown[] = [];
    const jobs: JobDefinition[] = ["one", "two"].map((name) => ({
      name,
      says: "Waits.",
      run: async (data) => void done.push(data),
    }));
    const from = await fresh();
    const sender = await startQueue(from, jobs, { work: false, schedule: false });
    await sender.send("one", { n: 1 }, "a");
    await sender.send("one", { n: 2 }, "b");
    await sender.send("two", { n: 3 });
    await sender.stop();
    const moved = await dumped(from);

    const target = await openDatabase(await clonePrepared());
    expect(await restoreDatabase(target, Readable.from([moved]))).toMatchObject({ waiting_job: 3 });
    // Not yet taken in, they are part of the next dump as well.
    const again = await fresh();
    await restoreDatabase(again, Readable.from([await dumped(target)]));
    await target.close();
    const worker = await startQueue(again, jobs, { schedule: false, interval: 0.5 });
    for (let i = 0; i < 200 && done.length < 3; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    await worker.stop();
    expect(done).toHaveLength(3);
    expect(done).toEqual(expect.arrayContaining([{ n: 1 }, { n: 2 }, { n: 3 }]));
    const idle = await startQueue(again, jobs, { schedule: false, interval: 0.5 });
    await idle.stop();
    expect((await restored(again)).waiting_job).toBe(0);
  });

  test("does not overwrite a site that has papers", async () => {
    await expect(restoreDatabase(source, Readable.from([dump]))).rejects.toThrow("already has papers");
  });

  test("that is cut off leaves nothing behind", async () => {
    const target = await fresh();
    await expect(
      restoreDatabase(target, Readable.from([dump.subarray(0, dump.length - 2_000)])),
    ).rejects.toThrow("cut off");
    expect((await contents(target)).paper).toBe("");
  });

  test("has members with their passkeys and the log of acts, and nothing that opens an account", async () => {
    const from = await fresh();
    const ada = await newMember(from.db, "ada", { role: "editor" });
    const accounts = await openAccounts({ db: from.db, providers: [] });
    const [cookie] = await accounts.enter(ada.id, { headers: new Headers(), origin: "http://localhost" });
    await firstEditorLink(from.db);
    await issueProof(from.db, "sign-in", { email: ada.email }, 15);
    await writeAudit(from.db, { actor: ada.id, action: "vote.remove", subject: "vote:1" });
    await from.db.insert(passkey).values({
      id: "key",
      memberId: ada.id,
      name: "Laptop",
      publicKey: new Uint8Array([165, 1, 2]),
      counter: 3,
      transports: ["internal"],
      backedUp: true,
    });
    const target = await fresh();
    const counts = await restoreDatabase(target, Readable.from([await dumped(from)]));
    expect(counts).toMatchObject({ member: 1, passkey: 1, audit: 1 });
    expect(await contents(target)).toMatchObject({ passkey: (await contents(from)).passkey });
    for (const table of NOT_DUMPED) {
      const left = await target.db.execute(sql`select from ${sql.identifier(table)}`);
      expect(left.rows, table).toEqual([]);
    }
    const again = await openAccounts({ db: target.db, providers: [] });
    const headers = new Headers({ cookie: cookie.split(";")[0] });
    expect(await again.visit({ headers, origin: "http://localhost" })).toBeUndefined();
    await writeAudit(target.db, { action: "vote.remove", subject: "vote:2" });
  });

  test("cannot name tables or columns of its own", async () => {
    const target = await fresh();
    await expect(
      restoreDatabase(target, Readable.from([evil({ table: "pg_authid", columns: [] })])),
    ).rejects.toThrow("a table pg_authid, which this release does not know");
    await expect(
      restoreDatabase(
        target,
        Readable.from([evil({ table: "paper", columns: ['x" ; drop table paper --'] })]),
      ),
    ).rejects.toThrow("which this release does not know");
    await expect(restoreDatabase(target, Readable.from([gzipSync("hello\n")]))).rejects.toThrow(
      "not a dump of this program",
    );
  });
});
