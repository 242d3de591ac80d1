import { describe, expect, test } from "vitest";
import {
  allocateCodes,
  int16,
  int4,
  int8,
  integerFormat,
  packNibbles,
  uint4,
  uint8,
  unpackNibbles,
} from "./integer-format.ts";

describe("integer formats", () => {
  test("have the ends of two's complement, and one code less when restricted", () => {
    expect([int4, uint4, int8, uint8, int16].map(({ min, max }) => [min, max])).toEqual([
      [-8, 7],
      [0, 15],
      [-128, 127],
      [0, 255],
      [-32768, 32767],
    ]);
    expect(integerFormat({ bits: 8, restricted: true })).toMatchObject({
      name: "int8r",
      min: -127,
      max: 127,
    });
    expect(integerFormat({ bits: 32, signed: false }).max).toBe(4294967295);
  });

  test("are kept in the narrowest array", () => {
    expect(allocateCodes(int4, 2)).toEqual(new Int8Array(2));
    expect(allocateCodes(integerFormat({ bits: 9, signed: false }), 1)).toEqual(new Uint16Array(1));
    expect(allocateCodes(integerFormat({ bits: 17 }), 1)).toEqual(new Int32Array(1));
  });

  test("refuse a width that is none", () => {
    expect(() => integerFormat({ bits: 1 })).toThrow("Format int1 needs 2 to 32 bits and got 1");
    expect(() => integerFormat({ bits: 8, signed: false, restricted: true })).toThrow(
      "has no negative code to leave out",
    );
  });
});

describe("nibbles", () => {
  test("stand with the first code in the low half", () => {
    expect([...packNibbles([1, 2, -1, -8, 7])]).toEqual([0x21, 0x8f, 0x07]);
    expect([...packNibbles([15, 8])]).toEqual([0x8f]);
  });

  test("come back, all codes of both signs in both halves", () => {
    const signed = Array.from({ length: 256 }, (_, i) => (i >> (i % 2 ? 4 : 0)) % 16).map((x) => x - 8);
    expect([...unpackNibbles(packNibbles(signed), 256)]).toEqual(signed);
    const unsigned = signed.map((x) => x + 8);
    expect([...unpackNibbles(packNibbles(unsigned), 255, false)]).toEqual(unsigned.slice(0, 255));
  });

  test("are refused when too wide or too few", () => {
    expect(() => packNibbles([16])).toThrow("A code of 4 bits is from -8 to 15 and got 16");
    expect(() => unpackNibbles(new Uint8Array(2), 5)).toThrow("2 bytes hold 4 codes of 4 bits and 5 were");
  });
});
