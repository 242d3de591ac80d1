/**
 * Values that are known while a function is traced. The shapes of an imported graph are computed by its own nodes (Shape, Gather, Concat, …) from
 * lengths that the trace knows, and a trace cannot wait for ONNX Runtime: so expressions of constants are computed here, at once, by a
 * plain evaluator of the operators that such computations consist of. Floats are rounded to float32 after every step, as a kernel does.
 */
import { dtypes, isFloat, isInteger, type DType } from "../dtype.ts";
import { broadcastShapes, sizeOf, type Shape } from "../shape.ts";
import { encode, fromData, type Node, type Tensor } from "../tensor.ts";

/** More elements than this are left to the compiled graph. */
const foldLimit = 1 << 12;

/** Elements in row-major order. 64-bit integers are numbers here: lengths and indices are far below 2^53. */
type Elements = readonly number[];

type Rule = (inputs: readonly Elements[], node: Node, output: number) => Elements | undefined;

const strides = (shape: Shape): number[] => shape.map((_, i) => sizeOf(shape.slice(i + 1)));

/** Calls `f` with each multi-index of a shape, in row-major order, and collects the results. */
function forEachIndex(shape: Shape, f: (index: readonly number[]) => number): number[] {
  const size = sizeOf(shape);
  const index = shape.map(() => 0);
  return Array.from({ length: size }, () => {
    const value = f(index);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
    return value;
  });
}

/** x[map(index)] for every index of the output. */
const gather =
  (map: (index: readonly number[], node: Node, output: number) => readonly number[]): Rule =>
  ([x], node, output) => {
    const steps = strides(node.inputs[0]!.shape);
    return forEachIndex(node.outputs[output]!.shape, (index) => {
      const from = map(index, node, output);
      return x![from.reduce((at, i, axis) => at + i * steps[axis]!, 0)]!;
    });
  };

/** The place that broadcasting reads for an output's index. */
const broadcastIndex = (index: readonly number[], shape: Shape): number[] =>
  shape.map((n, i) => (n === 1 ? 0 : index[index.length - shape.length + i]!));

const elementwise =
  (f: (...values: number[]) => number): Rule =>
  (inputs, node) => {
    const shape = broadcastShapes(...node.inputs.map((x) => x.shape))!;
    const steps = node.inputs.map((x) => strides(x.shape));
    return forEachIndex(shape, (index) =>
      f(
        ...inputs.map((x, k) => {
          const from = broadcastIndex(index, node.inputs[k]!.shape);
          return x[from.reduce((at, i, axis) => at + i * steps[k]![axis]!, 0)]!;
        }),
      ),
    );
  };

const reduction =
  (f: (a: number, b: number) => number, start: number): Rule =>
  ([x], node) => {
    const { shape } = node.inputs[0]!;
    const { axes } = node.params as { axes: readonly number[] };
    const kept = shape.map((n, i) => (axes.includes(i) ? 1 : n));
    const steps = strides(kept);
    const sums = Array.from({ length: sizeOf(kept) }, () => start);
    let next = 0;
    forEachIndex(shape, (index) => {
      const at = broadcastIndex(index, kept).reduce((sum, i, axis) => sum + i * steps[axis]!, 0);
      return (sums[at] = f(sums[at]!, x![next++]!));
    });
    return sums;
  };

const param = <T>(node: Node): T => node.params as T;
const bool = (f: (a: number, b: number) => boolean): Rule => elementwise((a, b) => Number(f(a, b)));
const same: Rule = ([x]) => x!;

const rules: Readonly<Record<string, Rule>> = {
  // A copy of floats is where a derivative is taken, and a name is where an intervention is made: both must stay in the graph.
  copy: ([x], { outputs }) => (isFloat(outputs[0]!.dtype) ? undefined : x),
  stopGradient: same,
  reshape: same,
  cast: same,
  transpose: gather((index, node) => {
    const { perm } = param<{ perm: readonly number[] }>(node);
    return perm.map((_, axis) => index[perm.indexOf(axis)]!);
  }),
  broadcastTo: gather((index, { inputs: [x] }) => broadcastIndex(index, x!.shape)),
  slice: gather((index, node) => {
    const { starts, strides: by } = param<{ starts: readonly number[]; strides: readonly number[] }>(node);
    return index.map((i, axis) => starts[axis]! + i * by[axis]!);
  }),
  flip: gather((index, node) => {
    const { axes } = param<{ axes: readonly number[] }>(node);
    return index.map((i, axis) => (axes.includes(axis) ? node.inputs[0]!.shape[axis]! - 1 - i : i));
  }),
  split: gather((index, node, output) => {
    const { axis, sizes } = param<{ axis: number; sizes: readonly number[] }>(node);
    const before = sizes.slice(0, output).reduce((a, b) => a + b, 0);
    return index.map((i, a) => (a === axis ? before + i : i));
  }),
  take: (inputs, node) => {
    const { axis } = param<{ axis: number }>(node);
    const [x, indices] = node.inputs as [Tensor, Tensor];
    const [xs, is] = [strides(x.shape), strides(indices.shape)];
    return forEachIndex(node.outputs[0]!.shape, (index) => {
      const place = index.slice(axis, axis + indices.rank).reduce((at, i, a) => at + i * is[a]!, 0);
      const chosen = inputs[1]![place]!;
      const from = index.toSpliced(axis, indices.rank, chosen < 0 ? chosen + x.shape[axis]! : chosen);
      return inputs[0]![from.reduce((at, i, a) => at + i * xs[a]!, 0)]!;
    });
  },
  concat: (inputs, node) => {
    const { axis } = param<{ axis: number }>(node);
    const ends: number[] = [];
    for (const x of node.inputs) ends.push((ends.at(-1) ?? 0) + x.shape[axis]!);
    return forEachIndex(node.outputs[0]!.shape, (index) => {
      const which = ends.findIndex((end) => index[axis]! < end);
      const from = index.with(axis, index[axis]! - (ends[which - 1] ?? 0));
      const steps = strides(node.inputs[which]!.shape);
      return inputs[which]![from.reduce((at, i, a) => at + i * steps[a]!, 0)]!;
    });
  },
  add: elementwise((a, b) => a + b),
  sub: elementwise((a, b) => a - b),
  mul: elementwise((a, b) => a * b),
  div: elementwise((a, b) => a / b),
  remainder: elementwise((a, b) => a - b * Math.floor(a / b)),
  maximum: elementwise(Math.max),
  minimum: elementwise(Math.min),
  neg: elementwise((a) => -a),
  relu: elementwise((a) => Math.max(a, 0)),
  abs: elementwise(Math.abs),
  sign: elementwise(Math.sign),
  floor: elementwise(Math.floor),
  ceil: elementwise(Math.ceil),
  sqrt: elementwise(Math.sqrt),
  reciprocal: elementwise((a) => 1 / a),
  equal: bool((a, b) => a === b),
  greater: bool((a, b) => a > b),
  greaterEqual: bool((a, b) => a >= b),
  less: bool((a, b) => a < b),
  lessEqual: bool((a, b) => a <= b),
  and: bool((a, b) => Boolean(a && b)),
  or: bool((a, b) => Boolean(a || b)),
  xor: bool((a, b) => a !== b),
  not: elementwise((a) => Number(!a)),
  where: elementwise((condition, a, b) => (condition ? a! : b!)),
  reduceSum: reduction((a, b) => a + b, 0),
  reduceProd: reduction((a, b) => a * b, 1),
  reduceMax: reduction(Math.max, -Infinity),
  reduceMin: reduction(Math.min, Infinity),
};

/** A step's result as an element of a dtype; undefined where only a kernel knows (an integer divided by zero, one out of range). */
function rounded(value: number, dtype: DType): number | undefined {
  if (dtype === "float32") return Math.fround(value);
  if (dtype === "float64") return value;
  if (dtype === "bool") return Number(value !== 0);
  if (!isInteger(dtype) || !dtypes[dtype].array) return undefined;
  const whole = Math.trunc(value);
  const { bits } = dtypes[dtype];
  const least = dtypes[dtype].kind === "int" ? -(2 ** (bits - 1)) : 0;
  const most = 2 ** (dtypes[dtype].kind === "int" ? bits - 1 : bits);
  return whole >= least && (whole < most || bits === 64) ? whole : undefined;
}

/** One node of an imported graph becomes a few operators, each on constants; a longer chain is no computation of shapes. */
const depthLimit = 100;

function elementsOf(x: Tensor, memo: Map<Tensor, Elements | undefined>, depth = 0): Elements | undefined {
  const { source } = x;
  if (x.size > foldLimit || depth > depthLimit) return undefined;
  if (source.kind === "value") return Array.from(source.data as ArrayLike<number | bigint>, Number);
  if (source.kind !== "node") return undefined;
  if (memo.has(x)) return memo.get(x);
  memo.set(x, undefined);
  const rule: Rule | undefined = rules[source.node.primitive.name];
  if (!rule) return undefined;
  const inputs: Elements[] = [];
  for (const input of source.node.inputs) {
    const elements = elementsOf(input, memo, depth + 1);
    if (!elements) return undefined;
    inputs.push(elements);
  }
  const values = rule(inputs, source.node, source.index)?.map((v) => rounded(v, x.dtype));
  const known = !values || values.includes(undefined) ? undefined : (values as Elements);
  memo.set(x, known);
  return known;
}

/** x as a constant where it is an expression of small constants; otherwise x itself. */
export function fold(x: Tensor): Tensor {
  if (x.source.kind !== "node") return x;
  const elements = elementsOf(x, new Map());
  if (!elements) return x;
  // "To the end" is often the largest integer of 64 bits, which as a number is one too many.
  const whole = elements.map((v) => (v === 2 ** 63 ? 2n ** 63n - 1n : v));
  return fromData(encode(whole, x.dtype), x.shape, x.dtype);
}
