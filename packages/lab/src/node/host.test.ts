/** @file What a run says of where it was computed. */
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
