/** @file Submitting, what becomes of it while the source answers, refuses or is away, and picks. Over both databases, with arXiv on loopback. */
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAudit, TooMany, type Member } from "../accounts/index.ts";
import type { Database } from "../database/open.ts";
import { member, submission } from "../database/schema.ts";
import { politeClient, type Client } from "../ingest/client.ts";
import { readFeed } from "../lists/feed.ts";
import { toDay } from "../lists/period.ts";
import { readPapers } from "../papers/read.ts";
import { storePapers } from "../papers/store.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { newMember } from "../testing/members.ts";
import { incoming } from "../testing/papers.ts";
import { castVote } from "../votes/index.ts";
import {
  openSubmissions,
  pickPaper,
  settleSubmissions,
  submissionsOf,
  submitPaper,
  type SettleOptions,
} from "./index.ts";
import { unlistPaper, unpickPaper, withdrawSubmission } from "./index.ts";

const KNOWN = "2609.00001";
const today = toDay(Date.now());

/** arXiv's query API as it answers: the papers that it knows, nothing for others, and 400 for a request with an identifier that it takes for malformed. */
const entry = (id: string): string => `<entry>
  <id>http://arxiv.org/abs/${id}v1</id><title>On ${id}</title><summary>What was measured.</summary>
  <published>2026-09-09T10:00:00Z</published><updated>2026-09-09T10:00:00Z</updated>
  <author><name>Ada Example</name></author><category term="cs.LG"/></entry>`;
const feed = (entries: string): string =>
  `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">${entries}</feed>`;
const MALFORMED = "2699.00001";
const UNKNOWN = "2609.99999";

let server: Server;
let base: string;
let away = false;
let garbled = false;
const asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    const ids = new URL(request.url!, "http://x").searchParams.get("id_list")!.split(",");
    asked.push(ids.join(","));
    if (away) return response.writeHead(500).end();
    if (garbled) return response.end("<html><p>Back soon.</p></html>");
    if (ids.includes(MALFORMED))
      return response
        .writeHead(400)
        .end(
          feed(
            `<entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_${MALFORMED}</id><title>Error</title><summary>incorrect id format for ${MALFORMED}</summary></entry>`,
          ),
        );
    return response.end(
      feed(
        ids
          .filter((id) => id !== UNKNOWN)
          .map(entry)
          .join(""),
      ),
    );
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

overBothDatabases("submissions", (fresh) => {
  let database: Database;
  let client: Client;
  let ada: Member;
  let bob: Member;
  let editor: Member;
  beforeAll(async () => {
    database = await fresh();
    await storePapers(database.db, "file", [
      incoming({ id: KNOWN, doi: "10.1000/Known.1" }),
      incoming({ id: "doi:10.1000/other(2)" }),
    ]);
    ada = await newMember(database.db, "ada");
    bob = await newMember(database.db, "bob");
    editor = await newMember(database.db, "editor", { role: "editor" });
    client = politeClient({
      db: database.db,
      contact: "mailto:host@example.org",
      services: [{ origin: base, pace: { name: "test", spacing: 1 } }],
      patience: 1,
    });
  });
  const listed = async (list = "people"): Promise<string[]> =>
    (await readFeed(database.db, { list, period: today })).papers.map(({ id }) => id);
  const stateOf = async (id: string) =>
    (await database.db.select().from(submission).where(eq(submission.id, id)))[0];

  test("what is known is listed at once, and a second wish leads to the first", async () => {
    const { db } = database;
    const given = await submitPaper(db, ada, { given: `https://arxiv.org/pdf/${KNOWN}v2.pdf` });
    expect(given).toMatchObject({ paperId: KNOWN, state: "in", again: false });
    expect(await listed()).toEqual([KNOWN]);
    expect((await readPapers(db, [KNOWN]))[0].submittedBy).toBe("ada");
    expect(await submitPaper(db, bob, { given: "doi:10.1000/KNOWN.1" })).toEqual({ ...given, again: true });
    expect(await submitPaper(db, bob, { given: "10.1000/other(2)" })).toMatchObject({
      paperId: "doi:10.1000/other(2)",
      state: "in",
    });
  });

  test("what names no paper, an unknown DOI, and visitors are refused in a sentence", async () => {
    const { db } = database;
    await expect(submitPaper(db, undefined, { given: KNOWN })).rejects.toMatchObject({ status: 401 });
    await expect(submitPaper(db, ada, { given: "my new paper" })).rejects.toMatchObject({
      status: 400,
      field: "given",
      message: expect.stringContaining("not «my new paper»"),
    });
    await expect(submitPaper(db, ada, { given: "10.1000/nobody.knows" })).rejects.toMatchObject({
      status: 404,
    });
  });

  test("an unknown paper waits; its source is asked by a job, and tells of it, does not know it, or refuses", async () => {
    const { db } = database;
    const ids = ["2609.10001", UNKNOWN, MALFORMED];
    const given: string[] = [];
    for (const id of ids)
      given.push((await submitPaper(db, bob, { given: id, comment: `Look at ${id}.` })).id);
    expect((await stateOf(given[0])).state).toBe("waiting");
    expect(await listed()).not.toContain("2609.10001");

    // Without a contact nobody is asked, and everything goes on waiting.
    expect(await settleSubmissions(db)).toEqual({ listed: 0, notFound: 0, refused: 0, waiting: 3 });

    away = true;
    await expect(settleSubmissions(db, { client, base })).rejects.toThrow("answered 500");
    away = false;
    garbled = true;
    await expect(settleSubmissions(db, { client, base })).rejects.toThrow("could not be read");
    garbled = false;
    expect(await stateOf(given[0])).toMatchObject({
      state: "waiting",
      asked: 2,
      lastAsked: expect.any(Date),
    });

    const said: string[] = [];
    const open: SettleOptions["open"] = async (who, { paperId, text }) =>
      void said.push(`${who.name} ${paperId} ${text}`);
    const settled = await settleSubmissions(db, { client, base, open });
    expect(settled).toEqual({ listed: 1, notFound: 1, refused: 1, waiting: 0 });
    expect(await listed()).toContain("2609.10001");
    expect(await stateOf(given[0])).toMatchObject({ state: "in", day: today, comment: null });
    expect(await stateOf(given[1])).toMatchObject({
      state: "not found",
      reason: expect.stringContaining("no paper"),
    });
    expect(await stateOf(given[2])).toMatchObject({
      state: "refused",
      reason: `arXiv says: incorrect id format for ${MALFORMED}`,
    });
    expect(said).toEqual(["bob 2609.10001 Look at 2609.10001."]);
    expect(await settleSubmissions(db, { client, base, open })).toMatchObject({ waiting: 0, listed: 0 });
    expect(said).toHaveLength(1);
    // What was not found may be submitted again.
    await db.execute(sql`delete from submission where state in ('not found', 'refused')`);
  });

  test("one member at the limit of comments keeps nobody else's paper waiting", async () => {
    const { db } = database;
    const zoe = await newMember(db, "zoe");
    await submitPaper(db, zoe, { given: "2609.20002", comment: "Too much." });
    const theirs = await submitPaper(db, bob, { given: "2609.10002", comment: "Quiet." });
    await storePapers(db, "file", [incoming({ id: "2609.20002" })]);
    const said: string[] = [];
    const open: SettleOptions["open"] = async (who, { text }) => {
      if (who.name === "zoe") throw new TooMany("Later.", 60);
      said.push(text);
    };
    expect(await settleSubmissions(db, { client, base, open })).toMatchObject({ waiting: 0 });
    expect((await stateOf(theirs.id)).state).toBe("in");
    expect(said).toEqual(["Quiet."]);
    await settleSubmissions(db, { open: async (_, { text }) => void said.push(text) });
    expect(said).toEqual(["Quiet.", "Too much."]);
  });

  test("a paper that comes by another way is listed without asking", async () => {
    const { db } = database;
    const { id } = await submitPaper(db, editor, { given: "2609.20001" });
    await storePapers(db, "file", [incoming({ id: "2609.20001" })]);
    const before = asked.length;
    expect(await settleSubmissions(db, { client, base })).toMatchObject({ listed: 1, waiting: 0 });
    expect(asked.length).toBe(before);
    expect((await stateOf(id)).state).toBe("in");
    expect((await submissionsOf(db, "editor"))[0]).toMatchObject({ paperId: "2609.20001", state: "in" });
  });

  test("ten members who submit one paper at once make one submission", async () => {
    const { db } = database;
    const people = await Promise.all(Array.from({ length: 10 }, (_, i) => newMember(db, `m${i}`)));
    const outcomes = await Promise.all(people.map((who) => submitPaper(db, who, { given: "2609.30001" })));
    expect(outcomes.filter(({ again }) => !again)).toHaveLength(1);
    expect(new Set(outcomes.map(({ id }) => id)).size).toBe(1);
  });

  test("one member submits five papers a day, however many are sent at once", async () => {
    const { db } = database;
    const eve = await newMember(db, "eve");
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) =>
        submitPaper(db, eve, { given: `2609.4000${i % 10}${i > 9 ? "v2" : ""}` }),
      ),
    );
    const done = outcomes.flatMap((one) =>
      one.status === "fulfilled" && !one.value.again ? [one.value] : [],
    );
    expect(done).toHaveLength(5);
    await expect(submitPaper(db, eve, { given: "2609.50001" })).rejects.toMatchObject({ status: 429 });
    await db.delete(member).where(eq(member.id, "eve"));
    expect((await openSubmissions(db)).filter((one) => one.member === null)).toHaveLength(5);
  });

  test("is withdrawn by its submitter alone, as long as nobody else has voted", async () => {
    const { db } = database;
    const [{ id }] = await submissionsOf(db, "ada");
    await expect(withdrawSubmission(db, bob, id)).rejects.toMatchObject({ status: 403 });
    await castVote(db, ada, { paperId: KNOWN, up: true });
    await castVote(db, bob, { paperId: KNOWN, up: true });
    await expect(withdrawSubmission(db, ada, id)).rejects.toMatchObject({ status: 409 });
    await castVote(db, bob, { paperId: KNOWN, up: false });
    await withdrawSubmission(db, ada, id);
    expect(await listed()).not.toContain(KNOWN);
    expect((await readPapers(db, [KNOWN]))[0].submittedBy).toBeNull();
    await expect(withdrawSubmission(db, ada, id)).rejects.toMatchObject({ status: 404 });
    // Somebody else may submit it now.
    expect(await submitPaper(db, editor, { given: KNOWN })).toMatchObject({ state: "in", again: false });
  });

  test("an editor takes a paper off the list, with a reason in the log", async () => {
    const { db } = database;
    const { id } = (await submissionsOf(db, "editor")).find(({ paperId }) => paperId === KNOWN)!;
    await expect(unlistPaper(db, bob, KNOWN, "Because I want to.")).rejects.toMatchObject({ status: 403 });
    await expect(unlistPaper(db, editor, KNOWN, "No.")).rejects.toMatchObject({ field: "reason" });
    await unlistPaper(db, editor, KNOWN, "An advertisement, not a paper.");
    await expect(unlistPaper(db, editor, KNOWN, "An advertisement.")).rejects.toMatchObject({ status: 404 });
    expect(await listed()).not.toContain(KNOWN);
    expect(await stateOf(id)).toMatchObject({ state: "unlisted", reason: "An advertisement, not a paper." });
    expect((await readAudit(db, 1))[0]).toMatchObject({ action: "paper.unlist", subject: `paper:${KNOWN}` });
  });

  test("what an editor took off stays off, until an editor submits it", async () => {
    const { db } = database;
    await expect(submitPaper(db, bob, { given: KNOWN })).rejects.toMatchObject({
      status: 409,
      field: "given",
      message:
        "This paper was submitted before, and an editor took it off the list: An advertisement, not a paper.",
    });
    const { id } = await submitPaper(db, editor, { given: KNOWN });
    expect(await listed()).toContain(KNOWN);
    await castVote(db, ada, { paperId: KNOWN, up: false });
    await withdrawSubmission(db, editor, id);
    expect(await submitPaper(db, bob, { given: KNOWN })).toMatchObject({ state: "in", again: false });
  });

  test("editors pick papers, with a sentence why, and take that back", async () => {
    const { db } = database;
    const why = "The first honest comparison\nof the two.";
    await expect(pickPaper(db, ada, { paperId: KNOWN, why })).rejects.toMatchObject({ status: 403 });
    await expect(pickPaper(db, editor, { paperId: KNOWN, why: " " })).rejects.toMatchObject({ field: "why" });
    await expect(pickPaper(db, editor, { paperId: "2609.77777", why })).rejects.toMatchObject({
      status: 404,
    });
    await pickPaper(db, editor, { paperId: KNOWN, why });
    await pickPaper(db, editor, { paperId: KNOWN, why: "Better said: the only comparison." });
    expect(await listed("picks")).toEqual([KNOWN]);
    expect((await readPapers(db, [KNOWN]))[0].pick).toEqual({
      why: "Better said: the only comparison.",
      by: "editor",
    });
    // Picks stand before what members submitted.
    const all = (await readFeed(db, { period: today })).papers.map(({ id }) => id);
    expect(all[0]).toBe(KNOWN);
    expect(all.length).toBeGreaterThan(1);
    await unpickPaper(db, editor, KNOWN);
    await expect(unpickPaper(db, editor, KNOWN)).rejects.toMatchObject({ status: 404 });
    expect(await listed("picks")).toEqual([]);
    expect((await readAudit(db, 3)).map(({ action }) => action)).toEqual([
      "paper.unpick",
      "paper.pick",
      "paper.pick",
    ]);
  });
});
