/** @file Before the browser tests: finds Chromium and starts the built site on a free port, as `npm start` does. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the site, without a slash at the end. */
    site: string;
    /** Path of Chromium; empty when there is none, and the tests are skipped. */
    chromium: string;
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const chromium = [process.env.CHROMIUM, "/usr/bin/chromium"].find((path) => path && existsSync(path)) ?? "";
  project.provide("chromium", chromium);
  project.provide("site", "");
  if (!chromium) {
    const why = "there is no Chromium at /usr/bin/chromium; set CHROMIUM to where it is";
    if (process.env.CI === "true") throw new Error(`The browser tests cannot run: ${why}.`);
    console.log(`The browser tests were skipped: ${why}.`);
    return undefined;
  }
  const start = join(import.meta.dirname, "..", "start.ts");
  const data = await mkdtemp(join(tmpdir(), "site-test-"));
  const { DATABASE_URL: _, ...environment } = process.env;
  const server = spawn(process.execPath, [start], {
    env: { ...environment, DATA_DIR: data, PORT: "0", HOST: "127.0.0.1" },
  });
  project.provide("site", await addressOf(server));
  return async () => {
    server.kill();
    await once(server, "exit");
    await rm(data, { recursive: true, force: true });
  };
}

/** The address that the site prints when it answers. */
function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const read = (part: Buffer): void => {
      output += part.toString();
      const address = /http:\/\/localhost:\d+/.exec(output);
      if (address) resolve(address[0]);
    };
    server.stdout?.on("data", read);
    server.stderr?.on("data", read);
    server.on("exit", () => reject(new Error(`The site did not start: ${output}`)));
  });
}
