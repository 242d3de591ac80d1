/**
 * @file Writes a trained network to `models/`: weights rounded to float16, as safetensors by their paths, and as an ONNX file whose float16 weights
 * are cast to float32 where they are used. What is measured is the rounded network.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cast, exportOnnx, saveTree, treeMap, type Tensor } from "@working-papers/tensor";
import {
  decodeModel,
  encodeModel,
  storedTensor,
  type NodeProto,
  type TensorProto,
} from "@working-papers/tensor/onnx";

export const modelsFolder = join(import.meta.dirname, "..", "models");

const [float32Code, float16Code] = [1, 10];
/** Smaller constants stay as they are. */
const smallest = 64;

/** The same model with its larger float32 weights kept in float16. */
export function inHalf(model: Uint8Array): Uint8Array {
  const decoded = decodeModel(model);
  const casts: NodeProto[] = [];
  const initializer = decoded.graph.initializer.map((proto): TensorProto => {
    const { data } = storedTensor(proto);
    if (proto.dataType !== float32Code || data.length < smallest) return proto;
    const half = new Float16Array(data as Float32Array);
    const name = `${proto.name}.half`;
    casts.push({
      opType: "Cast",
      name: `cast_${proto.name}`,
      input: [name],
      output: [proto.name!],
      attribute: [{ name: "to", type: 2, i: float32Code }],
    });
    return { name, dims: proto.dims, dataType: float16Code, rawData: new Uint8Array(half.buffer) };
  });
  const graph = { ...decoded.graph, initializer, node: [...casts, ...decoded.graph.node] };
  return encodeModel({ ...decoded, graph });
}

/** Writes `name.onnx` and `name.safetensors`. The shape of `input` is the model's. */
export async function keep<Params>(
  name: string,
  params: Params,
  apply: (params: Params, input: Tensor) => Tensor,
  input: Tensor,
): Promise<void> {
  mkdirSync(modelsFolder, { recursive: true });
  const half = treeMap((weights) => cast(weights as Tensor, "float16"), params as never);
  writeFileSync(join(modelsFolder, `${name}.safetensors`), await saveTree(half));
  const model = inHalf(exportOnnx((x: Tensor) => apply(params, x), input));
  writeFileSync(join(modelsFolder, `${name}.onnx`), model);
  console.log(`models/${name}.onnx: ${(model.length / 1024).toFixed(0)} kB`);
}
