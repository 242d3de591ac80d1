/**
 * @file Who looks after a site. A new one has no editor: whoever starts it gets a link in its log, and who opens that is the first. From then on
 * editors make others editors.
 */
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Db, Executor } from "../database/open.ts";
import { member } from "../database/schema.ts";
import { addressKey, readAddress } from "../mail/index.ts";
import { writeAudit } from "./audit.ts";
import { newId } from "./id.ts";
import { readMember, type Member } from "./member.ts";
import { readName } from "./name.ts";
import { demand } from "./permissions.ts";
import { dropProofs, issueProof, readProof, takeProof } from "./proof.ts";
import { Refused } from "./refused.ts";

/** An arbitrary number: who makes or unmakes editors counts alone. */
const LOCK = 0x5770_4d41;
const LINK_MINUTES = 7 * 24 * 60;

export async function hasEditor(db: Executor): Promise<boolean> {
  const { rows } = await db.execute<{ some: boolean }>(
    sql`select exists (select from member where role = 'editor') as some`,
  );
  return rows[0].some;
}

/** The path of a link whose opener becomes the site's editor, good for a week; nothing when the site has one. */
export async function firstEditorLink(db: Db): Promise<string | undefined> {
  return db.transaction(async (tx) => {
    await lock(tx);
    if (await hasEditor(tx)) return undefined;
    const token = await issueProof(tx, "first-editor", {}, LINK_MINUTES);
    return `/first-editor?${new URLSearchParams({ token })}`;
  });
}

export async function isFirstEditorLink(db: Executor, token: string): Promise<boolean> {
  return (await readProof(db, "first-editor", token)) !== undefined;
}

/**
 * Makes who opened the link the site's first editor: the member who is signed in, or a new one. The link is proof enough for a new account, as a site may
 * not send mail yet; it is none of being a member who is there already.
 *
 * @returns the member's id
 */
export async function becomeFirstEditor(
  db: Db,
  token: string,
  who: Member | { name: string; email: string },
): Promise<string> {
  return db.transaction(async (tx) => {
    await lock(tx);
    if (!(await takeProof(tx, "first-editor", token)) || (await hasEditor(tx)))
      throw new Refused(
        410,
        "This link has been used already, or is too old: the site's log has a newer one.",
      );
    const id = "id" in who ? who.id : await newMember(tx, who);
    await tx.update(member).set({ role: "editor" }).where(eq(member.id, id));
    await writeAudit(tx, {
      actor: id,
      action: "member.promote",
      subject: `member:${id}`,
      detail: { how: "first editor" },
    });
    await dropProofs(tx, "first-editor");
    return id;
  });
}

async function newMember(tx: Executor, { name, email }: { name: string; email: string }): Promise<string> {
  const id = newId();
  const [made] = await tx
    .insert(member)
    .values({ id, name: readName(name), email: addressKey(readAddress(email)), emailVerified: false })
    .onConflictDoNothing({ target: member.email })
    .returning({ id: member.id });
  if (!made)
    throw new Refused(409, "A member has this address already: sign in, and open the link again.", "address");
  return id;
}

/** Makes a member an editor. */
export async function promoteMember(db: Db, actor: Member | undefined, memberId: string): Promise<void> {
  await changed(db, actor, memberId, "member.promote", (tx) =>
    tx.update(member).set({ role: "editor" }).where(eq(member.id, memberId)),
  );
}

/** Makes an editor a member like others; the last one stays. */
export async function demoteMember(db: Db, actor: Member | undefined, memberId: string): Promise<void> {
  await changed(
    db,
    actor,
    memberId,
    "member.promote",
    async (tx) => {
      await tx.update(member).set({ role: "member" }).where(eq(member.id, memberId));
      if (!(await hasEditor(tx))) throw new Refused(409, LAST);
    },
    { to: "member" },
  );
}

/** Keeps a member from writing, or lets them again. Editors are demoted first. */
export async function suspendMember(
  db: Db,
  actor: Member | undefined,
  memberId: string,
  suspended: boolean,
): Promise<void> {
  await changed(
    db,
    actor,
    memberId,
    "member.suspend",
    async (tx, { role }) => {
      if (role === "editor")
        throw new Refused(409, "An editor cannot be suspended: make them a member like others first.");
      await tx
        .update(member)
        .set({ suspended: suspended ? sql`now()` : null })
        .where(suspended ? and(eq(member.id, memberId), isNull(member.suspended)) : eq(member.id, memberId));
    },
    { suspended },
  );
}

export const LAST = "This is the site's last editor: make another member an editor first.";

/** One change of a member by an editor, written down. */
async function changed(
  db: Db,
  actor: Member | undefined,
  memberId: string,
  action: "member.promote" | "member.suspend",
  change: (tx: Executor, of: Member) => Promise<unknown>,
  detail: Record<string, unknown> = {},
): Promise<void> {
  demand(actor, action);
  await db.transaction(async (tx) => {
    await lock(tx);
    // What the actor may is read again: an editor may have become a member in between.
    demand(await readMember(tx, actor.id), action);
    const of = await readMember(tx, memberId);
    if (!of) throw new Refused(404, "There is no such member.");
    await change(tx, of);
    await writeAudit(tx, { actor: actor.id, action, subject: `member:${memberId}`, detail });
  });
}

/** Until the end of the transaction, nobody else makes or unmakes editors. */
export async function lock(tx: Executor): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
}
