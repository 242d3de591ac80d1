import { float8e4m3fn, float8e5m2, floatFormat, lmulCode } from "@working-papers/arithmetic";
import { describe, expect, test } from "vitest";
import { add, atLeast, constant, lookup, multiplyUnsigned } from "./blocks.ts";
import { FALSE, graph, not, TRUE, type Graph, type Signal } from "./graph.ts";
import { circuitProducts, multiplierCircuit, roundedProduct, verilog } from "./index.ts";

/** The number that the outputs form for one assignment. */
function numberOf(g: Graph, outputs: Signal[], inputs: number): number {
  const words = g.inputs.map((_, i) => (inputs >>> i) & 1);
  return g.evaluate(outputs, words).reduce((number, word, bit) => number + (word & 1) * 2 ** bit, 0);
}

describe("an and-inverter graph", () => {
  test("shares equal gates and simplifies constants", () => {
    const g = graph(2);
    const [a, b] = g.inputs;
    expect(g.and(a, b)).toBe(g.and(b, a));
    expect([g.and(a, FALSE), g.and(a, TRUE), g.and(a, a), g.and(a, not(a))]).toEqual([FALSE, a, a, FALSE]);
    expect(g.ands([g.and(a, b), not(g.and(a, b)), a])).toHaveLength(1);
    expect(g.depth([g.and(not(g.and(a, b)), b)])).toBe(2);
    expect(() => g.evaluate([a], [1])).toThrow("The circuit has 2 inputs and got words for 1.");
    expect(() => graph(-1)).toThrow("A circuit has a whole number of inputs, not -1.");
  });
});

describe("blocks", () => {
  test("add, multiply, compare and look up as numbers do", () => {
    const g = graph(8);
    const [a, b] = [g.inputs.slice(0, 4), g.inputs.slice(4)];
    const sum = add(g, a, b, TRUE);
    const product = multiplyUnsigned(g, a, b);
    const table = Array.from({ length: 16 }, (_, i) => (i * 7) % 3);
    for (let x = 0; x < 16; x++)
      for (let y = 0; y < 16; y++) {
        const inputs = x | (y << 4);
        expect(numberOf(g, sum, inputs)).toBe(x + y + 1);
        expect(numberOf(g, product, inputs)).toBe(x * y);
        expect(numberOf(g, [atLeast(g, a, y)], inputs)).toBe(x >= y ? 1 : 0);
        expect(numberOf(g, [lookup(g, a, table)], inputs)).toBe(table[x] === 0 ? 0 : 1);
      }
    expect([atLeast(g, a, 0), atLeast(g, a, 16)]).toEqual([TRUE, FALSE]);
    expect(constant(-3, 4)).toEqual([TRUE, FALSE, TRUE, TRUE]);
  });
});

describe("the circuits of multipliers", () => {
  const all = {
    x: Uint32Array.from({ length: 65536 }, (_, i) => i >>> 8),
    y: Uint32Array.from({ length: 65536 }, (_, i) => i & 255),
  };
  const e3m4 = floatFormat({ exponentBits: 3, mantissaBits: 4 });

  test.each([float8e4m3fn, float8e5m2, e3m4])(
    "are L-Mul and rounded multiplication for all pairs of codes: $name",
    (format) => {
      const lmul = circuitProducts(multiplierCircuit("lmul", format, true), format, all.x, all.y);
      const rounding = circuitProducts(multiplierCircuit("rounding", format, true), format, all.x, all.y);
      const rounded = roundedProduct(format);
      let wrong = 0;
      for (const [i, x] of all.x.entries()) {
        if (lmul[i] !== lmulCode(x, all.y[i], { format, overflow: "saturate" })) wrong++;
        if (rounding[i] !== rounded(x, all.y[i])) wrong++;
      }
      expect(wrong).toBe(0);
      if (format.mantissaBits > 3) return;
      const corrected = circuitProducts(multiplierCircuit("corrected", format, true), format, all.x, all.y);
      expect(corrected).toEqual(rounding);
    },
  );

  test("have the size of the recorded runs", () => {
    const sizes = (["lmul", "rounding", "corrected"] as const).map((unit) => {
      const { graph: g, outputs } = multiplierCircuit(unit, float8e4m3fn, true);
      return g.ands(outputs).length;
    });
    expect(sizes).toEqual([141, 232, 164]);
  });

  test("correct at most one carry", () => {
    expect(() => multiplierCircuit("corrected", e3m4, true)).toThrow(
      "One carry corrects mantissas of up to 3 bits, not of 4; take a narrower format.",
    );
  });

  test("are written as Verilog", () => {
    const g = graph(2);
    const both = g.and(g.inputs[0], not(g.inputs[1]));
    expect(verilog({ graph: g, outputs: [not(both), TRUE] }, "example")).toBe(
      [
        "module example(input [1:0] operands, output [1:0] product);",
        "  wire n3 = operands[0] & ~operands[1];",
        "  assign product[0] = ~n3;",
        "  assign product[1] = 1'b1;",
        "endmodule",
        "",
      ].join("\n"),
    );
  });
});
