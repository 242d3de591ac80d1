/**
 * @file How much one network may ask: a token bucket each, in memory.
 *
 * A bucket holds what was not asked for during the last minute at most; a page takes one token, a search four, what changes something five. A network is
 * an address, or the first half of one of version 6: whoever has one address of it has all of them.
 */
import { problem, ProblemError } from "@working-papers/daily";
import type { RequestEvent } from "@sveltejs/kit";
import { isIPv6 } from "node:net";

export interface Limits {
  /** Takes the tokens of a request; answers with the seconds to wait when there are none. */
  take(network: string, cost: number, nowMs?: number): number | undefined;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Buckets that are remembered; a full one says nothing and is forgotten first. */
const REMEMBERED = 50_000;

/** @param perMinute tokens a minute, which are also the most that a bucket holds; 0 for no limit */
export function requestLimits(perMinute: number): Limits {
  const buckets = new Map<string, Bucket>();
  const perMs = perMinute / 60_000;
  return {
    take(network, cost, nowMs = performance.now()) {
      if (perMinute === 0) return undefined;
      const known = buckets.get(network);
      const tokens = known ? Math.min(perMinute, known.tokens + (nowMs - known.atMs) * perMs) : perMinute;
      // The one that was asked last stands last.
      buckets.delete(network);
      if (buckets.size >= REMEMBERED) buckets.delete(buckets.keys().next().value!);
      if (tokens < cost) {
        buckets.set(network, { tokens, atMs: nowMs });
        return Math.ceil((cost - tokens) / perMs / 1000);
      }
      buckets.set(network, { tokens: tokens - cost, atMs: nowMs });
      return undefined;
    },
  };
}

/** What a request costs, by what it makes the server do. */
export function costOf({ method, pathname }: { method: string; pathname: string }): number {
  if (method !== "GET" && method !== "HEAD") return 5;
  if (/^\/(?:search|api\/papers\/search|feeds\/search|exports\/search)/.test(pathname)) return 4;
  if (pathname === "/subscribe/preview") return 10;
  return 1;
}

/** Who asks. Without the header of the proxy, as a health check from beside the site comes, it is the other end of the connection. */
export function addressOf({
  getClientAddress,
  platform,
}: Pick<RequestEvent, "getClientAddress" | "platform">): string {
  try {
    return getClientAddress();
  } catch {
    return platform?.req?.socket.remoteAddress ?? "";
  }
}

/** The address, or of version 6 its first 64 bits. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1];
  if (!isIPv6(address)) return address;
  const [head, tail = ""] = address.replace(/%.*$/, "").split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const gap = address.includes("::")
    ? Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0")
    : [];
  return `${[...left, ...gap, ...right]
    .slice(0, 4)
    .map((part) => parseInt(part, 16).toString(16))
    .join(":")}::/64`;
}

/** The answer to who asks too much: a sentence, for programs within a problem document. */
export function tooMany(seconds: number, path = "/"): Response {
  const sentence = `Too many requests came from your address. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
  if (/^\/(?:api|feeds|exports|badges|og)\//.test(path))
    return problem(new ProblemError(429, sentence), { "retry-after": String(seconds) });
  return new Response(`${sentence}\n`, {
    status: 429,
    headers: { "content-type": "text/plain; charset=utf-8", "retry-after": String(seconds) },
  });
}
