/** @file `papers new <slug>`: the folder of a new paper, complete enough to show, run and verify. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { UsageError } from "@working-papers/lab";
import { newPaperFiles } from "../new-paper.ts";
import { findRoot } from "../root.ts";

export async function create(slug: string): Promise<void> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))
    throw new UsageError(
      `A slug of lower-case words joined by hyphens was expected, like l-mul, not «${slug}».`,
    );
  const root = findRoot();
  const folder = join(root, "papers", slug);
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EEXIST"
      ? new UsageError(`The folder papers/${slug} exists already; choose another slug.`)
      : error;
  });
  for (const [name, text] of Object.entries(newPaperFiles(slug))) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    console.log(`wrote ${relative(process.cwd(), file)}`);
  }
  console.log(
    `\nTry it: npx papers run ${slug}, npx papers info ${slug}, npm start. Then make it yours; CONTRIBUTING.md says how.`,
  );
}
