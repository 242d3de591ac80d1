/** The ONNX project's operator tests: how many pass is fixed, so that a change that loses one is seen. Needs Debian's libonnx-testdata. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const folder = "/usr/share/libonnx-testdata/data";
const found = existsSync(folder);
if (!found) console.log(`no ${folder} (Debian's libonnx-testdata): ONNX's operator tests are not run`);

/** The last line of the table: tests, passed by `run`, passed by `apply`. */
function totals(part: string): number[] {
  const script = fileURLToPath(new URL("./conformance.ts", import.meta.url));
  const table = execFileSync(process.execPath, [script, `${folder}/${part}`], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return /^all\s+(\d+)\s+(\d+)\s+(\d+)$/m.exec(table)!.slice(1).map(Number);
}

describe.skipIf(!found)("ONNX's operator tests", () => {
  it("pass, but for those that the table gives a reason for", () => {
    expect(totals("node")).toEqual([932, 859, 843]);
  }, 300_000);

  it("of graphs that PyTorch exported all pass when translated, old operator sets that ONNX Runtime has left included", () => {
    expect(totals("pytorch-converted")).toEqual([82, 59, 82]);
    expect(totals("pytorch-operator")).toEqual([35, 24, 35]);
  }, 300_000);
});
