/**
 * The messages of ONNX that this package reads and writes, as TypeScript types and as the table that encodes them.
 * Field numbers are those of `onnx.proto` (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
 */
import { dtypeOfCode, dtypes, type DType } from "../dtype.ts";
import { decodeMessage, encodeMessage, type Schema } from "./wire.ts";

export interface ModelProto {
  irVersion: number;
  opsetImport: { domain?: string; version: number }[];
  producerName?: string;
  graph: GraphProto;
}

export interface GraphProto {
  name?: string;
  node: NodeProto[];
  initializer: TensorProto[];
  input: ValueInfoProto[];
  output: ValueInfoProto[];
}

export interface NodeProto {
  opType: string;
  domain?: string;
  name?: string;
  input: string[];
  output: string[];
  attribute: AttributeProto[];
}

export interface AttributeProto {
  name: string;
  type: number;
  f?: number;
  i?: number;
  s?: Uint8Array;
  t?: TensorProto;
  g?: GraphProto;
  floats?: number[];
  ints?: number[];
  strings?: Uint8Array[];
}

export interface TensorProto {
  dims: number[];
  dataType: number;
  name?: string;
  rawData?: Uint8Array;
  floatData?: number[];
  int32Data?: number[];
  int64Data?: number[];
  doubleData?: number[];
  uint64Data?: number[];
}

export interface ValueInfoProto {
  name: string;
  type?: { tensorType?: { elemType: number; shape?: { dim: { dimValue?: number; dimParam?: string }[] } } };
}

const schema: Schema = {
  Model: {
    irVersion: [1, "int"],
    producerName: [2, "string"],
    opsetImport: [8, "Opset", "repeated"],
    graph: [7, "Graph"],
  },
  Opset: { domain: [1, "string"], version: [2, "int"] },
  Graph: {
    node: [1, "Node", "repeated"],
    name: [2, "string"],
    initializer: [5, "Tensor", "repeated"],
    input: [11, "ValueInfo", "repeated"],
    output: [12, "ValueInfo", "repeated"],
  },
  Node: {
    input: [1, "string", "repeated"],
    output: [2, "string", "repeated"],
    name: [3, "string"],
    opType: [4, "string"],
    attribute: [5, "Attribute", "repeated"],
    domain: [7, "string"],
  },
  Attribute: {
    name: [1, "string"],
    f: [2, "float"],
    i: [3, "int"],
    s: [4, "bytes"],
    t: [5, "Tensor"],
    g: [6, "Graph"],
    floats: [7, "float", "repeated"],
    ints: [8, "int", "repeated"],
    strings: [9, "bytes", "repeated"],
    type: [20, "int"],
  },
  Tensor: {
    dims: [1, "int", "repeated"],
    dataType: [2, "int"],
    floatData: [4, "float", "repeated"],
    int32Data: [5, "int", "repeated"],
    int64Data: [7, "int", "repeated"],
    name: [8, "string"],
    rawData: [9, "bytes"],
    doubleData: [10, "double", "repeated"],
    uint64Data: [11, "int", "repeated"],
  },
  ValueInfo: { name: [1, "string"], type: [2, "Type"] },
  Type: { tensorType: [1, "TensorType"] },
  TensorType: { elemType: [1, "int"], shape: [2, "TensorShape"] },
  TensorShape: { dim: [1, "Dimension", "repeated"] },
  Dimension: { dimValue: [1, "int"], dimParam: [2, "string"] },
};

/** Serialises a model: the bytes of an `.onnx` file. */
export const encodeModel = (model: ModelProto): Uint8Array => encodeMessage(schema, "Model", model);

/** Parses the bytes of an `.onnx` file. Throws on truncated input. */
export const decodeModel = (bytes: Uint8Array): ModelProto =>
  decodeMessage(schema, "Model", bytes) as unknown as ModelProto;

/** Parses a serialised tensor, as in the `.pb` files of ONNX's test data. */
export const decodeTensor = (bytes: Uint8Array): TensorProto =>
  decodeMessage(schema, "Tensor", bytes) as unknown as TensorProto;

/** The type of a graph's input or output. */
export const valueInfo = (name: string, dtype: DType, shape: readonly number[]): ValueInfoProto => ({
  name,
  type: {
    tensorType: { elemType: dtypes[dtype].code, shape: { dim: shape.map((dimValue) => ({ dimValue })) } },
  },
});

/** An attribute value: integers are ints; use `float(x)` for a float that may be whole. */
export type AttributeValue = number | string | readonly number[] | Float;

export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export const float = (value: number): Float => new Float(value);

export function attribute(name: string, value: AttributeValue): AttributeProto {
  if (value instanceof Float) return { name, type: 1, f: value.value };
  if (typeof value === "number") return { name, type: 2, i: value };
  if (typeof value === "string") return { name, type: 3, s: new TextEncoder().encode(value) };
  return { name, type: 7, ints: [...value] };
}

export const dtypeOfTensor = (proto: TensorProto): DType => dtypeOfCode(proto.dataType);
