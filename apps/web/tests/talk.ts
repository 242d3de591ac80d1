/** @file People who are signed in before the site starts, and what the worst of them have written: put into a database that has papers. */
import {
  createLog,
  IncomingPaper,
  openAccounts,
  openDatabase,
  readMember,
  readReportedRun,
  storePapers,
  writeComment,
  type Database,
} from "@working-papers/daily";
import { openRepository } from "@working-papers/lab/node";
import { join } from "node:path";
import { HOSTILE } from "../src/lib/server/markdown/hostile.ts";

export const PEOPLE = {
  ada: { name: "Ada Example", role: "member" },
  bela: { name: "Béla Minta", role: "member" },
  eve: { name: "Eve Editor", role: "editor" },
} as const;
export type Person = keyof typeof PEOPLE;

/** The paper that hostile texts are about, and the claim of another one. */
export const ATTACKED = "2608.00002";
export const CLAIM = "LM-02";

const root = join(import.meta.dirname, "../../..");
export const folder = await (await openRepository(root)).load("l-mul");

type Cookie = { name: string; value: string };

/** Makes the members. @returns the cookie that signs each in */
export async function addPeople(address: string): Promise<Record<Person, Cookie>> {
  const database = await openDatabase(address);
  try {
    const accounts = await openAccounts({
      db: database.db,
      providers: [],
      log: createLog({ level: "error", format: "text" }),
    });
    const asking = { headers: new Headers({ "user-agent": "Test" }), origin: "http://localhost" };
    const cookies: Partial<Record<Person, Cookie>> = {};
    for (const [id, { name, role }] of Object.entries(PEOPLE)) {
      await addMember(database, id, name, role);
      const [pair] = (await accounts.enter(id, asking))[0].split(";");
      const at = pair.indexOf("=");
      cookies[id as Person] = { name: pair.slice(0, at), value: pair.slice(at + 1) };
    }
    return cookies as Record<Person, Cookie>;
  } finally {
    await database.close();
  }
}

/** The paper with more comments than a page shows. */
export const LONG = "/papers/2608.00003";

/** Writes a comment and 501 answers to it. */
export async function addLongDiscussion(address: string): Promise<void> {
  const database = await openDatabase(address);
  const comments = Array.from(
    { length: 502 },
    // The first, and as many answers to it as need a second page.
    (_, i) =>
      `('n${i}', '2608.00003', 'ada', 'Number ${i}.', now() - interval '1 day' + interval '${i} seconds', ${i === 0 ? "null" : "'n0'"})`,
  );
  try {
    await database.db.execute(
      `insert into comment (id, paper_id, member_id, text, created, parent) values ${comments.join(", ")}`,
    );
  } finally {
    await database.close();
  }
}

/** Writes every hostile text into every field that takes one: names, comments, reasons, reports, evidence, proposals, runs. */
export async function addAttacks(address: string): Promise<void> {
  const database = await openDatabase(address);
  try {
    const { arxiv: id, title, authors } = folder.paper;
    const names = authors.map((name) => ({ name }));
    await storePapers(database.db, "file", [
      IncomingPaper.parse({ id, title, abstract: "", authors: names, categories: [] }),
    ]);
    for (const [i, text] of HOSTILE.entries()) {
      const who = `evil${String(i).padStart(8, "0")}`;
      // Control characters never get in by a form; the database refuses one of them.
      const name = text.replaceAll("\0", "").slice(0, 60);
      await addMember(database, who, name, "member");
      await query(
        database,
        `insert into comment (id, paper_id, claim, member_id, text, hidden, hidden_reason) values
          ($1 || 'p', $2, null, $1, $3, null, null), ($1 || 'c', '2410.00907', $4, $1, $3, null, null),
          ($1 || 'h', $2, null, $1, 'x', now(), $3)`,
        [who, ATTACKED, text, CLAIM],
      );
      await query(database, "insert into comment_version values ($1 || 'p', 1, now(), $2)", [who, text]);
      await query(
        database,
        "insert into comment_report (comment_id, member_id, reason) values ($1 || 'c', 'ada', $2)",
        [who, text],
      );
      await query(
        database,
        `insert into authorship (id, paper_id, member_id, name, evidence, state, reason) values ($1, '2410.00907', $1, $2, $2, 'asked', null)`,
        [who, text],
      );
      await query(
        database,
        `insert into proposal (id, paper_id, member_id, by_author, statement, place, reported, unit, value, measure, state, reason) values
          ($1, '2410.00907', $1, false, $2 || ' is a statement.', $2, $2, $2, 1, $2, $3, $2)`,
        [who, text, i % 2 === 0 ? "asked" : "accepted"],
      );
      await query(
        database,
        "insert into audit (actor, action, subject, detail) values ($1, 'comment.hide', $2, $3::jsonb)",
        [who, text, JSON.stringify({ reason: text, [text]: text })],
      );
    }
    await attachHostileRun(database);
  } finally {
    await database.close();
  }
}

/** A run whose every text is an attack, as a comment that was let in. */
async function attachHostileRun(database: Database): Promise<void> {
  const [run] = folder.runs;
  const { tables: _tables, figures: _figures, ...told } = run;
  const says = HOSTILE.join(" ");
  const provenance = { ...run.provenance, runtime: says, platform: says, processor: says, commit: says };
  const json = JSON.stringify({ ...told, provenance });
  readReportedRun(json, folder);
  const ada = (await readMember(database.db, "ada"))!;
  const draft = {
    paperId: "2410.00907",
    claim: CLAIM,
    text: "Mine.",
    runs: [{ kind: "reader" as const, json }],
  };
  await writeComment(database.db, ada, draft, undefined, folder);
}

async function addMember(database: Database, id: string, name: string, role: string): Promise<void> {
  await query(
    database,
    `insert into member (id, name, email, email_verified, role, created) values ($1, $2, $1 || '@example.org', true, $3, now() - interval '1 year')`,
    [id, name, role],
  );
}

async function query({ driver }: Database, text: string, values: unknown[]): Promise<void> {
  if (driver.kind === "pglite") await driver.pglite.query(text, values);
  else await driver.pool.query(text, values);
}
