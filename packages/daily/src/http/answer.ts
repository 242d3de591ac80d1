/**
 * @file An answer that can be asked for again cheaply: entity tag, time of the last change, 304 (RFC 9110, section 13).
 *
 * Tags are weak, because the same answer may be sent compressed. A time of change is when this process first saw an answer differ: it can be later
 * than the change, never earlier, so that nobody keeps an old answer for current.
 */
import { createHash } from "node:crypto";

export interface Content {
  body: string | Uint8Array<ArrayBuffer>;
  type: string;
  status?: number;
  /** Seconds for which nobody needs to ask again. Default 60. */
  fresh?: number;
  headers?: Record<string, string>;
}

/** Anybody's page may read these answers, and show the pictures among them. */
export const OPEN: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "etag, last-modified, link, retry-after",
  "cross-origin-resource-policy": "cross-origin",
};

const seen = new Map<string, { tag: string; since: Date }>();
const MOST_SEEN = 5_000;

/** The content, or 304 when the asker has it already. */
export function answer(request: Request, content: Content): Response {
  const { body, type, status = 200, fresh = 60 } = content;
  const tag = `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const since = firstSeen(request.url, tag);
  const headers = new Headers({
    ...OPEN,
    "cache-control": `public, max-age=${fresh}`,
    ...content.headers,
    etag: tag,
    "last-modified": since.toUTCString(),
  });
  if (status === 200 && isKnown(request, tag, since)) return new Response(null, { status: 304, headers });
  headers.set("content-type", type);
  return new Response(request.method === "HEAD" ? null : body, { status, headers });
}

function firstSeen(address: string, tag: string): Date {
  const known = seen.get(address);
  if (known?.tag === tag) return known.since;
  // The oldest address goes; asked again, it counts as changed.
  if (seen.size >= MOST_SEEN) seen.delete(seen.keys().next().value!);
  const since = new Date(Math.ceil(Date.now() / 1000) * 1000);
  seen.delete(address);
  seen.set(address, { tag, since });
  return since;
}

/** A tag decides alone where there is one. */
function isKnown({ headers }: Request, tag: string, since: Date): boolean {
  const tags = headers.get("if-none-match");
  if (tags !== null)
    return (
      tags.trim() === "*" || tags.split(",").some((one) => one.trim().replace(/^W\//, "") === tag.slice(2))
    );
  const time = Date.parse(headers.get("if-modified-since") ?? "");
  return !Number.isNaN(time) && since.getTime() <= time;
}
