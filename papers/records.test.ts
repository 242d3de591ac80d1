/**
 * @file The records of all papers: they load, belong to the papers they say, and promise no measurement that does not
 * exist.
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Paper } from "@working-papers/lab";
import { expect, test } from "vitest";

const root = import.meta.dirname;
const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
const slugs = readdirSync(root)
  .filter((name) => isFile(join(root, name, "paper.ts")))
  .sort();
const load = async (slug: string): Promise<Paper> =>
  (await import(pathToFileURL(join(root, slug, "paper.ts")).href)).default;

/** The first feed. `l-mul` is checked when its record is there. */
const firstFeed = {
  codemind: "2402.09664",
  "arithmetic-heads": "2409.01659",
  mgno: "2310.19809",
  "nns-to-nos": "2506.10973",
  "int16-training": "1802.00930",
  "l-mul": "2410.00907",
  "dissecting-multiplication": "2407.15360",
  "i-vit": "2207.01405",
  "positional-description": "2311.14737",
  "quantization-survey": "2103.13630",
  "probabilistic-world": "2011.02867",
  "autonumerics-zero": "2312.08472",
  "task-arithmetic": "2305.12827",
};

test.each(slugs)("the record of %s is valid and its slug is the name of its folder", async (slug) => {
  expect(await load(slug)).toMatchObject({ slug });
});

test("the papers of the first feed have records with their arXiv ids", async () => {
  const expected = Object.entries(firstFeed).filter(([slug]) => slug !== "l-mul" || slugs.includes(slug));
  const papers = await Promise.all(expected.map(([slug]) => load(slug)));
  expect(papers.map(({ slug, arxiv }) => [slug, arxiv])).toEqual(expected);
});

test("the first feed is of one day, after the first version of each of its papers", async () => {
  const papers = await Promise.all(slugs.filter((slug) => slug in firstFeed).map(load));
  expect(new Set(papers.map(({ listed }) => listed)).size).toBe(1);
  for (const { slug, date, listed } of papers) expect(date < listed, `${slug}: ${date}`).toBe(true);
});

test("the date of a first version lies in the month of its arXiv id or before it", async () => {
  for (const { slug, arxiv, date } of await Promise.all(slugs.map(load)))
    expect(date.slice(2, 7).replace("-", "") <= arxiv.slice(0, 4), `${slug}: ${date}`).toBe(true);
});

test("claim ids are unique across all papers", async () => {
  const papers = await Promise.all(slugs.map(load));
  const ids = papers.flatMap(({ claims }) => claims.map(({ id }) => id));
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test("no claim carries a verdict", async () => {
  for (const { claims } of await Promise.all(slugs.map(load)))
    for (const claim of claims) expect(claim).not.toHaveProperty("verdict");
});

test("every check names an experiment that has a file", async () => {
  const missing: string[] = [];
  for (const { slug, claims } of await Promise.all(slugs.map(load)))
    for (const { id, checks } of claims)
      for (const { experiment } of checks)
        if (!isFile(join(root, slug, "experiments", `${experiment}.ts`)))
          missing.push(`${slug} ${id}: ${experiment}`);
  expect(missing).toEqual([]);
});
