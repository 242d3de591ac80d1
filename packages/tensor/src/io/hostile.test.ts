/** Files from outside: whatever the bytes, the answer is a model or one sentence, soon and without much memory. */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as t from "../index.ts";
import { encodeModel, type TensorProto } from "../onnx/model.ts";
import { openOnnx } from "../node.ts";
import type { Tensor } from "../tensor.ts";

const weight = t.tensor(
  Float32Array.from({ length: 60 }, (_, i) => Math.cos(i)),
  { shape: [5, 12] },
);
const good = t.exportOnnx((x: Tensor) => t.softmax(t.relu(t.matmul(x, weight))), t.zeros([2, 5]));

/** One round of Widynski's squares: the halves of x^2 + add, exchanged. */
const round = (x: bigint, add: bigint): bigint => {
  const y = BigInt.asUintN(64, x * x + add);
  return BigInt.asUintN(64, (y >> 32n) | (y << 32n));
};

/** A counter-based stream of integers below n, so that a failing case is found again. */
const stream = (seed: number): ((n: number) => number) => {
  const key = 0x548c9decbce65297n;
  let counter = BigInt(seed) << 20n;
  return (n) => {
    const y = BigInt.asUintN(64, ++counter * key);
    return Number(round(round(round(y, y), y + key), y) >> 32n) % n;
  };
};

/** What reading such bytes says, if it refuses them. */
function refusal(bytes: Uint8Array, read: (bytes: Uint8Array) => unknown): string | undefined {
  try {
    read(bytes);
    return undefined;
  } catch (error) {
    return error instanceof RangeError || !(error instanceof Error)
      ? `not a sentence: ${String(error)}`
      : error.message;
  }
}

const external = (entries: Readonly<Record<string, string>>): Uint8Array => {
  const proto: TensorProto = {
    name: "w",
    dims: [2],
    dataType: 1,
    dataLocation: 1,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
  };
  return encodeModel({
    irVersion: 10,
    opsetImport: [{ version: 17 }],
    graph: {
      node: [{ opType: "Add", input: ["x", "w"], output: ["y"], attribute: [] }],
      initializer: [proto],
      input: [{ name: "x", type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 2 }] } } } }],
      output: [{ name: "y" }],
    },
  });
};

describe("a hostile ONNX file", () => {
  it("is refused in a sentence wherever it is cut off", () => {
    const refused = Array.from({ length: good.length }, (_, n) => refusal(good.subarray(0, n), t.importOnnx));
    expect(refused[0]).toBe("not an ONNX model: it holds no graph");
    for (const message of refused) {
      expect(message ?? "").not.toMatch(/not a sentence|\n/);
      expect((message ?? "").length).toBeLessThan(300);
    }
    // Where the cut falls between two fields the rest may be a model; nearly everywhere else it is not.
    expect(refused.filter((message) => message !== undefined).length).toBeGreaterThan(good.length * 0.95);
  });

  it("is read or refused in a sentence whatever bytes are changed", () => {
    const draw = stream(7);
    let refused = 0;
    for (let i = 0; i < 3000; i++) {
      const bytes = Uint8Array.from(good);
      for (let k = draw(4); k >= 0; k--) bytes[draw(bytes.length)] = draw(256);
      const message = refusal(bytes, t.importOnnx);
      if (message !== undefined) refused++;
      expect(message ?? "").not.toMatch(/not a sentence|\n/);
    }
    expect(refused).toBeGreaterThan(300);
  });

  it("does not get memory for elements that are not there", () => {
    const bytes = encodeModel({
      irVersion: 10,
      opsetImport: [{ version: 17 }],
      graph: {
        node: [],
        initializer: [{ name: "w", dims: [2 ** 40, 2 ** 12], dataType: 1, rawData: Uint8Array.of(1) }],
        input: [],
        output: [],
      },
    });
    expect(() => t.importOnnx(bytes)).toThrow(/the tensor w has 1 bytes for float32\[1099511627776,4096\]/);
  });
});

describe("weights in a file beside the model", () => {
  const data = new Uint8Array(Float32Array.of(9, 1, 2, 3).buffer);
  const files = (location: string): Uint8Array => {
    if (location !== "weights.bin") throw new Error(`no ${location}`);
    return data;
  };

  const reading = (entries: Readonly<Record<string, string>>) => (): unknown =>
    t.importOnnx(external(entries), { files });

  it("are read from their place there", async () => {
    const bytes = external({ location: "weights.bin", offset: "4", length: "8" });
    const model = t.importOnnx(bytes, { files });
    expect(await model.weights["w"]!.array()).toEqual([1, 2]);
    expect(await (await model.run({ x: t.tensor([10, 20]) }))["y"]!.array()).toEqual([11, 22]);
    expect(await model.apply({}, { x: t.tensor([10, 20]) })["y"]!.array()).toEqual([11, 22]);
    await model.release();
  });

  it("are refused where they are not what the model says", () => {
    expect(reading({ location: "weights.bin", offset: "12", length: "8" })).toThrow(
      /the weight w is at bytes 12 to 20 of weights.bin, which has 16 bytes/,
    );
    expect(reading({ location: "weights.bin", offset: "-4", length: "8" })).toThrow(/at bytes -4 to 4/);
    expect(reading({ location: "weights.bin", offset: "0", length: "4" })).toThrow(
      /4 bytes for float32\[2\]/,
    );
    expect(reading({ location: "other.bin" })).toThrow(/no other.bin/);
    expect(() => t.importOnnx(external({ location: "weights.bin" }))).toThrow(
      /the weight w is in another file, weights.bin: give importOnnx a `files` function/,
    );
  });
});

describe("files beside a model on the disk", () => {
  const folder = mkdtempSync(join(tmpdir(), "onnx-"));
  const inside = join(folder, "model");
  mkdirSync(join(inside, "weights"), { recursive: true });
  writeFileSync(join(folder, "secret"), "12345678");
  writeFileSync(join(inside, "weights", "w"), new Uint8Array(Float32Array.of(1, 2).buffer));
  symlinkSync(join(folder, "secret"), join(inside, "link"));
  const open = (location: string) => (): unknown => {
    const path = join(inside, "model.onnx");
    writeFileSync(path, external({ location }));
    return openOnnx(path);
  };

  it("are read in its folder and below, and nowhere else", async () => {
    const model = open("weights/w")() as t.OnnxModel;
    expect(await model.weights["w"]!.array()).toEqual([1, 2]);
    expect(open("../secret")).toThrow(
      /the model refers to the file "..\/secret", which is outside the model's folder/,
    );
    expect(open(join(folder, "secret"))).toThrow(/which is not a place beside the model/);
    expect(open("link")).toThrow(/which is outside the model's folder/);
    expect(open("none")).toThrow(/"none", which is not in/);
    expect(open("")).toThrow(/which is not a place beside the model/);
  });
});

describe("a hostile safetensors file", () => {
  it("is read or refused in a sentence whatever bytes are changed", async () => {
    const file = await t.encodeSafetensors(
      { a: weight, b: t.tensor([1, 2, 3], { dtype: "int8" }) },
      { k: "v" },
    );
    const draw = stream(8);
    let refused = 0;
    for (let i = 0; i < 3000; i++) {
      const bytes = Uint8Array.from(file);
      for (let k = draw(3); k >= 0; k--) bytes[draw(160)] = draw(256);
      const message = refusal(bytes, t.decodeSafetensors);
      if (message !== undefined) refused++;
      expect(message ?? "").not.toMatch(/not a sentence|\n/);
    }
    expect(refused).toBeGreaterThan(1000);
  });
});
