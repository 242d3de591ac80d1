/**
 * Writes a graph as an ONNX model. Operators write themselves through an `Emitter`; this file only names values, keeps constants once, and
 * decides which values are initializers (small: ONNX Runtime folds them) and which are inputs fed at each run (large: they are not copied).
 */
import { dtypes, type DType, type TypedArray } from "../dtype.ts";
import { fail } from "../errors.ts";
import { nodesOf, type Body, type Graph } from "../graph.ts";
import { encode, show, type Tensor } from "../tensor.ts";
import {
  attribute,
  encodeModel,
  valueInfo,
  type AttributeValue,
  type GraphProto,
  type NodeProto,
  type TensorProto,
} from "./model.ts";

/** The standard's operator set that a model imports, unless an operator in it is younger. */
const opset = 21;
const younger: Readonly<Record<string, number>> = { BitCast: 26 };

/** Values up to this many elements become initializers. */
const initializerLimit = 1024;

export interface EmitOptions {
  readonly domain?: string;
  /** Number of outputs; an empty name is written for those marked false. */
  readonly outputs?: number | readonly boolean[];
}

export interface Emitter {
  /** Whether only operators of the ONNX standard may be used, and not ONNX Runtime's own. */
  readonly standard: boolean;
  /** Adds a node and returns the name of its first output. */
  op(type: string, inputs: readonly string[], attributes?: Attributes, options?: EmitOptions): string;
  /** Adds a node and returns the names of all its outputs. */
  ops(type: string, inputs: readonly string[], attributes?: Attributes, options?: EmitOptions): string[];
  /** A constant tensor. */
  constant(values: readonly (number | bigint)[], dtype: DType, shape?: readonly number[]): string;
  /** A constant int64 vector, the form in which ONNX takes shapes and axes. */
  ints(values: readonly number[]): string;
  /**
   * Writes a body as a graph inside an attribute. Its inputs are these names of the graph around it; where a name is undefined the input is
   * one of the inner graph's own.
   */
  body(body: Body, inputs: readonly (string | undefined)[]): GraphProto;
}

export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

export interface EmittedModel {
  readonly bytes: Uint8Array;
  /** Names of the session inputs, one for each graph input that is used, then one for each captured value. */
  readonly inputNames: readonly (string | undefined)[];
  readonly captured: readonly { readonly name: string; readonly tensor: Tensor }[];
  readonly outputNames: readonly string[];
}

export interface ModelNames {
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  /** How many of the outputs the file declares; the others are intermediates that keep their names. Default: all. */
  readonly declared?: number;
  /** Make a file for any runtime: captured values inside, operators of the ONNX standard only. */
  readonly standalone?: boolean;
}

/** Emits a graph. Throws if it refers to an input of another trace. */
export function emitModel(graph: Graph, names: ModelNames = {}): EmittedModel {
  let nodes: NodeProto[] = [];
  const initializer: TensorProto[] = [];
  const constants = new Map<string, string>();
  const captured: { name: string; tensor: Tensor }[] = [];
  // Names of what is computed; those of constants stand apart, because they hold inside and outside of every body.
  let values = new Map<Tensor, string>();
  const stored = new Map<Tensor, string>();
  let count = 0;
  let label = "";
  let labelled = 0;
  let version = opset;
  const reserved = new Set([...(names.inputs ?? []), ...(names.outputs ?? [])]);
  /** A name made here, told apart from those that were given. */
  const free = (name: string): string => (reserved.has(name) ? free(`${name}_`) : name);

  const emit: Emitter = {
    standard: names.standalone ?? false,
    op: (...args) => emit.ops(...args)[0]!,
    ops(type, input, attributes = {}, { domain, outputs = 1 } = {}) {
      const wanted = typeof outputs === "number" ? Array.from({ length: outputs }, () => true) : outputs;
      const output = wanted.map((want) => (want ? free(`t${count++}`) : ""));
      const list = Object.entries(attributes).flatMap(([name, v]) =>
        v === undefined ? [] : [attribute(name, v)],
      );
      version = Math.max(version, younger[type] ?? 0);
      nodes.push({
        opType: type,
        ...(domain && { domain }),
        name: labelled++ === 0 ? label : `${label}.${labelled}`,
        input: [...input],
        output,
        attribute: list,
      });
      return output;
    },
    constant(list, dtype, shape = []) {
      const key = `${dtype}${shape.join()}:${list.map((v) => (Object.is(v, -0) ? "-0" : v)).join()}`;
      const known = constants.get(key);
      if (known) return known;
      const name = free(`c${constants.size}`);
      constants.set(key, name);
      initializer.push(tensorProto(name, encode(list, dtype), shape, dtype));
      return name;
    },
    ints: (list) => emit.constant(list, "int64", [list.length]),
    body(body, inputs) {
      const outer = { nodes, values, label, labelled };
      nodes = [];
      values = new Map(values);
      const own = body.inputs.filter((x, i) => {
        values.set(x, inputs[i] ?? free(`i${count++}`));
        return inputs[i] === undefined;
      });
      const input = own.map((x) => valueInfo(values.get(x)!, x.dtype, x.shape));
      emitNodes(body);
      // Each output is the result of a node of its own.
      const taken = new Set<string>();
      const computed = new Set(nodes.flatMap((n) => n.output));
      const output = body.outputs.map((x) => {
        const from = nameOf(x);
        const name = computed.has(from) && !taken.has(from) ? from : free(`t${count++}`);
        if (name !== from) nodes.push({ opType: "Identity", input: [from], output: [name], attribute: [] });
        taken.add(name);
        return valueInfo(name, x.dtype, x.shape);
      });
      const inner = { name: `body${body.id}`, node: leavesLast(nodes), initializer: [], input, output };
      ({ nodes, values, label, labelled } = outer);
      return inner;
    },
  };

  const nameOf = (x: Tensor): string => {
    const known = values.get(x) ?? stored.get(x);
    if (known !== undefined) return known;
    const { source } = x;
    if (source.kind === "value") {
      let name: string;
      if (x.size === 1) name = emit.constant([source.data[0]!], x.dtype, x.shape);
      else {
        name = free(`k${stored.size}`);
        if (names.standalone || x.size <= initializerLimit)
          initializer.push(tensorProto(name, source.data, x.shape, x.dtype));
        else captured.push({ name, tensor: x });
      }
      stored.set(x, name);
      return name;
    }
    if (source.kind === "placeholder")
      return fail(
        `${show(x)} leaked: it is an input of a traced function that has returned, traced`,
        source.origin,
      );
    return fail(`${show(x)} was donated and has no value`);
  };

  const emitNodes = ({ outputs }: Graph): void => {
    for (const node of nodesOf(outputs, -1, values)) {
      label = `${node.primitive.name}_${node.id}`;
      labelled = 0;
      if (!node.primitive.onnx) fail(`${node.primitive.name} cannot be run: only transformed`, node.origin);
      const out = node.primitive.onnx(emit, node.inputs.map(nameOf), node, node.params);
      const list = typeof out === "string" ? [out] : out;
      node.outputs.forEach((x, i) => values.set(x, list[i]!));
    }
  };

  const used = new Set<Tensor>(graph.outputs);
  const order = nodesOf(graph.outputs);
  for (const node of order) node.inputs.forEach((x) => used.add(x));
  const inputNames = graph.inputs.map((x, i) => {
    if (!used.has(x)) return undefined;
    const name = names.inputs?.[i] ?? `x${i}`;
    values.set(x, name);
    return name;
  });
  emitNodes(graph);

  // Each output needs a name of its own: one that is also an input, a constant or another output goes through Identity.
  const taken = new Set(inputNames.filter((n) => n !== undefined));
  const computed = new Set(nodes.flatMap((n) => n.output));
  const renamed = new Map<string, string>();
  const outputNames = graph.outputs.map((x, i) => {
    const from = nameOf(x);
    const name = names.outputs?.[i] ?? (computed.has(from) && !taken.has(from) ? from : `y${i}`);
    if (computed.has(from) && !taken.has(from) && !renamed.has(from)) renamed.set(from, name);
    else nodes.push({ opType: "Identity", input: [from], output: [name], attribute: [] });
    taken.add(from).add(name);
    return name;
  });
  const rename = (list: readonly NodeProto[]): void => {
    for (const node of list) {
      node.input = node.input.map((name) => renamed.get(name) ?? name);
      node.output = node.output.map((name) => renamed.get(name) ?? name);
      for (const { g } of node.attribute) if (g) rename(g.node);
    }
  };
  rename(nodes);

  const bytes = encodeModel({
    irVersion: 10,
    producerName: "working-papers",
    opsetImport: [
      { domain: "", version },
      ...(names.standalone ? [] : [{ domain: "com.microsoft", version: 1 }]),
    ],
    graph: {
      name: "graph",
      node: leavesLast(nodes),
      initializer,
      input: [
        ...graph.inputs.flatMap((x, i) =>
          inputNames[i] ? [valueInfo(inputNames[i], x.dtype, x.shape)] : [],
        ),
        ...captured.map(({ name, tensor }) => valueInfo(name, tensor.dtype, tensor.shape)),
      ],
      output: graph.outputs
        .slice(0, names.declared)
        .map((x, i) => valueInfo(outputNames[i]!, x.dtype, x.shape)),
    },
  });
  return { bytes, inputNames, captured, outputNames };
}

/**
 * ONNX Runtime orders nodes by a depth-first search that begins at the last node which nobody reads, and computes what that one needs before
 * anything else. Reverse mode is finished with the last layer's weights first; were the first layer's to come first, the cotangents and
 * activations of all layers would wait for their turn in memory. So what is ready early is written last.
 */
function leavesLast(nodes: readonly NodeProto[]): NodeProto[] {
  const read = new Set<string>();
  const visit = (list: readonly NodeProto[]): void => {
    for (const { input, attribute: attributes } of list) {
      for (const name of input) read.add(name);
      for (const { g } of attributes) if (g) visit(g.node);
    }
  };
  visit(nodes);
  const isLeaf = ({ output }: NodeProto): boolean => !output.some((name) => read.has(name));
  return [...nodes.filter((node) => !isLeaf(node)), ...nodes.filter(isLeaf).toReversed()];
}

function tensorProto(name: string, data: TypedArray, dims: readonly number[], dtype: DType): TensorProto {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims: [...dims], dataType: dtypes[dtype].code, rawData };
}
