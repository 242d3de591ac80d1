/** @file `papers export <folder>`: the whole site as files for any static host. */
import { cp, readdir, readFile, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UsageError } from "@working-papers/lab";
import { writeSearchFiles } from "@working-papers/daily";
import { withDatabase } from "../database.ts";
import { crawl } from "../export/crawl.ts";
import { startSite, type StartedSite } from "../export/site.ts";
import { begun, put } from "../export/target.ts";
import { stopOnInterrupt } from "../interrupt.ts";
import { pacedBar } from "../pace.ts";
import { findRoot, repository } from "../root.ts";

export interface ExportCommandOptions {
  origin: string;
  base: string;
}

/** Addresses that no page leads to; besides these, the identifiers of papers that have their page under a name. */
const SEEDS = ["/search/here", "/sitemap.xml", "/robots.txt", "/llms.txt"];

export async function exportSite(folder: string, options: ExportCommandOptions): Promise<void> {
  const target = resolve(folder);
  const publicBase = publicAddress(options);
  // Complete or not there: a copy that is half a site is none.
  const unfinished = await begun(target);
  const stop = stopOnInterrupt();
  let site: StartedSite | undefined;
  try {
    const origin = new URL(publicBase).origin;
    site = await startSite(findRoot(), origin);
    await cp(await clientFiles(site.address), unfinished, { recursive: true });
    const records = await (await repository()).records();
    const bar = pacedBar("export");
    const crawled = await crawl({
      site: site.address,
      folder: unfinished,
      publicBase,
      origin,
      seeds: [...SEEDS, ...records.map(({ arxiv }) => `/papers/${arxiv}`)],
      signal: stop.signal,
      progress: (done, known) => bar.at(done / known, `${done} of ${known} addresses`),
    }).finally(bar.clear);
    for (const { path, status, from } of crawled.missing)
      console.error(`left out: ${path} answers ${status}; ${from} leads there.`);
    // The site has put in the papers of the repository, and lets go of the database.
    await site.stop();
    const search = await withDatabase(({ database }) =>
      writeSearchFiles(database.db, join(unfinished, "search-index")),
    );
    console.error(
      `Search: ${search.papers.toLocaleString("en")} papers, ${search.words.toLocaleString("en")} words, ${megabytes(search.bytes)} in ${search.files} files of words.`,
    );
    await put(unfinished, target);
    const bytes = await sizeOf(target);
    console.log(
      `Wrote ${crawled.pages.toLocaleString("en")} pages and ${(crawled.files - crawled.pages).toLocaleString("en")} other answers to ${target} (${megabytes(bytes)}).`,
    );
    console.log(`Put the folder at ${publicBase}, which its feeds and canonical links name.`);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    console.error("papers: stopped; nothing was written.");
    process.exitCode = 130;
  } finally {
    stop.release();
    await site?.stop();
    await rm(unfinished, { recursive: true, force: true });
  }
}

function publicAddress({ origin, base }: ExportCommandOptions): string {
  if (!/^https?:\/\//.test(origin) || !URL.canParse(origin))
    throw new UsageError(`--origin must be an address like https://papers.example.org, not «${origin}».`);
  if (!/^\/([\w.~-]+\/)*$/.test(base))
    throw new UsageError(`--base must be a path like / or /papers/, not «${base}».`);
  return new URL(base, origin).href;
}

/** Scripts, styles and fonts: those of the build that the running site was made from, which both name by its version. */
async function clientFiles(site: string): Promise<string> {
  const version = await (await fetch(`${site}/_app/version.json`)).text();
  const builds = join(import.meta.dirname, "../../../web/build");
  for (const build of await readdir(builds)) {
    const client = join(builds, build, "client");
    const its = await readFile(join(client, "_app", "version.json"), "utf8").catch(() => undefined);
    if (its === version) return client;
  }
  throw new Error(`The build of the running site was not found in ${builds}.`);
}

async function sizeOf(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    files.filter((one) => one.isFile()).map(async (one) => (await stat(join(one.parentPath, one.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
