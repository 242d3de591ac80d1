/**
 * A model from an ONNX file, run as it is by ONNX Runtime: any operator that it has. Any value inside can be read or replaced by its name. That
 * edits the graph: a value to be read becomes an output, one to be replaced becomes an input, and everything else stays.
 */
import { dtypeOfCode, dtypes, type DType } from "../dtype.ts";
import { fail } from "../errors.ts";
import { asTyped, defaultProvider, evaluate } from "../jit.ts";
import {
  decodeModel,
  dtypeOfTensor,
  encodeModel,
  valueInfo,
  type ModelProto,
  type NodeProto,
  type TensorProto,
} from "../onnx/model.ts";
import { tensorData } from "../onnx/emitter.ts";
import type { Executable, Provider, Value } from "../providers/provider.ts";
import { fromData, valueOf, type Tensor } from "../tensor.ts";

export interface OnnxValue {
  readonly name: string;
  readonly dtype: DType;
  /** Lengths; a name stands for a length that the caller chooses. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxRunOptions {
  /** Names of intermediates to return along with the outputs. */
  readonly capture?: readonly string[];
  /** Values to use instead of what the graph computes, or instead of its weights, by name. */
  readonly replace?: Readonly<Record<string, Tensor>>;
}

export interface OnnxModel {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** The nodes in the order they run: operator, and the names of what it reads and writes. */
  readonly nodes: readonly Readonly<Pick<NodeProto, "opType" | "name" | "input" | "output">>[];
  /** The weights stored in the file, except those of a dtype that has no typed array. */
  readonly weights: Readonly<Record<string, Tensor>>;
  /** Outputs and captured values by name. Sessions are kept, one for each choice of what is read and replaced. */
  run(inputs: Readonly<Record<string, Tensor>>, options?: OnnxRunOptions): Promise<Record<string, Tensor>>;
  /** The file with other weights in place of its own. */
  withWeights(weights: Readonly<Record<string, Tensor>>): Promise<Uint8Array>;
  release(): Promise<void>;
}

const described = (list: ModelProto["graph"]["input"]): OnnxValue[] =>
  list.map(({ name, type }) => ({
    name,
    dtype: dtypeOfCode(type?.tensorType?.elemType ?? 1),
    shape: (type?.tensorType?.shape?.dim ?? []).map((d, i) => d.dimValue ?? d.dimParam ?? `axis${i}`),
  }));

const carried = ({ dataType }: TensorProto): boolean => dtypes[dtypeOfCode(dataType)].array !== undefined;

const feedOf = (x: Tensor): Value => ({ data: valueOf(x), dtype: x.dtype, shape: x.shape });

/**
 * Reads a model.
 * @throws Error if the bytes are truncated or hold no graph; running throws TensorError for a name that is not in it.
 */
export function importOnnx(
  bytes: Uint8Array,
  { provider }: { readonly provider?: Provider } = {},
): OnnxModel {
  const model = decodeModel(bytes);
  if (!model.graph) throw new Error("not an ONNX model: it holds no graph");
  const { graph } = model;
  const stored = new Set(graph.initializer.map((t) => t.name!));
  const inputs = described(graph.input.filter(({ name }) => !stored.has(name)));
  const outputs = described(graph.output);
  const produced = new Set([...graph.node.flatMap((n) => n.output), ...stored, ...inputs.map((i) => i.name)]);
  const known = (name: string): string =>
    produced.has(name) ? name : fail(`the model computes nothing named ${name}: see its nodes`);

  const sessions = new Map<string, Promise<Executable>>();

  /** The graph with values read and replaced. Nodes that nobody needs any more are left to ONNX Runtime, which drops them. */
  const edited = (capture: readonly string[], replace: Readonly<Record<string, Tensor>>): Uint8Array => {
    const named = (name: string): string => (replace[name] ? `replaced.${name}` : name);
    const taken = new Set(graph.output.map((o) => o.name));
    const moved = graph.output.flatMap(({ name }) => (replace[name] ? [name] : []));
    return encodeModel({
      ...model,
      graph: {
        ...graph,
        // An output that was replaced comes from the replacement.
        node: [
          ...graph.node.map((n) => {
            const output = n.output.map((name) => (moved.includes(name) ? `computed.${name}` : name));
            return Object.assign({}, n, { input: n.input.map(named), output });
          }),
          ...moved.map((name) => ({
            opType: "Identity",
            input: [named(name)],
            output: [name],
            attribute: [],
          })),
        ],
        input: [
          ...graph.input,
          ...Object.entries(replace).map(([name, x]) => valueInfo(named(name), x.dtype, x.shape)),
        ],
        output: [
          ...graph.output,
          ...capture.filter((name) => !taken.has(name)).map((name) => ({ name: known(name) })),
        ],
      },
    });
  };

  return {
    inputs,
    outputs,
    nodes: graph.node,
    weights: Object.fromEntries(
      graph.initializer.filter(carried).map((t) => {
        const dtype = dtypeOfTensor(t);
        return [t.name!, fromData(tensorData(t, dtype), t.dims, dtype)];
      }),
    ),

    async run(given, { capture = [], replace = {} } = {}) {
      for (const { name } of inputs) if (!given[name]) fail(`the model's input ${name} was not given`);
      Object.keys(replace).forEach(known);
      await evaluate([Object.values(given), Object.values(replace)]);
      const signature = Object.entries(replace).map(([name, x]) => `${name}:${x.dtype}[${x.shape.join()}]`);
      const key = JSON.stringify([capture, signature]);
      if (!sessions.has(key)) {
        const compiled = (async () =>
          (provider ?? (await defaultProvider())).compile(edited(capture, replace)))();
        compiled.catch(() => sessions.delete(key));
        sessions.set(key, compiled);
      }
      const executable = await sessions.get(key)!;
      const feeds = new Map(inputs.map(({ name }) => [name, feedOf(given[name]!)]));
      for (const [name, x] of Object.entries(replace)) feeds.set(`replaced.${name}`, feedOf(x));
      const names = [...new Set([...outputs.map((o) => o.name), ...capture])];
      const results = await executable.run(
        feeds,
        names.map((name) => ({ name })),
      );
      return Object.fromEntries(
        names.map((name, i) => {
          const { data, shape, dtype } = results[i]!;
          return [name, fromData(asTyped(data, dtype), shape, dtype)];
        }),
      );
    },

    async withWeights(weights) {
      await evaluate(Object.values(weights));
      Object.keys(weights).forEach(
        (name) => stored.has(name) || fail(`the model has no weight named ${name}`),
      );
      const initializer = graph.initializer.map((t) => {
        const x = weights[t.name!];
        if (!x) return t;
        const data = valueOf(x);
        const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
        return { name: t.name!, dims: [...x.shape], dataType: t.dataType, rawData };
      });
      return encodeModel({ ...model, graph: { ...graph, initializer } });
    },

    async release() {
      const open = [...sessions.values()];
      sessions.clear();
      for (const session of open) await (await session).release();
    },
  };
}
