/**
 * Puts what they are when run in the place of operators that are more to a transform: names, stopped gradients, functions with a rule of
 * their own, checkpointed functions, matrix factorisations. What comes in their place may hold such operators again.
 */
import { nodesOf, rebuild, type Graph } from "../graph.ts";
import type { Tensor } from "../tensor.ts";

export function lower(graph: Graph): Graph {
  const map = new Map<Tensor, Tensor>(graph.inputs.map((x) => [x, x]));
  const look = (x: Tensor): Tensor => map.get(x) ?? x;
  const settle = (outputs: readonly Tensor[]): readonly Tensor[] => {
    for (const node of nodesOf(outputs, -1, map)) {
      const inputs = node.inputs.map(look);
      const lowered = node.primitive.lower?.(inputs, node.params);
      const made = lowered ? settle(lowered) : rebuild(node, inputs);
      node.outputs.forEach((x, i) => map.set(x, made[i]!));
      for (const x of made) if (!map.has(x)) map.set(x, x);
    }
    return outputs.map(look);
  };
  return { inputs: graph.inputs, outputs: settle(graph.outputs) };
}
