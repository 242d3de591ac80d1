/**
 * @file What people can do to a site from outside, over HTTP: learn who is here, plant a session, write into the head of a mail, vote a hundred times at once, ask
 * without end. On each kind of database, with a real mail server.
 */
import { startMailServer, type TestMailServer } from "@working-papers/daily/testing/mail-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noBrowser } from "../browser.ts";
import { linkIn, mailTo, textOf } from "../mail.ts";
import { freePort, start, type Started } from "../site.ts";
import { paper, setStage, type Actor, type Stage } from "./stage.ts";

const server = process.env.TEST_DATABASE_URL;
const kinds = ["PGlite", ...(server ? ["PostgreSQL"] : [])];
const INJECTED = "\r\nBcc: evil@example.org\r\n\r\nRead this";

describe.skipIf(noBrowser).each(kinds)("from outside, on %s", (kind) => {
  let site: Started;
  let stage: Stage;
  let mails: TestMailServer;
  let environment: Record<string, string>;

  beforeAll(async () => {
    mails = await startMailServer();
    stage = await setStage(kind, server);
    const port = await freePort();
    environment = {
      ...stage.environment,
      PORT: String(port),
      ORIGIN: `http://localhost:${port}`,
      SMTP_URL: mails.address,
      MAIL_FROM: "papers@example.org",
    };
    site = await start(environment, async () => {});
  }, 180_000);
  afterAll(async () => {
    await site?.stop();
    await Promise.all([mails?.close(), stage?.place.remove()]);
  });

  test("an address that is known and one that is not get the same answer, header by header", async () => {
    for (const [path, who, field] of [
      ["/sign-in?/mail", "visitor", "address"],
      ["/subscribe", "visitor", "address"],
      ["/account?/address", "member", "address"],
    ] as const) {
      const known = await answerTo(path, who, { [field]: "owner@example.org", to: "/" });
      const unknown = await answerTo(path, who, { [field]: "nobody.else@example.org", to: "/" });
      expect(known, path).toEqual(unknown);
      expect(known.status, path).toBe(303);
    }
    // Only the mailboxes learn more.
    for (const address of ["owner@example.org", "nobody.else@example.org"])
      expect((await mailTo(mails, address, /^Sign in to/)).headers.subject).toBe("Sign in to Working Papers");
  });

  test("a session that somebody planted in a browser is not the one that signing in begins", async () => {
    const link = linkIn(await mailTo(mails, "nobody.else@example.org", /^Sign in to/), site.address);
    const planted = stage.cookies.author;
    const name = planted.split("=")[0];
    for (const cookie of [`${name}=planted`, `${name}=${"x".repeat(32)}.${"y".repeat(43)}%3D`])
      expect((await ask("/account", { headers: { cookie } })).status).toBe(303);
    const { pathname, search } = new URL(link);
    const entered = await post(pathname + search, planted, { name: "Newly Example" });
    expect(entered.status).toBe(303);
    const fresh = entered.headers.getSetCookie().find((line) => line.startsWith(`${name}=`))!;
    expect(fresh).toMatch(/HttpOnly/i);
    expect(fresh).toMatch(/SameSite=Lax/i);
    const cookie = fresh.split(";")[0];
    expect(cookie).not.toBe(planted);
    expect(await (await ask("/account", { headers: { cookie } })).text()).toContain("Newly Example");
    // Who planted it is not signed in as anybody any more.
    expect((await ask("/account", { headers: { cookie: planted } })).status).toBe(303);
    // The link is used up.
    expect((await post(pathname + search, "", { name: "Again" })).status).toBe(410);
  });

  test("what is typed into a field never becomes a line in the head of a mail", async () => {
    const before = mails.received.length;
    for (const path of ["/sign-in?/mail", "/subscribe", "/account?/address"])
      expect(
        (await post(path, stage.cookies.member, { address: `ada@example.org${INJECTED}`, to: "/" })).status,
        path,
      ).toBe(400);
    expect(
      (await post("/account?/name", stage.cookies.member, { name: `Mallory${INJECTED}` })).status,
    ).toBeLessThan(500);
    await post("/account/notices", stage.cookies.owner, { replies: "on", papers: "on" });
    const answered = await post(`/comments/new?parent=${stage.things.comment}&/post`, stage.cookies.member, {
      text: `No.${INJECTED}\r\n.\r\nMAIL FROM:<evil@example.org>`,
    });
    expect(answered.status).toBe(303);
    const notice = await mailTo(mails, "owner@example.org", /answer|repl|comment/i, before);
    expect(textOf(notice)).toContain("MAIL FROM:<evil@example.org>");
    expect(
      (
        await post("/subscribe", "", {
          address: "injected@example.org",
          full: "1",
          papers: "some",
          categories: "cs.LG",
          searches: `attention${INJECTED}`,
          zone: "UTC",
        })
      ).status,
    ).toBe(303);
    await mailTo(mails, "injected@example.org", /^Confirm/, before);
    for (const mail of mails.received) {
      expect(mail.to).not.toContain("evil");
      expect(mail.headers).not.toHaveProperty("bcc");
      const known =
        /^(?:from|to|subject|date|message-id|mime-version|content-type|content-transfer-encoding|auto-submitted|list-[a-z-]+|precedence|feedback-id|x-auto-response-suppress|reply-to|sender)$/;
      expect(Object.keys(mail.headers).filter((one) => !known.test(one))).toEqual([]);
    }
  });

  test("a hundred votes of one person at once are one", async () => {
    const id = "2608.00023";
    const votes = await Promise.all(
      Array.from({ length: 100 }, () =>
        post("/vote", stage.cookies.owner, { paper: id, vote: "up", back: "/" }, "application/json"),
      ),
    );
    const said = await Promise.all(
      votes.filter(({ status }) => status === 200).map((one) => one.json() as Promise<object>),
    );
    expect(said.length).toBeGreaterThan(0);
    expect(new Set(said.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ voted: true, votes: 1 })]),
    );
    // Those beyond the pace are told so.
    expect(new Set(votes.map(({ status }) => status)).difference(new Set([200, 429]))).toEqual(new Set());
    const page = await (await ask(`/papers/${id}`, {})).text();
    expect(/data-count="(\d+)"/.exec(page)![1]).toBe("1");
    const back = await post("/vote", stage.cookies.owner, { paper: id, vote: "down" }, "application/json");
    expect(await back.json()).toEqual({ voted: false, votes: 0 });
  });

  test("who writes without end is told when to go on", async () => {
    const comments = await inTurn(8, (i) =>
      post(`/comments/new?paper=${paper.arxiv}&/post`, stage.cookies.editor, { text: `Remark ${i}.` }),
    );
    expect(comments.map(({ status }) => status)).toContain(429);
    expect(await comments.at(-1)!.text()).toMatch(/Try again in \d+ (?:second|minute)s?\./);
    const submitted = await inTurn(6, (i) =>
      post("/submit?/submit", stage.cookies.editor, { given: `2608.0002${i + 2}` }),
    );
    expect(submitted.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303, 429]);
    const links = await inTurn(4, () =>
      post("/sign-in?/mail", "", { address: "often@example.org", to: "/" }),
    );
    expect(links.map(({ status }) => status)).toEqual([303, 303, 303, 429]);
    // A digest is asked for in somebody else's name: who asks is told nothing, and the mailbox gets three mails.
    const before = mails.received.length;
    await inTurn(5, () => post("/subscribe", "", { address: "victim@example.org" }));
    await post("/subscribe", "", { address: "last@example.org" });
    await mailTo(mails, "last@example.org", /^Confirm/, before);
    expect(mails.received.filter(({ to }) => to === "victim@example.org")).toHaveLength(3);
  });

  test("an address that asks too much gets a 429 with the seconds to wait, whatever it asks", async () => {
    await site.stop();
    site = await start({ ...environment, REQUESTS_PER_MINUTE: "30" }, async () => {});
    const answers = await inTurn(9, () => post("/theme", "", { theme: "dark", back: "/" }));
    const refused = answers.find(({ status }) => status === 429)!;
    expect(answers[0].status).toBe(303);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.text()).toMatch(
      /^Too many requests came from your address\. Try again in \d+ second/,
    );
  }, 180_000);

  function ask(path: string, init: RequestInit): Promise<Response> {
    return fetch(site.address + path, { redirect: "manual", ...init });
  }

  function post(
    path: string,
    cookie: string,
    fields: Record<string, string>,
    accept = "text/html",
  ): Promise<Response> {
    return ask(path, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        origin: site.address,
        accept,
        ...(cookie !== "" && { cookie }),
      },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** All that whoever asks can see, but what is new in every answer. */
  async function answerTo(path: string, who: Actor, fields: Record<string, string>) {
    const answer = await post(path, stage.cookies[who], fields);
    const headers = [...answer.headers]
      .filter(([name]) => !/^(?:date|x-request-id)$/.test(name))
      .map(([name, value]) => [name, value.replace(/nonce-[^']+/g, "nonce")]);
    return { status: answer.status, headers, body: await answer.text() };
  }
});

async function inTurn(times: number, one: (i: number) => Promise<Response>): Promise<Response[]> {
  const all: Response[] = [];
  for (let i = 0; i < times; i++) all.push(await one(i));
  return all;
}
