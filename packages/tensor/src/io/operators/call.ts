/** One node of an imported graph on its way into operators of this package: its inputs as tensors, its attributes as plain values. */
import type { AttributeProto, GraphProto, NodeProto, TensorProto } from "../../onnx/model.ts";
import { isTensor, show, type Tensor } from "../../tensor.ts";

/** A value of ONNX: a tensor, or a sequence of them. */
export type OnnxTensors = Tensor | readonly Tensor[];

export interface Call {
  readonly node: NodeProto;
  /** Version of the operator set that the node is written in. */
  readonly opset: number;
  /** Inputs by position; undefined where an optional one is left out. */
  readonly inputs: readonly (OnnxTensors | undefined)[];
  /** Input i, which must be there and be one tensor. */
  input(i: number): Tensor;
  /** Input i, if it is there. */
  optional(i: number): Tensor | undefined;
  /** Input i, a sequence. */
  sequence(i: number): readonly Tensor[];
  /** The elements of input i, which must be known while the function is traced: a constant, or computed from shapes. */
  known(i: number): number[];
  /** The same, or undefined where the input is left out. */
  maybeKnown(i: number): number[] | undefined;
  int(name: string, otherwise?: number): number;
  float(name: string, otherwise?: number): number;
  text(name: string, otherwise?: string): string;
  /** A list of integers, or undefined where the attribute is absent. */
  ints(name: string): number[] | undefined;
  floats(name: string): number[] | undefined;
  tensor(name: string): TensorProto | undefined;
  graph(name: string): GraphProto;
  /** Translates a graph that is an attribute, applied to these inputs. */
  run(graph: GraphProto, inputs: readonly OnnxTensors[]): readonly OnnxTensors[];
}

/**
 * How a node is written in operators of this package: its output, or the list of its outputs. One that cannot be throws an Error that says
 * why.
 */
export type Translation = (call: Call) => Tensor | readonly (OnnxTensors | undefined)[];

export type Translations = Readonly<Record<string, Translation>>;

const decoder = new TextDecoder();

function missing(name: string): never {
  throw new Error(`the attribute ${name} is missing`);
}

/** The elements of a constant. Throws for a tensor whose value the trace does not know. */
export function knownElements(x: Tensor, what: string): number[] {
  if (x.source.kind !== "value")
    throw new Error(
      `${what} (${show(x)}) depends on values that are not known while a function is traced; it must be a constant or come from shapes`,
    );
  return Array.from(x.source.data as ArrayLike<number | bigint>, Number);
}

/** Reads a node. `run` is how the graphs among its attributes are translated. */
export function callOf(
  node: NodeProto,
  opset: number,
  inputs: readonly (OnnxTensors | undefined)[],
  run: Call["run"],
): Call {
  const attribute = (name: string): AttributeProto | undefined => node.attribute.find((a) => a.name === name);
  const optional = (i: number): Tensor | undefined => {
    const x = inputs[i];
    if (x !== undefined && !isTensor(x)) throw new Error(`input ${i} is a sequence, not a tensor`);
    return x;
  };
  const input = (i: number): Tensor => {
    const x = optional(i);
    if (!x) throw new Error(`input ${i} is missing`);
    return x;
  };
  const label = (i: number): string => `input ${i}, ${node.input[i]},`;
  return {
    node,
    opset,
    inputs,
    input,
    optional,
    sequence(i) {
      const x = inputs[i];
      if (x === undefined || isTensor(x)) throw new Error(`input ${i} is not a sequence`);
      return x;
    },
    known: (i) => knownElements(input(i), label(i)),
    maybeKnown: (i) => (optional(i) ? knownElements(input(i), label(i)) : undefined),
    int: (name, otherwise) => Number(attribute(name)?.i ?? otherwise ?? missing(name)),
    float: (name, otherwise) => attribute(name)?.f ?? otherwise ?? missing(name),
    text(name, otherwise) {
      const s = attribute(name)?.s;
      return s ? decoder.decode(s) : (otherwise ?? missing(name));
    },
    ints: (name) => attribute(name)?.ints?.map(Number),
    floats: (name) => attribute(name)?.floats,
    tensor: (name) => attribute(name)?.t,
    graph: (name) => attribute(name)?.g ?? missing(name),
    run,
  };
}
