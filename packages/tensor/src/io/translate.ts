/**
 * An imported graph as a function of tensors: its nodes, in order, written in operators of this package. Shapes that the graph computes are worked out on
 * the way (`fold`), so everything that depends on the inputs' lengths alone is settled when the function is traced.
 */
import { fail, TensorError } from "../errors.ts";
import { name as named } from "../interventions.ts";
import type { AttributeProto, FunctionProto, GraphProto, ModelProto, NodeProto } from "../onnx/model.ts";
import { storedTensor, tensorOf } from "../onnx/tensor.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { fold } from "./fold.ts";
import { callOf } from "./operators/call.ts";
import { translationOf, type OnnxTensors, type Translation, type Translations } from "./operators/index.ts";

/** What stands around a node. */
interface Context {
  readonly opsets: ReadonlyMap<string, number>;
  readonly functions: ReadonlyMap<string, FunctionProto>;
  readonly own: ReadonlyMap<string, Translation>;
  /** Give what is computed the names that the graph has for it. */
  readonly naming: boolean;
}

type Scope = Map<string, OnnxTensors>;

const keyOf = (domain: string | undefined, name: string): string => `${domain ?? ""}:${name}`;
const opsetsOf = (list: ModelProto["opsetImport"]): Map<string, number> =>
  new Map(list.map(({ domain, version }) => [domain === "ai.onnx" ? "" : (domain ?? ""), version]));

/** Names that a node reads, those read inside its graphs included. */
function reads(node: NodeProto): string[] {
  const inner = node.attribute.flatMap(({ g }) => (g ? freeNames(g) : []));
  return [...node.input, ...inner];
}

function freeNames(graph: GraphProto): string[] {
  const own = new Set([...graph.initializer, ...graph.input].map((x) => x.name));
  const outputs = graph.output.map((o) => o.name);
  return [...graph.node.flatMap(reads), ...outputs].filter((name) => !own.has(name));
}

/** The nodes that the outputs rest on. */
function needed(graph: GraphProto): NodeProto[] {
  const wanted = new Set(graph.output.map((o) => o.name));
  const kept = graph.node.toReversed().filter((node) => {
    const use = node.output.some((name) => name !== "" && wanted.has(name));
    if (use) reads(node).forEach((name) => wanted.add(name));
    return use;
  });
  return kept.toReversed();
}

function runGraph(
  graph: GraphProto,
  outer: Scope,
  inputs: readonly OnnxTensors[],
  context: Context,
): OnnxTensors[] {
  const scope: Scope = new Map(outer);
  for (const stored of graph.initializer)
    if (!outer.has(stored.name!) || !context.naming) scope.set(stored.name!, tensorOf(storedTensor(stored)));
  const initialized = new Set(graph.initializer.map((x) => x.name));
  const open = graph.input.filter(({ name }) => !initialized.has(name));
  inputs.forEach((x, i) => scope.set(open[i]!.name, x));
  for (const node of needed(graph)) runNode(node, scope, context);
  return graph.output.map(({ name }) => scope.get(name) ?? fail(`nothing computes the output ${name}`));
}

function runNode(node: NodeProto, scope: Scope, context: Context): void {
  const domain = node.domain === "ai.onnx" ? "" : (node.domain ?? "");
  const key = keyOf(domain, node.opType);
  const title = `${domain && `${domain}.`}${node.opType}${node.name ? ` (${node.name})` : ""} of the imported graph`;
  const inputs = node.input.map((name) =>
    name === ""
      ? undefined
      : (scope.get(name) ?? fail(`${title} reads ${name}, which nothing computes before it`)),
  );
  const custom = context.functions.get(key);
  const translation = context.own.get(key) ?? translationOf(domain, node.opType);
  if (!translation && !custom)
    fail(
      `${title}: there is no derivative for this operator, only \`run\` has it; give importOnnx a translation of it in \`operators\``,
    );
  const inner = { ...context, naming: false };
  let outputs: readonly (OnnxTensors | undefined)[];
  try {
    if (custom && !context.own.has(key)) outputs = runFunction(custom, node, inputs, inner);
    else {
      const opset = context.opsets.get(domain) ?? 1;
      const call = callOf(node, opset, inputs, (graph, given) => runGraph(graph, scope, given, inner));
      const result = translation!(call);
      outputs = isTensor(result) ? [result] : result;
    }
  } catch (error) {
    if (error instanceof TensorError && error.message.includes("of the imported graph")) throw error;
    return fail(`${title}: ${(error as Error).message}`);
  }
  node.output.forEach((label, i) => {
    const x = outputs[i];
    if (label === "" || x === undefined) return;
    if (!isTensor(x)) scope.set(label, x);
    else {
      const folded = fold(x);
      scope.set(label, folded.source.kind === "value" || !context.naming ? folded : named(label, folded));
    }
  });
}

/** A model's own operator: its nodes with the call's attributes in place of the names they refer to. */
function runFunction(
  f: FunctionProto,
  call: NodeProto,
  inputs: readonly (OnnxTensors | undefined)[],
  context: Context,
): OnnxTensors[] {
  const given = new Map([...f.attributeProto, ...call.attribute].map((a) => [a.name, a]));
  const filled = (node: NodeProto): NodeProto => ({
    ...node,
    attribute: node.attribute.flatMap((a): AttributeProto[] => {
      const value = a.refAttrName === undefined ? a : given.get(a.refAttrName);
      if (!value) return [];
      const graph = value.g && { ...value.g, node: value.g.node.map(filled) };
      return [{ ...value, name: a.name, ...(graph && { g: graph }) }];
    }),
  });
  const scope: Scope = new Map();
  f.input.forEach((name, i) => inputs[i] !== undefined && scope.set(name, inputs[i]));
  const inside = { ...context, opsets: opsetsOf(f.opsetImport) };
  for (const node of f.node) {
    // An optional input that was left out is left out inside as well.
    const absent = filled(node);
    runNode(
      { ...absent, input: absent.input.map((n) => (f.input.includes(n) && !scope.has(n) ? "" : n)) },
      scope,
      inside,
    );
  }
  return f.output.map((name) => scope.get(name) ?? fail(`the function ${f.name} does not compute ${name}`));
}

/**
 * The graph's outputs for these inputs and weights, by name. Everything that is computed on the way has the graph's own name for it (`name`).
 * @throws TensorError for an operator without a translation, or a shape that depends on values.
 */
export function translate(
  model: ModelProto,
  values: ReadonlyMap<string, Tensor>,
  own: Translations,
): Record<string, Tensor> {
  const context: Context = {
    opsets: opsetsOf(model.opsetImport),
    functions: new Map(model.functions.map((f) => [keyOf(f.domain, f.name), f])),
    own: new Map(
      Object.entries(own).map(([key, f]) => {
        const at = key.lastIndexOf(".");
        return [keyOf(key.slice(0, Math.max(at, 0)), key.slice(at + 1)), f];
      }),
    ),
    naming: true,
  };
  const outputs = runGraph(model.graph, new Map(values), [], context);
  return Object.fromEntries(
    model.graph.output.map(({ name }, i) => {
      const x = outputs[i]!;
      return [name, isTensor(x) ? x : fail(`the output ${name} is a sequence: only \`run\` could return it`)];
    }),
  );
}
