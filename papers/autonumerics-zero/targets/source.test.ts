/** @file Targets from modules: the function, and a sentence for each way in which there is none. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ErrorKind } from "./target.ts";
import { isModule, loadTarget } from "./source.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "target-"));
  await writeFile(
    join(folder, "mine.ts"),
    `export default function cube(x: number): number { return x ** 3; }
export const half = (x: number): number => x / 2;
export const text = (x: number): string => String(x);
export const refuses = (x: number): number => { if (x > 1.5) throw new Error("too large"); return x; };
export const seven = 7;
`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

const load = (name: string) =>
  loadTarget({ function: join(folder, name), domain: [1, 2], error: "absolute" satisfies ErrorKind });

test("a module's default export and its named ones are functions to approximate", async () => {
  expect((await load("mine.ts")).value(1.5)).toEqual([3.375, 0]);
  expect((await load("mine.ts#half")).value(1.5)).toEqual([0.75, 0]);
  expect((await load("mine.ts")).series).toBeUndefined();
});

test("an expression is none of a module, though it may hold a name with a point", () => {
  expect(["exp2(x)", "x*1.5", "sin(x)/x"].map(isModule)).toEqual([false, false, false]);
  expect(["mine.ts", "./a/b.mjs#f"].map(isModule)).toEqual([true, true]);
});

test.each([
  ["missing.ts", "cannot be loaded"],
  ["mine.ts#seven", "A function of a number was expected as the export seven"],
  ["mine.ts#nothing", "it exports default, half, refuses, seven, text"],
  ["mine.ts#text", "gave a string at x = "],
  ["mine.ts#refuses", "is not finite at x = 1.515"],
])("«%s» is refused with a sentence", async (name, message) => {
  await expect(load(name)).rejects.toThrow(message);
});
