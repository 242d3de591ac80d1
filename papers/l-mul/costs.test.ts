import { describe, expect, test } from "vitest";
import { dotEnergy, elementwiseEnergy, HOROWITZ_45NM } from "./energy.ts";
import { adderGates, arrayMultiplierGates, lmulGates, multiplierGates } from "./gates.ts";

describe("gate counts", () => {
  test("of multiplications are the paper's totals", () => {
    expect([10, 3, 2].map(multiplierGates)).toEqual([584, 325, 296]);
  });

  test("of L-Mul are 157 for fields of 7 bits; 256 takes fields of 16 bits, float16 has 15", () => {
    expect([7, 8, 15, 16].map(lmulGates)).toEqual([157, 168, 245, 256]);
  });

  test("with the adders of an array multiplier are larger, in wide formats by far", () => {
    expect([2, 3, 7, 10, 23].map(arrayMultiplierGates)).toEqual([307, 374, 882, 1515, 6754]);
  });

  test("count one half adder and full adders for an addition, and refuse widths that are none", () => {
    expect([1, 2, 8].map(adderGates)).toEqual([5, 16, 82]);
    expect(() => adderGates(0)).toThrow(
      "An adder has a whole number of bits of at least 1, not 0; give a positive integer.",
    );
    expect(() => multiplierGates(2.5)).toThrow(
      "A multiplier has a whole number of bits of at least 1, not 2.5",
    );
    expect(() => arrayMultiplierGates(-1)).toThrow("A multiplier has");
    expect(() => lmulGates(NaN)).toThrow("The field of an L-Mul has");
  });
});

describe("energy", () => {
  test.each([
    ["element-wise, fp32", elementwiseEnergy("fp32"), 3.7, 0.1, 97.3],
    ["element-wise, fp16", elementwiseEnergy("fp16"), 1.1, 0.05, 95.5],
    ["dot product, fp32", dotEnergy("fp32"), 4.6, 1, 78.3],
    ["dot product, fp16", dotEnergy("fp16"), 1.5, 0.45, 70],
    ["element-wise, fp32, constant added separately", elementwiseEnergy("fp32", 2), 3.7, 0.2, 94.6],
  ] as const)("%s", (_, { exact, lmul, savingPercent }, multiplying, adding, saving) => {
    expect(exact).toBeCloseTo(multiplying, 12);
    expect(lmul).toBeCloseTo(adding, 12);
    expect(Math.abs(savingPercent - saving)).toBeLessThan(0.05);
  });

  test("of a float32 multiplication is that of 37 integer or 4.1 float additions", () => {
    expect(HOROWITZ_45NM.fp32.multiply! / HOROWITZ_45NM.int32.add).toBeCloseTo(37, 10);
    expect(HOROWITZ_45NM.fp32.multiply! / HOROWITZ_45NM.fp32.add).toBeCloseTo(4.11, 2);
  });

  test("is not compared for other numbers or additions that are none", () => {
    expect(() => elementwiseEnergy("int8" as "fp16")).toThrow(
      "Energies are compared for fp16 and fp32, not for int8; choose one of the two.",
    );
    expect(() => dotEnergy("fp32", 0)).toThrow(
      "An L-Mul makes one integer addition or more, not 0; give 1, or 2 with the constant's.",
    );
  });
});
