/** @file What the recorded searches found is proven again, from nothing but the stored programs. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRun, type Run } from "@working-papers/lab";
import { expect, test } from "vitest";
import front from "./demo/front.json" with { type: "json" };
import { CERTIFICATE, certify, cost, defineTarget, readStoredTable, STORED_TABLE } from "./index.ts";

const folder = join(import.meta.dirname, "results");
const runs: Run[] = readdirSync(folder)
  .filter((name) => name.startsWith("search-full-"))
  .map((name) => parseRun(JSON.parse(readFileSync(join(folder, name), "utf8"))));
const tableOf = (run: Run) => run.tables.find(({ id }) => id === STORED_TABLE)!;

test.each(runs.map((run) => [run.seed, run] as const))(
  "every program that seed %i found for 2^x is certified again, with the recorded bound",
  (_, run) => {
    const target = defineTarget("exp2(x)");
    const stored = readStoredTable(tableOf(run));
    expect(stored.map(({ operations }) => operations)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    for (const { operations, program, bound } of stored) {
      expect(cost(program)).toBe(operations);
      expect(certify(program, target, CERTIFICATE).bound).toBe(bound);
    }
  },
  60_000,
);

test("the front that the page shows at first is the table of a recorded search", () => {
  expect(runs.map(tableOf)).toContainEqual(front);
});
