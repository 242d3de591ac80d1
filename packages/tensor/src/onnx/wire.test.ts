import { describe, expect, it } from "vitest";
import { decodeMessage, encodeMessage, type Schema } from "./wire.ts";

const schema: Schema = {
  Outer: {
    id: [1, "int"],
    name: [2, "string"],
    inner: [3, "Inner", "repeated"],
    big: [4, "int"],
    ratio: [5, "float"],
    exact: [6, "double"],
    list: [7, "int", "repeated"],
    raw: [16, "bytes"],
  },
  Inner: { id: [1, "int"] },
  Newer: { id: [1, "int"], extra: [15, "string"], more: [17, "double"] },
};

const read = (...bytes: number[]): unknown => decodeMessage(schema, "Outer", Uint8Array.from(bytes));
const ones = (n: number): number[] => Array.from({ length: n }, () => 0xff);

describe("protocol buffers", () => {
  it("encode the example of the format's documentation", () => {
    // https://protobuf.dev/programming-guides/encoding: field 1 = 150 is 08 96 01; field 2 = "testing" is 12 07 and the letters.
    expect(encodeMessage(schema, "Outer", { id: 150, name: "testing" })).toEqual(
      Uint8Array.of(0x08, 0x96, 0x01, 0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67),
    );
  });

  it("read back what they wrote", () => {
    const message = {
      id: -1,
      name: "α",
      inner: [{ id: 1 }, { id: 2 ** 40 }],
      big: 2 ** 31,
      ratio: 0.5,
      exact: Math.PI,
      list: [0, -5, 300],
      raw: Uint8Array.of(1, 2, 3),
    };
    expect(decodeMessage(schema, "Outer", encodeMessage(schema, "Outer", message))).toEqual(message);
  });

  it("keep fields they do not know, and write them again", () => {
    const newer = encodeMessage(schema, "Newer", { id: 7, extra: "x", more: 1 });
    const found = decodeMessage(schema, "Outer", newer);
    expect(Object.entries(found)).toEqual([
      ["inner", []],
      ["list", []],
      ["id", 7],
    ]);
    const written = encodeMessage(schema, "Outer", { ...found, id: 8 });
    expect(decodeMessage(schema, "Newer", written)).toEqual({ id: 8, extra: "x", more: 1 });
  });

  it("keep integers that no number holds", () => {
    const most = 2n ** 63n - 1n;
    const bytes = encodeMessage(schema, "Outer", { id: most, list: [-(2n ** 63n), 2 ** 53 - 1, -1] });
    expect(decodeMessage(schema, "Outer", bytes)).toEqual({
      id: most,
      list: [-(2n ** 63n), 2 ** 53 - 1, -1],
      inner: [],
    });
  });

  it("refuse truncated bytes", () => {
    const bytes = encodeMessage(schema, "Outer", { name: "testing" });
    expect(() => decodeMessage(schema, "Outer", bytes.subarray(0, 5))).toThrow(/truncated Outer message/);
  });

  it("refuse lengths that are negative, integers without end, groups, other wire types, and endless nesting", () => {
    expect(() => read(0x12, ...ones(9), 1)).toThrow(/a negative length in a Outer message/);
    expect(() => read(0x08, ...ones(10), 1)).toThrow(/an integer of more than ten bytes/);
    expect(() => read(0x12, ...ones(7), 0x7f)).toThrow(/truncated Outer message/);
    expect(() => read(0x0b)).toThrow(/id of a Outer message has wire type 3/);
    expect(() => read(0x7b)).toThrow(/wire type 3 in a Outer message/);
    expect(() => read(0x00, 0x00)).toThrow(/field number 0/);
    expect(() => read(0x3a, 0x01, 0x80, 0x01)).toThrow(
      /list of a Outer message does not end where it should/,
    );
    const nested: Schema = { Node: { inner: [1, "Node"] } };
    let bytes = Uint8Array.of();
    while (bytes.length < 126) bytes = Uint8Array.of(0x0a, bytes.length, ...bytes);
    for (let i = 0; i < 10; i++) bytes = Uint8Array.of(0x0a, bytes.length | 128, bytes.length >> 7, ...bytes);
    expect(() => decodeMessage(nested, "Node", bytes)).toThrow(/more than 64 deep/);
  });
});
