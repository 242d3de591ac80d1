/**
 * @file From the bytes of an ONNX file to plain nodes in an order in which they can run. Everything is checked here: what comes from outside is
 * hostile until it is parsed.
 */
import {
  decodeModel,
  storedTensor,
  type AttributeProto,
  type FileReader,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "@working-papers/tensor/onnx";
import { operatorNames, operatorOf } from "./ops/table.ts";
import type { AttributeValue, Operator } from "./operator.ts";
import { valueOfStored, type Value } from "./value.ts";

/** A file that is no model that can be run here; the message is a sentence. */
export class ModelError extends Error {
  override name = "ModelError";
}

export interface Node {
  /** As in the file, or operator and place where the file has none; no two nodes have the same. */
  readonly name: string;
  readonly opType: string;
  readonly operator: Operator;
  readonly opset: number;
  /** Names of values; empty where an optional one is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

export interface Signature {
  readonly name: string;
  /** Lengths; text stands for a length that the caller chooses. */
  readonly shape: readonly (number | string)[];
  /** ONNX's number of the element type. */
  readonly elementType: number;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly inputs: readonly Signature[];
  readonly outputs: readonly Signature[];
  readonly weights: ReadonlyMap<string, Value>;
}

/**
 * Reads a model. `files` gives the bytes of files beside it that hold weights.
 *
 * @throws ModelError for bytes that are no ONNX model, a value that nothing computes, an operator that is not known, or weights that cannot be had
 */
export function readModel(bytes: Uint8Array, files?: FileReader): Graph {
  const model = decoded(bytes);
  const { graph } = model;
  const weights = new Map<string, Value>();
  const beside = files && readOnce(files);
  for (const proto of graph.initializer) weights.set(proto.name ?? "", stored(proto, beside));
  const versions = new Map(model.opsetImport.map(({ domain, version }) => [plainDomain(domain), version]));
  const names = new Set<string>();
  const nodes = graph.node.map((proto, place) => nodeOf(proto, place, versions, names));
  const inputs = graph.input.filter(({ name }) => !weights.has(name)).map(signature);
  const outputs = graph.output.map(signature);
  return { nodes: ordered(nodes, inputs, weights, outputs), inputs, outputs, weights };
}

function decoded(bytes: Uint8Array): ModelProto {
  let model: ModelProto;
  try {
    model = decodeModel(bytes);
  } catch (error) {
    throw new ModelError(
      `An ONNX model was expected and ${bytes.length} bytes came that end too early or are something else (${(error as Error).message}); get the file again.`,
    );
  }
  if (!model.graph || model.opsetImport.length === 0)
    throw new ModelError(
      `An ONNX model was expected and ${bytes.length} bytes came that hold no graph; give a file that was exported as .onnx.`,
    );
  return model;
}

/** One file holds many weights. */
function readOnce(files: FileReader): FileReader {
  const known = new Map<string, Uint8Array>();
  return (location) => {
    const bytes = known.get(location) ?? files(location);
    known.set(location, bytes);
    return bytes;
  };
}

function stored(proto: TensorProto, files?: FileReader): Value {
  if (proto.dataLocation === 1 && !files)
    throw new ModelError(
      `Weight «${proto.name ?? ""}» is in a file beside the model; give a function that reads such files as \`files\`.`,
    );
  try {
    return valueOfStored(storedTensor(proto, files));
  } catch (error) {
    throw new ModelError(`Weight «${proto.name ?? ""}» cannot be read: ${(error as Error).message}.`);
  }
}

const text = new TextDecoder();

function attributeOf(proto: AttributeProto): AttributeValue | undefined {
  if (proto.type === 1) return proto.f ?? 0;
  if (proto.type === 2) return Number(proto.i ?? 0);
  if (proto.type === 3) return text.decode(proto.s);
  if (proto.type === 4 && proto.t) return stored(proto.t);
  if (proto.type === 6) return proto.floats ?? [];
  if (proto.type === 7) return (proto.ints ?? []).map(Number);
  if (proto.type === 8) return (proto.strings ?? []).map((bytes) => text.decode(bytes));
  return undefined;
}

/** ONNX's own operators are in the domain "", which has a second name. */
const plainDomain = (domain = ""): string => (domain === "ai.onnx" ? "" : domain);

function nodeOf(
  proto: NodeProto,
  place: number,
  versions: ReadonlyMap<string, number>,
  names: Set<string>,
): Node {
  const { opType } = proto;
  const domain = plainDomain(proto.domain);
  const plain = proto.name || `${opType}_${place}`;
  const name = names.has(plain) ? `${plain}#${place}` : plain;
  names.add(name);
  const operator = operatorOf(opType, domain);
  if (!operator)
    throw new ModelError(
      `Node «${name}» uses the operator ${domain ? `${domain}.` : ""}${opType}, which is not among the ${operatorNames.length} that can be run here; export the model without it.`,
    );
  const opset = versions.get(domain);
  if (opset === undefined)
    throw new ModelError(
      `Node «${name}» uses the operator ${opType} of the domain «${domain || "ai.onnx"}», and the model does not say of which version; export it with an import of that domain's operator set.`,
    );
  const attributes: Record<string, AttributeValue> = {};
  for (const attribute of proto.attribute) {
    const value = attributeOf(attribute);
    if (value === undefined)
      throw new ModelError(
        `Attribute «${attribute.name}» of node «${name}» is of a kind that is not supported.`,
      );
    attributes[attribute.name] = value;
  }
  return {
    name,
    opType,
    operator,
    opset,
    inputs: proto.input,
    outputs: proto.output,
    attributes,
  };
}

const signature = ({ name, type }: ValueInfoProto): Signature => ({
  name,
  elementType: type?.tensorType?.elemType ?? 1,
  shape: (type?.tensorType?.shape?.dim ?? []).map((d, axis) => d.dimValue ?? d.dimParam ?? `axis ${axis}`),
});

/** Nodes sorted so that each follows what it reads, those that nothing needs left out. */
function ordered(
  nodes: readonly Node[],
  inputs: readonly Signature[],
  weights: ReadonlyMap<string, Value>,
  outputs: readonly Signature[],
): Node[] {
  const makers = new Map<string, Node>();
  for (const node of nodes)
    for (const output of node.outputs) {
      if (output === "") continue;
      if (makers.has(output) || weights.has(output))
        throw new ModelError(`Value «${output}» is computed twice, by node «${node.name}» as well.`);
      makers.set(output, node);
    }
  const known = new Set([...weights.keys(), ...inputs.map(({ name }) => name)]);
  const done = new Set<Node>();
  const open = new Set<Node>();
  const result: Node[] = [];
  // A stack instead of recursion: a file may hold a chain of any length.
  const stack: { value: string; reader: string; node?: Node }[] = outputs
    .toReversed()
    .map(({ name }) => ({ value: name, reader: "the model's outputs" }));
  while (stack.length > 0) {
    const { value, reader, node } = stack.pop()!;
    if (node) {
      open.delete(node);
      done.add(node);
      result.push(node);
      continue;
    }
    const maker = makers.get(value);
    if (!maker) {
      if (value !== "" && !known.has(value))
        throw new ModelError(`Value «${value}», which ${reader} needs, is computed by nothing in the file.`);
      continue;
    }
    if (done.has(maker)) continue;
    if (open.has(maker)) throw new ModelError(`Node «${maker.name}» needs its own result.`);
    open.add(maker);
    stack.push({ value, reader, node: maker });
    for (const input of maker.inputs.toReversed())
      stack.push({ value: input, reader: `node «${maker.name}»` });
  }
  return result;
}
