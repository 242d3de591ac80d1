/** @file Large real data for tests and measurements, where the machine has it: named by DAILY_TEST_DATA, or beside the repository. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

const folder =
  process.env.DAILY_TEST_DATA ?? fileURLToPath(new URL("../../../../../shared/data", import.meta.url));
const present = (name: string): string | undefined => {
  const path = join(folder, name);
  return existsSync(path) ? path : undefined;
};

const unzip = promisify(gunzip);

export const corpus = {
  /** 30,000 records of arXiv, JSON Lines. */
  arxiv: present("arxiv-30k.jsonl.gz"),
  /** Days and the papers chosen for them: `{"2024-09-05": ["2409.02889", …]}`. */
  listings: present("daily-listings.json"),
  /** The CACM collection: `cacm.all`, `query.text`, `qrels.text`. */
  cacm: present("cacm"),
  async readArxiv(): Promise<string> {
    return (await unzip(await readFile(corpus.arxiv!))).toString("utf8");
  },
};
