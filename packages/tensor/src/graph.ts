/**
 * A graph is a list of inputs and a list of outputs; its nodes are what is reachable between them. So dead code never exists, and a pass
 * is a function from graph to graph that rebuilds the nodes in order. `printGraph` writes one as JAX writes a jaxpr.
 */
import { bind } from "./primitive.ts";
import { placeholder, show, type Aval, type Node, type Tensor } from "./tensor.ts";

export interface Graph {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/** Traces a function of tensors at the given avals. */
export function trace(f: (...inputs: Tensor[]) => readonly Tensor[], avals: readonly Aval[]): Graph {
  const inputs = avals.map(placeholder);
  return { inputs, outputs: f(...inputs) };
}

/** Nodes that `outputs` rest on, in topological order. Nodes made before `since` are left out: they cannot depend on it. */
export function nodesOf(outputs: readonly Tensor[], since = -1): Node[] {
  const seen = new Set<Node>();
  const stack: Node[] = [];
  const push = (x: Tensor): void => {
    const { node } = x;
    if (node && node.id > since && !seen.has(node)) {
      seen.add(node);
      stack.push(node);
    }
  };
  outputs.forEach(push);
  while (stack.length > 0) stack.pop()!.inputs.forEach(push);
  return [...seen].toSorted((a, b) => a.id - b.id);
}

/** The nodes among `nodesOf(outputs)` that depend on one of `inputs`, and every tensor that does. */
export function dependents(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
): { nodes: Node[]; tensors: Set<Tensor> } {
  const tensors = new Set(inputs);
  const since = inputs.reduce((least, x) => Math.min(least, x.id), Infinity);
  const nodes = nodesOf(outputs, since).filter((node) => {
    const depends = node.inputs.some((x) => tensors.has(x));
    if (depends) node.outputs.forEach((x) => tensors.add(x));
    return depends;
  });
  return { nodes, tensors };
}

/** Rebuilds a graph node by node: `visit` returns the outputs for a node given its new inputs; `rebuild` is the node on those inputs. */
export function rewrite(
  graph: Graph,
  visit: (node: Node, inputs: readonly Tensor[], rebuild: () => readonly Tensor[]) => readonly Tensor[],
): Graph {
  const map = new Map<Tensor, Tensor>();
  const look = (x: Tensor): Tensor => map.get(x) ?? x;
  for (const node of nodesOf(graph.outputs)) {
    const inputs = node.inputs.map(look);
    const outputs = visit(node, inputs, () => rebuild(node, inputs));
    node.outputs.forEach((x, i) => map.set(x, outputs[i]!));
  }
  return { inputs: graph.inputs, outputs: graph.outputs.map(look) };
}

/** A node applied to other inputs of the same avals; the node itself where nothing changed. The caller's line stays the node's. */
function rebuild(node: Node, inputs: readonly Tensor[]): readonly Tensor[] {
  if (inputs.every((x, i) => x === node.inputs[i])) return node.outputs;
  return bind(node.primitive, inputs, node.params, node.origin);
}

/** Puts other tensors in the place of some: of inputs, or of anything in between. */
export function substitute(
  outputs: readonly Tensor[],
  replacement: ReadonlyMap<Tensor, Tensor>,
): readonly Tensor[] {
  const map = new Map(replacement);
  const look = (x: Tensor): Tensor => map.get(x) ?? x;
  const { nodes } = dependents(outputs, [...replacement.keys()]);
  for (const node of nodes) {
    const made = bind(node.primitive, node.inputs.map(look), node.params, node.origin);
    node.outputs.forEach((x, i) => {
      if (!map.has(x)) map.set(x, made[i]!);
    });
  }
  return outputs.map(look);
}

/** Text of a graph: inputs, one line a node, outputs. */
export function printGraph(graph: Graph): string {
  const names = new Map<Tensor, string>();
  let count = 0;
  const name = (x: Tensor): string => {
    if (!names.has(x)) {
      const { source } = x;
      const literal = source.kind === "value" && x.size === 1 ? String(source.data[0]) : undefined;
      names.set(x, literal ?? `${source.kind === "value" ? "const" : "v"}${count++}`);
    }
    return names.get(x)!;
  };
  const typed = (x: Tensor): string => `${name(x)}:${show(x)}`;
  const lines = [`{ lambda ${graph.inputs.map(typed).join(" ")} . let`];
  for (const node of nodesOf(graph.outputs)) {
    const params =
      Object.keys((node.params ?? {}) as object).length > 0 ? ` ${JSON.stringify(node.params)}` : "";
    const inputs = node.inputs.map(name).join(" ");
    lines.push(`    ${node.outputs.map(typed).join(" ")} = ${node.primitive.name}${params} ${inputs}`);
  }
  lines.push(`  in (${graph.outputs.map(name).join(", ")}) }`);
  return lines.join("\n");
}
