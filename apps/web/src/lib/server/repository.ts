/** @file The repository whose papers the site shows, opened once and read anew for every page. */
import {
  describeHost,
  findRepository,
  openRepository,
  type PaperFolder,
  type Repository,
} from "@working-papers/lab/node";
import { UsageError, nearestNames, type Provenance } from "@working-papers/lab";
import { error } from "@sveltejs/kit";

/** The repository named by the environment, else the one that holds this file, else the working directory's. */
export const root = findRepository(import.meta.dirname, process.cwd());

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
