/** Writes a function as an ONNX file that stands alone: standard operators only, captured tensors inside. */
import { trace } from "../graph.ts";
import { emitModel } from "../onnx/emitter.ts";
import { optimize } from "../passes/index.ts";
import { treePaths, flatten, unflatten } from "../tree.ts";
import type { Aval, Tensor } from "../tensor.ts";

/**
 * Traces f at arguments (whose values do not matter) and returns the bytes of an `.onnx` file. Inputs and outputs are named by their
 * paths: `0.x` is leaf x of the first argument; a single tensor is `0`.
 */
export function exportOnnx<A extends readonly unknown[]>(f: (...args: A) => unknown, ...args: A): Uint8Array {
  const inputs = treePaths(args);
  const [leaves, def] = flatten(args);
  let outputs: [string, Tensor][] = [];
  const graph = optimize(
    trace(
      (...placeholders) => {
        outputs = treePaths(f(...(unflatten<unknown>(def, placeholders) as unknown as A)));
        return outputs.map(([, x]) => x);
      },
      leaves as readonly Aval[],
    ),
  );
  return emitModel(graph, {
    inputs: inputs.map(([path]) => path),
    outputs: outputs.map(([path]) => (path === "" ? "output" : path)),
    standalone: true,
  }).bytes;
}
