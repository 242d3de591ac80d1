/** @file `papers arithmetic run` as a user meets it: its tables, and one sentence for whatever is wrong. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { floatValue, writeNpy } from "@working-papers/arithmetic/interpreter";
import * as t from "@working-papers/tensor";

const folder = mkdtempSync(join(tmpdir(), "papers-arithmetic-"));
const model = join(folder, "model.onnx");
const input = join(folder, "x.npy");

const papers = (...words: string[]): Promise<{ code: number | null; out: string; err: string }> =>
  new Promise((resolve) => {
    const main = join(import.meta.dirname, "..", "main.ts");
    const child = spawn(process.execPath, [main, "arithmetic", "run", ...words], { cwd: folder });
    const [out, err]: Buffer[][] = [[], []];
    child.stdout.on("data", (part: Buffer) => out.push(part));
    child.stderr.on("data", (part: Buffer) => err.push(part));
    child.on("close", (code) =>
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
  });

beforeAll(() => {
  const w = t.tensor([
    [1.5, -2],
    [3, 0.5],
  ]);
  const x = t.tensor([[1.5, 3]]);
  writeFileSync(
    model,
    t.exportOnnx((given: t.Tensor) => t.softmax(t.matmul(given, w)), x),
  );
  writeFileSync(input, writeNpy(floatValue(Float32Array.of(1.5, 3), [1, 2])));
});

describe("papers arithmetic run", () => {
  it("says how far each node and output is off", async () => {
    const { code, out } = await papers("model.onnx", "--input", "x.npy", "--use", "linear=lmul");
    expect(code).toBe(0);
    // 1.5 · 1.5 = 2.125 and 3 · 3 = 8.5 by L-Mul, together 10.625 instead of 11.25; 1.5 · -2 = -3.125 and 3 · 0.5 = 1.5625, together -1.5625 instead of -1.5.
    expect(out).toMatch(/matmul_\d+ +linear +lmul:23 +4 +5\.53e-2/);
    expect(out).toContain("Against float32");
  }, 120_000);

  it("prints the same as one JSON document", async () => {
    const { out } = await papers("model.onnx", "--input", "0=x.npy", "--use", "default=lmul:4", "--json");
    const { nodes } = JSON.parse(out) as {
      nodes: { opType: string; arithmetic: string; multiplications: number }[];
    };
    expect(nodes.find(({ opType }) => opType === "MatMul")).toMatchObject({
      arithmetic: "lmul:4",
      multiplications: 4,
    });
  }, 120_000);

  it("refuses in one sentence", async () => {
    writeFileSync(join(folder, "cut.onnx"), readFileSync(model).subarray(0, 60));
    writeFileSync(join(folder, "wide.npy"), writeNpy(floatValue(new Float32Array(3), [1, 3])));
    writeFileSync(join(folder, "text.npy"), "1 2 3");
    const cases: [words: string[], code: number, message: RegExp][] = [
      [["none.onnx", "--input", "x.npy"], 2, /The model «none.onnx» cannot be read: there is no such file\./],
      [
        ["cut.onnx", "--input", "x.npy"],
        1,
        /An ONNX model was expected and 60 bytes came that end too early/,
      ],
      [
        ["model.onnx", "--input", "wide.npy"],
        1,
        /input «0» should have the shape \[1, 2\] and has \[1, 3\]\./,
      ],
      [
        ["model.onnx"],
        2,
        /The model needs «0» of shape \[1, 2\] as well; give each as --input name=file.npy\./,
      ],
      [["model.onnx", "--input", "x.npy", "--input", "0=x.npy"], 2, /input «0» was given twice/],
      [["model.onnx", "--input", "pixels=x.npy"], 2, /has the input 0; give each as --input name=file\.npy/],
      [[".", "--input", "x.npy"], 2, /The model «\.» cannot be read: it is a folder\./],
      [["model.onnx", "--input", "text.npy"], 1, /The input «text.npy» cannot be used: a NumPy array/],
      [["model.onnx", "--input", "x.npy", "--use", "linear=posit"], 2, /A format is float32, float16/],
      [["model.onnx", "--input", "x.npy", "--use", "linear=constructor"], 2, /A format is float32, float16/],
      [["model.onnx", "--input", "x.npy", "--use", "conv=lmul"], 2, /«conv» fits no class and no name/],
    ];
    for (const [words, code, message] of cases) {
      const result = await papers(...words);
      expect([result.code, result.err], words.join(" ")).toEqual([code, expect.stringMatching(message)]);
      expect(result.err.trim().split("\n")).toHaveLength(1);
    }
  }, 240_000);
});
