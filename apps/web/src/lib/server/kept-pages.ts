/**
 * @file Pages as they were written, kept until what they show changes.
 *
 * A page is the same for every reader until the papers, the lists, the folders of working papers or the day change; all of that is in its stamp. The stamp is
 * taken before a page is made and compared before it is given out, so nobody gets a page that is older than what was there when he asked.
 * Kept compressed; the least recently read go first when there is no more room.
 */
import { gunzip, gzip } from "node:zlib";
import { promisify } from "node:util";

const compress = promisify(gzip);
const expand = promisify(gunzip);

interface Kept {
  stamp: string;
  headers: readonly (readonly [string, string])[];
  etag: string;
  gzip: Uint8Array<ArrayBuffer>;
}

export interface KeptPages {
  /** The kept answer for a request, or nothing when there is none of this stamp. */
  find(request: Request, key: string, stamp: string): Promise<Response | undefined>;
  /** Keeps an answer and gives it out. */
  keep(request: Request, key: string, stamp: string, response: Response): Promise<Response>;
  /** What is held, for the host. */
  size(): { pages: number; bytes: number };
}

/** Of headers and bookkeeping, about. */
const OVERHEAD = 1_000;

/** @param bytes that pages may take up */
export function keptPages(bytes: number): KeptPages {
  const pages = new Map<string, Kept>();
  let held = 0;

  function drop(key: string): void {
    const page = pages.get(key);
    if (!page) return;
    held -= page.gzip.byteLength + OVERHEAD;
    pages.delete(key);
  }

  return {
    async find(request, key, stamp) {
      const page = pages.get(key);
      if (!page) return undefined;
      if (page.stamp !== stamp) {
        drop(key);
        return undefined;
      }
      // The one that was read last stands last.
      pages.delete(key);
      pages.set(key, page);
      return answer(request, page);
    },
    async keep(request, key, stamp, response) {
      const body = new Uint8Array(await response.arrayBuffer());
      const page: Kept = {
        stamp,
        headers: keptHeaders(response.headers),
        etag: weak(response.headers.get("etag")),
        gzip: await compress(body, { level: 6 }),
      };
      const size = page.gzip.byteLength + OVERHEAD;
      drop(key);
      if (size <= bytes / 4) {
        for (const old of pages.keys()) {
          if (held + size <= bytes) break;
          drop(old);
        }
        pages.set(key, page);
        held += size;
      }
      return answer(request, page);
    },
    size: () => ({ pages: pages.size, bytes: held }),
  };
}

async function answer(request: Request, { headers, etag, gzip: body }: Kept): Promise<Response> {
  const answered = new Headers(headers as [string, string][]);
  answered.set("etag", etag);
  answered.set("cache-control", "private, no-cache");
  answered.set("vary", "accept, accept-encoding, cookie");
  if (etag !== "" && matches(request.headers.get("if-none-match"), etag))
    return new Response(null, { status: 304, headers: answered });
  if (/\bgzip\b/.test(request.headers.get("accept-encoding") ?? "")) {
    answered.set("content-encoding", "gzip");
    answered.set("content-length", String(body.byteLength));
    return new Response(body, { headers: answered });
  }
  const plain = new Uint8Array(await expand(body));
  answered.set("content-length", String(plain.byteLength));
  return new Response(plain, { headers: answered });
}

/** One tag for both encodings of a page is a weak one. */
function weak(etag: string | null): string {
  return etag === null ? "" : etag.startsWith("W/") ? etag : `W/${etag}`;
}

function matches(asked: string | null, etag: string): boolean {
  return asked?.split(",").some((one) => weak(one.trim()) === etag || one.trim() === "*") ?? false;
}

/** A nonce is for one answer: a page that is given out again has no script that needs one, and names none. */
function keptHeaders(headers: Headers): [string, string][] {
  return [...headers]
    .filter(([name]) => !["content-length", "content-encoding", "etag", "set-cookie", "vary"].includes(name))
    .map(([name, value]) => [
      name,
      name === "content-security-policy" ? value.replace(/ 'nonce-[^']+'/g, "") : value,
    ]);
}
