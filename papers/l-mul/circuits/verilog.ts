/** @file A circuit as Verilog, for a synthesis tool to optimise, map to a cell library, and measure. */
import type { Signal } from "./graph.ts";
import type { Circuit } from "./multipliers.ts";

/** A module with one input vector, the bits of x and then of y, and one output vector, the bits of the product. */
export function verilog({ graph, outputs }: Circuit, name: string): string {
  const inputCount = graph.inputs.length;
  const wire = (signal: Signal): string => {
    const gate = signal >> 1;
    if (gate === 0) return signal === 0 ? "1'b0" : "1'b1";
    const net = gate <= inputCount ? `operands[${gate - 1}]` : `n${gate}`;
    return signal & 1 ? `~${net}` : net;
  };
  return [
    `module ${name}(input [${inputCount - 1}:0] operands, output [${outputs.length - 1}:0] product);`,
    ...graph.ands(outputs).map(({ output, a, b }) => `  wire ${wire(output)} = ${wire(a)} & ${wire(b)};`),
    ...outputs.map((output, bit) => `  assign product[${bit}] = ${wire(output)};`),
    "endmodule\n",
  ].join("\n");
}
