/** @file From asking for a digest to leaving it, on both databases; clocks and papers are given. */
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TooMany } from "../accounts/refused.ts";
import type { Member } from "../accounts/member.ts";
import { member } from "../database/schema.ts";
import type { Database } from "../database/open.ts";
import { addDays, toDay } from "../lists/period.ts";
import { storePapers } from "../papers/store.ts";
import { incoming } from "../testing/papers.ts";
import { emptied, overBothDatabases } from "../testing/databases.ts";
import { takeInVerdicts } from "./arrivals.ts";
import { STANDARD, readChoices, type Choices } from "./choices.ts";
import { composeDigests, previewDigest, type ComposeOptions } from "./compose.ts";
import type { Told } from "./content.ts";
import type { Judged } from "./arrivals.ts";
import {
  askForDigest,
  changeManaged,
  confirmDigest,
  endManaged,
  moveDigest,
  readManaged,
  readOwn,
  readRequest,
  setOwn,
  unsubscribe,
} from "./subscribe.ts";
import { subscriptionHolding } from "./holding.ts";
import { forgetMail } from "./tidy.ts";

const site = { name: "Working Papers", origin: "https://papers.example.org" };
const today = toDay(Date.now());
const HOUR = 3_600_000;

const tokenIn = (text: string, path: string): string => new RegExp(`${path}/([0-9a-z]{26})`).exec(text)![1];

const repository = (
  ...verdicts: ["reproduced" | "partly" | "not reproduced" | "not tested", ...string[]][]
): (Judged & Told)[] => [
  {
    paper: {
      slug: "l-mul",
      title: "Addition is all you need",
      arxiv: "2410.00907",
      claims: ["one", "two", "three"].map((id) => ({ id, statement: `The statement ${id}.` })) as never,
    },
    verdicts: verdicts.map(([verdict], i) => ({
      claim: ["one", "two", "three"][i],
      verdict,
      reason: `Because of ${verdict}.`,
    })),
  },
];

/** Two hundred claims with long statements, all with one verdict. */
const many = (verdict: "partly" | "reproduced"): (Judged & Told)[] => [
  {
    paper: {
      slug: "l-mul",
      title: "Addition is all you need",
      arxiv: "2410.00907",
      claims: Array.from({ length: 200 }, (_, i) => ({
        id: `c${i}`,
        statement: "So it is. ".repeat(60),
      })) as never,
    },
    verdicts: Array.from({ length: 200 }, (_, i) => ({ claim: `c${i}`, verdict, reason: "Measured." })),
  },
];

overBothDatabases("a subscription", (fresh) => {
  let database: Database;
  beforeAll(async () => void (database = await fresh()));
  beforeEach(() => emptied(database));

  const ask = (address: string, choices: Partial<Choices> = {}, network = "192.0.2.1") =>
    askForDigest(
      database.db,
      {
        address,
        choices: { ...STANDARD, ...choices },
        purpose: "digest",
        shown: "The text of the form.",
        network,
      },
      site,
    );
  const mails = async () =>
    (
      await database.db.execute<{
        recipient: string;
        kind: string;
        subject: string;
        text: string;
        html: string;
        headers: Record<string, string>;
      }>(
        sql`select recipient, kind, subject, text, html, headers from mail where state = 'queued' order by created, id`,
      )
    ).rows;
  const subscribed = async (address: string, choices: Partial<Choices> = {}, network?: string) => {
    await ask(address, choices, network);
    const mail = (await mails()).findLast(({ recipient }) => recipient === address)!;
    return confirmDigest(database.db, tokenIn(mail.text, "confirm"));
  };
  const papers = async (
    ...given: {
      id: string;
      title?: string;
      abstract?: string;
      categories?: string[];
      day?: string;
      list?: string;
      kind?: "new" | "replace";
    }[]
  ) => {
    await storePapers(
      database.db,
      "file",
      given.map(
        (
          {
            id,
            title = `On ${id}`,
            abstract = "An abstract.",
            categories = ["cs.LG"],
            day = today,
            list = "arxiv",
            kind = "new",
          },
          position,
        ) =>
          incoming({
            id,
            title,
            abstract,
            authors: [{ name: "A. Author" }],
            categories,
            announced: day,
            listings: [{ list, day, position, kind }],
          }),
      ),
    );
  };
  /** At the time at which everybody is due. */
  const compose = (days = 1, options: Partial<ComposeOptions> = {}) =>
    composeDigests(database.db, {
      site,
      domain: "return.example.org",
      now: () => new Date(Date.now() + days * 24 * HOUR),
      ...options,
    });
  const daily = { weekdays: [1, 2, 3, 4, 5, 6, 7], hour: new Date().getUTCHours() };
  const digests = async () => (await mails()).filter(({ kind }) => kind === "digest");
  const clearMails = () => database.db.execute(sql`delete from mail`);

  test("begins with one mail, whose link works once and says what was asked", async () => {
    await ask("Ann@Example.COM", { hour: 7, zone: "Europe/Berlin", categories: ["cs.LG"] });
    const [mail] = await mails();
    expect(mail).toMatchObject({
      recipient: "Ann@example.com",
      kind: "confirm",
      subject: "Confirm your digest from Working Papers",
    });
    const token = tokenIn(mail.text, "https://papers.example.org/subscribe/confirm");
    expect(mail.html).toContain(`https://papers.example.org/subscribe/confirm/${token}`);
    const { rows } = await database.db.execute<{ hash: string }>(sql`select hash from mail_token`);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(await readRequest(database.db, token)).toMatchObject({
      address: "Ann@example.com",
      choices: { hour: 7, zone: "Europe/Berlin", categories: ["cs.LG"] },
      confirmed: false,
    });
    const { subscription } = await confirmDigest(database.db, token);
    expect(subscription).toMatchObject({
      address: "Ann@example.com",
      state: "active",
      hour: 7,
      zone: "Europe/Berlin",
    });
    await expect(confirmDigest(database.db, token)).rejects.toThrow("This link was used already");
    const { rows: kept } = await database.db.execute(
      sql`select purpose, shown, network, asked is not null as asked, confirmed is not null as confirmed from subscription_request`,
    );
    expect(kept).toEqual([
      {
        purpose: "digest",
        shown: "The text of the form.",
        network: expect.stringMatching(/^[0-9a-f]{32}$/),
        asked: true,
        confirmed: true,
      },
    ]);
  });

  test("is confirmed by one of two who press the button at once", async () => {
    await ask("ann@example.com");
    const token = tokenIn((await mails())[0].text, "confirm");
    const both = await Promise.allSettled([
      confirmDigest(database.db, token),
      confirmDigest(database.db, token),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("is not begun by a link that is too old, made up, or for something else", async () => {
    const { manage } = await subscribed("ann@example.com");
    await ask("eve@example.com");
    const token = tokenIn((await mails()).at(-1)!.text, "confirm");
    await database.db.execute(
      sql`update mail_token set expires = now() - interval '1 second' where purpose = 'confirm'`,
    );
    for (const none of [token, manage, "0".repeat(26), "", "' or 1=1 --"])
      await expect(confirmDigest(database.db, none)).rejects.toThrow("older than 48 hours");
    expect(await unsubscribe(database.db, manage)).toBe(false);
    expect(await readManaged(database.db, token)).toBeUndefined();
  });

  test("answers alike for addresses that are known and that are not, and writes to both", async () => {
    await subscribed("ann@example.com");
    await clearMails();
    expect(await ask("ann@example.com", { hour: 20 })).toEqual(await ask("new@example.com", { hour: 20 }));
    expect((await mails()).map(({ recipient, subject }) => `${recipient}: ${subject}`).toSorted()).toEqual([
      "ann@example.com: Change your digest from Working Papers",
      "new@example.com: Confirm your digest from Working Papers",
    ]);
    const known = (await mails()).find(({ recipient }) => recipient === "ann@example.com")!;
    const { subscription } = await confirmDigest(database.db, tokenIn(known.text, "confirm"));
    expect(subscription.hour).toBe(20);
    const { rows } = await database.db.execute(sql`select count(*)::int as count from subscription`);
    expect(rows).toEqual([{ count: 1 }]);
  });

  test("sends few mails to one address, silently, and few from one network, aloud", async () => {
    for (let i = 0; i < 5; i++) await ask("ann@example.com", {}, `198.51.100.${i}`);
    expect(await mails()).toHaveLength(3);
    for (let i = 0; i < 10; i++) await ask(`r${i}@example.com`, {}, "203.0.113.7");
    await expect(ask("r10@example.com", {}, "203.0.113.7")).rejects.toThrow(TooMany);
  });

  test.each([
    "",
    "ann",
    "ann@localhost",
    "ann@example.com\r\nBcc: eve@example.com",
    "ann@example.com, eve@example.com",
    "<ann@example.com>",
    "ann@ex ample.com",
    `${"a".repeat(65)}@example.com`,
  ])("is refused for «%s», which is no address", async (address) => {
    await expect(ask(address)).rejects.toThrow("An e-mail address like name@example.org was expected.");
    expect(await mails()).toEqual([]);
  });

  describe("gets a digest", () => {
    test("of what is new, each paper once, and none when nothing is", async () => {
      await papers({ id: "2611.00001", day: addDays(today, -3) }, { id: "2611.00002" }, { id: "2611.00003" });
      await subscribed("ann@example.com", daily);
      await clearMails();
      expect(await compose(1)).toMatchObject({ due: 1, digests: 1, quiet: 0 });
      const [first] = await digests();
      expect(first.text).toContain("On 2611.00002");
      expect(first.subject).toMatch(/^\d+ \w+: On 2611\.0000\d and \d more papers?$/);
      expect(await compose(1)).toMatchObject({ due: 0 });
      await clearMails();
      expect(await compose(2)).toMatchObject({ due: 1, digests: 0, quiet: 1 });
      // The same papers in another list on another day are not new; a replacement is not either.
      await papers(
        { id: "2611.00002", list: "curated" },
        { id: "2611.00004" },
        { id: "2611.00005", kind: "replace" },
      );
      expect(await compose(3)).toMatchObject({ digests: 1 });
      const [second] = await digests();
      expect(second.text).toContain("On 2611.00004");
      expect(second.text).not.toMatch(/2611\.0000[1235]/);
    });

    test("with its links: they manage and end this subscription and no other", async () => {
      await papers({ id: "2611.00001" });
      await subscribed("ann@example.com", daily);
      await subscribed("bob@example.com", daily);
      await clearMails();
      await compose(1);
      const ann = (await digests()).find(({ recipient }) => recipient === "ann@example.com")!;
      const token = tokenIn(ann.text, "/unsubscribe");
      expect(ann.headers).toEqual({
        "List-Unsubscribe": `<https://papers.example.org/unsubscribe/${token}>, <mailto:unsubscribe+${token}@return.example.org?subject=unsubscribe>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      });
      const manage = tokenIn(ann.text, "/subscriptions");
      expect(await readManaged(database.db, manage)).toMatchObject({ address: "ann@example.com" });
      expect(await changeManaged(database.db, manage, { ...STANDARD, hour: 22 })).toMatchObject({ hour: 22 });
      expect(await unsubscribe(database.db, manage)).toBe(false);
      expect(await endManaged(database.db, token)).toBe(false);
      expect(await unsubscribe(database.db, token)).toBe(true);
      expect(await unsubscribe(database.db, token)).toBe(true);
      // What waited for her is gone; what waits for him is not.
      expect((await digests()).map(({ recipient }) => recipient)).toEqual(["bob@example.com"]);
      const { rows } = await database.db.execute(
        sql`select address, state from subscription order by address`,
      );
      expect(rows).toEqual([
        { address: "ann@example.com", state: "ended" },
        { address: "bob@example.com", state: "active" },
      ]);
      await expect(changeManaged(database.db, manage, STANDARD)).rejects.toThrow(
        "no longer changes anything",
      );
      await papers({ id: "2611.00009" });
      expect(await compose(2)).toMatchObject({ due: 1, digests: 1 });
    });

    test("of the chosen categories and searches, what a search found first and once", async () => {
      await subscribed("ann@example.com", {
        ...daily,
        categories: ["cs.CL", "math"],
        searches: ["integer attention -survey", "author:noether"],
      });
      await papers(
        {
          id: "2611.00001",
          title: "Attention by integers",
          abstract: "We compute integer attention.",
          categories: ["cs.CL"],
        },
        { id: "2611.00002", title: "Integer attention: a survey", categories: ["cs.LG"] },
        { id: "2611.00003", title: "Attention alone", categories: ["cs.LG"] },
        { id: "2611.00004", title: "A group", categories: ["math.GR"] },
        { id: "2611.00005", title: "Integer attention elsewhere", categories: ["eess.SP"] },
      );
      await clearMails();
      expect(await compose(1)).toMatchObject({ digests: 1, searches: 2 });
      const [{ text }] = await digests();
      const sections = text.split(/\n=+\n/);
      expect(sections[1]).toMatch(/2611\.00001[\s\S]*2611\.00005/);
      expect(sections[2]).toContain("2611.00004");
      expect(sections[2]).not.toContain("2611.00001");
      expect(text).not.toMatch(/2611\.0000[23]/);
    });

    test("only when there is enough, and then with what had waited", async () => {
      await papers({ id: "2611.00001" });
      await subscribed("ann@example.com", { ...daily, minimum: 3 });
      await clearMails();
      expect(await compose(1)).toMatchObject({ digests: 0, quiet: 1 });
      await papers({ id: "2611.00002" }, { id: "2611.00003" });
      expect(await compose(2)).toMatchObject({ digests: 1 });
      expect((await digests())[0].text).toMatch(/2611\.00001[\s\S]*2611\.00003/);
    });

    test("counts what it has no room for as enough", async () => {
      await subscribed("ann@example.com", { ...daily, minimum: 40 });
      await clearMails();
      await papers(
        ...Array.from({ length: 45 }, (_, i) => ({ id: `2611.${String(i + 1).padStart(5, "0")}` })),
      );
      expect(await compose(1)).toMatchObject({ digests: 1 });
      expect((await digests())[0].text).toContain("15 more on the site");
    });

    test("of verdicts that changed, from how they stood at the last digest to how they stand", async () => {
      const before = repository(["partly"], ["not tested"]);
      expect(await takeInVerdicts(database.db, before)).toBe(0);
      await subscribed("ann@example.com", { ...daily, categories: [], verdicts: true });
      await clearMails();
      expect(await compose(1, { repository: async () => before })).toMatchObject({ digests: 0 });
      // There and back is no change; a new claim that waits is no news.
      await takeInVerdicts(database.db, repository(["reproduced"], ["not tested"]));
      await takeInVerdicts(database.db, repository(["partly"], ["reproduced"], ["not tested"]));
      const now = repository(["partly"], ["not reproduced"], ["not tested"]);
      expect(await compose(2, { repository: async () => now })).toMatchObject({ digests: 1 });
      const [{ subject, text, html }] = await digests();
      expect(subject).toMatch(/^\d+ \w+: 1 verdict changed$/);
      expect(text).toContain("The statement two.");
      expect(text).toContain("Not tested, now NOT REPRODUCED. Because of not reproduced.");
      expect(text).not.toMatch(/statement (?:one|three)/);
      expect(html).toContain('href="https://papers.example.org/papers/l-mul#two"');
      await clearMails();
      expect(await compose(3, { repository: async () => now })).toMatchObject({ digests: 0 });
    });

    test("of more changes than a mail has room for says how many more there are", async () => {
      await takeInVerdicts(database.db, many("partly"));
      await subscribed("ann@example.com", { ...daily, categories: [], verdicts: true });
      await clearMails();
      await takeInVerdicts(database.db, many("reproduced"));
      await compose(1, { repository: async () => many("reproduced") });
      const [{ text, html }] = await digests();
      const shown = text.split("REPRODUCED. Measured.").length - 1;
      expect(shown).toBeLessThan(200);
      expect(text).toContain(`${200 - shown} more on the site: https://papers.example.org/`);
      expect(html).toContain(`${200 - shown} more on the site`);
    });

    test("late but once when the site was down, and next at its hour", async () => {
      await papers({ id: "2611.00001" });
      const { subscription } = await subscribed("ann@example.com", daily);
      await clearMails();
      expect(await compose(5)).toMatchObject({ due: 1, digests: 1 });
      const { rows } = await database.db.execute<{ next: string; date: string }>(
        sql`select next_due as next, (select local_date::text from digest) as date from subscription`,
      );
      expect(rows[0].date).toBe(toDay(subscription.nextDue!));
      const next = new Date(rows[0].next).getTime();
      expect(next).toBeGreaterThan(Date.now() + 5 * 24 * HOUR);
      expect(next).toBeLessThanOrEqual(Date.now() + 6 * 24 * HOUR);
    });

    test("never a second time of one local date, even if its time is set back", async () => {
      await papers({ id: "2611.00001" });
      await subscribed("ann@example.com", daily);
      await compose(1);
      await database.db.execute(
        sql`update subscription set next_due = (select min(next_due) from subscription) - interval '1 day', arrival_seen = 0`,
      );
      expect(await compose(1)).toMatchObject({ due: 1, digests: 0 });
      expect(await digests()).toHaveLength(1);
    });

    test("not while its address gets no mail", async () => {
      await papers({ id: "2611.00001" });
      await subscribed("Ann@example.com", daily);
      await database.db.execute(
        sql`insert into suppression (address, reason, detail) values ('ann@example.com', 'bounce', 'x')`,
      );
      expect(await compose(1)).toMatchObject({ due: 1, digests: 0 });
    });

    test("with text that papers bring, as text", async () => {
      await papers({
        id: "2611.00001",
        title: `<script>alert(1)</script> & "x" $\\alpha$`,
        abstract: `<img src="https://evil.example/p.gif"> </td></table>`,
      });
      await subscribed("ann@example.com", { ...daily, searches: ["script"] });
      await clearMails();
      await compose(1);
      const [{ html, subject }] = await digests();
      expect(html).not.toMatch(/<script|<img|evil\.example\/p\.gif"/);
      expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
      expect(html).toContain("α");
      expect(html.match(/<\/table>/g)).toHaveLength(3);
      // oxlint-disable-next-line no-control-regex
      expect(subject).not.toMatch(/[\u0000-\u001f]/);
    });

    test("that mail programs do not cut, however much is new", async () => {
      await papers(
        ...Array.from({ length: 80 }, (_, i) => ({
          id: `2611.1${String(i).padStart(4, "0")}`,
          title: `${"A long title ".repeat(15)}${i}`,
          abstract: "Words and more words. ".repeat(80),
        })),
      );
      await subscribed("ann@example.com", {
        ...daily,
        searches: Array.from({ length: 10 }, (_, i) => `title -${i}${i}`),
      });
      await clearMails();
      await compose(1);
      const [{ html, text }] = await digests();
      expect(Buffer.byteLength(html)).toBeLessThan(100_000);
      expect(text).toMatch(/\d+ more on the site: https:\/\/papers\.example\.org/);
      expect(html).not.toMatch(/<img|src=|url\(|@import|<script|<link/);
    });

    test("in one of several chunks, each search asked once", async () => {
      await papers({ id: "2611.00001", title: "Integer attention" });
      for (let i = 0; i < 5; i++)
        await subscribed(`r${i}@example.com`, { ...daily, searches: ["integer"] }, `203.0.113.${i}`);
      await database.db.execute(sql`
        insert into subscription (id, address, state, weekdays, hour, zone, categories, searches, verdicts, minimum, asked, next_due, arrival_seen, verdict_seen)
        select 'copy' || n, 'copy' || n || '@example.com', 'active', weekdays, hour, zone, categories, searches, verdicts, minimum, asked, next_due, arrival_seen, verdict_seen
        from generate_series(1, 500) as n, (select * from subscription limit 1) as one`);
      await clearMails();
      expect(await compose(1)).toEqual({ due: 505, digests: 505, quiet: 0, searches: 1 });
      expect(await digests()).toHaveLength(505);
    });
  });

  test("can be seen before it is asked for", async () => {
    expect(await previewDigest(database.db, STANDARD, { site })).toBeUndefined();
    await papers({ id: "2601.00001", day: "2026-01-02" }, { id: "2601.00002", day: "2026-01-01" });
    const { text } = (await previewDigest(database.db, STANDARD, { site }))!;
    expect(text).toContain("2601.00001");
    expect(text).not.toContain("2601.00002");
    await papers({ id: "2611.00001" });
    expect((await previewDigest(database.db, STANDARD, { site }))!.text).toContain("2611.00001");
    expect(
      await previewDigest(database.db, { ...STANDARD, categories: ["q-bio"], verdicts: false }, { site }),
    ).toBeUndefined();
  });

  test("of a member needs no second proof of an address that was proved, and is the member's alone", async () => {
    const actor: Member = {
      id: "m1",
      name: "Ann",
      email: "ann@example.com",
      role: "member",
      created: new Date(),
    };
    await database.db
      .insert(member)
      .values({ id: "m1", name: "Ann", email: "ann@example.com", emailVerified: false });
    const choice = { choices: STANDARD, purpose: "digest", shown: "x", network: "192.0.2.1" };
    await expect(setOwn(database.db, undefined, choice)).rejects.toThrow("Sign in first");
    await expect(setOwn(database.db, actor, choice)).rejects.toThrow("was not confirmed");
    await database.db.execute(sql`update member set email_verified = true`);
    expect(await setOwn(database.db, actor, choice)).toMatchObject({
      address: "ann@example.com",
      state: "active",
    });
    expect(await readOwn(database.db, actor)).toMatchObject({ address: "ann@example.com" });
    expect(await mails()).toEqual([]);
  });

  test("follows its member to a new address, and is forgotten when the member leaves", async () => {
    const { subscription } = await subscribed("ann@example.com");
    await database.db
      .insert(member)
      .values({ id: "m1", name: "Ann", email: "new@example.com", emailVerified: true });
    await database.db.transaction((tx) => moveDigest(tx, "ann@example.com", "new@example.com"));
    const { rows } = await database.db.execute(sql`select id, address, state from subscription`);
    expect(rows).toEqual([{ id: subscription.id, address: "new@example.com", state: "active" }]);
    await database.db.transaction((tx) => subscriptionHolding.leave(tx, "m1", "keep"));
    const left = await database.db.execute(sql`
      select (select count(*) from subscription)::int as subscriptions, (select count(*) from subscription_request)::int as requests`);
    expect(left.rows).toEqual([{ subscriptions: 0, requests: 0 }]);
  });

  test("that moved keeps what it began with when somebody else has the old address and leaves", async () => {
    const { subscription } = await subscribed("ann@example.com");
    await database.db.insert(member).values([
      { id: "m1", name: "Ann", email: "new@example.com", emailVerified: true },
      { id: "m2", name: "Bob", email: "ann@example.com", emailVerified: true },
    ]);
    await database.db.transaction((tx) => moveDigest(tx, "ann@example.com", "new@example.com"));
    await ask("ann@example.com");
    const requests = async (id: string) =>
      ((await subscriptionHolding.read(database.db, id)) as { requests: { id: string }[] }).requests.map(
        (request) => request.id,
      );
    expect(await requests("m1")).toEqual([subscription.request]);
    expect(await requests("m2")).toHaveLength(1);
    expect(await requests("m2")).not.toContain(subscription.request);
    await database.db.transaction((tx) => subscriptionHolding.leave(tx, "m2", "keep"));
    expect(await requests("m1")).toEqual([subscription.request]);
    expect(await requests("m2")).toEqual([]);
  });

  test("that moved is out of reach of whoever reads the old mailbox", async () => {
    await papers({ id: "2611.00001" });
    const { manage } = await subscribed("ann@example.com", daily);
    await compose();
    const [{ text }] = await digests();
    await database.db.transaction((tx) => moveDigest(tx, "Ann@example.com", "new@example.com"));
    for (const token of [manage, tokenIn(text, "subscriptions")])
      expect(await readManaged(database.db, token)).toBeUndefined();
    expect(await unsubscribe(database.db, tokenIn(text, "unsubscribe"))).toBe(false);
    // Its links are the same, so what waited goes nowhere; the next one does.
    expect(await digests()).toEqual([]);
    await papers({ id: "2611.00002" });
    await compose(2);
    const [next] = await digests();
    expect(next.recipient).toBe("new@example.com");
    expect(await readManaged(database.db, tokenIn(next.text, "subscriptions"))).toMatchObject({
      address: "new@example.com",
      state: "active",
    });
  });

  test.each([
    { there: "active", stays: "new" },
    { there: "ended", stays: "old" },
  ])("that moves where an $there one stands leaves the $stays one alone", async ({ there, stays }) => {
    const old = (await subscribed("ann@example.com")).subscription;
    const other = (await subscribed("new@example.com")).subscription;
    await database.db.execute(sql`update subscription set state = ${there} where id = ${other.id}`);
    await database.db.transaction((tx) => moveDigest(tx, "ann@example.com", "new@example.com"));
    const { rows } = await database.db.execute(sql`select id, address, state from subscription`);
    const id = stays === "new" ? other.id : old.id;
    expect(rows).toEqual([{ id, address: "new@example.com", state: "active" }]);
  });

  test("that was never confirmed, or ended long ago, is forgotten", async () => {
    await ask("ann@example.com");
    const { subscription } = await subscribed("bob@example.com");
    await database.db.execute(sql`update subscription_request set asked = now() - interval '8 days'`);
    await database.db.execute(
      sql`update subscription set state = 'ended', ended = now() - interval '31 days' where id = ${subscription.id}`,
    );
    await forgetMail(database.db);
    const { rows } = await database.db.execute(sql`
      select (select count(*) from subscription)::int as subscriptions, (select count(*) from subscription_request)::int as requests`);
    expect(rows).toEqual([{ subscriptions: 0, requests: 0 }]);
  });
});

const form = (fields: Record<string, string | string[]>): FormData => {
  const data = new FormData();
  for (const [name, values] of Object.entries(fields))
    for (const value of [values].flat()) data.append(name, value);
  return data;
};

describe("choices", () => {
  test("are the usual ones when the form has an address alone", () => {
    expect(readChoices(form({ address: "ann@example.com" }))).toEqual(STANDARD);
  });

  test("are read whole", () => {
    expect(
      readChoices(
        form({
          full: "1",
          often: "daily",
          day: ["5", "1", "1"],
          hour: "06",
          zone: "asia/kolkata",
          papers: "some",
          categories: "cs.LG, stat.ML cs.LG",
          searches: 'integer   attention\r\n\r\n"exact phrase"\n',
          minimum: "4",
        }),
      ),
    ).toEqual({
      weekdays: [1, 5],
      hour: 6,
      zone: "Asia/Kolkata",
      categories: ["cs.LG", "stat.ML"],
      searches: ["integer attention", '"exact phrase"'],
      verdicts: false,
      minimum: 4,
    });
    expect(
      readChoices(form({ full: "1", often: "weekly", weekday: "6", day: ["1", "2"], verdicts: "on" })),
    ).toMatchObject({ weekdays: [6], verdicts: true });
  });

  test.each([
    [{ hour: "24" }, "hour"],
    [{ hour: "1e1" }, "hour"],
    [{ zone: "Mars/Olympus" }, "zone"],
    [{ often: "daily" }, "day"],
    [{ often: "daily", day: "8" }, "day"],
    [{ papers: "some", categories: "" }, "categories"],
    [{ papers: "some", categories: "<b>" }, "categories"],
    [{ searches: "x\n".repeat(1) + Array.from({ length: 11 }, (_, i) => `word${i}`).join("\n") }, "searches"],
    [{ searches: "a".repeat(301) }, "searches"],
    [{ searches: "--- !!" }, "searches"],
    [{ minimum: "0" }, "minimum"],
    [{ full: "1", papers: "none" }, "papers"],
  ])("%j are refused with the field", (fields, field) => {
    expect(() => readChoices(form(fields as never))).toThrow(
      expect.objectContaining({ status: 400, field }) as never,
    );
  });
});
