/** @file Signals: each comes to where the work is, once, and the exit code says what became of it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startSite } from "./export/site.ts";
import { stopOnInterrupt } from "./interrupt.ts";

const bin = fileURLToPath(new URL("../bin", import.meta.url));
let root: string;

/** Counts the signals of one kind, and ends with their number once a later SIGUSR2 says that all have come. */
const counting = `let count = 0;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => console.log(signal + " " + ++count));
process.on("SIGUSR2", () => process.exit(40 + count));
setInterval(() => {}, 1000);
console.log("pid " + process.pid);
`;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "signals-"));
  await mkdir(join(root, "apps", "web"), { recursive: true });
  await writeFile(join(root, "counting.js"), counting);
  await writeFile(join(root, "apps", "web", "start.ts"), counting);
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A process without a terminal, in a group of its own. */
function start(parameters: string[]) {
  const child = spawn(process.execPath, parameters, {
    detached: true,
    env: { ...process.env, WORKING_PAPERS_ROOT: root },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (text) => (output += text));
  const closed = once(child, "close");
  return {
    pid: child.pid!,
    async saying(pattern: RegExp): Promise<RegExpExecArray> {
      for (;;) {
        const found = pattern.exec(output);
        if (found) return found;
        await Promise.race([
          once(child.stdout, "data"),
          closed.then(() => Promise.reject(new Error(`It ended: ${output}`))),
        ]);
      }
    },
    ended: async (): Promise<number> => (await closed)[0],
  };
}

const handedOver = () =>
  start([
    "--input-type=module",
    "-e",
    `import { handOver } from ${JSON.stringify(pathToFileURL(join(bin, "hand-over.js")).href)};
     handOver(process.execPath, [${JSON.stringify(join(root, "counting.js"))}]);`,
  ]);

test.skipIf(process.platform === "win32").each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s goes on to the program that stands in for the process, whose exit code it takes",
  async (signal) => {
    const { pid, saying, ended } = handedOver();
    const inner = Number((await saying(/pid (\d+)/))[1]);
    process.kill(pid, signal);
    await saying(new RegExp(`${signal} 1`));
    process.kill(inner, "SIGUSR2");
    expect(await ended()).toBe(41);
  },
);

test.skipIf(process.platform === "win32")(
  "a program that a signal ended gives 128 and the signal's number",
  async () => {
    const { saying, ended } = handedOver();
    process.kill(Number((await saying(/pid (\d+)/))[1]), "SIGKILL");
    expect(await ended()).toBe(137);
  },
);

test.skipIf(process.platform === "win32")(
  "Ctrl-C, which goes to every process of the group, comes to the site once",
  async () => {
    const { pid, saying, ended } = start([join(bin, "papers.js"), "serve"]);
    // No process stands between, which would pass on what has come already.
    expect(Number((await saying(/pid (\d+)/))[1])).toBe(pid);
    process.kill(-pid, "SIGINT");
    await saying(/SIGINT 1/);
    process.kill(pid, "SIGUSR2");
    expect(await ended()).toBe(41);
  },
);

test("a site that a signal ended is stopped", async () => {
  const program = join(root, "falling.js");
  await writeFile(
    program,
    `console.log("http://localhost:" + process.pid); setTimeout(() => process.kill(process.pid, "SIGKILL"));`,
  );
  const site = await startSite(root, "http://localhost", program);
  const pid = Number(site.address.split(":").at(-1));
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"));
  await site.stop();
});

test("a request to terminate that comes twice stops the work once, and does not end the process", () => {
  const stop = stopOnInterrupt();
  const listeners = process.listeners("SIGTERM").length;
  process.emit("SIGTERM");
  process.emit("SIGTERM");
  expect(stop.signal.aborted).toBe(true);
  expect(process.listeners("SIGTERM")).toHaveLength(listeners);
  stop.release();
  expect(process.listeners("SIGTERM")).toHaveLength(listeners - 1);
});
