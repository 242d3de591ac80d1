/** @file The reverse of `inHalf`: weights kept in float16 as float32 weights again, so that they can be trained. */
import { decodeModel, encodeModel, storedTensor, type TensorProto } from "@working-papers/tensor/onnx";

/** A model whose casts of weights are done once for all. */
export function inFloat32(model: Uint8Array): Uint8Array {
  const decoded = decodeModel(model);
  const casts = new Map(
    decoded.graph.node
      .filter(({ opType, input }) => opType === "Cast" && input[0].endsWith(".half"))
      .map(({ input, output }) => [input[0], output[0]]),
  );
  const initializer = decoded.graph.initializer.map((proto): TensorProto => {
    const name = casts.get(proto.name ?? "");
    if (name === undefined) return proto;
    const wide = Float32Array.from(storedTensor(proto).data as ArrayLike<number>);
    return { name, dims: proto.dims, dataType: 1, rawData: new Uint8Array(wide.buffer) };
  });
  const node = decoded.graph.node.filter(({ input }) => !casts.has(input[0]));
  return encodeModel({ ...decoded, graph: { ...decoded.graph, initializer, node } });
}
