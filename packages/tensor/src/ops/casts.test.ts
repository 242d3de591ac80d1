import { describe, expect, it } from "vitest";
import * as t from "../index.ts";

const bitsOf = async (x: t.Tensor, dtype: t.DType): Promise<string[]> =>
  Array.from((await t.bitcast(x, dtype).data()) as ArrayLike<number | bigint>, (v) => `0x${v.toString(16)}`);

describe("casts", () => {
  it("to fp8 round as ONNX defines", async () => {
    const y = t.tensor([1.06, -2.6, 300, 1000, 0.001]);
    const through = (dtype: t.DType): Promise<t.Nested> => t.cast(t.cast(y, dtype), "float32").array();
    expect(await through("float8e4m3fn")).toEqual([1, -2.5, 288, 448, 0.001953125]);
    expect(await through("float8e5m2")).toEqual([1, -2.5, 320, 1024, 0.0009765625]);
  });

  it("of every 8-bit integer, and floats, to 4 bits go toward zero and saturate", async () => {
    const bytes = t.arange(256);
    const floats = t.mul(t.sub(t.cast(t.arange(801), "float32"), 400), 1 / 16);
    for (const [dtype, least, most] of [["int4", -8, 7] as const, ["uint4", 0, 15] as const]) {
      const inputs = (["float16", "float32", "float64"] as const).map((from) => t.cast(floats, from));
      inputs.push(t.cast(bytes, "uint8"), t.cast(bytes, "uint32"), t.cast(bytes, "uint64"));
      for (const from of ["int8", "int16", "int32", "int64"] as const)
        inputs.push(t.cast(t.sub(bytes, 128), from));
      for (const x of inputs) {
        const [before, after] = await t.evaluate([t.cast(x, "float32"), t.cast(t.cast(x, dtype), "float32")]);
        const expected = Float32Array.from(
          (await before!.data()) as Float32Array,
          (v) => Math.trunc(Math.min(most, Math.max(least, v))) + 0,
        );
        expect(await after!.data(), `${x.dtype} to ${dtype}`).toEqual(expected);
        if (x.dtype.startsWith("float") || !x.dtype.startsWith(dtype.replace("4", ""))) continue;
        const back = t.cast(t.cast(t.cast(x, dtype), x.dtype), "float32");
        expect(await back.data(), `${x.dtype} to ${dtype} and back`).toEqual(expected);
      }
    }
  });

  it("of bits read them as another dtype of the same width", async () => {
    // IEEE 754: sign, exponent, fraction.
    expect(await bitsOf(t.tensor([1, -2, Infinity, 0.1]), "uint32")).toEqual([
      "0x3f800000",
      "0xc0000000",
      "0x7f800000",
      "0x3dcccccd",
    ]);
    expect(await bitsOf(t.tensor([1, -2], { dtype: "float64" }), "uint64")).toEqual([
      "0x3ff0000000000000",
      "0xc000000000000000",
    ]);
    expect(await bitsOf(t.tensor([1, -2], { dtype: "float16" }), "uint16")).toEqual(["0x3c00", "0xc000"]);
    expect(await bitsOf(t.cast(t.tensor([1, -2]), "bfloat16"), "uint16")).toEqual(["0x3f80", "0xc000"]);
    expect(await t.bitcast(t.tensor([-1, 5], { dtype: "int8" }), "uint8").array()).toEqual([255, 5]);
    // The number after 1, inside a compiled function: one unit in the last place is 2^-23.
    const next = t.jit((x: t.Tensor) => t.bitcast(t.add(t.bitcast(x, "int32"), 1), "float32"));
    expect(await (await next(t.tensor([1]))).item()).toBe(1 + 2 ** -23);
    expect(() => t.bitcast(t.ones([2]), "int64")).toThrow(
      /bitcast of float32\[2\]: int64 has 64 bits, not 32/,
    );
    expect(() => t.bitcast(t.cast(t.ones([2]), "int4"), "uint4")).toThrow(/have no bit cast/);
  });

  it("of bits are exported and read back", async () => {
    const bytes = t.exportOnnx((x: t.Tensor) => t.bitcast(x, "int32"), t.ones([2]));
    const model = t.importOnnx(bytes);
    const x = t.tensor([1, -0]);
    const ran = (await model.run({ 0: x }))["output"]!;
    const applied = model.apply(model.params, { 0: x })["output"]!;
    expect(await ran.array()).toEqual([0x3f800000, -(2 ** 31)]);
    expect(await applied.array()).toEqual([0x3f800000, -(2 ** 31)]);
  });
});
