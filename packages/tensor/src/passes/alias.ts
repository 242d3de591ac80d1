/** Takes out the operators that only mean something to a transform: copies, names, stopped gradients, functions with a rule of their own. */
import { rewrite, type Graph } from "../graph.ts";

export const dropAliases = (graph: Graph): Graph =>
  rewrite(graph, (node, inputs, rebuild) => node.primitive.alias?.(inputs, node.params) ?? rebuild());
