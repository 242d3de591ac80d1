/**
 * Loops and branches. A derivative asks a loop for more results by writing it again with further outputs (control/scan.ts), so first those that
 * have the same inputs and the same body become one. Then what nobody reads is taken out, of bodies as of graphs, and the bodies are
 * optimised themselves.
 */
import { bodiesOf, Body, nodesOf, rewrite, type Graph, type WithBodies } from "../graph.ts";
import { bind } from "../primitive.ts";
import type { Node, Tensor } from "../tensor.ts";

/** What loops and branches have in common. A branch carries nothing. */
interface Params extends WithBodies {
  readonly constants?: number;
  /** The first outputs, which are the inputs of the next step; they are kept in place. */
  readonly carries?: number;
}

const paramsOf = (node: Node): Params => node.params as Params;

/** What the i-th output is, as text: a last carry, or what each body gives there. */
const outputKey = ({ bodies, carries = 0 }: Params, i: number): string =>
  `${i < carries ? `carry ${i} ` : ""}${bodies.map(({ outputs }) => outputs[i]!.id).join()}`;

const ids = (list: readonly Tensor[]): string => list.map((x) => x.id).join();

/** Nodes with equal keys compute the same things, as far as both compute them. */
function groupKey(node: Node): string {
  const { bodies, carries = 0, ...rest } = paramsOf(node);
  const inner = bodies.map(({ inputs, outputs }) => `${ids(inputs)}>${ids(outputs.slice(0, carries))}`);
  return `${node.primitive.name}${JSON.stringify(rest)}(${ids(node.inputs)})${inner.join("|")}`;
}

/** Makes one of all loops with one body and one set of inputs. `share` makes equal what becomes equal by it. */
export function mergeBodies(graph: Graph, share: (graph: Graph) => Graph): Graph {
  const groups = Map.groupBy(
    nodesOf(graph.outputs).filter((node) => bodiesOf(node).length > 0),
    groupKey,
  );
  const several = [...groups.values()].filter((group) => group.length > 1);
  if (several.length === 0) return graph;
  const groupOf = new Map(several.flatMap((group) => group.map((node) => [node, group])));
  const merged = new Map<readonly Node[], ReadonlyMap<string, Tensor>>();
  const joined = rewrite(graph, (node, inputs, rebuild) => {
    const group = groupOf.get(node);
    if (!group) return rebuild();
    if (!merged.has(group)) merged.set(group, merge(group, inputs));
    return node.outputs.map((_, i) => merged.get(group)!.get(outputKey(paramsOf(node), i))!);
  });
  return mergeBodies(share(joined), share);
}

/** The union of a group's outputs, from one node, by their keys. */
function merge(group: readonly Node[], inputs: readonly Tensor[]): ReadonlyMap<string, Tensor> {
  const union = new Map<string, readonly Tensor[]>();
  for (const node of group)
    node.outputs.forEach((_, i) =>
      union.set(
        outputKey(paramsOf(node), i),
        bodiesOf(node).map(({ outputs }) => outputs[i]!),
      ),
    );
  const [first] = group as [Node];
  const columns = [...union.values()];
  const bodies = bodiesOf(first).map(
    (body, b) =>
      new Body(
        body.inputs,
        columns.map((column) => column[b]!),
      ),
  );
  const outputs = bind(first.primitive, inputs, { ...paramsOf(first), bodies }, first.origin);
  return new Map([...union.keys()].map((key, i) => [key, outputs[i]!]));
}

/** Which inputs and outputs of a node are needed, given which outputs are read. */
function needed(node: Node, isRead: (x: Tensor) => boolean): { inputs: boolean[]; outputs: boolean[] } {
  const { bodies, carries = 0, constants = 0 } = paramsOf(node);
  // The first carry of a while loop is its condition.
  const outputs = node.outputs.map((x, i) => isRead(x) || (i === 0 && node.primitive.name === "whileLoop"));
  const before = node.inputs.length - bodies[0]!.inputs.length;
  for (;;) {
    const reached = new Set<Tensor>();
    for (const body of bodies) {
      const roots = body.outputs.filter((_, i) => outputs[i]);
      for (const x of [...roots, ...nodesOf(roots).flatMap((n) => n.inputs)]) reached.add(x);
    }
    const carried = (i: number): boolean =>
      outputs[i - before - constants]! && i - before - constants < carries;
    const inputs = node.inputs.map(
      (_, i) => i < before || carried(i) || bodies.some((body) => reached.has(body.inputs[i - before]!)),
    );
    // A carry that is read inside has to be computed.
    const more = outputs.findIndex((wanted, i) => i < carries && !wanted && inputs[before + constants + i]);
    if (more < 0) return { inputs: inputs.map((v, i) => v || keepsCount(node, inputs, i)), outputs };
    outputs[more] = true;
  }
}

/** A loop has to read something: its last input, if nothing else. */
const keepsCount = (node: Node, inputs: readonly boolean[], i: number): boolean => {
  const { constants = 0, carries = 0 } = paramsOf(node);
  return (
    node.primitive.name === "scan" &&
    i === inputs.length - 1 &&
    !inputs.slice(constants + carries).some(Boolean)
  );
};

/** Optimises every body, and takes out inputs and outputs that are not read or equal others. */
export function finishBodies(graph: Graph, optimize: (graph: Graph) => Graph): Graph {
  const nodes = nodesOf(graph.outputs);
  if (!nodes.some((node) => bodiesOf(node).length > 0)) return graph;
  const read = new Set(graph.outputs);
  const needs = new Map<Node, ReturnType<typeof needed>>();
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((x) => read.has(x))) continue;
    if (bodiesOf(node).length > 0)
      needs.set(
        node,
        needed(node, (x) => read.has(x)),
      );
    node.inputs.forEach((x, i) => (needs.get(node)?.inputs[i] ?? true) && read.add(x));
  }
  return rewrite(graph, (node, inputs, rebuild) => {
    const need = needs.get(node);
    return need ? finish(node, inputs, need, optimize) : rebuild();
  });
}

const count = (list: readonly boolean[], from: number, to: number): number =>
  list.slice(from, to).filter(Boolean).length;

function finish(
  node: Node,
  inputs: readonly Tensor[],
  need: ReturnType<typeof needed>,
  optimize: (graph: Graph) => Graph,
): readonly Tensor[] {
  const { bodies, carries, constants } = paramsOf(node);
  const before = inputs.length - bodies[0]!.inputs.length;
  const optimized = bodies.map((body) => {
    const inner = {
      inputs: body.inputs.filter((_, i) => need.inputs[before + i]),
      outputs: body.outputs.filter((_, i) => need.outputs[i]),
    };
    return new Body(inner.inputs, optimize(inner).outputs);
  });
  const kept = count(need.outputs, 0, carries ?? 0);
  // Results that turned out equal are stacked once.
  const positions = new Map<string, number>();
  const columns: number[] = [];
  const keys = optimized[0]!.outputs.map((_, i) => {
    const key = outputKey({ bodies: optimized, carries: kept }, i);
    if (!positions.has(key)) positions.set(key, columns.push(i) - 1);
    return key;
  });
  const made = bind(
    node.primitive,
    inputs.filter((_, i) => need.inputs[i]),
    {
      ...paramsOf(node),
      ...(constants !== undefined && { constants: count(need.inputs, before, before + constants) }),
      ...(carries !== undefined && { carries: kept }),
      bodies: optimized.map(
        (body) =>
          new Body(
            body.inputs,
            columns.map((i) => body.outputs[i]!),
          ),
      ),
    },
    node.origin,
  );
  let next = 0;
  // What nobody reads keeps its place in the list, and is never looked at.
  return node.outputs.map((x, i) => (need.outputs[i] ? made[positions.get(keys[next++]!)!]! : x));
}
