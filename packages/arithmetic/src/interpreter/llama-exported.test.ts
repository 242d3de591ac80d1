/** A small model of Llama's architecture as PyTorch exports it (testing/llama.py), past keys and values included. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as t from "@working-papers/tensor";
import { filesBeside } from "@working-papers/tensor/node";
import { decodeModel, encodeModel } from "@working-papers/tensor/onnx";
import { difference, interpreter, lmul, type Value } from "./index.ts";
import { floatValue, integerValue, sizeOf } from "./value.ts";

const bytes = readFileSync(new URL("./testing/llama.onnx", import.meta.url));
const kvHeads = 2;
const size = 8;
const parts = ["0.key", "0.value", "1.key", "1.value"];

const from = (count: number, start: number) => Array.from({ length: count }, (_, i) => start + i);

/** Tokens [batch, length] after `before` others; the first row's oldest key is masked as padding is. */
async function inputs(batch: number, length: number, before: number): Promise<Record<string, Value>> {
  const total = before + length;
  const row = <T>(of: (i: number) => T): T[] => Array.from({ length: batch }, (_, i) => of(i));
  const past = [batch, kvHeads, before, size];
  const drawn = await Promise.all(
    parts.map(async (name, i): Promise<[string, Value]> => [
      `past_key_values.${name}`,
      floatValue((await t.random.normal(t.random.key(i), past).data()) as Float32Array, past),
    ]),
  );
  return {
    input_ids: integerValue(row((i) => from(length, 0).map((j) => (7 * i + 5 * j) % 48)).flat(), [
      batch,
      length,
    ]),
    attention_mask: integerValue(
      row((i) => from(total, 0).map((j) => Number(i > 0 || j > 0 || before === 0))).flat(),
      [batch, total],
    ),
    position_ids: integerValue(row(() => from(length, before)).flat(), [batch, length]),
    ...Object.fromEntries(drawn),
  };
}

const asTensor = ({ dtype, shape, data }: Value): t.Tensor =>
  dtype === "float32"
    ? t.tensor(data as Float32Array, { shape: [...shape] })
    : t.tensor(BigInt64Array.from(data, BigInt), { shape: [...shape] });

describe("a Llama exported by PyTorch", () => {
  it.each([
    [2, 5, 3],
    [1, 1, 9],
    [1, 6, 0],
  ])("agrees with ONNX Runtime on %i rows of %i tokens after %i others", async (batch, length, before) => {
    const given = await inputs(batch, length, before);
    const mine = await interpreter(bytes).run(given);
    const theirs = await t
      .importOnnx(bytes)
      .run(Object.fromEntries(Object.entries(given).map(([name, value]) => [name, asTensor(value)])));
    expect(Object.keys(mine)).toEqual(["logits", ...parts.map((name) => `present.${name}`)]);
    for (const [name, { shape, data }] of Object.entries(mine)) {
      expect(shape).toEqual(theirs[name].shape);
      expect(sizeOf(shape)).toBe(data.length);
      const right = (await theirs[name].data()) as Float32Array;
      expect(difference(data, right).relative, name).toBeLessThan(1e-5);
    }
  });

  it("has its attention found behind rotations, shared heads and the mask, and put under L-Mul alone", async () => {
    const used = new Map<string, Set<string>>();
    await interpreter(bytes).run(await inputs(2, 5, 3), {
      arithmetic: { attention: lmul({ mantissaBits: 4 }) },
      afterNode: ({ node, arithmetic }) =>
        void used.set(node.class, (used.get(node.class) ?? new Set()).add(arithmetic)),
    });
    expect(used.get("attention.scores")).toEqual(new Set(["lmul:4"]));
    expect(used.get("attention.values")).toEqual(new Set(["lmul:4"]));
    expect(used.get("linear")).toEqual(new Set(["float32"]));
    expect(used.has("matmul")).toBe(false);
  });

  it("may keep its weights in a file beside it, as large models do", async () => {
    const folder = mkdtempSync(join(tmpdir(), "llama-"));
    const model = decodeModel(bytes);
    const pieces: Uint8Array[] = [];
    let offset = 0;
    const initializer = model.graph.initializer.map(({ rawData, ...proto }) => {
      if (!rawData) return proto;
      pieces.push(rawData);
      const place = { location: "llama.onnx_data", offset: String(offset), length: String(rawData.length) };
      offset += rawData.length;
      const externalData = Object.entries(place).map(([key, value]) => ({ key, value }));
      return { ...proto, dataLocation: 1, externalData };
    });
    expect(offset).toBeGreaterThan(50_000);
    const path = join(folder, "llama.onnx");
    writeFileSync(path, encodeModel({ ...model, graph: { ...model.graph, initializer } }));
    const outside = readFileSync(path);
    const given = await inputs(1, 4, 2);
    expect(() => interpreter(outside)).toThrow(
      /is in a file beside the model; give a function that reads such files/,
    );
    expect(() => interpreter(outside, { files: filesBeside(path) })).toThrow(
      /«.*» cannot be read: the model refers to the file "llama.onnx_data", which is not in/,
    );
    writeFileSync(join(folder, "llama.onnx_data"), Buffer.concat(pieces).subarray(0, offset - 1));
    expect(() => interpreter(outside, { files: filesBeside(path) })).toThrow(/of llama.onnx_data, which has/);
    writeFileSync(join(folder, "llama.onnx_data"), Buffer.concat(pieces));
    const got = await interpreter(outside, { files: filesBeside(path) }).run(given);
    expect(got).toEqual(await interpreter(bytes).run(given));
  });
});
