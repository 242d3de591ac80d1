/** @file Passkeys, with an authenticator in software. */
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "../database/open.ts";
import { emptied, overBothDatabases } from "../testing/databases.ts";
import { Authenticator } from "./authenticator.ts";
import type { Member } from "./member.ts";
import {
  addPasskey,
  beginPasskey,
  beginPasskeySignIn,
  readPasskeys,
  removePasskey,
  renamePasskey,
  takePasskey,
} from "./passkeys.ts";
import { HTTPS, namedMember } from "./testing.ts";

const site = { origin: HTTPS, name: "Working Papers" };
const ways = { origin: HTTPS, rpId: "papers.example.org" };
const now = (): Date => new Date();

overBothDatabases("a passkey", (fresh) => {
  let database: Database;
  let ada: Member;
  beforeAll(async () => {
    database = await fresh();
  });
  beforeEach(async () => {
    await emptied(database);
    ada = await namedMember(database.db, "Ada");
  });

  async function added(name = "Laptop", member = ada): Promise<Authenticator> {
    const device = new Authenticator();
    const options = await beginPasskey(database.db, member, now(), site);
    await addPasskey(database.db, member, now(), site, device.create(options, ways), name);
    return device;
  }
  const asked = () => beginPasskeySignIn(database.db, site, "192.0.2.1");

  test("is asked for in the site's name, with the device's own check of who it is", async () => {
    const options = await beginPasskey(database.db, ada, now(), site);
    expect(options).toMatchObject({
      rp: { id: "papers.example.org", name: "Working Papers" },
      user: { name: "ada@example.org", displayName: "Ada" },
      attestation: "none",
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    });
    expect(Buffer.from(options.challenge, "base64url")).toHaveLength(32);
  });

  test("signs in, and is known by its name and last use", async () => {
    const device = await added("  Lap\u202etop ");
    const [known] = await readPasskeys(database.db, ada.id);
    expect(known).toMatchObject({ name: "Laptop", used: null, backedUp: false });
    expect(await takePasskey(database.db, site, device.get(await asked(), ways))).toBe(ada.id);
    expect((await readPasskeys(database.db, ada.id))[0].used).toBeInstanceOf(Date);
  });

  test("answers a challenge once", async () => {
    const device = await added();
    const answer = device.get(await asked(), ways);
    const taken = await Promise.allSettled(
      Array.from({ length: 5 }, () => takePasskey(database.db, site, answer)),
    );
    expect(taken.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const mine = { challenge: Buffer.alloc(32, 7).toString("base64url") };
    await expect(takePasskey(database.db, site, device.get(mine, ways))).rejects.toThrow("answered already");
  });

  test("answers within five minutes", async () => {
    const device = await added();
    const options = await asked();
    await database.db.execute(sql`update verification set expires = expires - interval '6 minutes'`);
    await expect(takePasskey(database.db, site, device.get(options, ways))).rejects.toThrow(
      "longer than five minutes",
    );
  });

  test.each([
    ["from another page", { ...ways, origin: "https://papers.example.org.evil.example" }],
    ["for another site", { ...ways, rpId: "evil.example" }],
    ["without the owner's finger or PIN", { ...ways, verified: false }],
  ])("%s is refused", async (_, wrong) => {
    const device = await added();
    await expect(takePasskey(database.db, site, device.get(await asked(), wrong))).rejects.toMatchObject({
      status: 403,
    });
    const options = await beginPasskey(database.db, ada, now(), site);
    await expect(
      addPasskey(database.db, ada, now(), site, new Authenticator().create(options, wrong), "Other"),
    ).rejects.toMatchObject({ status: 403 });
  });

  test("with another one's signature is refused, and one that nobody knows", async () => {
    const [device, other] = [await added(), new Authenticator()];
    const forged = { ...other.get(await asked(), ways), id: device.id.toString("base64url") };
    await expect(takePasskey(database.db, site, forged)).rejects.toMatchObject({ status: 403 });
    await expect(takePasskey(database.db, site, other.get(await asked(), ways))).rejects.toThrow(
      "not known here",
    );
  });

  test("that was copied is found out by its counter", async () => {
    const device = await added();
    const [first, second] = [device.get(await asked(), ways), device.get(await asked(), ways)];
    await takePasskey(database.db, site, second);
    await expect(takePasskey(database.db, site, first)).rejects.toMatchObject({ status: 403 });
  });

  test("is added only to the account that asked, by who has signed in lately", async () => {
    const eve = await namedMember(database.db, "Eve");
    const options = await beginPasskey(database.db, ada, now(), site);
    const answer = new Authenticator().create(options, ways);
    await expect(addPasskey(database.db, eve, now(), site, answer, "Mine")).rejects.toMatchObject({
      status: 403,
    });
    const long = new Date(Date.now() - 3 * 3_600_000);
    await expect(beginPasskey(database.db, ada, long, site)).rejects.toThrow("Sign in again first");
    expect(await readPasskeys(database.db, eve.id)).toEqual([]);
  });

  test("cannot be named or removed by somebody else", async () => {
    const device = await added();
    const id = device.id.toString("base64url");
    const eve = await namedMember(database.db, "Eve");
    await expect(renamePasskey(database.db, eve, id, "Mine")).rejects.toMatchObject({ status: 404 });
    await expect(removePasskey(database.db, eve, id)).rejects.toMatchObject({ status: 404 });
    await renamePasskey(database.db, ada, id, "Desk");
    expect((await readPasskeys(database.db, ada.id))[0].name).toBe("Desk");
    await removePasskey(database.db, ada, id);
    await expect(takePasskey(database.db, site, device.get(await asked(), ways))).rejects.toThrow(
      "not known",
    );
  });

  test.each([undefined, null, "x", {}, { id: "a", rawId: "a", type: "public-key", response: {} }])(
    "that is no answer of a browser is refused: %j",
    async (nonsense) => {
      await expect(takePasskey(database.db, site, nonsense)).rejects.toMatchObject({ status: 400 });
      await expect(addPasskey(database.db, ada, now(), site, nonsense, "x")).rejects.toMatchObject({
        status: 400,
      });
    },
  );
});
