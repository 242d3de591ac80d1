/** @file Multipliers as circuits, to be counted and checked. */
export { graph, type Graph, type Signal } from "./graph.ts";
export { multiplierCircuit, type Circuit, type Unit } from "./multipliers.ts";
export { circuitProducts, roundedProduct } from "./check.ts";
export { verilog } from "./verilog.ts";
