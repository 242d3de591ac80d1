/** @file Papers that work, found by their identifier. */
import type { PaperFolder } from "@working-papers/lab/node";
import { expect, test } from "vitest";
import { findFolder, foldersById } from "./context.ts";

const folder = (slug: string, arxiv: string) => ({ paper: { slug, arxiv } }) as PaperFolder;
const folders = [folder("first", "2609.1"), folder("second", "2609.1"), folder("other", "2609.2")];

test("of two papers with one identifier the first is found, as everywhere on the site", async () => {
  const slugs = [...foldersById(folders)].map(([id, { paper }]) => [id, paper.slug]);
  expect(slugs).toEqual([
    ["2609.1", "first"],
    ["2609.2", "other"],
  ]);
  const evidence = { all: () => Promise.resolve(folders) };
  expect((await findFolder(evidence, "2609.1"))?.paper.slug).toBe("first");
  expect((await findFolder(evidence, "second"))?.paper.slug).toBe("second");
  expect(await findFolder(evidence, "2609.3")).toBeUndefined();
});
