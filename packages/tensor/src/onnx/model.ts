/**
 * The messages of ONNX that this package reads and writes, as TypeScript types and as the table that encodes them.
 * Field numbers are those of `onnx.proto` (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
 */
import { dtypes, type DType } from "../dtype.ts";
import { decodeMessage, encodeMessage, type Schema } from "./wire.ts";

export interface ModelProto {
  irVersion: number;
  opsetImport: { domain?: string; version: number }[];
  producerName?: string;
  graph: GraphProto;
  functions: FunctionProto[];
}

/** An operator that a model defines for itself, in terms of others. */
export interface FunctionProto {
  name: string;
  domain?: string;
  input: string[];
  output: string[];
  /** Names of attributes that a call gives. */
  attribute: string[];
  /** Attributes with their defaults. */
  attributeProto: AttributeProto[];
  opsetImport: { domain?: string; version: number }[];
  node: NodeProto[];
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
  i?: number | bigint;
  s?: Uint8Array;
  t?: TensorProto;
  g?: GraphProto;
  floats?: number[];
  ints?: (number | bigint)[];
  /** Inside a function: the attribute of the call that this one takes its value from. */
  refAttrName?: string;
  strings?: Uint8Array[];
}

export interface TensorProto {
  dims: number[];
  dataType: number;
  name?: string;
  rawData?: Uint8Array;
  floatData?: number[];
  int32Data?: number[];
  int64Data?: (number | bigint)[];
  doubleData?: number[];
  uint64Data?: (number | bigint)[];
  /** `location`, `offset` and `length` of data in another file. */
  externalData?: { key: string; value: string }[];
  /** 1: the data are in another file. */
  dataLocation?: number;
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
    functions: [25, "Function", "repeated"],
  },
  Function: {
    name: [1, "string"],
    input: [4, "string", "repeated"],
    output: [5, "string", "repeated"],
    attribute: [6, "string", "repeated"],
    node: [7, "Node", "repeated"],
    opsetImport: [9, "Opset", "repeated"],
    domain: [10, "string"],
    attributeProto: [11, "Attribute", "repeated"],
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
    refAttrName: [21, "string"],
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
    externalData: [13, "Entry", "repeated"],
    dataLocation: [14, "int"],
  },
  Entry: { key: [1, "string"], value: [2, "string"] },
  ValueInfo: { name: [1, "string"], type: [2, "Type"] },
  Type: { tensorType: [1, "TensorType"] },
  TensorType: { elemType: [1, "int"], shape: [2, "TensorShape"] },
  TensorShape: { dim: [1, "Dimension", "repeated"] },
  Dimension: { dimValue: [1, "int"], dimParam: [2, "string"] },
};

/** Serialises a model: the bytes of an `.onnx` file. */
export const encodeModel = (model: Omit<ModelProto, "functions"> & Partial<ModelProto>): Uint8Array =>
  encodeMessage(schema, "Model", model);

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
export type AttributeValue = number | string | readonly number[] | Float | GraphProto;

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
  if ("node" in value) return { name, type: 5, g: value };
  return { name, type: 7, ints: [...value] };
}
