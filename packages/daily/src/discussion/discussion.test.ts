/** @file Comments on both databases: written, answered, edited, deleted, reported, hidden; races of all of these; runs attached; who is told. */
import { sealRun } from "@working-papers/lab";
import { findRepository, openRepository, type PaperFolder } from "@working-papers/lab/node";
import { eq, sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Member } from "../accounts/index.ts";
import type { Database, Db } from "../database/open.ts";
import {
  audit,
  authorship,
  comment,
  commentReport,
  commentRun,
  commentVersion,
  mail,
  run,
} from "../database/schema.ts";
import { writeCursor } from "../http/cursor.ts";
import { readPaper, revisionOf } from "../papers/read.ts";
import { storePapers } from "../papers/store.ts";
import { emptied, overBothDatabases } from "../testing/databases.ts";
import { newMember } from "../testing/members.ts";
import { incoming } from "../testing/papers.ts";
import { discussionHolding } from "./holding.ts";
import {
  countComments,
  editComment,
  hideComment,
  keepComment,
  openReports,
  placed,
  readAnswers,
  readComment,
  readDiscussion,
  readReportedRun,
  readVersions,
  recentComments,
  removeComment,
  replyToVerdict,
  reportComment,
  setNoticeChoice,
  threadsOf,
  unhideComment,
  writeComment,
  type Comment,
} from "./index.ts";

const SITE = { origin: "https://papers.example.org", name: "Working Papers" };
const PAPER = "2410.00907";

const repository = await openRepository(findRepository(import.meta.dirname, process.cwd()));
const folder: PaperFolder = await repository.load("l-mul");
const [recorded] = folder.runs;
const claim = folder.paper.claims[0].id;

overBothDatabases("comments", (fresh) => {
  let database: Database;
  let db: Db;
  let ada: Member;
  let bela: Member;
  let eve: Member;
  beforeAll(async () => {
    database = await fresh();
    ({ db } = database);
  });
  beforeEach(async () => {
    await emptied(database);
    await storePapers(db, "file", [incoming({ id: PAPER, title: "Addition is all you need" })]);
    ada = await newMember(db, "ada", { emailVerified: true });
    bela = await newMember(db, "bela", { emailVerified: true });
    eve = await newMember(db, "eve", { role: "editor" });
  });
  const write = async (actor: Member, text: string, more: { parent?: string; claim?: string } = {}) =>
    (await writeComment(db, actor, { paperId: PAPER, text, ...more }, SITE, folder)).id;
  const attach = (json: string) =>
    writeComment(
      db,
      ada,
      { paperId: PAPER, text: "I measured it.", runs: [{ kind: "reader", json }] },
      SITE,
      folder,
    );
  const discussion = async (subject: { claim?: string | null; replies?: boolean } = {}): Promise<Comment[]> =>
    (await readDiscussion(db, { paperId: PAPER, ...subject })).comments;
  const texts = async (): Promise<string[]> => (await discussion()).map(({ text }) => text);

  test("are read in their order, with who wrote them, and counted by claim and on the card", async () => {
    const before = await revisionOf(db);
    const first = await write(ada, "Does it *hold*?");
    await write(bela, "It does.", { parent: first });
    await write(ada, "And this one?", { claim });
    expect(await texts()).toEqual(["Does it *hold*?", "It does.", "And this one?"]);
    const [question, answer] = await discussion();
    expect(question).toMatchObject({
      by: { id: "ada", name: "ada", isAuthor: false },
      claim: null,
      parent: null,
      version: 1,
      edited: null,
    });
    expect(answer.parent).toBe(first);
    expect(await discussion({ claim })).toHaveLength(1);
    expect(Object.fromEntries(await countComments(db, PAPER))).toEqual({ "": 2, [claim]: 1 });
    expect((await readPaper(db, PAPER))?.paper.comments).toBe(3);
    expect(await revisionOf(db)).toBeGreaterThan(before);
  });

  test("are the newest of a long discussion, and earlier ones behind a cursor, each once", async () => {
    // All of one moment: their order is told apart by their names.
    await db.execute(sql`
      insert into comment (id, paper_id, claim, member_id, text, verdict)
      select 'c' || lpad(n::text, 4, '0'), ${PAPER}, case when n <= 600 then ${claim} end, 'ada', 'number ' || n, case when n = 1 then 'partly' end
      from generate_series(1, 1200) as n`);
    const last = await write(bela, "the last");
    const pages = [];
    for (let cursor: string | undefined; ;) {
      const page = await readDiscussion(db, { paperId: PAPER, ...(cursor === undefined ? {} : { cursor }) });
      pages.unshift(page.comments);
      cursor = page.earlier;
      if (cursor === undefined) break;
    }
    expect(pages.map(({ length }) => length)).toEqual([201, 500, 500]);
    expect(pages.flat().map(({ text }) => text)).toEqual([
      ...Array.from({ length: 1200 }, (_, i) => `number ${i + 1}`),
      "the last",
    ]);
    expect((await discussion({ claim: null })).at(-1)!.id).toBe(last);
    expect((await discussion({ claim, replies: false })).map(({ id }) => id)).toEqual(
      Array.from({ length: 500 }, (_, i) => `c${String(i + 101).padStart(4, "0")}`),
    );
    expect(await discussion({ replies: true })).toMatchObject([{ id: "c0001", verdict: "partly" }]);
    await db.execute(sql`update comment set parent = 'c0001' where id > 'c0001' and id < 'c0700'`);
    await db.execute(sql`update comment set parent = 'c0699' where id between 'c0700' and 'c0702'`);
    const { comments: newest, earlier } = await readAnswers(db, "c0001");
    const rest = await readAnswers(db, "c0001", earlier);
    expect([rest.comments.length, newest.length, rest.earlier]).toEqual([201, 500, undefined]);
    expect([...rest.comments, ...newest].map(({ text }) => text)).toEqual(
      Array.from({ length: 701 }, (_, i) => `number ${i + 2}`),
    );
    for (const cursor of ["AAAA", writeCursor({ time: "2026-02-31 10:00:00", key: "c0001" })])
      await expect(readAnswers(db, "c0001", cursor)).rejects.toThrow("The cursor was not made by this site");
    await expect(readDiscussion(db, { paperId: PAPER, cursor: "AAAA" })).rejects.toThrow(
      "The cursor was not made by this site",
    );
  });

  test("are for members, on papers and claims that there are, neither empty nor without end", async () => {
    const draft = { paperId: PAPER, text: "x" };
    await expect(writeComment(db, undefined, draft, SITE)).rejects.toMatchObject({ status: 401 });
    await expect(writeComment(db, { ...ada, suspended: new Date() }, draft, SITE)).rejects.toMatchObject({
      status: 403,
    });
    await expect(writeComment(db, ada, { ...draft, paperId: "2410.99999" }, SITE)).rejects.toMatchObject({
      status: 404,
    });
    await expect(write(ada, "x", { claim: "LM-999" })).rejects.toThrow("The paper has no claim «LM-999».");
    await expect(write(ada, " \n\u200b ")).rejects.toMatchObject({ status: 400, field: "text" });
    await expect(write(ada, "x".repeat(10_001))).rejects.toThrow("has 10001 characters, and may have 10000");
    expect(await texts()).toEqual([]);
  });

  test("keep their lines and lose what is invisible or turns the direction", async () => {
    await write(ada, "a\r\n\r\n\r\n\r\n\r\n    code \u202eevil\u0000\u0007\n");
    expect(await texts()).toEqual(["a\n\n\n    code evil"]);
  });

  test("that are sent twice are one, at once or one after the other", async () => {
    const draft = { paperId: PAPER, text: "Only once." };
    const all = await Promise.all(
      Array.from({ length: 4 }, () => writeComment(db, ada, draft, SITE, folder)),
    );
    const once = await writeComment(db, ada, draft, SITE, folder);
    expect(new Set([...all, once].map(({ id }) => id)).size).toBe(1);
    expect(once.again).toBe(true);
    expect(await texts()).toEqual(["Only once."]);
    await write(bela, "Only once.");
    expect(await texts()).toHaveLength(2);
  });

  test("under an identifier of the caller are written once, however long ago that was", async () => {
    const draft = { id: "opening", paperId: PAPER, text: "The first words." };
    await writeComment(db, ada, draft);
    await db.execute(sql`update comment set created = now() - interval '1 day'`);
    expect(await writeComment(db, ada, draft)).toEqual({ id: "opening", again: true });
    expect(await texts()).toEqual(["The first words."]);
  });

  test("come at a pace: five at once, and fewer from a new account", async () => {
    for (let i = 0; i < 5; i++) await write(ada, `Number ${i}`);
    await expect(write(ada, "Number 5")).rejects.toMatchObject({ status: 429 });
    const young = await newMember(db, "young", { createdAt: new Date() });
    for (let i = 0; i < 3; i++) await write(young, `Number ${i}`);
    await expect(write(young, "Number 3")).rejects.toThrow(/Try again in \d+ minutes/);
  });

  describe("edited", () => {
    test("keep every text that they had", async () => {
      const id = await write(ada, "one");
      await editComment(db, ada, id, { text: "two", version: 1 });
      await editComment(db, ada, id, { text: "three", version: 2 });
      expect(await readComment(db, id)).toMatchObject({ text: "three", version: 3 });
      expect(await readVersions(db, id)).toMatchObject([
        { version: 1, text: "one" },
        { version: 2, text: "two" },
      ]);
      await editComment(db, ada, id, { text: "three", version: 3 });
      expect((await readComment(db, id))?.version).toBe(3);
    });

    test("in two windows at once change once: the second is told", async () => {
      const id = await write(ada, "one");
      const done = await Promise.allSettled(
        ["two", "three"].map((text) => editComment(db, ada, id, { text, version: 1 })),
      );
      expect(done.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
      const { reason } = done.find((one) => one.status === "rejected")!;
      expect(reason).toMatchObject({ status: 409, field: "text" });
      expect(await readVersions(db, id)).toHaveLength(1);
    });

    test("by others are not, whatever their role", async () => {
      const id = await write(ada, "mine");
      for (const who of [bela, eve])
        await expect(editComment(db, who, id, { text: "yours", version: 1 })).rejects.toMatchObject({
          status: 403,
        });
      expect(await texts()).toEqual(["mine"]);
    });
  });

  describe("deleted", () => {
    test("go with their history when nobody answered, and the log says that one went", async () => {
      const id = await write(ada, "never mind");
      await editComment(db, ada, id, { text: "never", version: 1 });
      await expect(removeComment(db, eve, id)).rejects.toMatchObject({ status: 403 });
      await removeComment(db, ada, id);
      expect(await texts()).toEqual([]);
      expect(await db.select().from(commentVersion)).toEqual([]);
      expect(await db.select().from(audit)).toMatchObject([
        { actor: "ada", action: "comment.remove", subject: `comment:${id}` },
      ]);
      await expect(editComment(db, ada, id, { text: "x", version: 2 })).rejects.toMatchObject({
        status: 410,
      });
    });

    test("leave an empty one where somebody answered, until the last answer goes too", async () => {
      const first = await write(ada, "question");
      const answer = await write(bela, "answer", { parent: first });
      const again = await write(ada, "thanks", { parent: answer });
      await removeComment(db, ada, first);
      await removeComment(db, bela, answer);
      expect(await discussion()).toMatchObject([
        { id: first, text: "", by: null },
        { id: answer, text: "", by: null },
        { id: again, text: "thanks" },
      ]);
      expect((await countComments(db, PAPER)).get("")).toBe(1);
      await removeComment(db, ada, again);
      expect(await discussion()).toEqual([]);
    });

    test("while somebody answers leave either both or neither", async () => {
      for (let round = 0; round < 5; round++) {
        await db.execute(sql`delete from bucket`);
        const id = await write(ada, `round ${round}`);
        const [answered, removed] = await Promise.allSettled([
          write(bela, `answer ${round}`, { parent: id }),
          removeComment(db, ada, id),
        ]);
        expect(removed.status).toBe("fulfilled");
        const thread = [await readComment(db, id), ...(await readAnswers(db, id)).comments].filter(Boolean);
        if (answered.status === "fulfilled")
          // oxlint-disable-next-line vitest/no-conditional-expect -- which of the two comes first is not decided
          expect(thread).toMatchObject([{ text: "" }, { text: `answer ${round}` }]);
        // oxlint-disable-next-line vitest/no-conditional-expect -- as above
        else expect([thread, answered.reason.status]).toEqual([[], 410]);
      }
    });
  });

  describe("reported", () => {
    test("are told of once by each, and not by whoever wrote them", async () => {
      const id = await write(ada, "buy this");
      await reportComment(db, bela, id, "An advertisement.");
      await reportComment(db, bela, id, "Again.");
      await expect(reportComment(db, ada, id, "Mine.")).rejects.toMatchObject({ status: 400 });
      await expect(reportComment(db, undefined, id, "x")).rejects.toMatchObject({ status: 401 });
      await expect(reportComment(db, bela, id, " ")).rejects.toMatchObject({ status: 400, field: "reason" });
      expect(await openReports(db, 9)).toMatchObject([
        { commentId: id, reason: "An advertisement.", by: "bela" },
      ]);
    });

    test("and hidden are read by editors and whoever wrote them alone, until they are shown again", async () => {
      const id = await write(ada, "buy this");
      const answer = await write(bela, "no", { parent: id });
      await reportComment(db, bela, id, "An advertisement.");
      await expect(hideComment(db, bela, id, "x y z")).rejects.toMatchObject({ status: 403 });
      await hideComment(db, eve, id, "An advertisement.");
      const seen = async (reader?: Member) => (await readComment(db, id, reader))?.text;
      expect([await seen(), await seen(bela), await seen(ada), await seen(eve)]).toEqual([
        "",
        "",
        "buy this",
        "buy this",
      ]);
      expect((await readComment(db, id))?.hidden?.reason).toBe("An advertisement.");
      expect(await openReports(db, 9)).toEqual([]);
      expect((await countComments(db, PAPER)).get("")).toBe(1);
      expect((await recentComments(db, { most: 9 })).map((one) => one.id)).toEqual([answer]);
      await expect(editComment(db, ada, id, { text: "x", version: 1 })).rejects.toMatchObject({
        status: 403,
      });
      await expect(write(bela, "still no", { parent: id })).rejects.toMatchObject({ status: 409 });
      await unhideComment(db, eve, id, "A mistake.");
      expect(await seen()).toBe("buy this");
      const log = await db.select().from(audit).orderBy(audit.key);
      expect(log).toMatchObject([
        { actor: "eve", action: "comment.hide", detail: { reason: "An advertisement." } },
        { actor: "eve", action: "comment.unhide", detail: { reason: "A mistake." } },
      ]);
    });

    test("again after they were hidden are decided with a second look, and with an empty one nothing is left to decide", async () => {
      const id = await write(ada, "buy this");
      await hideComment(db, eve, id, "An advertisement.");
      await db.insert(commentReport).values({ commentId: id, memberId: "bela", reason: "Still there." });
      await hideComment(db, eve, id, "An advertisement.");
      expect(await openReports(db, 9)).toEqual([]);
      const first = await write(ada, "question");
      await write(bela, "answer", { parent: first });
      await reportComment(db, bela, first, "Nonsense.");
      await removeComment(db, ada, first);
      expect(await openReports(db, 9)).toEqual([]);
    });

    test("and kept are decided, with a reason in the log", async () => {
      const id = await write(ada, "an opinion");
      await reportComment(db, bela, id, "I disagree.");
      await expect(keepComment(db, bela, id, "no no")).rejects.toMatchObject({ status: 403 });
      await keepComment(db, eve, id, "That is an opinion.");
      expect(await db.select().from(commentReport)).toMatchObject([{ decision: "kept" }]);
      expect(await db.select().from(audit)).toMatchObject([
        { action: "report.decide", detail: { decision: "kept" } },
      ]);
    });
  });

  describe("with runs", () => {
    const reported = (changes: object = {}): string => {
      const { tables: _tables, figures: _figures, ...rest } = recorded;
      return JSON.stringify({ ...rest, ...changes });
    };
    test("of the server, of the repository and of a reader keep which it was", async () => {
      const { id: ran, ...of } = { id: "abc123", paper: "l-mul", experiment: recorded.experiment };
      await db.insert(run).values({
        id: ran,
        ...of,
        experimentVersion: 1,
        preset: "quick",
        seed: 1,
        params: {},
        altered: false,
        checkpoint: "x",
        state: "done",
        owner: "visitor:x",
        origin: "x",
      });
      const { id } = await writeComment(
        db,
        ada,
        {
          paperId: PAPER,
          text: "Three.",
          runs: [
            { kind: "server", id: ran },
            { kind: "recorded", id: recorded.id },
            { kind: "reader", json: JSON.stringify({ run: recorded }) },
            { kind: "server", id: ran },
          ],
        },
        SITE,
        folder,
      );
      const { runs } = (await readComment(db, id))!;
      expect(runs.map((one) => `${one.kind} ${one.id}`)).toEqual([
        `server ${ran}`,
        `recorded ${recorded.id}`,
        `reader ${recorded.id}`,
      ]);
      const [, , mine] = runs;
      expect(mine.kind === "reader" && mine.run.measurements).toEqual(recorded.measurements);
      expect(mine).not.toHaveProperty("run.tables");
      await removeComment(db, ada, id);
      expect(await db.select().from(commentRun)).toEqual([]);
    });

    test("that are not there, not done or of another paper are refused", async () => {
      const server = (id: string) =>
        writeComment(db, ada, { paperId: PAPER, text: "x", runs: [{ kind: "server", id }] }, SITE, folder);
      await expect(server("none")).rejects.toThrow("There is no run «none» of this paper on the server.");
      await db.execute(
        sql`insert into run (id, paper, experiment, experiment_version, preset, seed, params, altered, checkpoint, state, owner, origin) values
          ('other', 'mgno', 'x', 1, 'quick', 1, '{}', false, 'a', 'done', 'o', 'o'), ('waits', 'l-mul', 'x', 1, 'quick', 1, '{}', false, 'b', 'queued', 'o', 'o')`,
      );
      await expect(server("other")).rejects.toMatchObject({ status: 400, field: "run" });
      await expect(server("waits")).rejects.toThrow("is not done");
      await expect(
        writeComment(db, ada, { paperId: PAPER, text: "x", runs: [{ kind: "server", id: "x" }] }, SITE),
      ).rejects.toThrow("Only papers that work here have runs");
    });

    test.each([
      ["no JSON", "is not JSON"],
      ["{}", "The run is not complete"],
      [JSON.stringify({ ...recorded, seed: recorded.seed + 1 }), "changed after it was recorded"],
      [reported({ paper: "mgno" }), "one of the paper mgno, not of l-mul"],
      [reported({ experiment: "operand-vector" }), "Did you mean operand-vectors"],
      [reported({ experimentVersion: 99 }), "recorded by version 99"],
      [reported({ measurements: {} }), "missing"],
      [reported({ measurements: { ...recorded.measurements, evil: 1 } }), "evil unknown"],
      [reported({ params: { ...recorded.params, evil: "x" } }), "params"],
      [reported({ altered: !recorded.altered }), "altered"],
      [reported({ seed: -1 }), "seed"],
      [reported({ html: "<script>" }), "not complete"],
      [`[${"[".repeat(500_000)}`, "leave its tables and figures out"],
    ])("that do not fit are refused in a sentence: case %$", async (json, says) => {
      await expect(attach(json)).rejects.toThrow(says);
    });

    test("keep of a stranger's texts one line each", () => {
      const { id: _id, digest: _digest, ...content } = recorded;
      const { providers: _providers, startedAt: _startedAt, ...host } = recorded.provenance;
      const runtime = `<script>\n${"x".repeat(9_999)}\u202e`;
      const evil = sealRun({
        ...content,
        provenance: { ...recorded.provenance, runtime, resumedFrom: [{ ...host, runtime }] },
      });
      const { resumedFrom, ...said } = readReportedRun(JSON.stringify(evil), folder).provenance;
      for (const { runtime: kept } of [said, ...resumedFrom!]) {
        expect(kept).toHaveLength(300);
        expect(kept).toMatch(/^<script> x+$/);
      }
    });
  });

  describe("of authors", () => {
    beforeEach(async () => {
      await db.insert(authorship).values({
        id: "a1",
        paperId: PAPER,
        memberId: "ada",
        name: "Ada Example",
        evidence: "",
        state: "granted",
        basis: "editor",
      });
    });

    test("are marked, as long as the authorship stands", async () => {
      await write(ada, "We meant the other.");
      expect((await discussion())[0].by?.isAuthor).toBe(true);
      await db.update(authorship).set({ state: "denied" });
      expect((await discussion())[0].by?.isAuthor).toBe(false);
    });

    test("reply to a verdict once, with history, and say which verdict it was", async () => {
      const reply = {
        paperId: PAPER,
        claim,
        verdict: "not reproduced" as const,
        text: "With more bits it holds.",
      };
      await expect(replyToVerdict(db, bela, reply)).rejects.toMatchObject({ status: 403 });
      await expect(replyToVerdict(db, eve, reply)).rejects.toMatchObject({ status: 403 });
      const { id } = await replyToVerdict(db, ada, reply);
      await replyToVerdict(db, ada, { ...reply, verdict: "partly", text: "Now it does, partly." });
      expect(await discussion({ claim })).toMatchObject([
        { id, verdict: "partly", text: "Now it does, partly.", version: 2 },
      ]);
      expect(await readVersions(db, id)).toMatchObject([{ text: "With more bits it holds." }]);
      await removeComment(db, ada, id);
      expect((await replyToVerdict(db, ada, reply)).id).not.toBe(id);
    });

    test("are told of comments on their papers when they want it, and of answers once", async () => {
      await write(bela, "Nobody is told of this.");
      await setNoticeChoice(db, ada, { replies: true, papers: true });
      const own = await write(ada, "I am not told of this.");
      await write(bela, "But of this.\n\nBcc: evil@example.org", { parent: own });
      await write(bela, "And of this.");
      const mails = await db.select().from(mail).orderBy(mail.created);
      expect(mails.map(({ recipient, kind, subject }) => [recipient, kind, subject])).toEqual([
        ["ada@example.org", "notice", "bela answered your comment on «Addition is all you need»"],
        ["ada@example.org", "notice", "bela commented on your paper «Addition is all you need»"],
      ]);
      expect(mails[0].text).toContain("> But of this.\n> \n> Bcc: evil@example.org\n");
      expect(mails[0].text).toContain("Switch it off: https://papers.example.org/account#notices");
      await setNoticeChoice(db, ada, { replies: false, papers: false });
      await write(bela, "No longer of this.", { parent: own });
      expect(await db.select().from(mail)).toHaveLength(2);
    });

    test("with names that are made to become headers are told of in one line", async () => {
      await setNoticeChoice(db, ada, { replies: false, papers: true });
      const evil = await newMember(db, "evil", { name: "Eve\r\nBcc: all@example.org" });
      await write(evil, "x");
      const [{ subject }] = await db.select().from(mail);
      expect(subject).toBe("Eve Bcc: all@example.org commented on your paper «Addition is all you need»");
    });
  });

  test("of a member who leaves stay without a name, or go, as they choose", async () => {
    const kept = await write(ada, "stays");
    await db.transaction((tx) => discussionHolding.leave(tx, "ada", "keep"));
    await db.execute(sql`delete from member where id = 'ada'`);
    expect(await readComment(db, kept)).toMatchObject({ text: "stays", by: null });
    const gone = await write(bela, "goes");
    const answered = await write(bela, "was answered");
    await write(eve, "the answer", { parent: answered });
    expect(await discussionHolding.read(db, "bela")).toMatchObject({
      comments: [{ id: gone }, { id: answered }],
    });
    await db.transaction((tx) => discussionHolding.leave(tx, "bela", "remove"));
    await db.execute(sql`delete from member where id = 'bela'`);
    expect(await texts()).toEqual(["stays", "", "the answer"]);
    expect(await db.select().from(comment).where(eq(comment.id, gone))).toEqual([]);
  });
});

test("a conversation of any depth is laid out with what it answers where the indentation ends", () => {
  const deep = Array.from({ length: 20_000 }, (_, i) => ({
    id: String(i),
    parent: i === 0 ? null : String(i - 1),
  })) as unknown as Parameters<typeof threadsOf>[0];
  const lines = placed(threadsOf(deep), 3);
  expect(lines).toHaveLength(20_000);
  expect(lines.slice(0, 6).map(({ depth, answers }) => [depth, answers?.id])).toEqual([
    [0, undefined],
    [1, undefined],
    [2, undefined],
    [3, undefined],
    [3, "3"],
    [3, "4"],
  ]);
});
