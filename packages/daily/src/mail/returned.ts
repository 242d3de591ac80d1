/**
 * @file What a message that came back says: a server's report (RFC 3464), a complaint (RFC 5965), an automatic reply, or nothing that is understood.
 *
 * A pure function of bytes. Which mail it is about is told by the address it came to; a complaint may come to another one, and then names the mail by its
 * return path, which nobody can guess.
 */
import { isRandomName } from "./random.ts";
import { readFields, readMessage, type Part } from "./mime.ts";
import { meaningOf } from "./status.ts";

export interface Returned {
  /** `delayed`: the server goes on trying. `reply`: somebody's programme answered. */
  kind: "hard" | "soft" | "delayed" | "complaint" | "reply" | "unknown";
  /** RFC 3463. */
  status?: string;
  /** A line for people. */
  detail: string;
  /** The mail that the message itself names. */
  mailId?: string;
}

export function readReturned(bytes: Uint8Array): Returned {
  const message = readMessage(bytes);
  const parts = flattened(message);
  const named = mailNamed(parts);
  return { ...whatItSays(message, parts), ...(named === undefined ? {} : { mailId: named }) };
}

function whatItSays(message: Part, parts: readonly Part[]): Returned {
  const feedback = parts.find(({ type }) => type === "message/feedback-report");
  if (feedback) return readFeedback(feedback);
  const statuses = parts.filter(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type));
  const report = message.parameters.get("report-type")?.toLowerCase();
  if (statuses.length > 0) return statuses.map(readDelivery).reduce(worse);
  if (report === "disposition-notification") return { kind: "reply", detail: "A receipt." };
  const replied = message.headers.get("auto-submitted")?.toLowerCase();
  if (
    replied?.startsWith("auto-replied") ||
    message.headers.has("x-autoreply") ||
    message.headers.has("x-autorespond")
  )
    return { kind: "reply", detail: subjectOf(message) };
  return readQmail(parts) ?? { kind: "unknown", detail: subjectOf(message) };
}

function flattened(part: Part): Part[] {
  return [part, ...part.parts.flatMap(flattened)];
}

/** Groups of fields: the first is about the mail, each further one about a recipient. A mail of ours has one. */
function readDelivery(part: Part): Returned {
  const groups = part.text
    .split(/\n[ \t]*\n/)
    .map((group) => readFields(group.trim()))
    .filter((fields) => fields.size > 0);
  const recipients = groups.filter(
    (fields) => fields.has("action") || fields.has("status") || fields.has("final-recipient"),
  );
  if (recipients.length === 0) return { kind: "unknown", detail: "A report about no recipient." };
  return recipients.map(readRecipient).reduce(worse);
}

function readRecipient(fields: ReadonlyMap<string, string>): Returned {
  const action = /^[a-z-]+/i.exec(fields.get("action") ?? "")?.[0].toLowerCase();
  const diagnostic = (fields.get("diagnostic-code") ?? "").replace(/^[\w-]+\s*;\s*/, "");
  const said = /\b([245]\.\d{1,3}\.\d{1,3})\b/;
  const told = said.exec(fields.get("status") ?? "")?.[1];
  const within = /\b([45]\d\d)[ #-]*(?:([45]\.\d{1,3}\.\d{1,3})\b)?/.exec(diagnostic);
  // Some say 5.0.0 and mean «failed»: what the other server answered is more exact, when it is of the same class.
  const exact = within?.[2] ?? said.exec(diagnostic)?.[1];
  const status =
    exact !== undefined && (told === undefined || (/^[45]\.0\.0$/.test(told) && exact[0] === told[0]))
      ? exact
      : told;
  const detail = clean(diagnostic || fields.get("status") || action || "A report without a reason.");
  const known = status === undefined ? {} : { status };
  if (action === "delayed") return { kind: "delayed", ...known, detail };
  if (action === "delivered" || action === "relayed" || action === "expanded" || status?.startsWith("2"))
    return { kind: "reply", ...known, detail };
  if (action !== "failed" && status === undefined && within === null) return { kind: "unknown", detail };
  return { kind: meaningOf(status, within ? Number(within[1]) : undefined), ...known, detail };
}

function readFeedback({ text }: Part): Returned {
  const fields = readFields(text.trim());
  const type = clean(fields.get("feedback-type") ?? "").toLowerCase();
  const agent = clean(fields.get("user-agent") ?? "an unnamed service");
  // «not-spam» takes a complaint back; the others that exist (fraud, virus, other) are none of the reader's wish, but a person's all the same.
  if (type === "not-spam") return { kind: "reply", detail: `Not spam after all, says ${agent}.` };
  if (type === "" || type === "auth-failure")
    return { kind: "unknown", detail: `Feedback of the type «${type}» by ${agent}.` };
  return { kind: "complaint", detail: `Complaint («${type}») by ${agent}.` };
}

/** The format of qmail (QSBMF), which has no MIME: a paragraph of greeting, then one for each recipient. */
function readQmail(parts: readonly Part[]): Returned | undefined {
  const text = parts.find(({ type }) => type === "text/plain")?.text.trimStart();
  if (!text?.startsWith("Hi. This is the")) return undefined;
  const paragraph = text.split("\n\n").find((one) => /^<[^>\n]{3,254}>:/.test(one));
  if (paragraph === undefined) return undefined;
  const detail = clean(paragraph.replace(/^<[^>]*>:\s*/, ""));
  const status = /#([45]\.\d{1,3}\.\d{1,3})\b/.exec(paragraph)?.[1];
  const code = /\b([45]\d\d)\b/.exec(paragraph)?.[1];
  return {
    kind: meaningOf(status, code === undefined ? undefined : Number(code)),
    ...(status === undefined ? {} : { status }),
    detail,
  };
}

const ORDER: readonly Returned["kind"][] = ["hard", "soft", "delayed", "complaint", "reply", "unknown"];

function worse(a: Returned, b: Returned): Returned {
  return ORDER.indexOf(b.kind) < ORDER.indexOf(a.kind) ? b : a;
}

/** The return path or Message-ID of a mail of ours, in a complaint's fields or in the headers of the mail that came back. */
function mailNamed(parts: readonly Part[]): string | undefined {
  for (const { type, text, headers } of parts) {
    const places =
      type === "message/feedback-report"
        ? [readFields(text.trim()).get("original-mail-from")]
        : /^(?:message\/rfc822|message\/global|text\/rfc822-headers|message\/global-headers)$/.test(type)
          ? ["return-path", "message-id", "list-unsubscribe"].map((name) =>
              readFields(text.trimStart().split("\n\n")[0]).get(name),
            )
          : [headers.get("x-original-return-path")];
    for (const place of places) {
      const id = /(?:bounce\+|<)([0-9a-z]{26})@/i.exec(place ?? "")?.[1].toLowerCase();
      if (id !== undefined && isRandomName(id)) return id;
    }
  }
  return undefined;
}

function subjectOf({ headers }: Part): string {
  return clean(headers.get("subject") ?? "A message without a subject.");
}

function clean(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const line = text.replace(/[\u0000-\u001f\u007f\s]+/g, " ");
  return line.trim().slice(0, 500);
}
