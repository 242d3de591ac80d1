import { describe, expect, it } from "vitest";
import {
  decodeSafetensors,
  encodeSafetensors,
  loadTree,
  saveTree,
  tensor,
  zeros,
  type Tensor,
} from "../index.ts";

/** A file with this header, some zeros as data, and a length of the header that may be wrong. */
const file = (header: string, data = 0, length = header.length): Uint8Array => {
  const bytes = new Uint8Array(8 + header.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  return bytes;
};
const entry = (shape: string, from: number | string, to: number, dtype = '"F32"'): string =>
  `{"dtype":${dtype},"shape":${shape},"data_offsets":[${from},${to}]}`;

describe("safetensors", () => {
  it("read a file written by hand from the format's description", async () => {
    const header = '{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},"__metadata__":{"k":"v"}}';
    const bytes = new Uint8Array(8 + header.length + 4);
    bytes[0] = header.length;
    bytes.set(new TextEncoder().encode(header), 8);
    // bfloat16 of 1 is 3f80, of -2 is c000.
    bytes.set([0x80, 0x3f, 0x00, 0xc0], 8 + header.length);
    const { tensors, metadata } = decodeSafetensors(bytes);
    expect(await tensors["a"]!.array()).toEqual([1, -2]);
    expect(metadata).toEqual({ k: "v" });
  });

  it("give back every dtype", async () => {
    const tensors: Record<string, Tensor> = {};
    for (const dtype of ["float32", "float64", "int8", "int64", "uint8", "uint32", "bool"] as const)
      tensors[dtype] = tensor([[1], [0]], { dtype });
    const back = decodeSafetensors(await encodeSafetensors(tensors)).tensors;
    for (const [dtype, x] of Object.entries(tensors)) {
      expect(back[dtype]!.dtype).toBe(dtype);
      expect(await back[dtype]!.data()).toEqual(await x.data());
    }
  });

  it("read float16 exactly", async () => {
    const header = '{"h":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}';
    const bytes = new Uint8Array(8 + header.length + 8);
    bytes[0] = header.length;
    bytes.set(new TextEncoder().encode(header), 8);
    // 3c00 is 1, c000 is -2, 0001 is 2^-24 (the least subnormal), 7bff is 65504 (the largest).
    bytes.set([0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0xff, 0x7b], 8 + header.length);
    expect(await decodeSafetensors(bytes).tensors["h"]!.array()).toEqual([1, -2, 2 ** -24, 65504]);
  });

  it("read a Node buffer that lies inside a larger one", async () => {
    const bytes = await encodeSafetensors({ x: tensor([1, 2]) });
    const buffer = Buffer.concat([Buffer.from([9]), bytes]).subarray(1);
    expect(await decodeSafetensors(buffer).tensors["x"]!.array()).toEqual([1, 2]);
  });

  it("keep trees, and say what does not fit", async () => {
    const tree = {
      layers: [{ w: tensor([1, 2]) }, { w: tensor([3, 4]) }],
      step: tensor(5, { dtype: "int32" }),
    };
    const bytes = await saveTree(tree);
    const back = loadTree(tree, bytes);
    expect(await back.layers[1]!.w.array()).toEqual([3, 4]);
    expect(await back.step.item()).toBe(5);
    expect(() => loadTree({ layers: [{ w: zeros([3]) }] }, bytes)).toThrow(
      /layers.0.w is float32\[2\] in the checkpoint, not float32\[3\]/,
    );
    expect(() => loadTree({ other: zeros([3]) }, bytes)).toThrow(/the checkpoint has no other/);
    expect(() => decodeSafetensors(bytes.subarray(0, 40))).toThrow(/not a safetensors file/);
  });

  it("refuse a tree in which two leaves have one path", async () => {
    await expect(saveTree({ "a.b": tensor(1), a: { b: tensor(2) } })).rejects.toThrow(
      /^two leaves of the tree have the path a\.b: rename a key \(at .*safetensors\.test\.ts/,
    );
  });

  it("refuse what is not one, in a sentence", () => {
    const cases: readonly (readonly [Uint8Array, RegExp])[] = [
      [Uint8Array.of(1, 2), /2 bytes, fewer than the eight/],
      [file("{}", 0, 2 ** 40), /a header of 1099511627776 bytes, where 100000000 are allowed/],
      [file("{}", 0, 99), /a header of 99 bytes in a file of 10/],
      [file("{,}"), /its header is not JSON/],
      [file("[]"), /its header is not an object/],
      [file("null"), /its header is not an object/],
      [file('{"a":null}'), /a has no dtype/],
      [file(`{"a":${entry("[1]", 0, 4, "7")}}`, 4), /a has no dtype/],
      [file(`{"a":${entry("[-1]", 0, 4)}}`, 4), /a has no shape of lengths from 0 on/],
      [file(`{"a":${entry("[1.5]", 0, 4)}}`, 4), /a has no shape of lengths from 0 on/],
      [file(`{"a":${entry("[1]", 4, 0)}}`, 4), /a has no pair of ascending data_offsets/],
      [file(`{"a":${entry("[1]", "1e400", 4)}}`, 4), /a has no pair of ascending data_offsets/],
      [file(`{"a":${entry("[2]", 0, 8)}}`, 4), /truncated: a ends at byte 8 of 4/],
      [file(`{"a":${entry("[2]", 0, 4)}}`, 4), /a has 4 bytes for float32\[2\]/],
      [file(`{"a":${entry("[9007199254740991,9007199254740991]", 0, 4)}}`, 4), /a has 4 bytes for float32/],
      [file(`{"a":${entry("[1]", 0, 4, '"I4"')}}`, 4), /a has the dtype I4, which is not one of F32, F64/],
      [
        file(`{"a":${entry("[1]", 0, 4)},"b":${entry("[1]", 2, 6)}}`, 6),
        /b begins at byte 2 where the data before it end at 4/,
      ],
      [file(`{"a":${entry("[1]", 0, 4)},"b":${entry("[1]", 8, 12)}}`, 12), /b begins at byte 8 where/],
      [file(`{"a":${entry("[1]", 0, 4)},"a":${entry("[1]", 4, 8)}}`, 8), /a begins at byte 4 where/],
      [file(`{"a":${entry("[1]", 0, 4)}}`, 6), /2 bytes after the last tensor/],
      [file('{"__metadata__":{"k":1}}'), /its __metadata__ is not text by name/],
    ];
    for (const [bytes, message] of cases) expect(() => decodeSafetensors(bytes)).toThrow(message);
  });

  it("keep tensors whose names are those of an object's own properties", async () => {
    const tensors = Object.fromEntries(
      ["__proto__", "constructor", ""].map((name, i) => [name, tensor([i])]),
    );
    const bytes = await encodeSafetensors(tensors);
    const { tensors: back } = decodeSafetensors(bytes);
    expect(Object.keys(back).toSorted()).toEqual(["", "__proto__", "constructor"]);
    expect(() => loadTree({ toString: zeros([1]) }, bytes)).toThrow(/the checkpoint has no toString/);
  });
});
