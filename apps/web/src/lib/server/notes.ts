/** @file A paper's notes (`papers/<slug>/README.md`) as HTML. */
import type { PaperFolder } from "@working-papers/lab/node";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Markup } from "../markup.ts";
import { renderMarkdown } from "./markdown/index.ts";

export async function notesHtml(folder: PaperFolder): Promise<Markup | undefined> {
  const source = await readFile(join(folder.directory, "README.md"), "utf8").catch(
    (reason: NodeJS.ErrnoException) => {
      if (reason.code === "ENOENT") return undefined;
      throw reason;
    },
  );
  return source === undefined
    ? undefined
    : new Markup(renderMarkdown(source, { idPrefix: "notes-", shiftHeadings: 1 }));
}
