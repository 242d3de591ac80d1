/**
 * @file Who may do what over HTTP: every endpoint that the sources have, asked by everybody. What `PERMISSIONS` refuses is refused and changes nothing in the
 * database; so does whatever another site sends in somebody's name.
 */
import { may, openDatabase, readMember, type Member } from "@working-papers/daily";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noBrowser } from "../browser.ts";
import { start, type Started } from "../site.ts";
import { acts, type Act } from "./acts.ts";
import { endpoints } from "./endpoints.ts";
import { ACTORS, setStage, type Actor, type Stage } from "./stage.ts";

const server = process.env.TEST_DATABASE_URL;
const kinds = ["PGlite", ...(server ? ["PostgreSQL"] : [])];

/** What changes by itself: jobs, what is computed from other tables, when a session was last seen, paces, challenges. */
const BY_ITSELF =
  /^(?:session|bucket|verification|waiting_job|arrival|verdict_change|trending|trending_day|signal|counter|answer|harvest|artifact|search_.*)$/;

/** What better-auth would answer under its path. */
const ROUTES = `sign-up/email sign-in/email sign-in/social sign-in/oauth2 sign-in-member
  sign-out get-session list-sessions revoke-session revoke-sessions
  revoke-other-sessions update-session update-user delete-user delete-user/callback
  change-email change-password set-password request-password-reset reset-password
  reset-password/x verify-password send-verification-email verify-email list-accounts
  link-social oauth2/link unlink-account get-access-token refresh-token
  account-info ok error callback/google oauth2/callback/github
  callback/github`.split(/\s+/);

describe.skipIf(noBrowser).each(kinds)("asking for everything on %s", (kind) => {
  let site: Started;
  let stage: Stage;
  let all: Act[];
  let people: Partial<Record<Actor, Member>>;
  let before: Record<string, string>;

  beforeAll(async () => {
    stage = await setStage(kind, server);
    all = acts(stage);
    ({ people, tables: before } = await look(stage.place.path));
    site = await start(stage.environment, async () => {});
  }, 180_000);
  afterAll(async () => {
    await site?.stop();
    await stage?.place.remove();
  });

  test("nothing that the sources have is left out", async () => {
    expect(all.map(({ endpoint }) => endpoint).sort()).toEqual(await endpoints());
  });

  test("a page of the editors, and what is a member's own, is shown to nobody else", async () => {
    const statusOf = async (path: string, who: Actor): Promise<number> =>
      (await ask(path, { headers: { cookie: stage.cookies[who] } })).status;
    for (const path of ["/admin", "/admin/members"])
      expect(await Promise.all(ACTORS.map((who) => statusOf(path, who))), path).toEqual([
        303, 403, 403, 403, 200, 403,
      ]);
    for (const path of ["/account", "/account/data.json", "/subscriptions"])
      expect(await statusOf(path, "visitor"), path).not.toBe(200);
    // The mailbox has everybody's links in it: on a site as built there is none.
    expect(await statusOf("/mailbox", "editor")).toBe(404);
    expect(await statusOf(`/comments/${stage.things.comment}/edit`, "member")).toBe(403);
  });

  test("who may not is refused, and a made-up token opens nothing", async () => {
    const refused = await Promise.all(
      all.flatMap((act) => ACTORS.filter((who) => !isAllowed(act, who)).map((who) => told(act, who))),
    );
    expect(refused.filter(({ act, who, answer }) => !isRefusal(act, who, answer)).map(inWords)).toEqual([]);
    expect(refused.length).toBeGreaterThan(100);
  });

  test("of the library for sessions no route is open: our own pages call it", async () => {
    const headers = {
      origin: site.address,
      cookie: stage.cookies.editor,
      "content-type": "application/json",
    };
    const answers = await Promise.all(
      ROUTES.flatMap((route) =>
        ["GET", "POST"].map(async (method) => {
          const body = method === "POST" ? { body: "{}" } : {};
          const { status } = await ask(`/auth/${route}`, { method, headers, ...body });
          return { route, method, status };
        }),
      ),
    );
    expect(answers.filter(({ status }) => status !== 404 && status !== 405)).toEqual([]);
  });

  test("a session of somebody else cannot be ended, by whoever knows its name", async () => {
    const endSession = all.find(({ endpoint }) => endpoint === "/account ?/endSession")!;
    const theirs = { ...endSession, fields: { id: stage.things.session } };
    for (const who of ["member", "editor"] as const)
      expect((await told(theirs, who)).answer.status, who).toBe(404);
    const { status } = await ask("/account", { headers: { cookie: stage.cookies.owner } });
    expect(status).toBe(200);
  });

  test("what comes from another site does nothing, in whoever's name", async () => {
    const form = "application/x-www-form-urlencoded";
    const disguises: Record<string, string>[] = [
      { "content-type": form, origin: "https://evil.example" },
      { "content-type": form, origin: "null" },
      { "content-type": form, origin: site.address.replace("http:", "https:") },
      { "content-type": form },
      { "content-type": "text/plain", "sec-fetch-site": "same-site" },
      { "content-type": "application/json", origin: "https://evil.example" },
      { "content-type": "application/json", "sec-fetch-site": "cross-site" },
      { "content-type": "multipart/form-data; boundary=x", origin: "https://evil.example" },
    ];
    const answers = await Promise.all(
      all.flatMap((act) =>
        disguises.map(async (headers) => {
          const who = ACTORS.findLast((one) => one !== "suspended" && isAllowed(act, one)) ?? "editor";
          const cookie = stage.cookies[who] || "theme=light";
          const { status } = await send(act, who, { ...headers, cookie });
          return { endpoint: act.endpoint, headers, status };
        }),
      ),
    );
    expect(answers.filter(({ status }) => status !== 403)).toEqual([]);
  });

  test("and in the database nothing has changed", async () => {
    await site.stop();
    const { tables } = await look(stage.place.path);
    expect(tables).toEqual(before);
    site = await start(stage.environment, async () => {});
  }, 180_000);

  test("who may is let", async () => {
    const wrong: string[] = [];
    for (const act of all) {
      let expected = act.answers;
      for (const who of ACTORS.filter((one) => isAllowed(act, one))) {
        const one = await told(act, who);
        const isLet = act.needs === "everybody" || !leadsToSignIn(one.answer);
        if (!isLet || !expected.includes(one.answer.status)) wrong.push(inWords(one));
        // A permission is about something that is done then.
        if (act.needs.includes(".")) expected = act.again;
      }
    }
    expect(wrong).toEqual([]);
  });

  test("and what was done stands in the log of the editors", async () => {
    const { headers, status } = await ask("/admin", { headers: { cookie: stage.cookies.editor } });
    // The editor has signed out at the end.
    expect([status, headers.get("location")]).toEqual([303, "/sign-in?to=%2Fadmin"]);
    await site.stop();
    const database = await openDatabase(stage.place.path);
    const { rows } = await database.db
      .execute<{ action: string }>("select distinct action from audit where actor = 'editor' order by 1")
      .finally(() => database.close());
    expect(rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        "authorship.decide",
        "comment.hide",
        "comment.unhide",
        "job.send",
        "mail.manage",
        "member.promote",
        "member.suspend",
        "paper.pick",
        "paper.unlist",
        "proposal.decide",
        "report.decide",
        "vote.remove",
        "vote.restore",
      ]),
    );
    site = await start(stage.environment, async () => {});
  }, 180_000);

  function isAllowed({ needs, relation }: Act, who: Actor): boolean {
    if (needs === "token") return false;
    if (needs === "everybody") return true;
    if (needs === "members") return who !== "visitor";
    if (needs === "writers") return who !== "visitor" && who !== "suspended";
    return may(people[who], needs, relation[who] ?? {});
  }

  /** As a form or script of our own pages asks. */
  function send(act: Act, who: Actor, headers: Record<string, string>): Promise<Response> {
    const fields = typeof act.fields === "function" ? act.fields(who) : act.fields;
    const body = act.json ? JSON.stringify(fields) : new URLSearchParams(fields).toString();
    return ask(act.path, { method: "POST", headers: { accept: "text/html", ...headers }, body });
  }

  function ask(path: string, init: RequestInit): Promise<Response> {
    return fetch(site.address + path, { redirect: "manual", ...init });
  }

  interface Told {
    act: Act;
    who: Actor;
    answer: Response;
  }

  async function told(act: Act, who: Actor): Promise<Told> {
    const answer = await send(act, who, {
      "content-type": act.json ? "application/json" : "application/x-www-form-urlencoded",
      origin: site.address,
      cookie: stage.cookies[who],
    });
    return { act, who, answer };
  }
});

function isRefusal({ needs, answers }: Act, who: Actor, answer: Response): boolean {
  if (needs === "token") return answers.includes(answer.status);
  if (answer.status === 403) return true;
  return who === "visitor" && (answer.status === 401 || leadsToSignIn(answer));
}

function leadsToSignIn({ status, headers }: Response): boolean {
  return status === 303 && (headers.get("location") ?? "").startsWith("/sign-in?");
}

function inWords({ act, who, answer }: { act: Act; who: Actor; answer: Response }): string {
  return `${act.endpoint} by ${who}: ${answer.status} ${answer.headers.get("location") ?? ""}`.trim();
}

/** What stands in each table, as a digest, and who is who. */
async function look(
  path: string,
): Promise<{ tables: Record<string, string>; people: Partial<Record<Actor, Member>> }> {
  const database = await openDatabase(path, { migrate: false });
  try {
    const { db } = database;
    const { rows: names } = await db.execute<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public' order by 1",
    );
    const tables: Record<string, string> = {};
    for (const { name } of names.filter((one) => !BY_ITSELF.test(one.name))) {
      const { rows } = await db.execute<{ row: string }>(
        `select row_to_json(one)::text as row from "${name}" as one order by 1`,
      );
      const hash = createHash("sha256").update(rows.map(({ row }) => row).join("\n"));
      tables[name] = `${rows.length} rows, ${hash.digest("hex").slice(0, 16)}`;
    }
    const people: Partial<Record<Actor, Member>> = {};
    for (const who of ACTORS) {
      const member = await readMember(db, who);
      if (member) people[who] = member;
    }
    return { tables, people };
  } finally {
    await database.close();
  }
}
