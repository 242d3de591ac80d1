/** @file Recommendations from one's own votes: off at first, explained, gone with the votes, and nobody else's business. */
import { beforeAll, expect, test } from "vitest";
import type { Member } from "../accounts/index.ts";
import type { Database } from "../database/open.ts";
import { storePapers } from "../papers/store.ts";
import { buildIndex, openSearch, type SearchEngine } from "../search/engine.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { newMember } from "../testing/members.ts";
import { incoming } from "../testing/papers.ts";
import { castVote, removeVotes } from "../votes/index.ts";
import { recommend, setPersonal, wantsPersonal } from "./personal.ts";

const SUBJECTS = {
  birds: "Migrating birds measured with radar: flight altitude of storks over mountains",
  bread: "Sourdough bread fermentation: yeast, flour and hydration in rye dough",
  sails: "Sailing hulls in waves: keel drag and sail trim of small yachts",
} as const;
type Subject = keyof typeof SUBJECTS;
/** Twelve papers of each subject, half of them a year old. */
const idOf = (subject: Subject, n: number): string =>
  `2609.${Object.keys(SUBJECTS).indexOf(subject)}${String(n).padStart(4, "0")}`;

overBothDatabases("recommendations", (fresh) => {
  let database: Database;
  let search: SearchEngine;
  let ada: Member;
  beforeAll(async () => {
    database = await fresh();
    const papers = (Object.keys(SUBJECTS) as Subject[]).flatMap((subject) =>
      Array.from({ length: 12 }, (_, n) =>
        incoming({
          id: idOf(subject, n),
          title: SUBJECTS[subject],
          abstract: `${SUBJECTS[subject]} once more, in other weather.`,
          announced: n < 6 ? "2025-09-01" : "2026-09-01",
          withdrawn: n === 11,
        }),
      ),
    );
    await storePapers(database.db, "file", papers);
    await buildIndex(database.db);
    search = await openSearch(database.db);
    ada = await newMember(database.db, "ada");
  });
  const vote = (subject: Subject, n: number, up = true) =>
    castVote(database.db, ada, { paperId: idOf(subject, n), up });
  const subjectsOf = async (since?: string, most = 8): Promise<string[]> =>
    (await recommend(database.db, search, "ada", most, since)).papers.map(({ paper }) =>
      paper.id.slice(0, 6),
    );

  test("are off until the member switches them on", async () => {
    const { db } = database;
    expect(await wantsPersonal(db, "ada")).toBe(false);
    await expect(setPersonal(db, undefined, true)).rejects.toMatchObject({ status: 401 });
    await setPersonal(db, ada, true);
    await setPersonal(db, ada, true);
    expect(await wantsPersonal(db, "ada")).toBe(true);
    await setPersonal(db, ada, false);
    expect(await wantsPersonal(db, "ada")).toBe(false);
  });

  test("need three votes", async () => {
    await vote("birds", 0);
    await vote("birds", 1);
    expect(await recommend(database.db, search, "ada", 10)).toEqual({ votes: 2, papers: [] });
    await vote("birds", 2);
    expect(await subjectsOf()).toEqual(Array(8).fill("2609.0"));
  });

  test("leave out what was voted for and what is withdrawn, and keep to the days that are asked for", async () => {
    const { papers } = await recommend(database.db, search, "ada", 30);
    const ids = papers.map(({ paper }) => paper.id);
    for (const n of [0, 1, 2, 11]) expect(ids).not.toContain(idOf("birds", n));
    expect(new Set(ids).size).toBe(ids.length);
    const late = await recommend(database.db, search, "ada", 5, "2026-08-01");
    expect(late.papers.map(({ paper }) => paper.announced)).toEqual(Array(5).fill("2026-09-01"));
  });

  test("say which voted papers they are near to and which words both have, as they are written", async () => {
    const { papers } = await recommend(database.db, search, "ada", 3);
    for (const { near } of papers) {
      expect(near.length).toBeGreaterThan(0);
      for (const { paper, words } of near) {
        expect([0, 1, 2].map((n) => idOf("birds", n))).toContain(paper.id);
        expect(words.length).toBeGreaterThan(0);
        for (const word of words)
          expect(`${SUBJECTS.birds} once more in other weather`.toLowerCase()).toContain(word);
      }
    }
  });

  test("of two subjects have both and nothing else, and a vote that is taken back has had its effect", async () => {
    for (const n of [0, 1, 2]) await vote("bread", n);
    expect(new Set(await subjectsOf(undefined, 12))).toEqual(new Set(["2609.0", "2609.1"]));
    for (const n of [0, 1, 2]) await vote("birds", n, false);
    expect(await subjectsOf()).toEqual(Array(8).fill("2609.1"));
    const editor = await newMember(database.db, "editor", { role: "editor" });
    await removeVotes(database.db, editor, { memberId: "ada" }, "Not cast by the member.");
    expect((await recommend(database.db, search, "ada", 5)).papers).toEqual([]);
  });

  test("of one member do not depend on what others vote for", async () => {
    const bob = await newMember(database.db, "bob");
    for (const n of [0, 1, 2]) await castVote(database.db, bob, { paperId: idOf("sails", n), up: true });
    const before = await recommend(database.db, search, "bob", 5);
    const eve = await newMember(database.db, "eve");
    for (let n = 0; n < 12; n++) await castVote(database.db, eve, { paperId: idOf("bread", n), up: true });
    const after = await recommend(database.db, search, "bob", 5);
    expect(after.papers.map(({ paper, score }) => [paper.id, score])).toEqual(
      before.papers.map(({ paper, score }) => [paper.id, score]),
    );
  });
});
