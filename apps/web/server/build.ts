/** @file Builds the site when its sources have changed since the last build. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { glob, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stop } from "./stop.ts";
import { inTurn } from "./turn.ts";

const site = dirname(import.meta.dirname);
const root = dirname(dirname(site));
const builds = join(site, "build");

/** Builds that stay: the one in use, and one that may still be served from another terminal. */
const BUILDS_KEPT = 2;

/** A build's folder is named by the first digits of its sources' SHA-256. */
const STAMP_DIGITS = 16;
const STAMP = new RegExp(`^[0-9a-f]{${STAMP_DIGITS}}$`);

/** What the build is made from. Records, notes and recorded runs are read while the site runs. */
const sources = [
  "package-lock.json",
  "apps/web/{package.json,vite.config.ts,tsconfig.json}",
  "apps/web/{src,static}/**/*",
  "packages/*/package.json",
  "packages/*/src/**/*",
  "papers/*/**/*",
];
const notBuiltIn = /[/\\](results|node_modules)[/\\]|\.test\.ts$|\.md$/;

/** The folder of the build of these sources; a server that runs keeps the folder it started with. */
export async function upToDateBuild(): Promise<string> {
  const build = join(builds, (await stampOfSources()).slice(0, STAMP_DIGITS));
  if (isComplete(build)) return build;
  // Vite writes into folders that all builds of this tree share.
  await inTurn(
    join(builds, "turn"),
    async () => {
      if (!isComplete(build)) await make(build);
    },
    () => console.log("Waiting for another process that builds the site …"),
  );
  return build;
}

function isComplete(build: string): boolean {
  return existsSync(join(build, "complete"));
}

async function make(build: string): Promise<void> {
  process.stdout.write("Building the site, as its sources have changed … ");
  const beganMs = performance.now();
  const { code, output } = await runVite(build);
  if (code !== 0) {
    process.stdout.write("failed.\n");
    stop(output.replace(/^ +at .*\n/gm, "").trim());
  }
  await writeFile(join(build, "complete"), "");
  await removeOldBuilds();
  process.stdout.write(`done in ${((performance.now() - beganMs) / 1000).toFixed(1)} s.\n`);
}

async function removeOldBuilds(): Promise<void> {
  const names = await readdir(builds);
  const folders = names.filter((name) => STAMP.test(name)).map((name) => join(builds, name));
  const ages = await Promise.all(folders.map(async (path) => ({ path, madeMs: (await stat(path)).mtimeMs })));
  const old = ages.sort((a, b) => b.madeMs - a.madeMs).slice(BUILDS_KEPT);
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true })));
}

async function stampOfSources(): Promise<string> {
  const paths: string[] = [];
  for await (const entry of glob(sources, { cwd: root, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !notBuiltIn.test(path.slice(root.length))) paths.push(path);
  }
  const hash = createHash("sha256").update(process.versions.node);
  for (const path of paths.sort()) hash.update(path.slice(root.length)).update(await readFile(path));
  return hash.digest("hex");
}

function runVite(build: string): Promise<{ code: number | null; output: string }> {
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const child = spawn(process.execPath, [vite, "build", "--logLevel", "warn"], {
    cwd: site,
    // Whoever builds it first, a test for instance: it is the build that readers get.
    env: { ...process.env, NODE_ENV: "production", SITE_BUILD: build },
  });
  let output = "";
  child.stdout.on("data", (part) => (output += part));
  child.stderr.on("data", (part) => (output += part));
  return new Promise((resolve) => child.on("exit", (code) => resolve({ code, output })));
}
