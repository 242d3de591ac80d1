/**
 * A model from an ONNX file, in two forms. `run` gives the file to ONNX Runtime as it is: any operator that it has; any value inside can be read or
 * replaced by its name, which edits the graph. `apply` is the same graph as a function of tensors, for `jit`, `grad`, `jvp`, `capture` and
 * `intervene`: any operator that has a translation.
 */
import { dtypeOfCode, dtypes, isFloat, type DType } from "../dtype.ts";
import { fail } from "../errors.ts";
import { asTyped, defaultProvider, evaluate } from "../jit.ts";
import {
  decodeModel,
  encodeModel,
  valueInfo,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
} from "../onnx/model.ts";
import { storedTensor, tensorOf, type FileReader } from "../onnx/tensor.ts";
import type { Executable, Provider, Value } from "../providers/provider.ts";
import { shared, type Shared } from "../providers/shared.ts";
import { fromData, show, valueOf, type Tensor } from "../tensor.ts";
import { withoutFiles } from "./external.ts";
import type { Translations } from "./operators/index.ts";
import { translate } from "./translate.ts";

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

type Tensors = Readonly<Record<string, Tensor>>;

export interface OnnxModel {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** The nodes in the order they run: operator, and the names of what it reads and writes. */
  readonly nodes: readonly Readonly<Pick<NodeProto, "opType" | "name" | "input" | "output">>[];
  /** The weights stored in the file. */
  readonly weights: Tensors;
  /** Those weights that a derivative can be taken in: floats, except settings such as the scales of a Resize. */
  readonly params: Tensors;
  /**
   * The graph as a function of tensors: weights by name (those left out are the file's), inputs by name -> outputs by name. It may be traced,
   * differentiated in either argument, and its values named as in the graph are there for `capture` and `intervene`.
   * @throws TensorError for an input that is missing or does not fit, an operator without a translation, and a shape that depends on values.
   */
  apply(weights: Tensors, inputs: Tensors): Record<string, Tensor>;
  /** Outputs and captured values by name. Sessions are kept, one for each choice of what is read and replaced. */
  run(inputs: Tensors, options?: OnnxRunOptions): Promise<Record<string, Tensor>>;
  /** The file with other weights in place of its own. */
  withWeights(weights: Tensors): Promise<Uint8Array>;
  /** Frees the sessions, when the runs that have begun are over. */
  release(): Promise<void>;
}

export interface ImportOptions {
  readonly provider?: Provider;
  /** Returns the bytes of a file that stands beside the model, where large weights are kept there. */
  readonly files?: FileReader;
  /** Translations of operators that `apply` has none for, or has another for: by name, after a domain and a dot where there is one. */
  readonly operators?: Translations;
}

const described = (list: GraphProto["input"]): OnnxValue[] =>
  list.map(({ name, type }) => ({
    name,
    dtype: dtypeOfCode(type?.tensorType?.elemType || 1),
    shape: (type?.tensorType?.shape?.dim ?? []).map((d, i) => d.dimValue ?? (d.dimParam || `axis${i}`)),
  }));

const feedOf = (x: Tensor): Value => ({ data: valueOf(x), dtype: x.dtype, shape: x.shape });

/** Inputs that are floats and yet settings of a node, read while it is translated. */
const settings: Readonly<Record<string, readonly number[]>> = {
  Dropout: [1],
  Pad: [2],
  Range: [0, 1, 2],
  Resize: [1, 2],
  Upsample: [1],
};

/** Names that some node reads as a value and not as a setting. */
const readAsValues = ({ node }: GraphProto): string[] =>
  node.flatMap(({ opType, input, attribute }) => [
    ...input.filter((_, i) => !(Object.hasOwn(settings, opType) && settings[opType]!.includes(i))),
    ...attribute.flatMap(({ g }) => (g ? readAsValues(g) : [])),
  ]);

/** Checks an input against what the graph declares; lengths with one name must be one length. */
function checkInput(
  { name, dtype, shape }: OnnxValue,
  x: Tensor | undefined,
  lengths: Map<string, number>,
): Tensor {
  if (!x) return fail(`the model's input ${name} was not given`);
  const fits =
    x.dtype === dtype &&
    (shape.length === 0 || shape.length === x.rank) &&
    shape.every((n, i) => {
      if (typeof n === "number") return n === x.shape[i];
      const known = lengths.get(n) ?? x.shape[i]!;
      lengths.set(n, known);
      return known === x.shape[i] || n === `axis${i}`;
    });
  return fits ? x : fail(`the model's input ${name} is ${dtype}[${shape.join()}], not ${show(x)}`);
}

/**
 * Reads a model.
 * @throws Error if the bytes are truncated, hold no graph, or refer to data that are not there.
 */
export function importOnnx(
  bytes: Uint8Array,
  { provider, files, operators = {} }: ImportOptions = {},
): OnnxModel {
  const decoded = decodeModel(bytes);
  if (!decoded.graph) throw new Error("not an ONNX model: it holds no graph");
  const model: ModelProto = { ...decoded, graph: withoutFiles(decoded.graph, files) };
  const { graph } = model;
  const stored = new Map(graph.initializer.map((t) => [t.name ?? "", t]));
  const inputs = described(graph.input.filter(({ name }) => !stored.has(name)));
  const outputs = described(graph.output);
  const produced = new Set([
    ...graph.node.flatMap((n) => n.output),
    ...stored.keys(),
    ...inputs.map((i) => i.name),
  ]);
  const known = (name: string): string =>
    produced.has(name) ? name : fail(`the model computes nothing named ${name}: see its nodes`);
  const weights = new Map([...stored].map(([name, t]) => [name, tensorOf(storedTensor(t))]));
  const used = new Set(readAsValues(graph));

  const sessions = new Map<string, Shared<Executable>>();

  /** The graph with values read and replaced. Nodes that nobody needs any more are left to ONNX Runtime, which drops them. */
  const edited = (capture: readonly string[], replace: Tensors): Uint8Array => {
    const named = (name: string): string => (Object.hasOwn(replace, name) ? `replaced.${name}` : name);
    const taken = new Set(graph.output.map((o) => o.name));
    const moved = new Set(graph.output.flatMap(({ name }) => (Object.hasOwn(replace, name) ? [name] : [])));
    return encodeModel({
      ...model,
      graph: {
        ...graph,
        // An output that was replaced comes from the replacement.
        node: [
          ...graph.node.map((n) => {
            const output = n.output.map((name) => (moved.has(name) ? `computed.${name}` : name));
            return { ...renamed(n, named), output };
          }),
          ...[...moved].map((name) => ({
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
    weights: Object.fromEntries(weights),
    params: Object.fromEntries([...weights].filter(([name, x]) => used.has(name) && isFloat(x.dtype))),

    apply(given, fed) {
      const lengths = new Map<string, number>();
      const values = new Map(weights);
      for (const [name, x] of Object.entries(given)) {
        const own = weights.get(name) ?? fail(`the model has no weight named ${name}`);
        if (own.dtype !== x.dtype || own.shape.join() !== x.shape.join())
          fail(`the model's weight ${name} is ${show(own)}, not ${show(x)}`);
        values.set(name, x);
      }
      for (const input of inputs)
        values.set(
          input.name,
          checkInput(input, Object.hasOwn(fed, input.name) ? fed[input.name] : undefined, lengths),
        );
      return translate(model, values, operators);
    },

    async run(given, { capture = [], replace = {} } = {}) {
      for (const { name } of inputs)
        if (!Object.hasOwn(given, name)) fail(`the model's input ${name} was not given`);
      Object.keys(replace).forEach(known);
      const signature = Object.entries(replace).map(([name, x]) => `${name}:${show(x)}`);
      const key = JSON.stringify([capture, signature]);
      let session = sessions.get(key);
      if (!session) {
        const compiled = (async () =>
          (provider ?? (await defaultProvider())).compile(edited(capture, replace)))();
        compiled.catch(() => sessions.delete(key));
        session = shared(compiled, (executable) => executable.release());
        sessions.set(key, session);
      }
      const names = [...new Set([...outputs.map((o) => o.name), ...capture])];
      const results = await session.use(async (executable) => {
        await evaluate([Object.values(given), Object.values(replace)]);
        const feeds = new Map(inputs.map(({ name }) => [name, feedOf(given[name]!)]));
        for (const [name, x] of Object.entries(replace)) feeds.set(`replaced.${name}`, feedOf(x));
        return executable.run(
          feeds,
          names.map((name) => ({ name })),
        );
      });
      return Object.fromEntries(
        names.map((name, i) => {
          const { data, shape, dtype } = results[i]!;
          return [name, fromData(asTyped(data, dtype), shape, dtype)];
        }),
      );
    },

    async withWeights(others) {
      await evaluate(Object.values(others));
      Object.keys(others).forEach(
        (name) => stored.has(name) || fail(`the model has no weight named ${name}`),
      );
      const initializer = graph.initializer.map((t): TensorProto => {
        const x = Object.hasOwn(others, t.name ?? "") ? others[t.name!] : undefined;
        if (!x) return t;
        if (dtypes[x.dtype].code !== t.dataType)
          fail(`the model's weight ${t.name} is ${dtypeOfCode(t.dataType)}, not ${show(x)}`);
        const data = valueOf(x);
        const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
        return { name: t.name!, dims: [...x.shape], dataType: t.dataType, rawData };
      });
      return encodeModel({ ...model, graph: { ...graph, initializer } });
    },

    async release() {
      const open = [...sessions.values()];
      sessions.clear();
      for (const session of open) await session.release();
    },
  };
}

/** A node that reads other names, in the graphs inside it too (where a name is not their own). */
function renamed(node: NodeProto, to: (name: string) => string): NodeProto {
  return {
    ...node,
    input: node.input.map(to),
    attribute: node.attribute.map((a) => {
      if (!a.g) return a;
      const own = new Set([
        ...a.g.input.map((x) => x.name),
        ...a.g.initializer.map((x) => x.name),
        ...a.g.node.flatMap((n) => n.output),
      ]);
      const inner = (name: string): string => (own.has(name) ? name : to(name));
      return { ...a, g: { ...a.g, node: a.g.node.map((n) => renamed(n, inner)) } };
    }),
  };
}
