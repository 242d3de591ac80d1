/**
 * Common subexpressions: nodes with the same primitive, parameters and inputs become one. Derivative rules may therefore
 * recompute whatever is convenient, such as a mask or a sum, without paying for it twice.
 */
import { rewrite, type Graph } from "../graph.ts";
import type { Tensor } from "../tensor.ts";

export function eliminateCommonSubexpressions(graph: Graph): Graph {
  const known = new Map<string, readonly Tensor[]>();
  const literals = new Map<string, Tensor>();
  // Equal scalars are one value, wherever they were written.
  const canonical = (x: Tensor): Tensor => {
    const { source } = x;
    if (source.kind !== "value" || x.size !== 1) return x;
    const key = `${x.dtype}${x.shape.join()}:${Object.is(source.data[0], -0) ? "-0" : source.data[0]}`;
    if (!literals.has(key)) literals.set(key, x);
    return literals.get(key)!;
  };
  return rewrite(graph, (node, inputs, rebuild) => {
    if (!node.primitive.onnx) return rebuild();
    const key = `${node.primitive.name}${paramsKey(node.params)}(${inputs.map((x) => canonical(x).id).join()})`;
    if (!known.has(key)) known.set(key, rebuild());
    return known.get(key)!;
  });
}

/** Text of parameters; JSON alone would write both infinities as null. */
const paramsKey = (params: unknown): string =>
  JSON.stringify(params, (_, v: unknown) => (typeof v === "number" && !Number.isFinite(v) ? String(v) : v));
