/** @file The first editor, and those whom editors make. */
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "../database/open.ts";
import { member } from "../database/schema.ts";
import { emptied, overBothDatabases } from "../testing/databases.ts";
import { readAudit } from "./audit.ts";
import {
  becomeFirstEditor,
  demoteMember,
  firstEditorLink,
  isFirstEditorLink,
  promoteMember,
  suspendMember,
} from "./editors.ts";
import { readMember } from "./member.ts";
import { findMembers } from "./members.ts";
import { namedMember } from "./testing.ts";

overBothDatabases("editors", (fresh) => {
  let database: Database;
  beforeAll(async () => {
    database = await fresh();
  });
  beforeEach(() => emptied(database));

  const token = async (): Promise<string> =>
    new URLSearchParams((await firstEditorLink(database.db))!.split("?")[1]).get("token")!;
  const grace = { name: "Grace", email: "Grace@example.org" };

  test("a new site has a link for the first one, who needs no mail", async () => {
    const link = await token();
    expect(await isFirstEditorLink(database.db, link)).toBe(true);
    const id = await becomeFirstEditor(database.db, link, grace);
    expect(await readMember(database.db, id)).toMatchObject({
      name: "Grace",
      email: "grace@example.org",
      role: "editor",
    });
    expect(await firstEditorLink(database.db)).toBeUndefined();
    expect(await readAudit(database.db, 5)).toMatchObject([
      { action: "member.promote", subject: `member:${id}`, actor: { id, name: "Grace" } },
    ]);
  });

  test("of many who open links at once, one becomes it", async () => {
    const links = [await token(), await token()];
    const people = Array.from({ length: 10 }, (_, i) => ({
      name: `Reader ${i}`,
      email: `r${i}@example.org`,
    }));
    const all = await Promise.allSettled(
      people.map((one, i) => becomeFirstEditor(database.db, links[i % 2], one)),
    );
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await database.db.$count(member)).toBe(1);
    await expect(becomeFirstEditor(database.db, links[1], grace)).rejects.toMatchObject({ status: 410 });
  });

  test("the link is no proof of being a member who is there, but makes one who is signed in the editor", async () => {
    const ada = await namedMember(database.db, "Ada");
    const link = await token();
    await expect(
      becomeFirstEditor(database.db, link, { name: "Eve", email: "ADA@example.org" }),
    ).rejects.toMatchObject({ status: 409, field: "address" });
    expect((await readMember(database.db, ada.id))!.role).toBe("member");
    expect(await becomeFirstEditor(database.db, link, ada)).toBe(ada.id);
    expect((await readMember(database.db, ada.id))!.role).toBe("editor");
  });

  test("a link that is too old or made up does nothing", async () => {
    await expect(becomeFirstEditor(database.db, "made-up", grace)).rejects.toMatchObject({ status: 410 });
    const link = await token();
    await database.db.execute(sql`update verification set expires = expires - interval '8 days'`);
    await expect(becomeFirstEditor(database.db, link, grace)).rejects.toMatchObject({ status: 410 });
    expect(await database.db.$count(member)).toBe(0);
  });

  test("make others editors, which is written down, and members cannot", async () => {
    const [grace_, ada, eve] = [
      await namedMember(database.db, "Grace", "editor"),
      await namedMember(database.db, "Ada"),
      await namedMember(database.db, "Eve"),
    ];
    await expect(promoteMember(database.db, undefined, eve.id)).rejects.toMatchObject({ status: 401 });
    await expect(promoteMember(database.db, eve, eve.id)).rejects.toMatchObject({ status: 403 });
    // Whoever says of themselves that they are an editor is looked up.
    await expect(promoteMember(database.db, { ...eve, role: "editor" }, eve.id)).rejects.toMatchObject({
      status: 403,
    });
    await promoteMember(database.db, grace_, ada.id);
    expect((await readMember(database.db, ada.id))!.role).toBe("editor");
    expect(await readAudit(database.db, 9)).toMatchObject([
      { action: "member.promote", subject: `member:${ada.id}`, actor: { name: "Grace" } },
    ]);
  });

  test("leave one of them, whatever two do to each other at once", async () => {
    const [one, two] = [
      await namedMember(database.db, "One", "editor"),
      await namedMember(database.db, "Two", "editor"),
    ];
    await Promise.allSettled([
      demoteMember(database.db, one, two.id),
      demoteMember(database.db, two, one.id),
    ]);
    const { rows } = await database.db.execute<{ left: number }>(
      sql`select count(*)::int as left from member where role = 'editor'`,
    );
    expect(rows).toEqual([{ left: 1 }]);
    const left = (await readMember(database.db, one.id))!.role === "editor" ? one : two;
    await expect(demoteMember(database.db, left, left.id)).rejects.toThrow("the site's last editor");
  });

  test("suspend members and let them write again, but not editors", async () => {
    const [grace_, ada] = [
      await namedMember(database.db, "Grace", "editor"),
      await namedMember(database.db, "Ada"),
    ];
    await suspendMember(database.db, grace_, ada.id, true);
    expect((await readMember(database.db, ada.id))!.suspended).toBeInstanceOf(Date);
    await suspendMember(database.db, grace_, ada.id, false);
    expect((await readMember(database.db, ada.id))!.suspended).toBeUndefined();
    await expect(suspendMember(database.db, grace_, grace_.id, true)).rejects.toMatchObject({ status: 409 });
    expect((await readAudit(database.db, 9)).map(({ detail }) => detail)).toEqual([
      { suspended: false },
      { suspended: true },
    ]);
  });

  test("find members by name and address, which members cannot", async () => {
    const [grace_, ada] = [
      await namedMember(database.db, "Grace", "editor"),
      await namedMember(database.db, "Ada"),
    ];
    expect((await findMembers(database.db, grace_, "ADA@", 10)).map(({ name }) => name)).toEqual(["Ada"]);
    expect(await findMembers(database.db, grace_, "%", 10)).toEqual([]);
    expect((await findMembers(database.db, grace_, "", 10)).map(({ name }) => name)).toEqual([
      "Grace",
      "Ada",
    ]);
    await expect(findMembers(database.db, ada, "", 10)).rejects.toMatchObject({ status: 403 });
  });
});
