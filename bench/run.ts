/**
 * @file `npm run bench -- <name> [arguments]`: runs a bench by its name. A bench is a file beside this one, or a folder of
 * them, which are run in turn; each prints ratios measured interleaved in one run.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { didYouMean } from "@working-papers/lab";

const here = import.meta.dirname;
const self = "run.ts";

/** The files of each bench, by its name. */
const benches = new Map(
  readdirSync(here)
    .filter((entry) => entry !== self)
    .map((entry): [string, string[]] => [entry.replace(/\.ts$/, ""), filesOf(join(here, entry))])
    .filter(([, files]) => files.length > 0),
);

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return path.endsWith(".ts") ? [path] : [];
  return readdirSync(path)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(path, name));
}

const [name, ...rest] = process.argv.slice(2);
const names = [...benches.keys()];
const files = benches.get(name ?? "");
if (!files) {
  const problem = name === undefined ? "The name of a bench was expected." : `There is no bench «${name}».`;
  console.error(`bench: ${problem}${name === undefined ? didYouMean("", names) : didYouMean(name, names)}`);
  process.exit(2);
}
for (const file of files) {
  const { status } = spawnSync(process.execPath, [file, ...rest], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
