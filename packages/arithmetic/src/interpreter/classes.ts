/**
 * @file What a node is for, found from the graph around it, so that an arithmetic can be chosen by class.
 *
 *   attention.scores   a product of two activations whose result reaches a softmax through scaling, masking and reshaping: Q Kᵀ
 *   attention.values   a product of two activations one of which comes from a softmax in the same way: A V
 *   attention.fused    GroupQueryAttention, which makes both
 *   linear             a matrix product with weights
 *   matmul             any other matrix product
 *   conv               a convolution
 *   elementwise.…      a node that multiplies element by element, with its operator in lower case: elementwise.mul, elementwise.layernormalization
 *   other              a node that does not multiply
 */
import type { Graph, Node } from "./model.ts";

export type NodeClass = string;

const matrixOperators = new Set(["MatMul", "FusedMatMul", "Gemm", "MatMulNBits"]);
const elementwiseOperators = new Set([
  "Mul",
  "Gelu",
  "FastGelu",
  "QuickGelu",
  "Swish",
  "HardSwish",
  "LayerNormalization",
  "RMSNormalization",
  "SimplifiedLayerNormalization",
  "SkipLayerNormalization",
  "SkipSimplifiedLayerNormalization",
  "InstanceNormalization",
  "BatchNormalization",
  "RotaryEmbedding",
]);
/** What may stand between a product and its softmax: scaling, masking, capping, changes of shape and type. */
const transparent = new Set(
  "Add Sub Mul Div Where Cast Reshape Transpose Squeeze Unsqueeze Expand Identity Dropout Clip Tanh Min Max Slice Concat".split(
    " ",
  ),
);
/** How many of them. */
const reach = 12;

/** Whether a softmax is among the nodes at a value, or at one within reach that transparent nodes lead on to. Each value is looked at once. */
function findsSoftmax(
  value: string,
  nodesAt: (value: string) => readonly Node[],
  onward: (node: Node) => readonly string[],
): boolean {
  const seen = new Set([value]);
  let front = [value];
  for (let passed = 0; passed <= reach; passed++) {
    const nodes = front.flatMap(nodesAt);
    if (nodes.some(({ opType }) => opType === "Softmax")) return true;
    front = [];
    for (const next of nodes.filter(({ opType }) => transparent.has(opType)).flatMap(onward)) {
      if (!seen.has(next)) front.push(next);
      seen.add(next);
    }
  }
  return false;
}

/** Names of values that depend on weights and constants alone. */
export function constantValues(graph: Graph): ReadonlySet<string> {
  const constant = new Set(graph.weights.keys());
  for (const node of graph.nodes)
    if (node.inputs.every((name) => name === "" || constant.has(name)))
      for (const output of node.outputs) constant.add(output);
  return constant;
}

/** The class of each node. */
export function classify(graph: Graph): ReadonlyMap<Node, NodeClass> {
  const constant = constantValues(graph);
  const makers = new Map(
    graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)),
  );
  const readers = new Map<string, Node[]>();
  for (const node of graph.nodes)
    for (const input of new Set(node.inputs)) {
      const known = readers.get(input);
      if (known) known.push(node);
      else readers.set(input, [node]);
    }

  const leadsToSoftmax = (value: string): boolean =>
    findsSoftmax(
      value,
      (at) => readers.get(at) ?? [],
      ({ outputs }) => outputs.slice(0, 1),
    );
  const comesFromSoftmax = (value: string): boolean =>
    findsSoftmax(
      value,
      (at) => [makers.get(at)].filter((node) => node !== undefined),
      ({ inputs }) => inputs,
    );

  return new Map(
    graph.nodes.map((node) => {
      const { opType, inputs, outputs } = node;
      if (opType === "GroupQueryAttention") return [node, "attention.fused"];
      if (opType === "Conv") return [node, "conv"];
      if (elementwiseOperators.has(opType)) return [node, `elementwise.${opType.toLowerCase()}`];
      if (!matrixOperators.has(opType)) return [node, "other"];
      if (opType === "MatMulNBits" || inputs.slice(0, 2).some((name) => constant.has(name)))
        return [node, "linear"];
      if (inputs.slice(0, 2).some((name) => comesFromSoftmax(name))) return [node, "attention.values"];
      return [node, leadsToSoftmax(outputs[0]) ? "attention.scores" : "matmul"];
    }),
  );
}
