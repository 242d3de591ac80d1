/** @file Signing in through other sites, against small ones on this machine that answer as GitHub and ORCID do. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "../database/open.ts";
import { account, member } from "../database/schema.ts";
import { emptied, overBothDatabases } from "../testing/databases.ts";
import { openAccounts, type Accounts } from "./accounts.ts";
import { readMember } from "./member.ts";
import { disconnectProvider, readConnections } from "./own-account.ts";
import { isOrcid, providersOf, type ProviderId } from "./providers.ts";
import { HTTPS, Jar, namedMember } from "./testing.ts";

/** Josiah Carberry, the iD that ORCID gives as its example. */
const CARBERRY = "0000-0002-1825-0097";

test("an ORCID iD has a digit that checks the others", () => {
  // Examples of ORCID's own documentation.
  for (const id of [CARBERRY, "0000-0001-5109-3700", "0000-0002-1694-233X"])
    expect(isOrcid(id), id).toBe(true);
  for (const id of ["0000-0002-1825-0098", "0000-0002-1694-2330", "0000000218250097", "0000-0002-1825-009"])
    expect(isOrcid(id), id).toBe(false);
});

test("only what has its keys is offered", () => {
  const urls = { GITHUB_URL: "https://github.com", ORCID_URL: "https://orcid.org" };
  expect(providersOf(urls)).toEqual([]);
  const both = providersOf({
    ...urls,
    GITHUB_CLIENT_ID: "g",
    GITHUB_CLIENT_SECRET: "gs",
    ORCID_CLIENT_ID: "o",
    ORCID_CLIENT_SECRET: "os",
  });
  expect(both.map(({ id, origin }) => [id, origin])).toEqual([
    ["github", "https://github.com"],
    ["orcid", "https://orcid.org"],
  ]);
});

/** Who is signed in over there. */
interface There {
  id: number;
  login: string;
  emails: { email: string; primary: boolean; verified: boolean }[];
  orcid: string;
}

overBothDatabases("other sites", (fresh) => {
  let database: Database;
  let accounts: Accounts;
  let server: Server;
  let base: string;
  let there: There;
  /** Codes that were given out, with the challenge that the verifier has to meet. */
  const codes = new Map<string, string | null>();
  const token = "a-token-of-theirs";

  beforeAll(async () => {
    database = await fresh();
    server = createServer((request, response) => {
      const send = (status: number, body: unknown): void =>
        void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      const { pathname } = new URL(request.url!, "http://there");
      if (pathname === "/login/oauth/access_token" || pathname === "/oauth/token") {
        void bodyOf(request).then((body) => {
          const challenge = codes.get(body.get("code") ?? "");
          codes.delete(body.get("code") ?? "");
          const meets =
            challenge === null ||
            challenge ===
              createHash("sha256")
                .update(body.get("code_verifier") ?? "")
                .digest("base64url");
          if (challenge === undefined || !meets) return send(400, { error: "invalid_grant" });
          const orcid = pathname === "/oauth/token" && { orcid: there.orcid, name: "Josiah Carberry" };
          return send(200, { access_token: token, token_type: "bearer", ...orcid });
        });
      } else if (request.headers.authorization !== `Bearer ${token}`) send(401, {});
      else if (pathname === "/api/v3/user") send(200, { id: there.id, login: there.login, name: null });
      else if (pathname === "/api/v3/user/emails") send(200, there.emails);
      else send(404, {});
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  beforeEach(async () => {
    await emptied(database);
    there = {
      id: 583231,
      login: "octo",
      emails: [{ email: "ada@example.org", primary: true, verified: true }],
      orcid: CARBERRY,
    };
    const providers = providersOf({
      GITHUB_CLIENT_ID: "g",
      GITHUB_CLIENT_SECRET: "gs",
      GITHUB_URL: base,
      ORCID_CLIENT_ID: "o",
      ORCID_CLIENT_SECRET: "os",
      ORCID_URL: base,
    });
    accounts = await openAccounts({ db: database.db, providers });
  });

  /** Goes there and comes back. @returns where the site leads then */
  async function through(jar: Jar, id: ProviderId, connect = false): Promise<string> {
    const begun = await accounts.startProvider(
      id,
      { headers: jar.headers(), origin: HTTPS },
      "/after",
      connect,
    );
    jar.take(begun.cookies);
    const asked = new URL(begun.location);
    expect(asked.origin).toBe(base);
    expect(asked.searchParams.get("redirect_uri")).toBe(`${HTTPS}/auth/callback/${id}`);
    const code = `code-${codes.size}-${Math.floor(performance.now())}`;
    codes.set(code, asked.searchParams.get("code_challenge"));
    return back(jar, id, { code, state: asked.searchParams.get("state")! });
  }

  async function back(jar: Jar, id: ProviderId, query: Record<string, string>): Promise<string> {
    const request = new Request(`${HTTPS}/auth/callback/${id}?${new URLSearchParams(query)}`, {
      headers: jar.headers(),
    });
    const answer = await accounts.callback(request, HTTPS);
    jar.take(answer.headers.getSetCookie());
    return answer.headers.get("location")?.replace(HTTPS, "") ?? String(answer.status);
  }

  const visit = (jar: Jar) => accounts.visit({ headers: jar.headers(), origin: HTTPS });
  async function signedIn(as: { id: string }): Promise<Jar> {
    const jar = new Jar();
    jar.take(await accounts.enter(as.id, { headers: jar.headers(), origin: HTTPS }));
    return jar;
  }

  test("GitHub makes a member of a verified address, and knows them again under another one", async () => {
    const jar = new Jar();
    expect(await through(jar, "github")).toBe("/account");
    const first = (await visit(jar))!.member;
    expect(first).toMatchObject({ name: "octo", email: "ada@example.org", role: "member" });
    there.emails = [{ email: "new@example.org", primary: true, verified: true }];
    const other = new Jar();
    expect(await through(other, "github")).toBe("/after");
    expect((await visit(other))!.member).toMatchObject({ id: first.id, email: "ada@example.org" });
  });

  test("GitHub leads to the member who has the same verified address", async () => {
    const ada = await namedMember(database.db, "Ada");
    const jar = new Jar();
    await through(jar, "github");
    expect((await visit(jar))!.member.id).toBe(ada.id);
  });

  test("an address that was not verified there takes over nothing and makes nobody", async () => {
    const ada = await namedMember(database.db, "Ada");
    there.emails = [{ email: "ada@example.org", primary: true, verified: false }];
    const jar = new Jar();
    expect(await through(jar, "github")).toMatch(/^\/sign-in\?error=email_not_verified/);
    expect(await visit(jar)).toBeUndefined();
    expect(await readConnections(database.db, ada.id)).toEqual([]);
    expect(await database.db.$count(member)).toBe(1);
  });

  test("an address that was not verified here is not given to who has it there", async () => {
    const ada = await namedMember(database.db, "Ada");
    await database.db.update(member).set({ emailVerified: false });
    const jar = new Jar();
    expect(await through(jar, "github")).toBe("/sign-in?error=account_not_linked");
    expect(await visit(jar)).toBeUndefined();
    expect(await readConnections(database.db, ada.id)).toEqual([]);
  });

  test("ORCID is connected by a member, shows the iD, and signs in from then on", async () => {
    const ada = await namedMember(database.db, "Ada");
    const stranger = new Jar();
    expect(await through(stranger, "orcid")).toBe("/sign-in?error=signup_disabled");
    expect(await visit(stranger)).toBeUndefined();

    const jar = await signedIn(ada);
    expect(await through(jar, "orcid", true)).toBe("/after");
    expect(await readMember(database.db, ada.id)).toMatchObject({
      orcid: CARBERRY,
      email: "ada@example.org",
    });
    const again = new Jar();
    expect(await through(again, "orcid")).toBe("/after");
    expect((await visit(again))!.member).toMatchObject({ id: ada.id, orcid: CARBERRY });

    await disconnectProvider(database.db, ada, "orcid");
    expect((await readMember(database.db, ada.id))!.orcid).toBeUndefined();
    expect(await through(new Jar(), "orcid")).toBe("/sign-in?error=signup_disabled");
  });

  test("what one member has connected, another cannot", async () => {
    const [ada, eve] = [await namedMember(database.db, "Ada"), await namedMember(database.db, "Eve")];
    await through(await signedIn(ada), "orcid", true);
    expect(await through(await signedIn(eve), "orcid", true)).toBe(
      "/account?error=account_already_linked_to_different_user",
    );
    expect((await readMember(database.db, eve.id))!.orcid).toBeUndefined();
  });

  test("a connection is never stored without its iD", async () => {
    const ada = await namedMember(database.db, "Ada");
    await database.db
      .insert(account)
      .values({ id: "one", userId: ada.id, providerId: "orcid", accountId: CARBERRY });
    expect((await readMember(database.db, ada.id))!.orcid).toBe(CARBERRY);
  });

  test("an iD that cannot be one is not taken", async () => {
    const ada = await namedMember(database.db, "Ada");
    there.orcid = "0000-0002-1825-0098";
    const jar = await signedIn(ada);
    expect(await through(jar, "orcid", true)).toBe("/account?error=unable_to_get_user_info");
    expect(await readConnections(database.db, ada.id)).toEqual([]);
  });

  test("nothing of theirs is kept but who it is", async () => {
    const jar = new Jar();
    await through(jar, "github");
    const [kept] = await database.db.select().from(account).where(eq(account.providerId, "github"));
    expect(kept).toMatchObject({ accountId: "583231", accessToken: null, refreshToken: null, idToken: null });
    const { rows } = await database.db.execute<{ all: string }>(
      sql`select string_agg(a::text, ' ') as all from account a`,
    );
    expect(rows[0].all).not.toContain(token);
  });

  test("an answer that this browser did not ask for is refused: no state, another's state, a state twice", async () => {
    const [victim, attacker] = [new Jar(), new Jar()];
    codes.set("stolen", null);
    expect(await back(victim, "github", { code: "stolen" })).toMatch(/error=state_not_found/);
    const begun = await accounts.startProvider(
      "github",
      { headers: attacker.headers(), origin: HTTPS },
      "/after",
      false,
    );
    attacker.take(begun.cookies);
    const state = new URL(begun.location).searchParams.get("state")!;
    expect(await back(victim, "github", { code: "stolen", state })).toMatch(/error=state_mismatch/);
    expect(await visit(victim)).toBeUndefined();
    const used = new Jar();
    const started = await accounts.startProvider(
      "github",
      { headers: used.headers(), origin: HTTPS },
      "/",
      false,
    );
    used.take(started.cookies);
    const asked = new URL(started.location).searchParams;
    codes.set("once", asked.get("code_challenge"));
    const query = { code: "once", state: asked.get("state")! };
    await back(used, "github", query);
    codes.set("once", asked.get("code_challenge"));
    expect(await back(used, "github", query)).toMatch(/error=/);
  });

  test("no other route of the library is open", async () => {
    for (const path of [
      "/auth/sign-up/email",
      "/auth/get-session",
      "/auth/callback/google",
      "/auth/callback/github/x",
    ])
      expect((await accounts.callback(new Request(HTTPS + path), HTTPS)).status, path).toBe(404);
    const posted = new Request(`${HTTPS}/auth/callback/github`, {
      method: "POST",
      headers: { origin: HTTPS },
    });
    expect((await accounts.callback(posted, HTTPS)).status).toBe(404);
  });
});

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const part of request) text += String(part);
  return new URLSearchParams(text);
}
