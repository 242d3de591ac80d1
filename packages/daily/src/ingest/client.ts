/**
 * @file The one way to the network: politely.
 *
 * Only services on a list are asked, at the pace they ask for, one connection at a time, with a contact in the user agent; unchanged answers are not
 * sent again; «too many requests» is obeyed; and what comes is kept as it came before anything reads it.
 */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { and, desc, eq, isNotNull } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { answer } from "../database/schema.ts";
import { takeTurn, type Pace } from "./bucket.ts";

const compress = promisify(gzip);

export interface Service {
  /** Scheme, host and port: requests and redirects go nowhere else. */
  origin: string;
  pace: Pace;
}

const ARXIV: Pace = { name: "arxiv", spacing: 3_000 };

/** arXiv asks for three seconds between requests and one connection over all of its interfaces. */
export const SERVICES: readonly Service[] = [
  { origin: "https://export.arxiv.org", pace: ARXIV },
  { origin: "https://oaipmh.arxiv.org", pace: ARXIV },
  { origin: "https://rss.arxiv.org", pace: ARXIV },
  { origin: "https://huggingface.co", pace: { name: "huggingface", spacing: 1_000 } },
];

/** The services, with another place of arXiv's query API, which is asked at the same pace. */
export function servicesWith(arxiv: string): readonly Service[] {
  return [...SERVICES, { origin: new URL(arxiv).origin, pace: ARXIV }];
}

export interface ClientOptions {
  db: Db;
  /** An address or mail of the host, which the services want to know. */
  contact: string;
  services?: readonly Service[];
  /** Default the runtime's own. */
  fetch?: typeof globalThis.fetch;
  /** Milliseconds for one answer. Default 60,000. */
  timeout?: number;
  /** Bytes of one answer, unpacked. Default 64,000,000. */
  most?: number;
  /** Milliseconds before a second attempt after a failure; doubled before the third. Default 5,000. */
  patience?: number;
}

export interface Kept {
  /** The key of the kept answer; undefined when the service says that nothing has changed. */
  key: number | undefined;
  body: string;
}

export interface Client {
  db: Db;
  /**
   * Asks and keeps the answer. With `conditional`, an answer that was read before is not sent again.
   *
   * @throws ClientError when the service refuses or does not answer, after three attempts
   */
  get(source: string, url: string, options?: { conditional?: boolean; signal?: AbortSignal }): Promise<Kept>;
}

export class ClientError extends Error {
  override name = "ClientError";
  readonly status: number | undefined;
  /** Of the kept answer, when there was one. */
  readonly key: number | undefined;
  readonly body: string;
  constructor(message: string, status?: number, key?: number, body = "", options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.key = key;
    this.body = body;
  }
}

const ATTEMPTS = 3;
const REDIRECTS = 3;
/** A service that wants a longer pause is asked again another time. */
const LONGEST_PAUSE = 60_000;

export function politeClient(options: ClientOptions): Client {
  const { db, contact, services = SERVICES, patience = 5_000 } = options;
  if (contact.trim() === "" || /[\r\n]/.test(contact))
    throw new Error(
      "A contact is needed to ask other services: an address of the site or a mail of its host.",
    );
  const userAgent = `working-papers/0.1 (+${contact.trim()})`;
  const serviceOf = (url: string): Service => {
    const service = URL.canParse(url)
      ? services.find(({ origin }) => origin === new URL(url).origin)
      : undefined;
    if (!service)
      throw new ClientError(`${url.slice(0, 200)} is not one of the services that this site asks.`);
    return service;
  };
  return {
    db,
    async get(source, url, { conditional = false, signal } = {}) {
      serviceOf(url);
      const before = conditional ? await lastRead(db, url) : undefined;
      const headers: Record<string, string> = { "user-agent": userAgent, accept: "*/*" };
      if (before?.etag) headers["if-none-match"] = before.etag;
      if (before?.lastModified) headers["if-modified-since"] = before.lastModified;
      for (let attempt = 1; ; attempt++) {
        const outcome = await ask(url, headers, signal).catch((error: unknown) => error as Error);
        if (signal?.aborted) throw signal.reason;
        if (outcome instanceof ClientError) throw outcome;
        if (outcome instanceof Error) {
          if (attempt >= ATTEMPTS)
            throw new ClientError(`${url} did not answer: ${outcome.message}.`, undefined, undefined, "", {
              cause: outcome,
            });
        } else {
          const { response, body } = outcome;
          if (response.status === 304 && before) return { key: undefined, body: "" };
          const key = await keep(db, source, url, response, body);
          if (response.status === 200) return { key, body };
          const again = response.status === 429 || response.status >= 500;
          if (!again || attempt >= ATTEMPTS || pauseOf(response) > LONGEST_PAUSE)
            throw new ClientError(
              `${new URL(url).host} answered ${response.status}${again ? " and may be asked again later" : ""}.`,
              response.status,
              key,
              body,
            );
        }
        await new Promise((resolve) => setTimeout(resolve, patience * 2 ** (attempt - 1)));
      }
    },
  };

  async function ask(
    first: string,
    headers: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<{ response: Response; body: string }> {
    const { fetch = globalThis.fetch, timeout = 60_000, most = 64_000_000 } = options;
    let url = first;
    for (let hop = 0; ; hop++) {
      const turn = await takeTurn(db, serviceOf(url).pace, signal);
      let pause: number | undefined;
      try {
        const limit = AbortSignal.timeout(timeout);
        const response = await fetch(url, {
          headers,
          redirect: "manual",
          signal: signal ? AbortSignal.any([limit, signal]) : limit,
        });
        const body = await readBody(response, most);
        if (response.status === 429 || response.status === 503) pause = pauseOf(response);
        const location = response.headers.get("location");
        if (response.status < 300 || response.status >= 400 || response.status === 304 || location === null)
          return { response, body };
        if (hop >= REDIRECTS) throw new ClientError(`${first} redirects too often.`, response.status);
        url = new URL(location, url).href;
        serviceOf(url);
      } finally {
        await turn.done(pause);
      }
    }
  }
}

/** Reads at most so many bytes, whatever length was announced. */
async function readBody(response: Response, most: number): Promise<string> {
  if (!response.body) return "";
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.length;
    if (length > most) throw new ClientError(`The answer is longer than ${most} bytes.`, response.status);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** How long the service wants to be left alone, in milliseconds: seconds or a date. */
function pauseOf(response: Response): number {
  const text = response.headers.get("retry-after");
  if (text === null) return 0;
  const seconds = /^\d+$/.test(text.trim()) ? Number(text) : (Date.parse(text) - Date.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.min(86_400_000, Math.max(0, seconds * 1_000)) : 0;
}

async function keep(db: Db, source: string, url: string, response: Response, body: string): Promise<number> {
  const [{ key }] = await db
    .insert(answer)
    .values({
      source,
      url,
      status: response.status,
      contentType: response.headers.get("content-type"),
      etag: response.headers.get("etag"),
      lastModified: response.headers.get("last-modified"),
      body: await compress(body),
      sha256: createHash("sha256").update(body).digest("hex"),
    })
    .returning({ key: answer.key });
  return key;
}

/** The newest good answer that was also read to the end: one that could not be read must be sent again. */
async function lastRead(
  db: Db,
  url: string,
): Promise<{ etag: string | null; lastModified: string | null } | undefined> {
  const [row] = await db
    .select({ etag: answer.etag, lastModified: answer.lastModified })
    .from(answer)
    .where(and(eq(answer.url, url), eq(answer.status, 200), isNotNull(answer.read)))
    .orderBy(desc(answer.fetched), desc(answer.key))
    .limit(1);
  return row;
}
