/**
 * @file `npm start`: builds the site when its sources have changed since the last build, then serves it.
 *
 * `node apps/web/start.ts build` only builds. PORT and HOST say where to listen; ORIGIN is the address readers use when a proxy stands in front.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { stop } from "./server/stop.ts";

const root = dirname(dirname(import.meta.dirname));

const PINNED_MAJOR = 26;

if (Number(process.versions.node.split(".")[0]) < PINNED_MAJOR) {
  await continueUnderPinnedNode();
} else {
  // Not before: an older Node may lack what these import.
  const { upToDateBuild } = await import("./server/build.ts");
  const build = await upToDateBuild();
  if (process.argv[2] !== "build") await (await import("./server/serve.ts")).serve(build);
}

/** A newer shell Node than none: the pinned one is among the installed packages. */
async function continueUnderPinnedNode(): Promise<void> {
  const pinned = join(root, "node_modules", ".bin", "node");
  if (!existsSync(pinned))
    stop(
      `Node ${PINNED_MAJOR} is needed, this is ${process.versions.node}; run «npm ci» and then «npm start».`,
    );
  const child = spawn(pinned, process.argv.slice(1), { stdio: "inherit" });
  // Ctrl-C comes to both from the terminal; other signals come here alone.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => process.exit(code ?? 1));
}
