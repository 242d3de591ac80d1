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

  it("skip fields they do not know", () => {
    const newer = encodeMessage(schema, "Newer", { id: 7, extra: "x", more: 1 });
    expect(decodeMessage(schema, "Outer", newer)).toEqual({ id: 7, inner: [], list: [] });
  });

  it("refuse truncated bytes", () => {
    const bytes = encodeMessage(schema, "Outer", { name: "testing" });
    expect(() => decodeMessage(schema, "Outer", bytes.subarray(0, 5))).toThrow(/truncated Outer message/);
  });
});
