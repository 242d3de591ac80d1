/**
 * Graph passes, in the order they run. Dead code needs none (a graph is what its outputs reach), and folding constants is left to
 * ONNX Runtime, which does it when a session is created.
 */
import type { Graph } from "../graph.ts";
import { finishBodies, mergeBodies } from "./bodies.ts";
import { eliminateCommonSubexpressions } from "./cse.ts";
import { lower } from "./lower.ts";
import { wideOperandLeft } from "./products.ts";

export const optimize = (graph: Graph): Graph => {
  const shared = eliminateCommonSubexpressions(wideOperandLeft(lower(graph)));
  return finishBodies(mergeBodies(shared, eliminateCommonSubexpressions), optimize);
};
