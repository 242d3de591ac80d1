import { describe, expect, it } from "vitest";
import { readNpy, writeNpy } from "./npy.ts";
import { floatValue, integerValue } from "./value.ts";

/** What `numpy.save` writes for `numpy.array([[1, 2, 3], [4, 5, 6]], dtype, order)`. */
function file(descr: string, fortran: boolean, shape: string, data: ArrayBufferView): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ${shape}, }`;
  const header = `${text.padEnd(117)}\n`;
  const bytes = new Uint8Array(128 + data.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(new Uint8Array(data.buffer), 128);
  return bytes;
}

describe("NumPy arrays", () => {
  it("are read in the shape and type of their header", () => {
    const whole = readNpy(file("<i4", false, "(2, 3)", Int32Array.of(1, 2, 3, 4, 5, 6)));
    expect(whole).toEqual({ dtype: "int32", shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) });
    expect(readNpy(file("<f8", false, "(1,)", Float64Array.of(0.1))).data).toEqual(Float32Array.of(0.1));
    expect(readNpy(file("<f2", false, "()", Uint16Array.of(0xc100)))).toMatchObject({ shape: [] });
    expect(readNpy(file("<f2", false, "()", Uint16Array.of(0xc100))).data[0]).toBe(-2.5);
  });

  it("come row-major, also from Fortran's order", () => {
    const value = readNpy(file("<f4", true, "(2, 3)", Float32Array.of(1, 4, 2, 5, 3, 6)));
    expect(value).toEqual({ dtype: "float32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
  });

  it("are written as they are read", () => {
    for (const value of [
      floatValue(Float32Array.of(1, -2), [2, 1]),
      floatValue(new Float32Array(0), [0, 4]),
      integerValue([2 ** 40, -1]),
    ])
      expect(readNpy(writeNpy(value))).toEqual(value);
  });

  it("that are none are refused", () => {
    const good = file("<f4", false, "(2,)", Float32Array.of(1, 2));
    expect(() => readNpy(new TextEncoder().encode("PK\u0003\u0004 an archive"))).toThrow(
      "does not begin like one",
    );
    expect(() => readNpy(good.subarray(0, 60))).toThrow("ends within its header");
    expect(() => readNpy(good.subarray(0, 132))).toThrow("has 4 bytes for [2] numbers of 4 bytes");
    expect(() => readNpy(file("<f4", false, "(4000000000, 4000000000)", Float32Array.of(1)))).toThrow(
      "has 4 bytes for",
    );
    expect(() => readNpy(file(">f4", false, "(2,)", Float32Array.of(1, 2)))).toThrow("little-endian");
    expect(() => readNpy(file("|O", false, "(2,)", Float32Array.of(1, 2)))).toThrow("should be of numbers");
  });
});
