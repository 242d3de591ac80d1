/** @file What members do with their own account. */
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "../database/open.ts";
import { mail, member, passkey, run, session } from "../database/schema.ts";
import { HOLDINGS } from "../holdings.ts";
import { takeMails } from "../mail/holding.ts";
import { suppress } from "../mail/suppression.ts";
import { emptied, overBothDatabases } from "../testing/databases.ts";
import { openAccounts, type Session } from "./accounts.ts";
import { readAudit, writeAudit } from "./audit.ts";
import { readMember, type Member } from "./member.ts";
import {
  askForAddress,
  exportMember,
  leaveSite,
  readAddressLink,
  renameMember,
  takeAddress,
} from "./own-account.ts";
import { endOtherSessions, readSessions } from "./sessions.ts";
import { HTTPS, Jar, namedMember, outbox, tokenTo } from "./testing.ts";

const now = (): Date => new Date();
const long = (): Date => new Date(Date.now() - 3 * 3_600_000);

overBothDatabases("one's own account", (fresh) => {
  let database: Database;
  let ada: Member;
  beforeAll(async () => {
    database = await fresh();
  });
  beforeEach(async () => {
    await emptied(database);
    ada = await namedMember(database.db, "Ada");
  });

  const ask = (email: string, asking: Session) =>
    askForAddress(database.db, ada, asking, { email, origin: HTTPS, site: "Working Papers" });

  async function enter(who: Member): Promise<{ jar: Jar; id: string; since: Date }> {
    const accounts = await openAccounts({ db: database.db, providers: [] });
    const jar = new Jar();
    jar.take(await accounts.enter(who.id, { headers: jar.headers(), origin: HTTPS }));
    return { jar, ...(await accounts.visit({ headers: jar.headers(), origin: HTTPS }))!.session };
  }

  test("has a name that cannot disguise itself", async () => {
    await renameMember(database.db, ada, " Ada\u200b\u202e\u0007\n Lovelace ");
    expect((await readMember(database.db, ada.id))!.name).toBe("Ada Lovelace");
    await expect(renameMember(database.db, ada, "a".repeat(61))).rejects.toMatchObject({ field: "name" });
    await expect(renameMember(database.db, ada, "\u2060")).rejects.toMatchObject({ field: "name" });
    await expect(renameMember(database.db, undefined, "Nobody")).rejects.toMatchObject({ status: 401 });
    await renameMember(database.db, ada, '<b onmouseover="alert(1)">');
    expect((await readMember(database.db, ada.id))!.name).toBe('<b onmouseover="alert(1)">');
  });

  test("has a new address once the link that was sent there is opened, and the old one is told", async () => {
    const [here, elsewhere] = [await enter(ada), await enter(ada)];
    await ask("new@example.org", here);
    expect((await outbox(database.db)).map(({ to }) => to).toSorted()).toEqual([
      "ada@example.org",
      "new@example.org",
    ]);
    const told = (await outbox(database.db)).find(({ to }) => to === "ada@example.org")!;
    expect(told.text).toContain("new@example.org");
    expect(told.text).not.toContain("token=");
    const token = await tokenTo(database.db, "new@example.org");
    expect(await readAddressLink(database.db, token)).toBe("new@example.org");
    expect((await readMember(database.db, ada.id))!.email).toBe("ada@example.org");
    const taken = await Promise.allSettled(
      Array.from({ length: 5 }, () => takeAddress(database.db, token, HOLDINGS, here.id)),
    );
    expect(taken.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await readMember(database.db, ada.id))!.email).toBe("new@example.org");
    const left = await database.db.select({ id: session.id }).from(session);
    expect(left).toEqual([{ id: here.id }]);
    expect(elsewhere.id).not.toBe(here.id);
  });

  test("keeps its address when the browser that asked for another one is signed out", async () => {
    const [owner, thief] = [await enter(ada), await enter(ada)];
    await ask("mallory@example.org", thief);
    const token = await tokenTo(database.db, "mallory@example.org");
    await endOtherSessions(database.db, ada, owner.id);
    expect(await readAddressLink(database.db, token)).toBeUndefined();
    await expect(takeAddress(database.db, token, HOLDINGS)).rejects.toThrow(
      "The browser that asked for this link is signed out",
    );
    expect((await readMember(database.db, ada.id))!.email).toBe("ada@example.org");
    expect(await readSessions(database.db, ada.id)).toMatchObject([{ id: owner.id }]);
  });

  test("is no other member's to change with a session that goes on", async () => {
    const eve = await namedMember(database.db, "Eve");
    await ask("new@example.org", await enter(eve));
    const token = await tokenTo(database.db, "new@example.org");
    await expect(takeAddress(database.db, token, HOLDINGS)).rejects.toMatchObject({ status: 410 });
  });

  test("gets the same answer for an address that another member has, and cannot take it", async () => {
    await namedMember(database.db, "Eve");
    expect(await ask("Eve@example.org", await enter(ada))).toBe("Eve@example.org");
    const token = await tokenTo(database.db, "Eve@example.org");
    await expect(takeAddress(database.db, token, HOLDINGS)).rejects.toMatchObject({ status: 409 });
    expect((await readMember(database.db, ada.id))!.email).toBe("ada@example.org");
  });

  test("is not changed by who finds a browser open, nor without end", async () => {
    const here = await enter(ada);
    await expect(ask("new@example.org", { ...here, since: long() })).rejects.toThrow("Sign in again first");
    for (const name of ["one", "two", "three"]) await ask(`${name}@example.org`, here);
    await expect(ask("four@example.org", here)).rejects.toMatchObject({ status: 429 });
    await expect(
      askForAddress(database.db, undefined, here, { email: "x@example.org", origin: HTTPS, site: "" }),
    ).rejects.toMatchObject({ status: 401 });
  });

  test("writes to a stranger's address a few times, however many members ask, and never after a complaint", async () => {
    const askAs = async (name: string, email: string) => {
      const who = await namedMember(database.db, name);
      return askForAddress(database.db, who, await enter(who), { email, origin: HTTPS, site: "x" });
    };
    await askAs("One", "stranger@example.org");
    await askAs("Two", "Stranger@example.org");
    await askAs("Three", "stranger@example.org");
    await expect(askAs("Four", "stranger@example.org")).rejects.toMatchObject({ status: 429 });
    const kinds = await database.db
      .select({ kind: mail.kind })
      .from(mail)
      .where(sql`lower(${mail.recipient}) = 'stranger@example.org'`);
    expect(kinds).toEqual([{ kind: "address" }, { kind: "address" }, { kind: "address" }]);
    await suppress(database.db, "stranger@example.org", "complaint", "x");
    const taken = await takeMails(database.db, "worker", 99);
    expect(taken.map(({ recipient }) => recipient).toSorted()).toEqual([
      "one@example.org",
      "three@example.org",
      "two@example.org",
    ]);
  });

  test("is exported with all that it is, and none of what opens it", async () => {
    const { jar } = await enter(ada);
    await database.db.insert(passkey).values({
      id: "key-1",
      memberId: ada.id,
      name: "Laptop",
      publicKey: new Uint8Array([1, 2, 3]),
      counter: 0,
      transports: [],
      backedUp: true,
    });
    await database.db.insert(run).values(runOf(ada));
    await writeAudit(database.db, { actor: ada.id, action: "comment.hide", subject: "comment:1" });
    const held = await exportMember(database.db, ada, HOLDINGS);
    expect(Object.keys(held)).toEqual(HOLDINGS.map(({ name }) => name));
    expect(held.account).toMatchObject({
      id: ada.id,
      name: "Ada",
      email: "ada@example.org",
      role: "member",
      passkeys: [{ name: "Laptop" }],
      sessions: [{}],
      acts: [{ action: "comment.hide", subject: "comment:1" }],
    });
    expect(held.runs).toMatchObject([{ id: "abc", paper: "walk" }]);
    const { rows } = await database.db.execute<{ token: string }>(sql`select token from session`);
    const text = JSON.stringify(held);
    expect(text).not.toContain(rows[0].token);
    expect(text).not.toContain([...jar.cookies.values()][0].slice(0, 20));
    await expect(exportMember(database.db, undefined, HOLDINGS)).rejects.toMatchObject({ status: 401 });
  });

  test("is deleted with its name everywhere", async () => {
    await enter(ada);
    await database.db.insert(run).values(runOf(ada));
    await writeAudit(database.db, { actor: ada.id, action: "vote.remove", subject: "vote:1" });
    await expect(leaveSite(database.db, ada, long(), HOLDINGS, "keep")).rejects.toMatchObject({
      status: 403,
    });
    await leaveSite(database.db, ada, now(), HOLDINGS, "keep");
    expect(await database.db.$count(member)).toBe(0);
    expect(await database.db.$count(session)).toBe(0);
    expect((await database.db.select({ owner: run.owner, origin: run.origin }).from(run))[0]).toEqual({
      owner: "nobody",
      origin: "",
    });
    const log = await readAudit(database.db, 9);
    expect(log.map(({ actor, action }) => [actor, action])).toEqual([
      [null, "account.leave"],
      [null, "vote.remove"],
    ]);
    expect(JSON.stringify(log)).not.toContain(ada.id);
  });

  test("of the last editor stays, with all that it has", async () => {
    const grace = await namedMember(database.db, "Grace", "editor");
    await database.db.insert(run).values(runOf(grace));
    await expect(leaveSite(database.db, grace, now(), HOLDINGS, "remove")).rejects.toThrow("last editor");
    expect((await readMember(database.db, grace.id))!.role).toBe("editor");
    expect((await database.db.select({ owner: run.owner }).from(run))[0].owner).toBe(`member:${grace.id}`);
  });
});

function runOf(who: Member): typeof run.$inferInsert {
  return {
    id: "abc",
    paper: "walk",
    experiment: "steps",
    experimentVersion: 1,
    preset: "quick",
    seed: 1,
    params: {},
    altered: false,
    checkpoint: "walk-steps-1",
    state: "cancelled",
    owner: `member:${who.id}`,
    origin: "hash-of-a-network",
  };
}
