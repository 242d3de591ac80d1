/** @file Signing in by mail, and the sessions that come of it. */
import { sql } from "drizzle-orm";
import { beforeEach, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../database/open.ts";
import { emptied, overBothDatabases } from "../testing/databases.ts";
import { openAccounts, type Accounts } from "./accounts.ts";
import { Refused, TooMany } from "./refused.ts";
import { endOtherSessions, endSession, readSessions } from "./sessions.ts";
import { askForLink, readLink, takeLink } from "./sign-in.ts";
import { HTTPS, Jar, namedMember, outbox, tokenTo } from "./testing.ts";

const blank = (text: string): string => text.replace(/token=\S+/, "token=…");

overBothDatabases("signing in", (fresh) => {
  let database: Database;
  let accounts: Accounts;
  beforeAll(async () => {
    database = await fresh();
  });
  beforeEach(async () => {
    await emptied(database);
    accounts = await openAccounts({ db: database.db, providers: [] });
  });

  const ask = (email: string, network = "192.0.2.1") =>
    askForLink(database.db, { email, network, origin: HTTPS, to: "/", site: "Working Papers" });
  const enter = async (jar: Jar, memberId: string, agent = ""): Promise<void> =>
    jar.take(
      await accounts.enter(memberId, { headers: jar.headers({ "user-agent": agent }), origin: HTTPS }),
    );
  const visit = (jar: Jar) => accounts.visit({ headers: jar.headers(), origin: HTTPS });

  describe("a link", () => {
    test("makes a new member of whoever opens it, under the name they choose", async () => {
      await ask("Ada@Example.ORG");
      const token = await tokenTo(database.db, "Ada@example.org");
      expect(await readLink(database.db, token)).toEqual({ email: "Ada@example.org", isNew: true });
      const id = await takeLink(database.db, token, "  Ada \u202e Example ");
      const jar = new Jar();
      await enter(jar, id);
      expect((await visit(jar))?.member).toMatchObject({
        id,
        name: "Ada Example",
        email: "ada@example.org",
        role: "member",
      });
    });

    test("opens the account that is there, whatever name it is given", async () => {
      const ada = await namedMember(database.db, "Ada");
      await ask("ADA@example.org");
      const token = await tokenTo(database.db, "ADA@example.org");
      expect(await readLink(database.db, token)).toMatchObject({ isNew: false });
      expect(await takeLink(database.db, token, "Somebody else")).toBe(ada.id);
    });

    test("works once, whoever comes at the same time", async () => {
      await ask("ada@example.org");
      const token = await tokenTo(database.db, "ada@example.org");
      const taken = await Promise.allSettled(
        Array.from({ length: 20 }, () => takeLink(database.db, token, "Ada")),
      );
      expect(taken.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const refused = taken.filter((one) => one.status === "rejected");
      expect(refused.map(({ reason }) => (reason as Refused).status)).toEqual(Array<number>(19).fill(410));
      expect(await readLink(database.db, token)).toBeUndefined();
    });

    test("of a new address is one of two that make one member", async () => {
      await ask("ada@example.org");
      await ask("ada@example.org");
      const tokens = (await outbox(database.db)).map(({ text }) =>
        new URL(/https?:\S+/.exec(text)![0]).searchParams.get("token")!,
      );
      const ids = await Promise.all(tokens.map((token) => takeLink(database.db, token, "Ada")));
      expect(new Set(tokens).size).toBe(2);
      expect(new Set(ids).size).toBe(1);
    });

    test("is too old after a quarter of an hour", async () => {
      await ask("ada@example.org");
      const token = await tokenTo(database.db, "ada@example.org");
      await database.db.execute(sql`update verification set expires = expires - interval '16 minutes'`);
      expect(await readLink(database.db, token)).toBeUndefined();
      await expect(takeLink(database.db, token, "Ada")).rejects.toThrow("too old");
    });

    test("stays good when a new member gives no name", async () => {
      await ask("ada@example.org");
      const token = await tokenTo(database.db, "ada@example.org");
      await expect(takeLink(database.db, token, " \u200b ")).rejects.toMatchObject({ field: "name" });
      expect(await takeLink(database.db, token, "Ada")).toMatch(/^[0-9a-z]{16}$/);
    });

    test("cannot be had from the database, which keeps a hash of it", async () => {
      await ask("ada@example.org");
      const token = await tokenTo(database.db, "ada@example.org");
      const { rows } = await database.db.execute<{ all: string }>(
        sql`select string_agg(v::text, ' ') as all from verification v`,
      );
      expect(rows[0].all).not.toContain(token);
    });

    test("says the same to every address, known or not, and sends the same", async () => {
      await namedMember(database.db, "Ada");
      const known = await ask("ada@example.org");
      const unknown = await ask("bob@example.org");
      expect([known, unknown]).toEqual(["ada@example.org", "bob@example.org"]);
      const [first, second] = await outbox(database.db);
      expect(blank(first.text)).toBe(blank(second.text));
      expect(first.subject).toBe(second.subject);
    });

    test("is not sent without end to one address, nor at the wish of one network", async () => {
      for (let i = 0; i < 3; i++) await ask("ada@example.org", `192.0.2.${i}`);
      await expect(ask("ADA@example.org", "192.0.2.9")).rejects.toThrow(TooMany);
      await expect(ask("ada@example.org", "192.0.2.8")).rejects.toThrow(/Try again in \d+ minutes/);
      for (let i = 0; i < 10; i++) await ask(`reader${i}@example.org`, "198.51.100.1");
      await expect(ask("reader11@example.org", "198.51.100.1")).rejects.toMatchObject({ status: 429 });
      const { rows } = await database.db.execute<{ name: string }>(sql`select name from bucket`);
      expect(JSON.stringify(rows)).not.toMatch(/ada|192\.0\.2|198\.51/);
    });

    test("is not sent to what is no address", async () => {
      await expect(ask("ada@example.org\r\nBcc: all@example.org")).rejects.toThrow(Refused);
      expect(await outbox(database.db)).toEqual([]);
    });
  });

  describe("a session", () => {
    test("is a cookie that scripts, other hosts and plain pages cannot touch", async () => {
      const ada = await namedMember(database.db, "Ada");
      const [line] = await accounts.enter(ada.id, { headers: new Headers(), origin: HTTPS });
      expect(line).toMatch(/^__Host-session=/);
      expect(
        line
          .split("; ")
          .slice(1)
          .map((one) => one.toLowerCase())
          .toSorted(),
      ).toEqual(["httponly", "max-age=2592000", "path=/", "samesite=lax", "secure"]);
      const [plain] = await accounts.enter(ada.id, {
        headers: new Headers(),
        origin: "http://localhost:3000",
      });
      expect(plain).toMatch(/^session=/);
      expect(plain).not.toMatch(/secure/i);
    });

    test("is new at every sign-in, and the one before ends: a cookie that somebody planted opens nothing", async () => {
      const [ada, eve] = [await namedMember(database.db, "Ada"), await namedMember(database.db, "Eve")];
      const planted = new Jar();
      await enter(planted, eve.id);
      const browser = new Jar();
      for (const [name, value] of planted.cookies) browser.cookies.set(name, value);
      await enter(browser, ada.id);
      expect((await visit(browser))?.member.id).toBe(ada.id);
      expect(await visit(planted)).toBeUndefined();
      const before = new Jar();
      before.cookies.set("__Host-session", "chosen.by.somebody");
      await enter(before, ada.id);
      expect(before.cookies.get("__Host-session")).not.toContain("chosen");
    });

    test("needs the cookie as it was signed", async () => {
      const ada = await namedMember(database.db, "Ada");
      const jar = new Jar();
      await enter(jar, ada.id);
      const value = jar.cookies.get("__Host-session")!;
      for (const other of [value.slice(0, -4), `x${value}`, decodeURIComponent(value).split(".")[0], ""]) {
        jar.cookies.set("__Host-session", other);
        expect(await visit(jar), other).toBeUndefined();
      }
    });

    test("cannot be had from the database, which keeps a hash of its token", async () => {
      const ada = await namedMember(database.db, "Ada");
      const jar = new Jar();
      await enter(jar, ada.id);
      const token = decodeURIComponent(jar.cookies.get("__Host-session")!).split(".")[0];
      expect(token.length).toBeGreaterThanOrEqual(32);
      const { rows } = await database.db.execute<{ all: string }>(
        sql`select string_agg(s::text, ' ') as all from session s`,
      );
      expect(rows[0].all).not.toContain(token);
    });

    test("is seen with its browser, and ended one by one, all others, or from within", async () => {
      const ada = await namedMember(database.db, "Ada");
      const [phone, laptop, work] = [new Jar(), new Jar(), new Jar()];
      await enter(
        phone,
        ada.id,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) AppleWebKit/605 Version/19 Safari/604.1",
      );
      await enter(laptop, ada.id, "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0");
      await enter(work, ada.id, "Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 Edg/150.0");
      const known = await readSessions(database.db, ada.id);
      expect(known.map(({ browser }) => browser).toSorted()).toEqual([
        "Edge on Windows",
        "Firefox on Linux",
        "Safari on iOS",
      ]);
      await endSession(database.db, ada, known.find(({ browser }) => browser === "Safari on iOS")!.id);
      expect(await visit(phone)).toBeUndefined();
      const current = (await visit(laptop))!.session.id;
      expect(await endOtherSessions(database.db, ada, current)).toBe(1);
      expect(await visit(work)).toBeUndefined();
      laptop.take(await accounts.signOut({ headers: laptop.headers(), origin: HTTPS }));
      expect(laptop.cookies.size).toBe(0);
      expect(await readSessions(database.db, ada.id)).toEqual([]);
    });

    test("of somebody else cannot be ended", async () => {
      const [ada, eve] = [await namedMember(database.db, "Ada"), await namedMember(database.db, "Eve")];
      const jar = new Jar();
      await enter(jar, ada.id);
      const { session } = (await visit(jar))!;
      await expect(endSession(database.db, eve, session.id)).rejects.toMatchObject({ status: 404 });
      expect((await visit(jar))?.member.id).toBe(ada.id);
    });

    test("ends after thirty days without a visit, and goes on for who comes", async () => {
      const ada = await namedMember(database.db, "Ada");
      const jar = new Jar();
      await enter(jar, ada.id);
      expect((await visit(jar))?.cookies).toEqual([]);
      await database.db.execute(sql`update session set expires = expires - interval '29 days'`);
      const again = await visit(jar);
      expect(again?.cookies[0]).toMatch(/^__Host-session=.*Max-Age=2592000/);
      jar.take(again!.cookies);
      expect((await visit(jar))?.member.id).toBe(ada.id);
      await database.db.execute(sql`update session set expires = expires - interval '31 days'`);
      expect(await visit(jar)).toBeUndefined();
    });
  });

  test("without a session's cookie the database is not asked", async () => {
    const silent = await openAccounts({
      db: undefined as unknown as Database["db"],
      secret: "a key of thirty-two letters or more",
      providers: [],
    });
    const headers = new Headers({ cookie: "theme=dark; visitor=0; my-session=1" });
    expect(await silent.visit({ headers, origin: HTTPS })).toBeUndefined();
  });
});
