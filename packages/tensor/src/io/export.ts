/** Writes a function as an ONNX file that stands alone: standard operators only, captured tensors inside. */
import { nodesOf, trace } from "../graph.ts";
import { labelOf } from "../interventions.ts";
import { emitModel } from "../onnx/emitter.ts";
import { optimize } from "../passes/index.ts";
import { treePaths, flatten, unflatten } from "../tree.ts";
import type { Aval, Tensor } from "../tensor.ts";

/** What `name` has named among the tensors that the outputs rest on; of two with one name the first. */
function named(outputs: readonly Tensor[]): Map<string, Tensor> {
  const found = new Map<string, Tensor>();
  for (const node of nodesOf(outputs)) {
    const label = labelOf(node);
    if (label !== undefined && !found.has(label)) found.set(label, node.outputs[0]!);
  }
  return found;
}

/**
 * Traces f at arguments (whose values do not matter) and returns the bytes of an `.onnx` file. Inputs and outputs are named by their
 * paths: `0.x` is leaf x of the first argument; a single tensor is `0`, or `output`. Where an output has the path of an input, outputs are
 * `output.0` and so on. Intermediates keep the names that f gives them with `name`.
 * @throws TensorError if two inputs or two outputs have one path.
 */
export function exportOnnx<A extends readonly unknown[]>(f: (...args: A) => unknown, ...args: A): Uint8Array {
  const [leaves, def] = flatten(args);
  const inputNames = treePaths(args).map(([path]) => path);
  let outputNames: string[] = [];
  let labels: string[] = [];
  const graph = optimize(
    trace(
      (...placeholders) => {
        const outputs = treePaths(f(...(unflatten<unknown>(def, placeholders) as unknown as A)));
        const clash = outputs.some(([path]) => inputNames.includes(path));
        outputNames = outputs.map(([path]) => (path === "" ? "output" : clash ? `output.${path}` : path));
        const results = outputs.map(([, x]) => x);
        const taken = new Set([...inputNames, ...outputNames]);
        const intermediates = [...named(results)].filter(([label]) => !taken.has(label));
        labels = intermediates.map(([label]) => label);
        return [...results, ...intermediates.map(([, x]) => x)];
      },
      leaves as readonly Aval[],
    ),
  );
  // A name that the passes left on an input, a constant or an output, or on what has another name, names nothing of its own.
  const declared = outputNames.length;
  const kept = graph.outputs.flatMap((x, i) =>
    i < declared || (x.node && graph.outputs.indexOf(x) === i) ? [i] : [],
  );
  const names = [...outputNames, ...labels];
  return emitModel(
    { inputs: graph.inputs, outputs: kept.map((i) => graph.outputs[i]!) },
    { inputs: inputNames, outputs: kept.map((i) => names[i]!), declared, standalone: true },
  ).bytes;
}
