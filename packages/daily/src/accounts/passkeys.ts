/**
 * @file Passkeys (WebAuthn level 3): made, used to sign in, named, removed.
 *
 * A challenge is a proof that is used once. User verification is asked for, because a passkey alone signs in; attestation is not, because any make will do.
 */
import { and, asc, count, eq, sql } from "drizzle-orm";
import type { AuthenticatorTransport } from "@simplewebauthn/server";
import { z } from "zod";
import type { Db, Executor } from "../database/open.ts";
import { passkey } from "../database/schema.ts";
import { demand } from "./permissions.ts";
import type { Member } from "./member.ts";
import { readName } from "./name.ts";
import { issueProof, takeProof } from "./proof.ts";
import { hashedName, takeFor } from "./rate.ts";
import { Refused } from "./refused.ts";
import { demandFresh } from "./sessions.ts";

/** The site as an authenticator knows it. */
export interface RelyingParty {
  /** `https://papers.example.org` */
  origin: string;
  /** Its name. */
  name: string;
}

export interface Passkey {
  id: string;
  name: string;
  created: Date;
  used: Date | null;
  /** Kept by a service for several devices. */
  backedUp: boolean;
}

/** Loaded by those who use passkeys: most processes do not. */
const webauthn = () => import("@simplewebauthn/server");

const MINUTES = 5;
const MOST = 20;
const rpId = ({ origin }: RelyingParty): string => new URL(origin).hostname;
const text = z.string().max(20_000);

const Response = z.object({ clientDataJSON: text });
const Registration = z.looseObject({
  id: text,
  rawId: text,
  type: z.literal("public-key"),
  response: Response.extend({
    attestationObject: text,
    transports: z.array(z.string().max(20)).max(10).optional(),
  }).loose(),
});
const Assertion = z.looseObject({
  id: text,
  rawId: text,
  type: z.literal("public-key"),
  response: Response.extend({
    authenticatorData: text,
    signature: text,
    userHandle: text.nullish(),
  }).loose(),
});

export async function readPasskeys(db: Executor, memberId: string): Promise<Passkey[]> {
  return db
    .select({
      id: passkey.id,
      name: passkey.name,
      created: passkey.created,
      used: passkey.used,
      backedUp: passkey.backedUp,
    })
    .from(passkey)
    .where(eq(passkey.memberId, memberId))
    .orderBy(asc(passkey.created), asc(passkey.id));
}

/** What the browser needs to make a passkey (`PublicKeyCredentialCreationOptionsJSON`). */
export async function beginPasskey(db: Db, actor: Member, since: Date, site: RelyingParty) {
  demand(actor, "account.manage", { isOwner: true });
  demandFresh(since);
  await takeFor(db, `passkey-new:${actor.id}`, { burst: 20, perHour: 30 });
  const known = await db
    .select({ id: passkey.id, transports: passkey.transports })
    .from(passkey)
    .where(eq(passkey.memberId, actor.id));
  if (known.length >= MOST)
    throw new Refused(409, `You have ${MOST} passkeys, which is as many as there can be: remove one first.`);
  const challenge = await issueProof(db, "passkey-new", { memberId: actor.id }, MINUTES);
  const { generateRegistrationOptions } = await webauthn();
  return generateRegistrationOptions({
    rpName: site.name,
    rpID: rpId(site),
    userID: Buffer.from(actor.id),
    userName: actor.email,
    userDisplayName: actor.name,
    challenge: Buffer.from(challenge, "base64url"),
    attestationType: "none",
    excludeCredentials: known.map(({ id, transports }) => ({
      id,
      transports: transports as AuthenticatorTransport[],
    })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

/**
 * Keeps a passkey that the browser made.
 *
 * @param answer of the browser, as it came
 */
export async function addPasskey(
  db: Db,
  actor: Member,
  since: Date,
  site: RelyingParty,
  answer: unknown,
  name: string,
): Promise<void> {
  demand(actor, "account.manage", { isOwner: true });
  demandFresh(since);
  const called = readName(name);
  const response = parsed(Registration, answer);
  const expectedChallenge = challengeIn(response.response.clientDataJSON);
  const proof = await takeProof(db, "passkey-new", expectedChallenge);
  if (proof?.memberId !== actor.id) throw new Refused(403, LATE);
  const { verifyRegistrationResponse } = await webauthn();
  const info = await verified(async () => {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: response as unknown as Parameters<typeof verifyRegistrationResponse>[0]["response"],
      expectedChallenge,
      expectedOrigin: site.origin,
      expectedRPID: rpId(site),
      requireUserVerification: true,
    });
    return registrationInfo;
  });
  const { credential, credentialBackedUp } = info;
  const added = await db.transaction(async (tx) => {
    const [{ many }] = await tx.select({ many: count() }).from(passkey).where(eq(passkey.memberId, actor.id));
    if (many >= MOST) return [];
    return tx
      .insert(passkey)
      .values({
        id: credential.id,
        memberId: actor.id,
        name: called,
        publicKey: credential.publicKey,
        counter: credential.counter,
        transports: credential.transports ?? [],
        backedUp: credentialBackedUp,
      })
      .onConflictDoNothing()
      .returning({ id: passkey.id });
  });
  if (added.length === 0) throw new Refused(409, "This passkey is here already, or you have too many.");
}

/** What the browser needs to sign in with a passkey (`PublicKeyCredentialRequestOptionsJSON`); it is the same for everybody. */
export async function beginPasskeySignIn(db: Db, site: RelyingParty, network: string) {
  await takeFor(db, `passkey-from:${hashedName(network)}`, { burst: 20, perHour: 120 });
  const challenge = await issueProof(db, "passkey-sign-in", {}, MINUTES);
  const { generateAuthenticationOptions } = await webauthn();
  return generateAuthenticationOptions({
    rpID: rpId(site),
    challenge: Buffer.from(challenge, "base64url"),
    userVerification: "required",
  });
}

/**
 * Whose passkey it is.
 *
 * @returns the member whom it signs in
 * @throws Refused when it is not known, or does not fit
 */
export async function takePasskey(db: Db, site: RelyingParty, answer: unknown): Promise<string> {
  const response = parsed(Assertion, answer);
  const expectedChallenge = challengeIn(response.response.clientDataJSON);
  if (!(await takeProof(db, "passkey-sign-in", expectedChallenge))) throw new Refused(403, LATE);
  const [known] = await db.select().from(passkey).where(eq(passkey.id, response.id));
  if (!known) throw new Refused(403, UNKNOWN);
  const { verifyAuthenticationResponse } = await webauthn();
  const { newCounter, credentialBackedUp } = await verified(async () => {
    const checked = await verifyAuthenticationResponse({
      response: response as unknown as Parameters<typeof verifyAuthenticationResponse>[0]["response"],
      expectedChallenge,
      expectedOrigin: site.origin,
      expectedRPID: rpId(site),
      credential: {
        id: known.id,
        publicKey: new Uint8Array(known.publicKey),
        counter: known.counter,
        transports: known.transports as AuthenticatorTransport[],
      },
      requireUserVerification: true,
    });
    return checked.verified ? checked.authenticationInfo : undefined;
  });
  const { userHandle } = response.response;
  if (userHandle && Buffer.from(userHandle, "base64url").toString() !== known.memberId)
    throw new Refused(403, UNKNOWN);
  await db
    .update(passkey)
    .set({
      counter: sql`greatest(${passkey.counter}, ${newCounter})`,
      backedUp: credentialBackedUp,
      used: sql`now()`,
    })
    .where(eq(passkey.id, known.id));
  return known.memberId;
}

/** Gives one of a member's passkeys another name. */
export async function renamePasskey(db: Executor, actor: Member, id: string, name: string): Promise<void> {
  demand(actor, "account.manage", { isOwner: true });
  const done = await db
    .update(passkey)
    .set({ name: readName(name) })
    .where(and(eq(passkey.id, id), eq(passkey.memberId, actor.id)))
    .returning({ id: passkey.id });
  if (done.length === 0) throw new Refused(404, "There is no such passkey any more.");
}

/** Removes one of a member's passkeys; signing in by mail is always left. */
export async function removePasskey(db: Executor, actor: Member, id: string): Promise<void> {
  demand(actor, "account.manage", { isOwner: true });
  const gone = await db
    .delete(passkey)
    .where(and(eq(passkey.id, id), eq(passkey.memberId, actor.id)))
    .returning({ id: passkey.id });
  if (gone.length === 0) throw new Refused(404, "There is no such passkey any more.");
}

const LATE = "It took longer than five minutes, or was answered already: try again.";
const UNKNOWN = "This passkey is not known here: sign in by mail, and add it on your account's page.";

function parsed<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const { success, data } = schema.safeParse(answer);
  if (!success) throw new Refused(400, "The browser's answer is none that a passkey gives.");
  return data;
}

/** The challenge that the browser says it has answered, which the signature covers. */
function challengeIn(clientDataJSON: string): string {
  try {
    return z
      .object({ challenge: z.string() })
      .parse(JSON.parse(Buffer.from(clientDataJSON, "base64url").toString())).challenge;
  } catch {
    throw new Refused(400, "The browser's answer is none that a passkey gives.");
  }
}

/** What the library finds wrong is one thing for the reader. */
async function verified<Info>(check: () => Promise<Info | undefined>): Promise<Info> {
  const info = await check().catch(() => undefined);
  if (info === undefined) throw new Refused(403, "The passkey does not fit this site: try again.");
  return info;
}
