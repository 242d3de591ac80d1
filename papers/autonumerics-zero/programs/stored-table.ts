/** @file Found programs as a table of a run, exact enough to be read back and proven again. */
import type { Table } from "@working-papers/lab";
import type { Finding } from "../search/search.ts";
import { programFrom, withConstants, type Program } from "./program.ts";
import { store } from "./text.ts";

export const STORED_TABLE = "stored-programs";

/** Lines and constants of every program; each constant as the sum of two float64 numbers, in full. */
export function storedTable(
  findings: readonly (Pick<Finding, "operations" | "program"> & { certificate?: { bound: number } })[],
): Table {
  return {
    id: STORED_TABLE,
    title: "The same programs, exactly",
    columns: [
      { title: "operations", decimals: 0 },
      { title: "lines" },
      { title: "constants" },
      { title: "proven bound" },
    ],
    rows: findings.map(({ operations, program, certificate }) => {
      const { lines, constants } = store(program);
      const bound = certificate && certificate.bound < Infinity ? certificate.bound : null;
      return [operations, lines, JSON.stringify(constants), bound];
    }),
  };
}

export interface StoredFinding {
  operations: number;
  program: Program;
  bound: number | null;
}

/** The programs of such a table. */
export function readStoredTable(table: Table): StoredFinding[] {
  return table.rows.map(([operations, lines, text, bound]) => {
    const constants = JSON.parse(String(text)) as Record<string, [number, number]>;
    const values = Object.values(constants);
    const high = Object.fromEntries(Object.entries(constants).map(([name, [hi]]) => [name, hi]));
    const program = withConstants(
      programFrom(String(lines), high),
      Float64Array.from(values, ([hi]) => hi),
      Float64Array.from(values, ([, lo]) => lo),
    );
    return { operations: Number(operations), program, bound: bound === null ? null : Number(bound) };
  });
}
