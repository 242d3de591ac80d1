/** @file What a builder imports: the names that a paper's front door exports. */
import type { PaperFolder } from "@working-papers/lab/node";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { hasSystem } from "./cards.ts";

const SHOWN = 4;

/** «import { lmul } from "@working-papers/papers/l-mul";», or nothing when there is no system yet. */
export async function importLine(folder: PaperFolder): Promise<string | undefined> {
  if (!hasSystem(folder)) return undefined;
  const front = pathToFileURL(join(folder.directory, "index.ts")).href;
  const exported = (await import(/* @vite-ignore */ front)) as Record<string, unknown>;
  const own = folder.paper.slug.replaceAll("-", "");
  const names = Object.keys(exported)
    .filter((name) => typeof exported[name] === "function")
    .sort((a, b) => Number(isNamedAfter(b, own)) - Number(isNamedAfter(a, own)))
    .slice(0, SHOWN)
    .join(", ");
  return `import { ${names} } from "@working-papers/papers/${folder.paper.slug}";`;
}

/** What carries the paper's name comes first: `lmul` of `l-mul`. */
function isNamedAfter(name: string, slug: string): boolean {
  return name.toLowerCase().startsWith(slug);
}
