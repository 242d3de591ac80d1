/** @file The data folder has one owner, and survives whatever happens to him. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { clonePrepared } from "../testing/databases.ts";
import { takeLock } from "./lock.ts";
import { openDatabase } from "./open.ts";

const writer = fileURLToPath(new URL("../testing/writer.ts", import.meta.url));

/** A process that opens the folder and stores papers, one a line of its output, until it is stopped. */
async function startWriter(folder: string): Promise<{ child: ChildProcess; lines: string[] }> {
  const child = spawn(process.execPath, [writer, folder], { stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  let errors = "";
  child.stderr!.on("data", (chunk) => (errors += String(chunk)));
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on("line", (line) => {
      lines.push(line);
      if (lines.length === 3) resolve();
    });
    child.once("exit", () => reject(new Error(errors)));
  });
  return { child, lines };
}

async function papersIn(folder: string): Promise<string[]> {
  const database = await openDatabase(folder);
  const { rows } = await database.db.execute<{ id: string }>(sql`select id from paper order by key`);
  await database.close();
  return rows.map(({ id }) => id);
}

test("a second process is told who has the folder", async () => {
  const folder = await clonePrepared();
  const { child } = await startWriter(folder);
  await expect(openDatabase(folder)).rejects.toThrow(
    new RegExp(`is in use by process ${child.pid} on .* since 2.*: stop it first`),
  );
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  await rm(folder, { recursive: true });
});

test("after kill -9 the folder opens again and every acknowledged paper is there", async () => {
  const folder = await clonePrepared();
  const acknowledged: string[] = [];
  for (let round = 0; round < 3; round++) {
    const { child, lines } = await startWriter(folder);
    await new Promise((resolve) => setTimeout(resolve, 50 + 120 * round));
    child.kill("SIGKILL");
    await once(child, "exit");
    acknowledged.push(...lines);
    const there = new Set(await papersIn(folder));
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
  }
  expect(acknowledged.length).toBeGreaterThan(9);
  await rm(folder, { recursive: true });
});

test("a clean stop leaves no lock", async () => {
  const folder = await clonePrepared();
  const database = await openDatabase(folder);
  const lock = join(folder, "database.lock");
  expect(JSON.parse(await readFile(lock, "utf8"))).toMatchObject({ pid: process.pid, host: hostname() });
  await expect(openDatabase(folder)).rejects.toThrow("This process has already opened the data folder");
  await database.close();
  await database.close();
  await expect(readFile(lock)).rejects.toThrow("ENOENT");
  await (await openDatabase(folder)).close();
  await rm(folder, { recursive: true });
});

test("a lock of another machine holds as long as it is touched", async () => {
  const folder = await mkdtemp(join(tmpdir(), "daily-lock-"));
  const path = join(folder, "database.lock");
  await writeFile(path, JSON.stringify({ pid: 1, host: "elsewhere", born: "1", since: "2026-09-10" }));
  await expect(takeLock(path)).rejects.toThrow("in use by process 1 on elsewhere since 2026-09-10");
  const longAgo = new Date(Date.now() - 120_000);
  await utimes(path, longAgo, longAgo);
  await (await takeLock(path)).release();
  await rm(folder, { recursive: true });
});

test("a process number that was given again does not hold the lock", async () => {
  const folder = await mkdtemp(join(tmpdir(), "daily-lock-"));
  const path = join(folder, "database.lock");
  // This very process, but born at another time: as after a restart of a container, where the number is always the same.
  await writeFile(
    path,
    JSON.stringify({ pid: process.pid, host: hostname(), born: "1", since: "2026-09-10" }),
  );
  await (await takeLock(path)).release();
  await writeFile(path, "not a lock");
  const lock = await takeLock(path);
  expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pid: process.pid });
  await lock.release();
  await rm(folder, { recursive: true });
});
