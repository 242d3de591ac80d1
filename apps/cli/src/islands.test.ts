/** @file Two processes that search the same function find each other over PostgreSQL (TEST_DATABASE_URL). */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { expect, test } from "vitest";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const server = process.env.TEST_DATABASE_URL;

function search(address: string) {
  const parameters = "autonumerics-zero search --ops 4 --minutes 5 --threads 1 --islands --json".split(" ");
  const child = spawn(process.execPath, [`${repository}/apps/cli/src/main.ts`, ...parameters], {
    env: { ...process.env, DATABASE_URL: address },
  });
  let stdout = "";
  child.stdout.on("data", (text) => (stdout += text));
  return {
    stop: () => child.kill("SIGINT"),
    ended: new Promise<string>((resolve) => child.on("close", () => resolve(stdout))),
  };
}

test.runIf(server)(
  "programs found by one process come into the archive of the other",
  async () => {
    const name = `islands_test_${process.pid}`;
    const client = new Client({ connectionString: server });
    await client.connect();
    const own = new URL(server!);
    own.pathname = `/${name}`;
    await client.query(`create database ${name}`);
    try {
      const islands = [search(own.href), search(own.href)];
      const watcher = new Client({ connectionString: own.href });
      await watcher.connect();
      const heard = new Map<string, Set<string>>();
      // Each island has sent three messages while the other was there: it has read at least two of the other's.
      while (heard.size < 2 || [...heard.values()].some((versions) => versions.size < 3)) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        const { rows } = await watcher
          .query<{ member: string; version: string }>("select member, version from exchange_message")
          .catch(() => ({ rows: [] }));
        if (rows.length < 2) continue;
        for (const { member, version } of rows)
          heard.set(member, (heard.get(member) ?? new Set()).add(version));
      }
      for (const island of islands) island.stop();
      for (const island of islands) {
        const { heard: count, programs } = JSON.parse(await island.ended);
        expect(count).toBeGreaterThan(0);
        expect(programs.length).toBeGreaterThan(2);
      }
      const left = await watcher.query("select * from exchange_message");
      expect(left.rows).toEqual([]);
      await watcher.end();
    } finally {
      await client.query(`drop database if exists ${name} with (force)`);
      await client.end();
    }
  },
  120_000,
);
