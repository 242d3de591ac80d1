/** @file What answers to machines are made from: the database, search, and the papers that work here. */
import type { PaperFolder } from "@working-papers/lab/node";
import type { Db } from "../database/open.ts";
import type { SearchEngine } from "../search/engine.ts";

export interface SiteContext {
  db: Db;
  search: Pick<SearchEngine, "search">;
  evidence: Evidence;
  /** Name of the site, for titles. */
  name: string;
  /** The day it is, YYYY-MM-DD in UTC. */
  today(): string;
}

/** The papers that work here, or are to: their claims, recorded runs and verdicts. */
export interface Evidence {
  all(): Promise<readonly PaperFolder[]>;
}

/** A paper of the repository by its arXiv identifier or its short name. */
export async function findFolder(evidence: Evidence, name: string): Promise<PaperFolder | undefined> {
  return (await evidence.all()).find(({ paper }) => paper.arxiv === name || paper.slug === name);
}

/** Papers that work by their identifier at arXiv; of two with one, the first, which the site shows. */
export function foldersById(folders: readonly PaperFolder[]): Map<string, PaperFolder> {
  const byId = new Map<string, PaperFolder>();
  for (const folder of folders) if (!byId.has(folder.paper.arxiv)) byId.set(folder.paper.arxiv, folder);
  return byId;
}
