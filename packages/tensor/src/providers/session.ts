/**
 * ONNX Runtime's JavaScript API is the same in Node and in a page; this is the part of a provider that rests on it alone.
 * Outputs are preallocated where the caller has an array to spare: ONNX Runtime then writes there and nothing is copied.
 */
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";
import type { DType, TypedArray } from "../dtype.ts";
import type { Executable, Value } from "./provider.ts";

interface Runtime {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof OrtTensor;
}

/**
 * Creates a session for a model and wraps it. `native` marks the runtime that is not WebAssembly. It writes results into arrays it is given
 * (WebAssembly has a memory of its own, takes such an array as room for a result, and leaves it as it was), and it takes float16 as
 * unsigned integers alone, although it returns them in a Float16Array.
 */
export async function createExecutable(
  ort: Runtime,
  model: Uint8Array,
  options: InferenceSession.SessionOptions,
  native: boolean,
): Promise<Executable> {
  const session = await ort.InferenceSession.create(model, options);
  const wrap = ({ data, dtype, shape }: Value): OrtTensor => {
    const Make = ort.Tensor as unknown as new (
      type: string,
      data: TypedArray,
      dims: readonly number[],
    ) => OrtTensor;
    const wrapped = new Make(dtype, data, shape);
    if (native && dtype === "float16")
      Object.assign(wrapped, { cpuData: new Uint16Array(data.buffer, data.byteOffset, data.length) });
    return wrapped;
  };
  return {
    async run(inputs, outputs) {
      const feeds: Record<string, OrtTensor> = {};
      for (const [name, value] of inputs) feeds[name] = wrap(value);
      const fetches: Record<string, OrtTensor | null> = {};
      for (const { name, into } of outputs) fetches[name] = into && native ? wrap(into) : null;
      const results = await session.run(feeds, fetches);
      return outputs.map(({ name, into }) => ({
        data: into && native ? into.data : (results[name]!.data as TypedArray),
        dtype: results[name]!.type as DType,
        shape: results[name]!.dims,
      }));
    },
    release: () => session.release(),
  };
}
