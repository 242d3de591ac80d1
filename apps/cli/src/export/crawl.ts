/** @file Goes through a running site along its own links and keeps what it answers. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  addressOf,
  fileOf,
  keyOf,
  linksOf,
  nextOf,
  redirectPage,
  rewriteAddresses,
  rewritePage,
} from "./links.ts";
import { withPolicy } from "./policy.ts";

export interface CrawlOptions {
  /** Where the site answers now. */
  site: string;
  /** The folder to fill. */
  folder: string;
  /** The address of the folder for readers, with a slash at the end. */
  publicBase: string;
  /** The address that the site believes to have, which its feeds name. */
  origin: string;
  /** Where to begin, beside the home page. */
  seeds: readonly string[];
  /** Requests at once. Default 4. */
  atOnce?: number;
  signal?: AbortSignal;
  progress?: (done: number, known: number) => void;
}

export interface Crawled {
  pages: number;
  files: number;
  /** Addresses that did not answer, with the status: what links lead to and is not there. */
  missing: { path: string; status: number; from: string }[];
}

/** What has no place in a copy: what needs the server, or is another form of what is there. */
const LEFT_OUT =
  /^\/(runs|health|metrics|theme|sign-in|account|first-editor|admin|submit|for-you|vote|pick|comments\/new|comments\/[^/]+\/edit|authorship|proposals\/new|search(?!\/here)|api\/|exports\/search|feeds\/search|_app\/version\.json)/;

interface Kept {
  url: URL;
  file: string;
  type: string;
  policy: string | null;
}

export async function crawl(options: CrawlOptions): Promise<Crawled> {
  const { site, folder, signal, progress, atOnce = 4 } = options;
  const base = new URL(site);
  const files = new Map<string, string>();
  const redirects = new Map<string, string>();
  const kept: Kept[] = [];
  const missing: Crawled["missing"] = [];
  const known = new Set<string>();
  const waiting: { url: URL; from: string }[] = [];
  const add = (link: string, from: URL): void => {
    const url = addressOf(
      link.startsWith(options.origin) ? link.slice(options.origin.length) || "/" : link,
      from,
    );
    if (!url || LEFT_OUT.test(url.pathname) || known.has(keyOf(url))) return;
    known.add(keyOf(url));
    waiting.push({ url, from: from.pathname });
  };

  const take = async ({ url, from }: { url: URL; from: string }): Promise<void> => {
    const response = await ask(url, signal);
    const location = response.headers.get("location");
    if (location !== null && response.status >= 300 && response.status < 400) {
      const target = addressOf(location, url);
      if (target) {
        redirects.set(keyOf(url), keyOf(target));
        add(location, url);
      }
      await response.body?.cancel();
      return;
    }
    if (!response.ok) {
      missing.push({ path: keyOf(url), status: response.status, from });
      await response.body?.cancel();
      return;
    }
    const type = response.headers.get("content-type") ?? "application/octet-stream";
    const file = fileOf(url, type);
    const bytes = Buffer.from(await response.arrayBuffer());
    await write(join(folder, file), bytes);
    files.set(keyOf(url), file);
    kept.push({ url, file, type, policy: response.headers.get("content-security-policy") });
    if (type.startsWith("text/html")) linksOf(bytes.toString("utf8")).forEach((link) => add(link, url));
    else if (/^application\/(atom\+xml|rss\+xml|feed\+json)/.test(type))
      nextOf(bytes.toString("utf8")).forEach((link) => add(link, url));
    else if (/sitemap/.test(url.pathname))
      for (const [, link] of bytes.toString("utf8").matchAll(/<loc>([^<]+)<\/loc>/g)) add(link, url);
  };

  for (const seed of ["/", ...options.seeds]) add(seed, base);
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      signal?.throwIfAborted();
      await take(next);
      progress?.(++done, known.size);
    }
  };
  // A worker that found nothing to do may be needed again when another one has found links.
  while (waiting.length > 0) await Promise.all(Array.from({ length: atOnce }, worker));

  for (const [from, to] of redirects) {
    let target = to;
    for (let hops = 0; hops < 5 && redirects.has(target); hops++) target = redirects.get(target)!;
    const file = files.get(target);
    if (file === undefined) continue;
    // Links of this copy go straight there; those from elsewhere find a page that leads on.
    files.set(from, file);
    const place = fileOf(new URL(from, base), "text/html");
    await write(join(folder, place), redirectPage(place, file));
  }
  for (const page of kept) await rewrite(page, options, files);
  return {
    pages: kept.filter(({ type }) => type.startsWith("text/html")).length,
    files: kept.length,
    missing,
  };
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** A server may close a connection that was idle at the very moment at which it is used again; asking is harmless, so it is done again. */
const ATTEMPTS = 4;

async function ask(url: URL, signal: AbortSignal | undefined): Promise<Response> {
  for (let attempt = 1; ; attempt++)
    try {
      return await fetch(url, { redirect: "manual", headers: { accept: "text/html, */*;q=0.8" }, signal });
    } catch (cause) {
      signal?.throwIfAborted();
      const why = (cause as Error).cause ?? cause;
      if (attempt === ATTEMPTS)
        throw new Error(`${url.pathname} could not be read: ${(why as Error).message}.`, { cause });
      await sleep(200 * attempt);
    }
}

async function rewrite(
  { url, file, type, policy }: Kept,
  options: CrawlOptions,
  files: Map<string, string>,
): Promise<void> {
  if (!/^(text\/(html|plain|markdown)|application\/([\w.]+\+)?(json|xml)|image\/svg)/.test(type)) return;
  const path = join(options.folder, file);
  const text = await readFile(path, "utf8");
  const page = type.startsWith("text/html");
  const linked = page ? rewritePage(text, url, file, files) : text;
  const addressed = rewriteAddresses(linked, options.origin, options.publicBase, files);
  // Last, as digests are of what stands there in the end.
  await writeFile(path, page ? withPolicy(addressed, policy) : addressed);
}
