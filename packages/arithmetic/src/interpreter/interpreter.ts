/**
 * @file Runs an ONNX graph node by node, each with the arithmetic it is given.
 *
 * Products are made by this package's kernels, whose results are specified to the bit; sums and other functions are float64 rounded once,
 * or float32. With elementary functions that are the same everywhere (`functions`), so are all results.
 */
import type { FileReader } from "@working-papers/tensor/onnx";
import { wasmKernels } from "../kernels/wasm-kernels.ts";
import { float32, type Arithmetic } from "./arithmetic.ts";
import { assign, type Assignment } from "./assignment.ts";
import { classify, constantValues, type NodeClass } from "./classes.ts";
import { ModelError, readModel, type Graph, type Node, type Signature } from "./model.ts";
import type { ElementaryFunctions } from "./operator.ts";
import { productsOf, type MatrixProducts } from "./products.ts";
import { isFloatType, show, sizeOf, type Value } from "./value.ts";

export interface InterpreterOptions {
  /** What makes matrix products; `wasmKernels` when absent. A pool of threads gives the same bits. */
  readonly kernels?: MatrixProducts;
  /** Those of `Math` when absent. */
  readonly functions?: ElementaryFunctions;
  /** Bytes of the files beside a model that hold its weights, by their names in it; `filesBeside` of the tensor package reads them from the disk. */
  readonly files?: FileReader;
}

export interface RunOptions {
  /** `{ default: float32 }` when absent. */
  readonly arithmetic?: Assignment;
  /** Called after each node. Throwing stops the run. */
  readonly afterNode?: (result: NodeResult) => void | Promise<void>;
  /** Values to use in place of the model's weights, by name. */
  readonly weights?: Readonly<Record<string, Value>>;
}

export interface NodeResult {
  readonly node: NodeInfo;
  readonly arithmetic: string;
  readonly outputs: readonly Value[];
  /** How many multiplications of numbers it made. */
  readonly multiplications: number;
}

export interface NodeInfo {
  readonly name: string;
  readonly opType: string;
  readonly class: NodeClass;
  /** Names of the values that it makes. */
  readonly outputs: readonly string[];
}

export interface Interpreter {
  readonly inputs: readonly Signature[];
  readonly outputs: readonly Signature[];
  /** In the order in which they run. */
  readonly nodes: readonly NodeInfo[];
  readonly weights: ReadonlyMap<string, Value>;
  /**
   * The outputs by name.
   *
   * @throws ModelError naming the input that is missing or has another shape than the model asks for, or the node at which shapes do not fit
   * @throws RangeError for a pattern that fits no node
   */
  run(inputs: Readonly<Record<string, Value>>, options?: RunOptions): Promise<Record<string, Value>>;
}

const engineFunctions: ElementaryFunctions = Math;

/**
 * Reads a model and prepares to run it.
 *
 * @throws ModelError when the bytes are no model that can be run here
 */
export function interpreter(bytes: Uint8Array, options: InterpreterOptions = {}): Interpreter {
  const { kernels = wasmKernels, functions = engineFunctions, files } = options;
  const graph = readModel(bytes, files);
  const classes = classify(graph);
  const constant = constantValues(graph);
  const info = new Map(
    graph.nodes.map((node): [Node, NodeInfo] => [
      node,
      { name: node.name, opType: node.opType, class: classes.get(node)!, outputs: node.outputs },
    ]),
  );
  const lastReader = lastReaders(graph);
  // What depends on weights alone is computed once, in float32, at the first run.
  const folded = new Map<string, Value>();

  return {
    inputs: graph.inputs,
    outputs: graph.outputs,
    nodes: graph.nodes.map((node) => info.get(node)!),
    weights: graph.weights,
    async run(given, { arithmetic = {}, afterNode, weights = {} } = {}) {
      const replaced = Object.keys(weights).length > 0;
      const values = new Map<string, Value>(graph.weights);
      for (const [name, value] of Object.entries(weights))
        values.set(name, checkedWeight(graph, name, value));
      for (const input of graph.inputs) values.set(input.name, checkedInput(input, given));
      const unknown = Object.keys(given).find((name) => !graph.inputs.some((input) => input.name === name));
      if (unknown !== undefined)
        throw new ModelError(
          `The model has no input «${unknown}»; its inputs are ${graph.inputs.map(({ name }) => name).join(", ")}.`,
        );
      const chosen = assign(classes, arithmetic);

      for (const node of graph.nodes) {
        const isConstant = node.outputs.every((name) => constant.has(name));
        if (isConstant && !replaced && folded.has(node.outputs[0])) {
          for (const name of node.outputs) if (folded.has(name)) values.set(name, folded.get(name)!);
          continue;
        }
        const own: Arithmetic | undefined = isConstant ? undefined : chosen.get(node);
        const result = await runNode(node, values, own, kernels, functions);
        node.outputs.forEach((name, i) => {
          if (name === "" || !result.outputs[i]) return;
          values.set(name, result.outputs[i]);
          if (isConstant && !replaced) folded.set(name, result.outputs[i]);
        });
        if (!isConstant)
          await afterNode?.({ node: info.get(node)!, arithmetic: own?.name ?? "float32", ...result });
        for (const name of node.inputs) if (lastReader.get(name) === node) values.delete(name);
      }
      return Object.fromEntries(graph.outputs.map(({ name }) => [name, outputOf(values, name)]));
    },
  };
}

async function runNode(
  node: Node,
  values: ReadonlyMap<string, Value>,
  arithmetic: Arithmetic | undefined,
  kernels: MatrixProducts,
  functions: ElementaryFunctions,
): Promise<{ outputs: readonly Value[]; multiplications: number }> {
  const products = productsOf(arithmetic ?? float32, kernels);
  const inputs = node.inputs.map((name) => {
    if (name === "") return undefined;
    const value = values.get(name);
    if (!value)
      throw new ModelError(
        `Node «${node.name}» reads «${name}», an output that ${node.opType} nodes here do not make.`,
      );
    return value;
  });
  try {
    const { attributes, opset, operator, outputs } = node;
    const made = await operator(inputs, {
      attributes,
      products,
      functions,
      opset,
      outputs: outputs.length,
    });
    return {
      outputs: Array.isArray(made) ? (made as Value[]) : [made as Value],
      multiplications: products.multiplications,
    };
  } catch (error) {
    if (error instanceof ModelError) throw error;
    const shapes = inputs.map((value) => (value ? show(value.shape) : "nothing")).join(", ");
    const why = (error as Error).message.replace(/\.$/, "");
    throw new ModelError(
      `Node «${node.name}» (${node.opType}) cannot run on ${shapes || "no inputs"}: ${why}.`,
      { cause: error },
    );
  }
}

function outputOf(values: ReadonlyMap<string, Value>, name: string): Value {
  const value = values.get(name);
  if (!value) throw new ModelError(`The model's output «${name}» is one that its node does not make here.`);
  return value;
}

/** After which node a computed value is no longer needed. */
function lastReaders(graph: Graph): ReadonlyMap<string, Node> {
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const last = new Map<string, Node>();
  for (const node of graph.nodes)
    for (const name of node.inputs) if (!graph.weights.has(name) && !outputs.has(name)) last.set(name, node);
  return last;
}

function checkedInput(
  { name, shape, elementType }: Signature,
  given: Readonly<Record<string, Value>>,
): Value {
  const wanted = `[${shape.join(", ")}]`;
  // An input may have the name of something that every object inherits.
  const value = Object.hasOwn(given, name) ? given[name] : undefined;
  if (!value) throw new ModelError(`The model's input «${name}» of shape ${wanted} was not given.`);
  const fits =
    value.shape.length === shape.length &&
    shape.every((length, axis) => typeof length === "string" || length === value.shape[axis]);
  if (!fits || sizeOf(value.shape) !== value.data.length)
    throw new ModelError(
      `The model's input «${name}» should have the shape ${wanted} and has ${show(value.shape)}.`,
    );
  const isFloat = [1, 10, 11, 16].includes(elementType);
  if (isFloat !== isFloatType(value.dtype))
    throw new ModelError(
      `The model's input «${name}» should be ${isFloat ? "floating-point" : "integers"} and is ${value.dtype}.`,
    );
  return value;
}

function checkedWeight(graph: Graph, name: string, value: Value): Value {
  const own = graph.weights.get(name);
  if (!own) throw new ModelError(`The model has no weight «${name}».`);
  if (own.shape.join() !== value.shape.join())
    throw new ModelError(`Weight «${name}» has the shape ${show(own.shape)}, not ${show(value.shape)}.`);
  return value;
}
