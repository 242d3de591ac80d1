/**
 * The ONNX project's operator tests, run by the interpreter in float32: a table of operators with how many of their tests agree, give other numbers, or are
 * refused with a sentence. The data are in Debian's package libonnx-testdata, or in the folder given.
 *   npx node packages/arithmetic/src/interpreter/testing/conformance.ts [folder] [--all]       --all names every test of a supported operator that did not agree
 */
import { existsSync } from "node:fs";
import { conformance, defaultFolder } from "./vectors.ts";

const folder = process.argv.slice(2).find((argument) => !argument.startsWith("--")) ?? defaultFolder;
if (!existsSync(folder)) {
  console.log(`No test data in ${folder}: install the Debian package libonnx-testdata, or give a folder.`);
  process.exit(0);
}
const results = await conformance(folder);
const table = new Map<string, { agree: number; differ: number; refused: number }>();
for (const { operator, outcome } of results) {
  const row = table.get(operator) ?? { agree: 0, differ: 0, refused: 0 };
  row[outcome]++;
  table.set(operator, row);
}
const line = (name: string, agree: unknown, differ: unknown, refused: unknown): string =>
  `${name.padEnd(34)}${String(agree).padStart(6)}${String(differ).padStart(15)}${String(refused).padStart(9)}`;
console.log(line("operator", "agree", "other numbers", "refused"));
const rows = [...table].toSorted(([a], [b]) => a.localeCompare(b));
for (const [operator, { agree, differ, refused }] of rows)
  console.log(line(operator, agree, differ, refused));
const total = (key: "agree" | "differ" | "refused"): number =>
  rows.reduce((sum, [, row]) => sum + row[key], 0);
console.log(line("all", total("agree"), total("differ"), total("refused")));
if (process.argv.includes("--all"))
  for (const { test, outcome, why } of results)
    if (outcome !== "agree") console.log(`${test}: ${outcome}: ${why}`);
