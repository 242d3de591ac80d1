#!/usr/bin/env node
// Runs the command line on the pinned Node, which executes TypeScript directly, whichever Node found this file.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { handOver } from "./hand-over.js";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

if (Number(process.versions.node.split(".")[0]) >= 26) {
  await import("../src/main.ts");
} else {
  const pinned = findUpwards(
    dirname(main),
    join("node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node"),
  );
  if (!pinned) {
    console.error(
      `papers: Node 26 was expected, not ${process.versions.node}; run npm ci in the repository to install it.`,
    );
    process.exit(1);
  }
  handOver(pinned, [main, ...process.argv.slice(2)]);
}

function findUpwards(folder, name) {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, name))) return join(at, name);
    if (dirname(at) === at) return undefined;
  }
}
