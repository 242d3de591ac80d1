/** Reading and writing ONNX files, without a runtime: what another interpreter of graphs needs. */
export type { DType, TypedArray } from "../dtype.ts";
export {
  decodeModel,
  decodeTensor,
  encodeModel,
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./model.ts";
export { storedTensor, type FileReader, type StoredTensor } from "./tensor.ts";
