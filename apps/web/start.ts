/**
 * @file `npm start`: builds the site when its sources have changed since the last build, then serves it.
 *
 * `node apps/web/start.ts build` only builds. PORT and HOST say where to listen; ORIGIN is the address readers use when a proxy stands in front.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { glob, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const site = import.meta.dirname;
const root = dirname(dirname(site));
const builds = join(site, "build");

/** Builds that stay: the one in use, and one that may still be served from another terminal. */
const BUILDS_KEPT = 2;

const PINNED_MAJOR = 26;

/** After a signal to stop: for requests under way, and for everything. */
const REQUESTS_MS = 2_000;
const SHUTDOWN_MS = 15_000;

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

if (Number(process.versions.node.split(".")[0]) < PINNED_MAJOR) {
  await continueUnderPinnedNode();
} else if (process.argv[2] === "build") {
  await upToDateBuild();
} else {
  await serve(await upToDateBuild());
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

/** The folder of the build of these sources; a server that runs keeps the folder it started with. */
async function upToDateBuild(): Promise<string> {
  const build = join(builds, (await stampOfSources()).slice(0, 16));
  const complete = join(build, "complete");
  if (existsSync(complete)) return build;
  process.stdout.write("Building the site, as its sources have changed … ");
  const beganMs = performance.now();
  const { code, output } = await runVite(build);
  if (code !== 0) {
    process.stdout.write("failed.\n");
    stop(output.replace(/^ +at .*\n/gm, "").trim());
  }
  await writeFile(complete, "");
  await removeOldBuilds();
  process.stdout.write(`done in ${((performance.now() - beganMs) / 1000).toFixed(1)} s.\n`);
  return build;
}

async function removeOldBuilds(): Promise<void> {
  const folders = (await readdir(builds)).map((name) => join(builds, name));
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

async function serve(build: string): Promise<void> {
  const port = Number(process.env.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    stop(`PORT must be a whole number from 0 to 65535, not «${process.env.PORT}».`);
  const host = process.env.HOST ?? "127.0.0.1";

  // The handler trusts this header alone for the protocol; `readersAddress` sees to it that it is always there and right.
  process.env.PROTOCOL_HEADER = "x-forwarded-proto";
  const handlerFile = pathToFileURL(join(build, "handler.js")).href;
  // Opens the database too; what is wrong with it is said in a sentence.
  const { handler } = (await import(handlerFile).catch((reason: Error) => stop(reason.message))) as {
    handler: RequestListener;
  };
  const origin = publicOrigin();
  const server = createServer((request, response) => {
    readersAddress(request, origin);
    oneClick(request);
    handler(request, response);
  });
  server.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE")
      stop(`Port ${port} is taken; choose another one with, say, PORT=${port + 1} npm start.`);
    stop(`The site cannot listen on ${host}:${port}: ${error.message}.`);
  });
  server.listen(port, host, () => {
    const name = ["127.0.0.1", "0.0.0.0", "::", "::1"].includes(host) ? "localhost" : host;
    console.log(
      `Working Papers is at http://${name}:${(server.address() as AddressInfo).port} (Ctrl-C stops it).`,
    );
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      // The site closes its database then, and nothing is left that keeps the process.
      server.close(() => process.emit("sveltekit:shutdown" as "exit", 0));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), REQUESTS_MS).unref();
      setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    });
}

function publicOrigin(): URL | undefined {
  const { ORIGIN } = process.env;
  if (!ORIGIN) return undefined;
  if (!URL.canParse(ORIGIN))
    stop(`ORIGIN must be an address like https://papers.example.org, not «${ORIGIN}».`);
  return new URL(ORIGIN);
}

/** Makes the request say the address that the reader's browser shows, which forms are checked against. */
function readersAddress({ headers }: IncomingMessage, origin: URL | undefined): void {
  const forwarded = headers["x-forwarded-proto"];
  headers["x-forwarded-proto"] = origin
    ? origin.protocol.slice(0, -1)
    : forwarded === "https"
      ? "https"
      : "http";
  if (origin) headers.host = origin.host;
}

/**
 * Providers of mail unsubscribe for a reader by a POST without `Origin` (RFC 8058), which the built site refuses. What the token in the path does needs
 * nobody's cookies, so it goes on without them, as a program that acts in nobody's name.
 */
function oneClick({ method, url = "", headers }: IncomingMessage): void {
  if (method !== "POST" || !/^\/unsubscribe\/[^/]+$/.test(url.split("?")[0]) || headers.origin !== undefined)
    return;
  delete headers.cookie;
  headers.origin = `${headers["x-forwarded-proto"] as string}://${headers.host}`;
}

function stop(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
