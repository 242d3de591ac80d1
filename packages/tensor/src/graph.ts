/**
 * A graph is a list of inputs and a list of outputs; its nodes are what is reachable between them. So dead code never exists, and a pass
 * is a function from graph to graph that rebuilds the nodes in order. `printGraph` writes one as JAX writes a jaxpr.
 */
import { bind } from "./primitive.ts";
import { nextId, placeholder, show, type Aval, type Node, type Tensor } from "./tensor.ts";

export interface Graph {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/**
 * A graph that is a parameter of an operator: what a loop runs, a branch, a checkpointed function. It rests on its inputs and on
 * constants alone, so it can be moved and differentiated by itself. As text it is its number: equal text means the same body.
 */
export class Body implements Graph {
  readonly id: number = nextId();
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];

  constructor(inputs: readonly Tensor[], outputs: readonly Tensor[]) {
    this.inputs = inputs;
    this.outputs = outputs;
  }

  toJSON(): string {
    return `body ${this.id}`;
  }
}

/** Parameters of an operator that has bodies. */
export interface WithBodies {
  readonly bodies: readonly Body[];
}

/** The bodies of a node. */
export const bodiesOf = ({ params }: Node): readonly Body[] =>
  (params as Partial<WithBodies> | undefined)?.bodies ?? [];

/** Traces a function of tensors at the given avals. */
export function trace(f: (...inputs: Tensor[]) => readonly Tensor[], avals: readonly Aval[]): Graph {
  const inputs = avals.map(placeholder);
  return { inputs, outputs: f(...inputs) };
}

/**
 * Nodes that `outputs` rest on, in topological order. Nodes made before `since` are left out: they cannot depend on it. The search
 * does not go past the tensors in `known`.
 */
export function nodesOf(outputs: readonly Tensor[], since = -1, known?: { has(x: Tensor): boolean }): Node[] {
  const seen = new Set<Node>();
  const stack: Node[] = [];
  const push = (x: Tensor): void => {
    const { node } = x;
    if (node && node.id > since && !seen.has(node) && !known?.has(x)) {
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
export function rebuild(node: Node, inputs: readonly Tensor[]): readonly Tensor[] {
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

/** Another graph's outputs on these inputs. */
export const inline = (graph: Graph, inputs: readonly Tensor[]): readonly Tensor[] =>
  substitute(graph.outputs, new Map(graph.inputs.map((x, i) => [x, inputs[i]!])));

/**
 * Makes a body of `nodes` (in topological order). What they and `outputs` use from outside, constants apart, becomes inputs of the body
 * after `inputs`; `operands` are what these stand for.
 */
export function close(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  nodes: readonly Node[],
): { readonly body: Body; readonly operands: readonly Tensor[] } {
  const map = new Map<Tensor, Tensor>(inputs.map((x) => [x, x]));
  const operands: Tensor[] = [];
  const look = (x: Tensor): Tensor => {
    const known = map.get(x);
    if (known) return known;
    if (x.source.kind === "value" || isFilled(x)) return x;
    operands.push(x);
    const lifted = placeholder(x);
    map.set(x, lifted);
    return lifted;
  };
  for (const node of nodes) {
    const made = rebuild(node, node.inputs.map(look));
    node.outputs.forEach((x, i) => map.set(x, made[i]!));
  }
  const results = outputs.map(look);
  return { body: new Body([...inputs, ...operands.map((x) => map.get(x)!)], results), operands };
}

/** Whether x is one constant, repeated: it is cheaper to make again than to pass on. */
const isFilled = ({ node }: Tensor): boolean =>
  node?.primitive.name === "broadcastTo" && node.inputs[0]!.source.kind === "value";

/** Text of a graph: inputs, one line a node, outputs. Bodies follow their node, further in. */
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
  const print = ({ inputs, outputs }: Graph, margin: string): string[] => [
    `${margin}{ lambda ${inputs.map(typed).join(" ")} . let`,
    ...nodesOf(outputs).flatMap((node) => {
      const params =
        Object.keys((node.params ?? {}) as object).length > 0 ? ` ${JSON.stringify(node.params)}` : "";
      const operands = node.inputs.map(name).join(" ");
      return [
        `${margin}    ${node.outputs.map(typed).join(" ")} = ${node.primitive.name}${params} ${operands}`,
        ...bodiesOf(node).flatMap((body) => print(body, `${margin}      `)),
      ];
    }),
    `${margin}  in (${outputs.map(name).join(", ")}) }`,
  ];
  return print(graph, "").join("\n");
}
