/** @file Turns: of several processes that would do the same in one folder, one does it and the others wait. */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";

const ASK_EVERY_MS = 200;
const SQLITE_BUSY = 5;

/**
 * Does `act` while no other process that has asked for the same `path` does. The file is an empty SQLite database, whose lock the operating system
 * takes back from a process that ends, however it ends: a killed one leaves nothing behind that others would wait for.
 */
export async function inTurn<Value>(
  path: string,
  act: () => Promise<Value>,
  waiting: () => void,
): Promise<Value> {
  await mkdir(dirname(path), { recursive: true });
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    for (let asked = 0; !hasTaken(lock); asked++) {
      if (asked === 0) waiting();
      await setTimeout(ASK_EVERY_MS);
    }
    return await act();
  } finally {
    lock.close();
  }
}

function hasTaken(lock: DatabaseSync): boolean {
  try {
    lock.exec("begin exclusive");
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
