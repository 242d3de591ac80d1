/** @file The folder of a copy: nothing that stands there is lost, and what is put there can be served. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startPapers } from "../testing.ts";
import { begun, put } from "./target.ts";

let folder: string;
let target: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "target-"));
  target = join(folder, "site");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a file in the place of the copy is refused and stays", async () => {
  await writeFile(target, "mine");
  await mkdir(join(folder, "papers"));
  expect(await startPapers(folder, ["export", target]).finished).toEqual({
    code: 2,
    stdout: "",
    stderr: `papers: ${target} is not a folder: name a new folder for the copy.\n`,
  });
  expect(await readFile(target, "utf8")).toBe("mine");
});

test("a folder that is not empty is refused", async () => {
  await mkdir(target);
  await writeFile(join(target, "mine"), "");
  await expect(begun(target)).rejects.toThrow(`${target} is not empty: name a new folder for the copy.`);
  expect(await readdir(folder)).toEqual(["site"]);
});

test.each([false, true])(
  "what was filled is put there, for all to read (an empty folder: %s)",
  async (there) => {
    if (there) await mkdir(target);
    const filled = await begun(target);
    await writeFile(join(filled, "index.html"), "home");
    await put(filled, target);
    expect(await readdir(folder)).toEqual(["site"]);
    expect(await readFile(join(target, "index.html"), "utf8")).toBe("home");
    await mkdir(join(folder, "usual"));
    expect((await stat(target)).mode).toBe((await stat(join(folder, "usual"))).mode);
  },
);

test("what came to stand there while it was filled is not replaced", async () => {
  const filled = await begun(target);
  await mkdir(target);
  await writeFile(join(target, "mine"), "mine");
  await expect(put(filled, target)).rejects.toThrow("ENOTEMPTY");
  expect(await readFile(join(target, "mine"), "utf8")).toBe("mine");
});
