/** @file The repository whose papers the site shows, opened once and read anew for every page. */
import { describeHost, openRepository, type PaperFolder, type Repository } from "@working-papers/lab/node";
import { UsageError, nearestNames, type Provenance } from "@working-papers/lab";
import { error } from "@sveltejs/kit";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** `WORKING_PAPERS_ROOT`, else the folder above this file (or above the working directory) that has `papers/`. */
export const root = resolve(
  process.env.WORKING_PAPERS_ROOT ?? upwards(import.meta.dirname) ?? upwards(process.cwd()) ?? process.cwd(),
);

let opened: Promise<Repository> | undefined;

export function repository(): Promise<Repository> {
  opened ??= openRepository(root).catch((reason) => {
    opened = undefined;
    throw reason;
  });
  return opened;
}

/** One paper's folder; answers 404 with the nearest names when there is none, 500 with the reason when it cannot be read. */
export async function paperFolder(slug: string): Promise<PaperFolder> {
  const papers = await repository();
  try {
    return await papers.load(slug);
  } catch (reason) {
    if (!(reason instanceof UsageError)) error(500, `papers/${slug}/paper.ts: ${(reason as Error).message}`);
    const suggestions = nearestNames(slug, await papers.slugs()).map((name) => ({
      name,
      href: `/papers/${name}`,
    }));
    error(404, `There is no paper «${slug}».`, { suggestions });
  }
}

let host: Promise<Omit<Provenance, "providers" | "startedAt">> | undefined;

/** What code this site runs: the provenance of runs in the page, which adds the reader's own machine. */
export function siteHost(): Promise<Omit<Provenance, "providers" | "startedAt">> {
  host ??= describeHost(root);
  return host;
}

function upwards(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "papers", "package.json"))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}
