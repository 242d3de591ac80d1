import { describe, expect, it } from "vitest";
import { decodeIdx } from "./idx.ts";

describe("IDX", () => {
  it("reads bytes in the shape of the header", () => {
    const file = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 1, 7, 9);
    expect(decodeIdx(file)).toEqual({ shape: [2, 1], data: Uint8Array.of(7, 9) });
  });

  it("refuses other types and wrong lengths", () => {
    expect(() => decodeIdx(Uint8Array.of(0, 0, 9, 0))).toThrow(/not an IDX file/);
    expect(() => decodeIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7))).toThrow(
      /an IDX file of \[2\] with 1 bytes of data/,
    );
    expect(() => decodeIdx(Uint8Array.of(0, 0, 8, 9, 0, 0, 0, 2))).toThrow(
      /an IDX file of 8 bytes and rank 9/,
    );
  });
});
