/** @file Who wrote a paper, on both databases: claimed, proved by ORCID, decided, claimed again; and what is proposed for its claims. */
import { runInNewContext } from "node:vm";
import { Claim } from "@working-papers/lab";
import { findRepository, openRepository } from "@working-papers/lab/node";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Member } from "../accounts/index.ts";
import type { Database, Db } from "../database/open.ts";
import { audit, authorship } from "../database/schema.ts";
import { storePapers } from "../papers/store.ts";
import { emptied, overBothDatabases } from "../testing/databases.ts";
import { newMember } from "../testing/members.ts";
import { incoming } from "../testing/papers.ts";
import { nextId } from "./entry.ts";
import {
  authorshipsOf,
  authorsOf,
  claimPaper,
  decideAuthorship,
  decideProposal,
  isAuthorOf,
  leavePaper,
  openAuthorships,
  openProposals,
  paperEntry,
  proposalsOf,
  proposeClaim,
  readProposal,
  withdrawProposal,
} from "./index.ts";
import { sameName } from "./same-name.ts";

const PAPER = "2410.00907";
const folder = await (await openRepository(findRepository(import.meta.dirname, process.cwd()))).load("l-mul");
const evidence = "My page at the institute lists the paper: https://example.org/ada";

overBothDatabases("authorship", (fresh) => {
  let database: Database;
  let db: Db;
  let ada: Member;
  let eve: Member;
  beforeAll(async () => {
    database = await fresh();
    ({ db } = database);
  });
  beforeEach(async () => {
    await emptied(database);
    await storePapers(db, "file", [
      incoming({
        id: PAPER,
        authors: [{ name: "Ada Example" }, { name: "Béla Minta", orcid: "0000-0002-1825-0097" }],
      }),
    ]);
    ada = await newMember(db, "ada", { name: "A. Example" });
    eve = await newMember(db, "eve", { role: "editor" });
  });
  const ask = (actor: Member | undefined, more: object = {}) =>
    claimPaper(db, actor, { paperId: PAPER, name: "Ada Example", evidence, ...more });

  test("is asked for with evidence, and an editor decides with a reason that is logged", async () => {
    const { id, state } = await ask(ada);
    expect(state).toBe("asked");
    expect(await isAuthorOf(db, "ada", PAPER)).toBe(false);
    expect(await openAuthorships(db, 9)).toMatchObject([
      { id, name: "Ada Example", alike: true, orcid: null },
    ]);
    await expect(decideAuthorship(db, ada, id, { grant: true, reason: "It is me." })).rejects.toMatchObject({
      status: 403,
    });
    await decideAuthorship(db, eve, id, { grant: true, reason: "The page says so." });
    expect(await authorsOf(db, PAPER)).toMatchObject([
      { memberId: "ada", memberName: "A. Example", name: "Ada Example", basis: "editor" },
    ]);
    expect(await db.select().from(audit)).toMatchObject([
      {
        actor: "eve",
        action: "authorship.decide",
        subject: `paper:${PAPER}`,
        detail: { member: "ada", decision: "granted", reason: "The page says so." },
      },
    ]);
    await expect(ask(ada)).rejects.toMatchObject({ status: 409 });
  });

  test("is proved by the ORCID iD that the record has, whatever name was chosen", async () => {
    const bela = await newMember(db, "bela", { name: "Somebody Else", orcid: "0000-0002-1825-0097" });
    expect(await ask(bela, { evidence: "" })).toMatchObject({ state: "granted" });
    expect(await authorsOf(db, PAPER)).toMatchObject([
      { name: "Béla Minta", basis: "orcid", orcid: "0000-0002-1825-0097" },
    ]);
    const other = await newMember(db, "other", { orcid: "0000-0001-5109-3700" });
    expect(await ask(other, { name: "Béla Minta" })).toMatchObject({ state: "asked" });
  });

  test("that was denied is asked for again with new evidence, not with the same", async () => {
    const { id } = await ask(ada);
    await expect(ask(ada)).rejects.toThrow("You have claimed this paper already");
    await decideAuthorship(db, eve, id, { grant: false, reason: "Anybody could have made that page." });
    await expect(ask(ada, { evidence: ` ${evidence.toUpperCase()}!` })).rejects.toMatchObject({
      status: 409,
      field: "evidence",
    });
    await ask(ada, { evidence: "I commit to its repository as ada@institute.example." });
    expect((await authorshipsOf(db, "ada")).map(({ state, reason }) => [state, reason])).toEqual([
      ["asked", null],
      ["denied", "Anybody could have made that page."],
    ]);
  });

  test("is given up by whoever has it, and taken back by an editor", async () => {
    const { id } = await ask(ada);
    await decideAuthorship(db, eve, id, { grant: true, reason: "So it is." });
    await decideAuthorship(db, eve, id, { grant: false, reason: "It was somebody else." });
    expect(await isAuthorOf(db, "ada", PAPER)).toBe(false);
    await ask(ada, { evidence: "My passport, at the conference's desk." });
    await leavePaper(db, ada, PAPER);
    expect(await openAuthorships(db, 9)).toEqual([]);
  });

  test("is looked at by an editor again where one has said no, whatever the record has", async () => {
    const bela = await newMember(db, "bela", { orcid: "0000-0002-1825-0097" });
    const { id } = await ask(bela, { evidence: "" });
    await decideAuthorship(db, eve, id, { grant: false, reason: "The record has the wrong iD." });
    await expect(ask(bela, { evidence: "" })).rejects.toMatchObject({ status: 409, field: "evidence" });
    expect(await ask(bela, { evidence: "The publisher has corrected it." })).toMatchObject({
      state: "asked",
    });
    expect(await isAuthorOf(db, "bela", PAPER)).toBe(false);
  });

  test("asked for twice at once, or decided by two editors at once, is so once", async () => {
    const asked = await Promise.allSettled([ask(ada), ask(ada)]);
    expect(asked.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const [{ id }] = await openAuthorships(db, 9);
    const decided = await Promise.allSettled([
      decideAuthorship(db, eve, id, { grant: true, reason: "So it is." }),
      decideAuthorship(db, eve, id, { grant: true, reason: "I think so too." }),
    ]);
    expect(decided.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await db.select().from(authorship)).toHaveLength(1);
  });

  test("is of members, authors that the record has, and evidence that says something", async () => {
    await expect(ask(undefined)).rejects.toMatchObject({ status: 401 });
    await expect(ask(ada, { name: "Nobody" })).rejects.toMatchObject({ status: 400, field: "name" });
    await expect(ask(ada, { evidence: "me" })).rejects.toMatchObject({ status: 400, field: "evidence" });
    await expect(ask(ada, { evidence: "x".repeat(2_001) })).rejects.toMatchObject({ field: "evidence" });
    await expect(ask(ada, { paperId: "2410.99999" })).rejects.toMatchObject({ status: 404 });
  });

  const fields = {
    statement: "With five mantissa bits the error is below that of fp8 e4m3.",
    place: "section 3.2",
    reported: "0.19",
    value: "0.19",
    unit: "",
    measure: "Run operand-vectors with k = 5 and compare the mean error.",
  };

  test("proposes a claim, which an editor accepts, and it is an entry that definePaper takes", async () => {
    const { id: asked } = await ask(ada);
    await decideAuthorship(db, eve, asked, { grant: true, reason: "So it is." });
    const id = await proposeClaim(db, ada, folder, {
      ...fields,
      statement: 'Says "so" \\ ${evil} </script>\u2028 and `more` of it.',
    });
    expect(await openProposals(db, 9)).toMatchObject([{ id, byAuthor: true, by: { id: "ada" } }]);
    await expect(decideProposal(db, ada, id, { accept: true, reason: "Mine." })).rejects.toMatchObject({
      status: 403,
    });
    await decideProposal(db, eve, id, { accept: true, reason: "It can be measured." });
    await expect(decideProposal(db, eve, id, { accept: false, reason: "Not so." })).rejects.toMatchObject({
      status: 409,
    });
    const entry = paperEntry((await readProposal(db, id))!, folder);
    const read = Claim.parse(runInNewContext(`[${entry}]`)[0]);
    expect(read).toMatchObject({
      statement: 'Says "so" \\ ${evil} </script> and `more` of it.',
      reported: { text: "0.19", value: 0.19 },
      origin: "paper",
    });
    expect(folder.paper.claims.map((claim) => claim.id)).not.toContain(read.id);
    expect(await db.select().from(audit)).toHaveLength(2);
  });

  test("corrects a claim under its own id; a reader's is marked as a third party's", async () => {
    const claim = folder.paper.claims[2].id;
    const id = await proposeClaim(db, ada, folder, { ...fields, claim });
    expect(paperEntry((await readProposal(db, id))!, folder)).toContain(`  id: "${claim}",\n`);
    const other = await proposeClaim(db, ada, folder, fields);
    expect(paperEntry((await readProposal(db, other))!, folder)).toContain('  origin: "third party",\n');
    await withdrawProposal(db, ada, other);
    await expect(withdrawProposal(db, eve, id)).rejects.toMatchObject({ status: 403 });
    expect((await proposalsOf(db, PAPER)).map((one) => one.id)).toEqual([id]);
  });

  test.each([
    [{ statement: "short" }, "statement"],
    [{ statement: "x".repeat(601) }, "statement"],
    [{ place: " " }, "place"],
    [{ reported: "" }, "reported"],
    [{ value: "a lot" }, "value"],
    [{ value: "1e999" }, "value"],
    [{ measure: "run it" }, "measure"],
  ])("names the field that is wrong with a proposal: %j", async (wrong, field) => {
    await expect(proposeClaim(db, ada, folder, { ...fields, ...wrong })).rejects.toMatchObject({
      status: 400,
      field,
    });
  });
});

test.each([
  ["Ada Example", "Ada Example", true],
  ["A. Example", "Ada Example", true],
  ["Example, Ada", "Ada B. Example", true],
  ["Bela Minta", "B\\'ela Minta", true],
  ["Ada Example", "Bob Example", false],
  ["Ada Example", "Ada Sample", false],
  ["Example", "Ada Example", false],
  ["", "Ada Example", false],
])("%s and %s: could be one: %s", (a, b, same) => {
  expect(sameName(a, b)).toBe(same);
});

test("the next claim has the next number, in the form of the others", () => {
  expect(nextId(["LM-01", "LM-01b", "LM-09", "LM-2"])).toBe("LM-10");
  expect(nextId(["Q7"])).toBe("Q8");
  expect(nextId([])).toBe("C-01");
});
