/**
 * Writes a graph as an ONNX model. Operators write themselves through an `Emitter`; this file only names values, keeps constants once, and
 * decides which values are initializers (small: ONNX Runtime folds them) and which are inputs fed at each run (large: they are not copied).
 */
import { arrayOf, dtypes, type DType, type TypedArray } from "../dtype.ts";
import { fail } from "../errors.ts";
import { nodesOf, type Graph } from "../graph.ts";
import { encode, show, type Tensor } from "../tensor.ts";
import {
  attribute,
  encodeModel,
  valueInfo,
  type AttributeValue,
  type NodeProto,
  type TensorProto,
} from "./model.ts";

/** Operator sets the emitted models import. */
const opsets = [
  { domain: "", version: 21 },
  { domain: "com.microsoft", version: 1 },
];

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
  constant(values: readonly number[], dtype: DType, shape?: readonly number[]): string;
  /** A constant int64 vector, the form in which ONNX takes shapes and axes. */
  ints(values: readonly number[]): string;
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
  /** Make a file for any runtime: captured values inside, operators of the ONNX standard only. */
  readonly standalone?: boolean;
}

/** Emits a graph. Throws if it refers to an input of another trace. */
export function emitModel(graph: Graph, names: ModelNames = {}): EmittedModel {
  const nodes: NodeProto[] = [];
  const initializer: TensorProto[] = [];
  const constants = new Map<string, string>();
  const captured: { name: string; tensor: Tensor }[] = [];
  const values = new Map<Tensor, string>();
  let count = 0;
  let label = "";
  let labelled = 0;

  const emit: Emitter = {
    standard: names.standalone ?? false,
    op: (...args) => emit.ops(...args)[0]!,
    ops(type, input, attributes = {}, { domain, outputs = 1 } = {}) {
      const wanted = typeof outputs === "number" ? Array.from({ length: outputs }, () => true) : outputs;
      const output = wanted.map((want) => (want ? `t${count++}` : ""));
      const list = Object.entries(attributes).flatMap(([name, v]) =>
        v === undefined ? [] : [attribute(name, v)],
      );
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
      const name = `c${constants.size}`;
      constants.set(key, name);
      initializer.push(tensorProto(name, encode(list, dtype), shape, dtype));
      return name;
    },
    ints: (list) => emit.constant(list, "int64", [list.length]),
  };

  const nameOf = (x: Tensor): string => {
    const known = values.get(x);
    if (known !== undefined) return known;
    const { source } = x;
    if (source.kind === "value") {
      let name: string;
      if (x.size === 1) name = emit.constant([Number(source.data[0])], x.dtype, x.shape);
      else {
        name = `k${values.size}`;
        if (names.standalone || x.size <= initializerLimit)
          initializer.push(tensorProto(name, source.data, x.shape, x.dtype));
        else captured.push({ name, tensor: x });
      }
      values.set(x, name);
      return name;
    }
    if (source.kind === "placeholder")
      return fail(
        `${show(x)} leaked: it is an input of a traced function that has returned, traced`,
        source.origin,
      );
    return fail(`${show(x)} was donated and has no value`);
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
  for (const node of order) {
    label = `${node.primitive.name}_${node.id}`;
    labelled = 0;
    if (!node.primitive.onnx) fail(`${node.primitive.name} cannot be run: only transformed`, node.origin);
    const out = node.primitive.onnx(emit, node.inputs.map(nameOf), node, node.params);
    const list = typeof out === "string" ? [out] : out;
    node.outputs.forEach((x, i) => values.set(x, list[i]!));
  }

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
  for (const node of nodes) {
    node.input = node.input.map((name) => renamed.get(name) ?? name);
    node.output = node.output.map((name) => renamed.get(name) ?? name);
  }

  const bytes = encodeModel({
    irVersion: 10,
    producerName: "working-papers",
    opsetImport: names.standalone ? opsets.slice(0, 1) : opsets,
    graph: {
      name: "graph",
      node: nodes,
      initializer,
      input: [
        ...graph.inputs.flatMap((x, i) =>
          inputNames[i] ? [valueInfo(inputNames[i], x.dtype, x.shape)] : [],
        ),
        ...captured.map(({ name, tensor }) => valueInfo(name, tensor.dtype, tensor.shape)),
      ],
      output: graph.outputs.map((x, i) => valueInfo(outputNames[i]!, x.dtype, x.shape)),
    },
  });
  return { bytes, inputNames, captured, outputNames };
}

function tensorProto(name: string, data: TypedArray, dims: readonly number[], dtype: DType): TensorProto {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims: [...dims], dataType: dtypes[dtype].code, rawData };
}

/** The elements of a serialised tensor. Throws for string tensors and for those kept in another file. */
export function tensorData(proto: TensorProto, dtype: DType): TypedArray {
  const make = arrayOf(dtype);
  if (proto.rawData) return new make(Uint8Array.from(proto.rawData).buffer);
  const lists = [proto.floatData, proto.doubleData, proto.int64Data, proto.uint64Data, proto.int32Data];
  return encode(lists.find((list) => list && list.length > 0) ?? [], dtype);
}
