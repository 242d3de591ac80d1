/** @file Small ONNX models for tests, written node by node. */
import { encodeModel, type AttributeProto, type TensorProto } from "@working-papers/tensor/onnx";

export interface NodeSpec {
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name?: string;
  readonly domain?: string;
  /** Whole numbers are ints, lists are lists of ints, text is text; `{ float }` is a float. */
  readonly attributes?: Readonly<
    Record<string, number | string | readonly number[] | { readonly float: number }>
  >;
}

export interface ModelSpec {
  readonly nodes: readonly NodeSpec[];
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly outputs: readonly string[];
  readonly weights?: Readonly<
    Record<string, { shape: readonly number[]; data: Float32Array | BigInt64Array | Uint8Array }>
  >;
  /** Inputs that are int32 instead of float32. */
  readonly int32?: readonly string[];
  /** Versions of operator sets by domain. */
  readonly opsets?: Readonly<Record<string, number>>;
}

const attribute = (name: string, value: NonNullable<NodeSpec["attributes"]>[string]): AttributeProto => {
  if (typeof value === "number") return { name, type: 2, i: value };
  if (typeof value === "string") return { name, type: 3, s: new TextEncoder().encode(value) };
  if ("float" in value) return { name, type: 1, f: value.float };
  return { name, type: 7, ints: [...value] };
};

const typeOf = (data: Float32Array | BigInt64Array | Uint8Array): number =>
  data instanceof Float32Array ? 1 : data instanceof Uint8Array ? 2 : 7;

const valueInfo = (name: string, elemType: number, shape: readonly number[]) => ({
  name,
  type: { tensorType: { elemType, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
});

const defaultOpsets = { "": 21, "com.microsoft": 1 };

export function modelOf({
  nodes,
  inputs,
  outputs,
  weights = {},
  int32 = [],
  opsets = defaultOpsets,
}: ModelSpec): Uint8Array {
  const initializer = Object.entries(weights).map(([name, { shape, data }]): TensorProto => ({
    name,
    dims: [...shape],
    dataType: typeOf(data),
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  }));
  return encodeModel({
    irVersion: 10,
    opsetImport: Object.entries(opsets).map(([domain, version]) => ({ domain, version })),
    graph: {
      name: "graph",
      node: nodes.map(({ attributes = {}, ...node }) => ({
        ...node,
        input: [...node.input],
        output: [...node.output],
        attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      })),
      initializer,
      input: Object.entries(inputs).map(([name, shape]) =>
        valueInfo(name, int32.includes(name) ? 6 : 1, shape),
      ),
      output: outputs.map((name) => ({ name })),
    },
  });
}
