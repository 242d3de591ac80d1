/**
 * What executes a model: the one seam between this package and ONNX Runtime. `#provider` in package.json chooses the Node or the page
 * implementation, so that code which never names a provider runs in both.
 */
import type { DType, TypedArray } from "../dtype.ts";
import type { Shape } from "../shape.ts";

/** A value on its way in or out of an executable. */
export interface Value {
  readonly data: TypedArray;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** What came out: the runtime knows the shape even where the graph did not say. */
export type Result = Value;

export interface Executable {
  /** Runs the model. Where `into` has an array for an output, the result is written there instead of into a new one. */
  run(
    inputs: ReadonlyMap<string, Value>,
    outputs: readonly { readonly name: string; readonly into?: Value | undefined }[],
  ): Promise<Result[]>;
  /** Frees what the runtime holds. */
  release(): Promise<void>;
}

export interface Provider {
  /** Such as `cpu`, `wasm`, `webgpu`. */
  readonly name: string;
  compile(model: Uint8Array): Promise<Executable>;
}
