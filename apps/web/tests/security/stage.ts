/** @file A site on which everything can be tried that members, authors and editors do: who they are, with their sessions, and a thing of each kind. */
import {
  castVote,
  claimPaper,
  decideAuthorship,
  hideComment,
  openAccounts,
  openDatabase,
  proposeClaim,
  queueMail,
  readMember,
  removeVotes,
  reportComment,
  storePlaces,
  submitPaper,
  suspendMember,
  toDay,
  unhideComment,
  writeComment,
  type Db,
  type Member,
} from "@working-papers/daily";
import { openRepository } from "@working-papers/lab/node";
import { join } from "node:path";
import { fill } from "../papers.ts";
import { newDatabase, newFolder, start } from "../site.ts";

const DAY_MS = 86_400_000;
/** Signs the cookies of the sessions that are made here, before the site is started. */
export const SECRET = "a secret of tests alone, and long enough for one";

/** `owner` is the member whose things they are; `member` another one. */
export const ACTORS = ["visitor", "member", "owner", "author", "editor", "suspended"] as const;
export type Actor = (typeof ACTORS)[number];

export const { paper, experiments } = await (
  await openRepository(join(import.meta.dirname, "../../../.."))
).load("l-mul");
export const CLAIM = paper.claims[0].id;

export interface Stage {
  place: { path: string; remove(): Promise<void> };
  /** Variables for a site on it. */
  environment: Record<string, string>;
  /** `Cookie` of each actor; of a visitor empty. */
  cookies: Record<Actor, string>;
  /** Identifiers of things that actions are about. */
  things: Awaited<ReturnType<typeof makeThings>>;
}

export async function setStage(kind: string, server: string | undefined): Promise<Stage> {
  const place = kind === "PGlite" ? await newFolder() : await newDatabase(server!);
  const where: Record<string, string> =
    kind === "PGlite" ? { DATA_DIR: place.path } : { DATABASE_URL: place.path };
  await fill(place.path);
  // Started once, it has the papers of the repository.
  await (await start(where, async () => {})).stop();
  const database = await openDatabase(place.path);
  try {
    const { db } = database;
    const people = Object.fromEntries(
      await Promise.all(
        ACTORS.slice(1).map(async (name) => [name, await joined(db, name, name === "editor")] as const),
      ),
    ) as Record<Exclude<Actor, "visitor">, Member>;
    const things = await makeThings(db, people);
    await suspendMember(db, people.editor, people.suspended.id, true);
    const accounts = await openAccounts({ db, secret: SECRET, providers: [] });
    const cookies = { visitor: "" } as Record<Actor, string>;
    for (const [name, { id }] of Object.entries(people)) {
      const lines = await accounts.enter(id, { headers: new Headers(), origin: "http://localhost" });
      cookies[name as Actor] = lines.map((line) => line.split(";")[0]).join("; ");
    }
    const { rows } = await db.execute<{ id: string }>(
      `select id from session where member_id = '${people.owner.id}'`,
    );
    return {
      place,
      environment: { ...where, SESSION_SECRET: SECRET, RUNS: "members" },
      cookies,
      things: { ...things, session: rows[0].id },
    };
  } finally {
    await database.close();
  }
}

/** A member of a year. */
async function joined(db: Db, name: string, editor = false): Promise<Member> {
  const created = new Date(Date.now() - 365 * DAY_MS).toISOString();
  await db.execute(
    `insert into member (id, name, email, email_verified, role, created) values ('${name}', 'The ${name}', '${name}@example.org', true, '${editor ? "editor" : "member"}', '${created}')`,
  );
  return (await readMember(db, name))!;
}

async function makeThings(db: Db, people: Record<Exclude<Actor, "visitor">, Member>) {
  const { owner, member, author, editor } = people;
  const folder = await (await openRepository(join(import.meta.dirname, "../../../.."))).load("l-mul");
  const say = async (by: Member, text: string): Promise<string> =>
    (await writeComment(db, by, { paperId: paper.arxiv, text })).id;
  const comment = await say(owner, "It holds here.");
  const reported = await say(owner, "Buy my book.");
  const hidden = await say(owner, "Buy my other book.");
  const ownComment = await say(owner, "I take this back.");
  await reportComment(db, member, reported, "It is about a book.");
  await hideComment(db, editor, hidden, "It is about a book.");
  await unhideComment(db, editor, comment, "It stands.");

  const names = paper.authors;
  const asked = { paperId: paper.arxiv, evidence: "The page of my institute lists the paper." };
  const granted = await claimPaper(db, author, { ...asked, name: names[0] });
  await decideAuthorship(db, editor, granted.id, { grant: true, reason: "The page says so." });
  const claimed = await claimPaper(db, owner, { ...asked, name: names[1] });
  const claimedToo = await claimPaper(db, member, { ...asked, name: names[1] });

  const wish = {
    statement: "Fewer bits are enough for this.",
    place: "section 2",
    reported: "4 bits",
    value: "4",
    unit: "bits",
    measure: "Run the experiment with four bits and compare the error.",
  };
  const proposal = await proposeClaim(db, owner, folder, wish);
  const proposalToo = await proposeClaim(db, owner, folder, { ...wish, place: "section 3" });
  const proposalThree = await proposeClaim(db, owner, folder, { ...wish, place: "section 4" });

  const submission = await submitPaper(db, owner, { given: "2608.00020" });
  await submitPaper(db, owner, { given: "2608.00021" });

  await castVote(db, owner, { paperId: "2608.00008", up: true });
  await castVote(db, owner, { paperId: "2608.00009", up: true });
  await db.execute(`update member set created = now() where id in ('owner')`);
  const span = { from: new Date(Date.now() - DAY_MS), until: new Date(Date.now() + DAY_MS) };
  const [removal] = await removeVotes(
    db,
    editor,
    { paperId: "2608.00008", ...span },
    "A burst of young accounts.",
  );
  await db.execute(`update member set created = now() - interval '365 days' where id in ('owner')`);
  await castVote(db, member, { paperId: "2608.00011", up: true });
  await storePlaces(db, [
    { list: "people", day: toDay(Date.now()), paperId: "2608.00012", position: 0, kind: "listed" },
  ]);

  await db.execute(
    `insert into passkey (id, member_id, name, public_key, counter, transports, backed_up) values ('key', 'editor', 'Laptop', '\\x00', 0, '{}', false)`,
  );

  const mail = await queueMail(db, {
    to: "nobody@example.org",
    kind: "digest",
    subject: "Papers",
    text: "None.",
  });
  await db.execute(`update mail set state = 'failed', ended = now(), answer = '550 no such user'`);
  await db.execute(
    `insert into suppression (address, reason, detail) values ('nobody@example.org', 'bounce', '550 no such user')`,
  );
  await db.execute(`insert into mail_report (kind, detail) values ('unknown', 'not understood')`);
  const { rows } = await db.execute<{ key: number }>(`select max(key)::int as key from mail_report`);
  return {
    comment,
    reported,
    hidden,
    ownComment,
    granted: granted.id,
    claimed: claimed.id,
    claimedToo: claimedToo.id,
    proposal,
    proposalToo,
    proposalThree,
    submission: submission.id,
    removal: removal.id,
    mail: String(mail),
    report: String(rows[0].key),
    from: span.from.toISOString(),
    until: span.until.toISOString(),
    session: "",
  };
}
