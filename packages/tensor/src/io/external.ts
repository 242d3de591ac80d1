/** Weights that an ONNX model keeps in files beside it, brought inside. */
import type { GraphProto, TensorProto } from "../onnx/model.ts";
import { externalBytes, locationOf, type FileReader } from "../onnx/tensor.ts";

/** A message of the format cannot be longer: its readers count bytes in 32 bits with a sign. */
const messageLimit = 2 ** 31 - 1;

/**
 * The graph with every tensor's data in it, those of graphs inside nodes too.
 * @throws Error if a file is needed and `files` is not given or does not hold what the model says.
 */
export function withoutFiles(graph: GraphProto, files: FileReader | undefined): GraphProto {
  let total = 0;
  const opened = new Map<string, Uint8Array>();
  const open =
    files &&
    ((location: string): Uint8Array => {
      const bytes = opened.get(location) ?? files(location);
      opened.set(location, bytes);
      return bytes;
    });
  const inside = (proto: TensorProto): TensorProto => {
    if (locationOf(proto) === undefined) return proto;
    const rawData = externalBytes(proto, open);
    total += rawData.length;
    if (total > messageLimit)
      throw new Error(`the weights in files beside the model are more than ${messageLimit} bytes in all`);
    const { name, dims, dataType } = proto;
    return { ...(name !== undefined && { name }), dims, dataType, rawData };
  };
  const walk = (g: GraphProto): GraphProto => ({
    ...g,
    initializer: g.initializer.map(inside),
    node: g.node.map((node) => ({
      ...node,
      attribute: node.attribute.map((a) => ({
        ...a,
        ...(a.t && { t: inside(a.t) }),
        ...(a.g && { g: walk(a.g) }),
      })),
    })),
  });
  return walk(graph);
}
