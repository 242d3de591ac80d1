/** @file A process of its own that stores papers until it is stopped: it prints each id once the database has acknowledged it. */
import { setTimeout } from "node:timers/promises";
import { openDatabase } from "../database/open.ts";
import { storePapers } from "../papers/store.ts";
import { incoming } from "./papers.ts";

const database = await openDatabase(process.argv[2]);
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
while (!stop.signal.aborted) {
  const id = `${String(1000 + Math.floor(Math.random() * 8999))}.${String(Math.floor(Math.random() * 100_000)).padStart(5, "0")}`;
  await storePapers(database.db, "file", [incoming({ id })]);
  process.stdout.write(`${id}\n`);
  await setTimeout(1);
}
await database.close();
