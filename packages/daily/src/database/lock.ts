/**
 * @file One process owns a data folder.
 *
 * PGlite itself does not lock: two processes on one folder each see their own rows, and one set is gone after the next start, without an
 * error anywhere. So a lock file stands beside the database. It names process, machine and start time; its owner touches it every ten seconds,
 * because the process number alone says nothing about another machine or another container.
 */
import { readFileSync, rmSync } from "node:fs";
import { link, mkdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";

const HEARTBEAT_MS = 10_000;
/** A lock of another machine is taken over after this silence. */
const SILENCE_MS = 60_000;

interface Owner {
  pid: number;
  host: string;
  /** What the kernel says of the process's start, where it says it: tells a process from a later one with the same number. */
  born: string;
  since: string;
}

export interface FolderLock {
  release(): Promise<void>;
}

const held = new Set<string>();
// A process that ends without closing its database leaves no lock behind, unless it is killed.
process.once("exit", () => [...held].forEach(drop));

function drop(path: string): void {
  if (held.delete(path)) rmSync(path, { force: true });
}

/**
 * Takes the lock at `path`.
 *
 * @throws Error naming the owner when somebody else has it
 */
export async function takeLock(path: string): Promise<FolderLock> {
  await mkdir(dirname(path), { recursive: true });
  if (held.has(path))
    throw new Error(`This process has already opened the data folder ${dirname(path)}: share that database.`);
  held.add(path);
  try {
    await placeLock(path);
  } catch (error) {
    held.delete(path);
    throw error;
  }
  const touch = (): void => void utimes(path, new Date(), new Date()).catch(() => undefined);
  const heartbeat = setInterval(touch, HEARTBEAT_MS).unref();
  return {
    async release() {
      clearInterval(heartbeat);
      drop(path);
    },
  };
}

/** Puts the lock file there whole: linking a finished file fails when one exists, and nobody ever reads half of one. */
async function placeLock(path: string): Promise<void> {
  const mine = `${path}.${process.pid}`;
  const owner: Owner = {
    pid: process.pid,
    host: hostname(),
    born: bornOf(process.pid) ?? "",
    since: new Date().toISOString(),
  };
  await writeFile(mine, JSON.stringify(owner));
  try {
    for (let attempt = 0; attempt < 50; attempt++) {
      if (await linked(mine, path)) return;
      await dropStale(path);
    }
    throw new Error(`The lock ${path} could not be taken: it is being fought over. Try again.`);
  } finally {
    await rm(mine, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Removes a lock whose owner is gone, one process at a time: two that both saw a stale lock must not remove each other's new one. */
async function dropStale(path: string): Promise<void> {
  const gate = `${path}.takeover`;
  try {
    await mkdir(gate);
  } catch {
    const age = await stat(gate).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > SILENCE_MS) await rmdir(gate).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return;
  }
  try {
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text === undefined) return;
    const owner = parseOwner(text);
    const touched = (await stat(path)).mtimeMs;
    if (owner && isAlive(owner, touched))
      throw new Error(
        `The data folder ${dirname(path)} is in use by process ${owner.pid} on ${owner.host} since ${owner.since}: stop it first, or give this one a folder of its own. Several processes at once need PostgreSQL (DATABASE_URL).`,
      );
    const away = `${path}.stale.${process.pid}`;
    await rename(path, away);
    await rm(away, { force: true });
  } finally {
    await rmdir(gate).catch(() => undefined);
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    const { pid, host, born, since } = JSON.parse(text) as Partial<Owner>;
    return typeof pid === "number" && typeof host === "string"
      ? { pid, host, born: String(born ?? ""), since: String(since ?? "") }
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(owner: Owner, touched: number): boolean {
  if (owner.host !== hostname()) return Date.now() - touched < SILENCE_MS;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return owner.born === "" || owner.born === (bornOf(owner.pid) ?? owner.born);
}

/** The start time of a process in clock ticks since boot, on Linux; elsewhere nothing. */
function bornOf(pid: number): string | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    return line.slice(line.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
