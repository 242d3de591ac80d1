/** @file A repository whose papers contradict each other. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testRepository, type TestRepository } from "../child/testing.ts";
import { openRepository } from "./repository.ts";

let files: TestRepository;

beforeAll(async () => void (files = await testRepository()));
afterAll(() => files.remove());

test("of two papers with one arXiv id the first is kept, and the other's file is named", async () => {
  const folder = join(files.root, "papers", "wander");
  await mkdir(folder);
  await writeFile(
    join(folder, "paper.ts"),
    `export default { slug: "wander", arxiv: "2609.00000", claims: [] };`,
  );
  const repository = await openRepository(files.root);
  expect((await repository.records()).map(({ slug }) => slug)).toEqual(["walk"]);
  const { folders, problems } = await repository.loadAll();
  expect(folders.map(({ paper }) => paper.slug)).toEqual(["walk", "wander"]);
  expect(problems).toEqual([
    {
      file: "papers/wander/paper.ts",
      message: "arxiv: 2609.00000 is the id of walk already, which the site shows; give each paper its own",
    },
  ]);
});
