/**
 * @file Before the browser tests: finds Chromium, and starts the built site on free ports, as `npm start` does. Once on an empty data folder; and
 * once each on an embedded database and, where TEST_DATABASE_URL names a server, on PostgreSQL, with papers of two weeks in it.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@working-papers/daily";
import type { TestProject } from "vitest/node";
import { fill } from "./papers.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the new site, without a slash at the end. */
    site: string;
    /** Addresses of sites with papers, by the kind of their database. */
    filled: { database: string; address: string }[];
    /** Path of Chromium; empty when there is none, and the tests are skipped. */
    chromium: string;
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const chromium = [process.env.CHROMIUM, "/usr/bin/chromium"].find((path) => path && existsSync(path)) ?? "";
  project.provide("chromium", chromium);
  project.provide("site", "");
  project.provide("filled", []);
  if (!chromium) {
    const why = "there is no Chromium at /usr/bin/chromium; set CHROMIUM to where it is";
    if (process.env.CI === "true") throw new Error(`The browser tests cannot run: ${why}.`);
    console.log(`The browser tests were skipped: ${why}.`);
    return undefined;
  }
  const started: Started[] = [];
  const [fresh, embedded] = [await newFolder(), await newFolder()];
  started.push(await start({ DATA_DIR: fresh.path }, fresh.remove));
  project.provide("site", started[0].address);
  await fill(embedded.path);
  started.push(await start({ DATA_DIR: embedded.path }, embedded.remove));
  const filled = [{ database: "PGlite", address: started[1].address }];
  if (process.env.TEST_DATABASE_URL) {
    const server = await newDatabase(process.env.TEST_DATABASE_URL);
    await fill(server.path);
    started.push(await start({ DATABASE_URL: server.path }, server.remove));
    filled.push({ database: "PostgreSQL", address: started[2].address });
  } else console.log("Skipped on PostgreSQL: TEST_DATABASE_URL names no server.");
  project.provide("filled", filled);
  return async () => {
    await Promise.all(started.map(({ stop }) => stop()));
  };
}

export interface Place {
  path: string;
  remove(): Promise<void>;
}

export interface Started {
  address: string;
  /** The path that makes whoever opens it the editor; of a site that has none. */
  editorLink: string | undefined;
  /** Sets the clock of its process, where `clock.ts` was loaded into it: ahead of the machine's. */
  moveClock(aheadMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** An empty data folder. */
export async function newFolder(): Promise<Place> {
  const path = await mkdtemp(join(tmpdir(), "site-test-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** An empty database on a server. */
export async function newDatabase(server: string): Promise<Place> {
  const name = `site_test_${randomBytes(6).toString("hex")}`;
  const admin = async (statement: string): Promise<void> => {
    const { driver, close } = await openDatabase(server, { migrate: false, connections: 1 });
    if (driver.kind !== "postgres") throw new Error("TEST_DATABASE_URL must begin with postgres://.");
    await driver.pool.query(statement).finally(close);
  };
  await admin(`create database ${name}`);
  const own = new URL(server);
  own.pathname = `/${name}`;
  return { path: own.href, remove: () => admin(`drop database if exists ${name} with (force)`) };
}

/** A port that nobody listens on: for a site that must know its own address. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Starts the built site, on a free port unless another one is given. */
export async function start(place: Record<string, string>, remove: () => Promise<void>): Promise<Started> {
  const { DATABASE_URL: _, DATA_DIR: _folder, ...environment } = process.env;
  const server = spawn(process.execPath, [join(import.meta.dirname, "..", "start.ts")], {
    env: { ...environment, PORT: "0", HOST: "127.0.0.1", REQUESTS_PER_MINUTE: "0", ...place },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const { address, editorLink } = await saidBy(server);
  return {
    address,
    editorLink,
    async moveClock(aheadMs) {
      server.send(aheadMs);
      await once(server, "message");
    },
    async stop() {
      if (server.exitCode === null && server.signalCode === null) {
        server.kill();
        await once(server, "exit");
      }
      await remove();
    },
  };
}

/** What the site says when it answers: its address, and before that the link for its first editor. */
function saidBy(server: ChildProcess): Promise<{ address: string; editorLink: string | undefined }> {
  return new Promise((resolve, reject) => {
    let [log, output] = ["", ""];
    const read = (): void => {
      const address = /http:\/\/localhost:\d+(?= )/.exec(output)?.[0];
      const editorLink = /\/first-editor\?token=[\w-]+/.exec(log)?.[0];
      if (address !== undefined) resolve({ address, editorLink });
    };
    server.stderr?.on("data", (part: Buffer) => {
      log += part.toString();
    });
    server.stdout?.on("data", (part: Buffer) => {
      output += part.toString();
      // The two streams come in any order; what was said before is here by the next turn but one.
      setTimeout(read, 50);
    });
    server.on("exit", () => reject(new Error(`The site did not start: ${output}${log}`)));
  });
}
