/** Tensors, derivatives and compilation. Layers are in `./nn`, optimizers in `./optim`, providers in `./node` and `./web`. */
export type { DType, TypedArray } from "./dtype.ts";
export { TensorError } from "./errors.ts";
export type { Shape } from "./shape.ts";
export { scalar, Tensor, tensor, type Nested, type TensorLike } from "./tensor.ts";
export { flatten, treeLeaves, treeMap, treePaths, unflatten, type Tree, type TreeDef } from "./tree.ts";
export { grad, jvp, linearize, valueAndGrad, vjp } from "./autodiff.ts";
export { customVjp } from "./custom.ts";
export { capture, intervene, name } from "./interventions.ts";
export { evaluate, jit, setProvider, type Compiled, type JitOptions } from "./jit.ts";
export { exportOnnx } from "./io/export.ts";
export { importOnnx, type OnnxModel, type OnnxRunOptions } from "./io/import.ts";
export { decodeSafetensors, encodeSafetensors, loadTree, saveTree } from "./io/safetensors.ts";
export { printGraph, type Graph } from "./graph.ts";
export { primitives, type Primitive } from "./primitive.ts";
export type { Provider } from "./providers/provider.ts";
export { initTraining, trainingStep, type TrainState } from "./training.ts";
export * from "./ops/index.ts";
export * as random from "./random.ts";
