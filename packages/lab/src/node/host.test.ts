/** @file What a run says of where it was computed. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { describeHost } from "./host.ts";

test("every package that computes is named with its version", async () => {
  const { packages } = await describeHost(fileURLToPath(new URL("../../../..", import.meta.url)));
  const version: unknown = expect.stringMatching(/^\d+\.\d+\.\d+/);
  expect(packages).toEqual({
    "@working-papers/tensor": version,
    "@working-papers/arithmetic": version,
    "@working-papers/lab": version,
    "@working-papers/papers": version,
  });
});

test("a package without a version is not named", async () => {
  const root = await mkdtemp(join(tmpdir(), "host-"));
  await mkdir(join(root, "papers"));
  await writeFile(join(root, "papers", "package.json"), '{ "name": "papers" }');
  expect(await describeHost(root).finally(() => rm(root, { recursive: true }))).toMatchObject({
    commit: null,
    packages: {},
  });
});
