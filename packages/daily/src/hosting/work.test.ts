/** @file What a site and its workers take on, by their settings. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { overBothDatabases } from "../testing/databases.ts";
import { createLog } from "./log.ts";
import { readSettings } from "./settings.ts";
import { startWork } from "./work.ts";

overBothDatabases("the work", (fresh) => {
  test("that writes links is left to others by a worker that does not know the site's address", async () => {
    const database = await fresh();
    const root = await mkdtemp(join(tmpdir(), "papers-work-"));
    const lines: string[] = [];
    const log = createLog({ level: "warn", format: "text", write: (line) => lines.push(line) });
    const jobsOf = async (as: "site" | "worker", environment: Record<string, string>): Promise<string[]> => {
      const work = await startWork(database, { root, settings: readSettings(root, environment), log, as });
      await work.stop();
      return work.queue.jobs.map(({ name }) => name);
    };
    const linking = ["mail-digests", "daily-submissions"];
    const site = await jobsOf("site", { RUNS: "off" });
    expect(site).toEqual(expect.arrayContaining(linking));
    expect(lines).toEqual([]);
    expect(await jobsOf("worker", { RUNS: "off" })).toEqual(site.filter((name) => !linking.includes(name)));
    expect(lines.join("")).toContain("ORIGIN is not set");
    expect(await jobsOf("worker", { RUNS: "off", ORIGIN: "https://papers.example.org" })).toEqual(site);
    await rm(root, { recursive: true });
  });
});
