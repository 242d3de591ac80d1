/**
 * @file `npm run bench -- <name> [arguments]`: runs a bench by its name. A bench is a file beside this one, or the
 * `index.ts` of a folder; each prints ratios measured interleaved in one run.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { didYouMean } from "@working-papers/lab";

const here = import.meta.dirname;
const self = "run.ts";

/** The file of each bench, by its name. */
const benches = new Map(
  readdirSync(here)
    .filter((entry) => entry !== self)
    .map((entry): [string, string] => [
      entry.replace(/\.ts$/, ""),
      entry.endsWith(".ts") ? join(here, entry) : join(here, entry, "index.ts"),
    ])
    .filter(([, file]) => existsSync(file)),
);

const [name, ...rest] = process.argv.slice(2);
const names = [...benches.keys()];
const file = benches.get(name ?? "");
if (!file) {
  const problem = name === undefined ? "The name of a bench was expected." : `There is no bench «${name}».`;
  console.error(`bench: ${problem}${name === undefined ? didYouMean("", names) : didYouMean(name, names)}`);
  process.exit(2);
}
process.exit(spawnSync(process.execPath, [file, ...rest], { stdio: "inherit" }).status ?? 1);
