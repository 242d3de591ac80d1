/**
 * Compilation. `jit(f)` traces f once for each signature of its arguments (structure, shapes, dtypes), emits one ONNX graph, and from
 * then on a call is one run of it. Expressions outside any trace are compiled the same way when their value is asked for.
 */
import { sizeOf } from "./shape.ts";
import { arrayOf, type TypedArray } from "./dtype.ts";
import { callerLine, captureStack, fail, TensorError } from "./errors.ts";
import { nodesOf, trace, type Graph } from "./graph.ts";
import { emitModel, type EmittedModel } from "./onnx/emitter.ts";
import { optimize } from "./passes/index.ts";
import type { Executable, Provider, Result, Value } from "./providers/provider.ts";
import { shared, type Shared } from "./providers/shared.ts";
import { fromData, runtime, show, valueOf, type Aval, type Tensor } from "./tensor.ts";
import { flatten, showLeaves, treeKey, unflatten, type TreeDef } from "./tree.ts";

let current: Promise<Provider> | undefined;

/** Chooses the provider of every function compiled from now on. Without it: onnxruntime-node in Node, WebAssembly in a page. */
export const setProvider = (provider: Provider): void => {
  current = Promise.resolve(provider);
};

/** The provider in use. */
export const defaultProvider = (): Promise<Provider> =>
  (current ??= import("#provider").then((module) => module.defaultProvider as Provider));

export interface JitOptions {
  /** Positions of arguments whose tensors the call may overwrite; they have no value afterwards. */
  readonly donate?: readonly number[];
  readonly provider?: Provider;
}

/** What `jit` returns: a call is asynchronous, arguments and results are trees of values. */
export interface Compiled<A extends readonly unknown[], R> {
  (...args: A): Promise<R>;
  /** The graph that a call with these arguments runs, after all passes. */
  graph(...args: A): Graph;
  /** Frees the sessions now, or when the calls that have begun are over, instead of when the function is collected. A later call compiles again. */
  release(): Promise<void>;
}

interface Program {
  readonly outAvals: readonly Aval[];
  readonly outDef: TreeDef;
  readonly model: EmittedModel;
  readonly executable: Executable;
  /** The provider's name. */
  readonly provider: string;
  /** Numbers of the nodes, by which errors name them. The nodes themselves would keep alive the functions that made them. */
  readonly order: readonly number[];
  /** Arrays of donated arguments, by dtype and size, that the next call's outputs are written to. */
  readonly spare: Map<string, TypedArray[]>;
}

const releaseProgram = ({ executable }: Program): Promise<void> => executable.release();

// Sessions hold memory outside the JavaScript heap; when nothing refers to a compiled function any more they are released.
const collected = new FinalizationRegistry<Map<string, Shared<Program>>>(
  (programs) => void releaseAll(programs),
);

async function releaseAll(programs: Map<string, Shared<Program>>): Promise<void> {
  const list = [...programs.values()];
  programs.clear();
  for (const program of list) await program.release();
}

/**
 * Compiles a function of trees of tensors. Arguments are traced: f sees shapes and dtypes, not values, and runs once per signature.
 * Numbers among the arguments become float32 scalars. Tensors that f closes over are captured by reference.
 * @throws TensorError (rejecting the call) if an operator of f does not fit its inputs, the provider lacks a kernel for it, or it fails at
 * these values.
 */
export function jit<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  options: JitOptions = {},
): Compiled<A, R> {
  const programs = new Map<string, Shared<Program>>();

  const traced = (def: TreeDef, leaves: readonly Tensor[]): { graph: Graph; outDef: TreeDef } => {
    let outDef: TreeDef | undefined;
    const graph = trace((...inputs) => {
      const [outputs, structure] = flatten(f(...(unflatten<unknown>(def, inputs) as unknown as A)));
      outDef = structure;
      return outputs;
    }, leaves);
    return { graph: optimize(graph), outDef: outDef! };
  };

  const call = async (...args: A): Promise<R> => {
    const origin = captureStack();
    const [leaves, def] = flatten(args);
    const traceLevel = leaves.find((x) => x.source.kind === "placeholder");
    if (traceLevel)
      fail("jit: a compiled function was called inside a traced one: call the plain function there", origin);
    // Tracing comes before anything asynchronous, so that an error's stack still shows the caller.
    const key = `${treeKey(def)} ${showLeaves(leaves)}`;
    let program = programs.get(key);
    if (!program) {
      const compiling = compileTraced(traced(def, leaves), options.provider);
      program = shared(compiling, releaseProgram);
      programs.set(key, program);
      compiling.catch(() => programs.delete(key));
    }
    return program.use(async (ready) => {
      await evaluate(leaves);
      const donated = new Set((options.donate ?? []).flatMap((i) => flatten(args[i])[0]));
      const again = (): Graph => traced(def, leaves).graph;
      const outputs = await run(ready, leaves, donated, f.name || "a compiled function", again);
      return unflatten<R>(ready.outDef, outputs);
    });
  };

  const compiled: Compiled<A, R> = Object.assign(call, {
    graph: (...args: A) => {
      const [leaves, def] = flatten(args);
      return traced(def, leaves).graph;
    },
    release: () => releaseAll(programs),
  });
  collected.register(compiled, programs);
  return compiled;
}

async function compileTraced(
  { graph, outDef }: { graph: Graph; outDef: TreeDef },
  provider: Provider | undefined,
): Promise<Program> {
  const model = emitModel(graph);
  const order = nodesOf(graph.outputs).map(({ id }) => id);
  const chosen = provider ?? (await defaultProvider());
  const executable = await naming(chosen.compile(model.bytes), chosen.name, order, () => graph);
  const outAvals = graph.outputs.map(({ shape, dtype }) => ({ shape, dtype }));
  return { outAvals, outDef, model, executable, provider: chosen.name, order, spare: new Map() };
}

/**
 * What a provider does; its error is restated with the operator, its shapes and the caller's line. `order` has the numbers of the nodes as
 * they were compiled, `traced` gives the same graph, perhaps traced anew.
 */
async function naming<T>(
  doing: Promise<T>,
  provider: string,
  order: readonly number[],
  traced: () => Graph,
): Promise<T> {
  try {
    return await doing;
  } catch (error) {
    const { message } = error as Error;
    const place = order.indexOf(Number(message.match(/[A-Za-z0-9]+_(\d+)\b/)?.[1]));
    const node = place < 0 ? undefined : nodesOf(traced().outputs)[place];
    if (!node) throw error;
    throw new TensorError(
      `${node.primitive.name} of ${node.inputs.map(show).join(" and ")} cannot run on ${provider}: ` +
        `${message} (at ${callerLine(node.origin.stack)})`,
    );
  }
}

const spareKey = ({ shape, dtype }: Aval): string => `${dtype}:${sizeOf(shape)}`;

/** Runs a program. Donated tensors have no value from the start of the run on; a run that fails gives it back. */
async function run(
  { model, executable, provider, order, outAvals, spare }: Program,
  leaves: readonly Tensor[],
  donated: ReadonlySet<Tensor>,
  name: string,
  traced: () => Graph,
): Promise<Tensor[]> {
  const inputs = new Map<string, Value>();
  const feed = (as: string, x: Tensor): void => {
    inputs.set(as, { data: valueOf(x), dtype: x.dtype, shape: x.shape });
  };
  leaves.forEach((x, i) => model.inputNames[i] !== undefined && feed(model.inputNames[i], x));
  model.captured.forEach((c) => feed(c.name, c.tensor));

  const outputs = outAvals.map(({ shape, dtype }, i) => {
    const data = spare.get(spareKey({ shape, dtype }))?.pop();
    return { name: model.outputNames[i]!, into: data && { data, dtype, shape } };
  });
  const sources = [...donated].flatMap((x) => (x.source.kind === "value" ? [[x, x.source] as const] : []));
  for (const [x] of sources) x.source = { kind: "donated", to: name };
  let results: Result[];
  try {
    results = await naming(executable.run(inputs, outputs), provider, order, traced);
  } catch (error) {
    for (const [x, source] of sources) x.source = source;
    throw error;
  }
  for (const [x, { owned, data }] of sources) {
    if (!owned) continue;
    const key = spareKey(x);
    const arrays = spare.get(key) ?? [];
    // No more than the next call has outputs to write into them.
    const places = outAvals.filter((aval) => spareKey(aval) === key).length;
    if (arrays.length < places) spare.set(key, [...arrays, data]);
  }
  return outAvals.map(({ shape, dtype }, i) =>
    fromData(asTyped(results[i]!.data, dtype), shape, dtype, true),
  );
}

/** ONNX Runtime may hand back a plain Uint8Array for a type it has another carrier for. */
export const asTyped = (data: TypedArray, dtype: Aval["dtype"]): TypedArray => {
  const make = arrayOf(dtype);
  return data.constructor === make
    ? data
    : new make(data.buffer, data.byteOffset, data.byteLength / make.BYTES_PER_ELEMENT);
};

/**
 * Gives every tensor of a tree that is still an expression its value, in one run. Returns the tree.
 * @throws TensorError if one of them belongs to a trace.
 */
export async function evaluate<T>(tree: T): Promise<T> {
  const pending = flatten(tree)[0].filter((x) => x.source.kind === "node");
  if (pending.length === 0) return tree;
  const graph = optimize({ inputs: [], outputs: pending });
  const program = await compileTraced({ graph, outDef: { kind: "leaf" } }, undefined);
  try {
    const values = await run(program, [], new Set(), "evaluate", () => graph);
    pending.forEach((x, i) => (x.source = values[i]!.source));
  } finally {
    await releaseProgram(program);
  }
  return tree;
}

runtime.evaluate = async (tensors) => void (await evaluate(tensors));
