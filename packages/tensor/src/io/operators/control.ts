/**
 * Branches, loops and sequences. A trace has no control flow: a branch is decided where its condition is known and otherwise both sides are computed and
 * one chosen, and a loop is unrolled as often as it is known to run. Sequences are lists of tensors.
 */
import * as t from "../../ops/index.ts";
import { normalizeAxis, range, sameShape } from "../../shape.ts";
import { encode, fromData, isTensor, scalar, type Tensor } from "../../tensor.ts";
import { fold } from "../fold.ts";
import { knownElements, type Call, type OnnxTensors, type Translations } from "./call.ts";

function branch({ input, graph, run }: Call): readonly OnnxTensors[] {
  const condition = input(0);
  const [first, second] = [graph("then_branch"), graph("else_branch")];
  if (condition.source.kind === "value")
    return run(knownElements(condition, "the condition")[0] ? first : second, []);
  const [yes, no] = [run(first, []), run(second, [])];
  return yes.map((a, i) => {
    const b = no[i]!;
    if (!isTensor(a) || !isTensor(b) || !sameShape(a.shape, b.shape))
      throw new Error("the condition is not known and the branches differ in shape");
    return t.where(t.reshape(condition, []), a, b);
  });
}

/** More turns than this are not unrolled. */
const turnLimit = 1024;

function loop(call: Call): readonly OnnxTensors[] {
  const { inputs, maybeKnown, graph, run, node } = call;
  const trips = maybeKnown(0)?.[0] ?? Infinity;
  let going = maybeKnown(1)?.[0] !== 0;
  const body = graph("body");
  let carried = inputs.slice(2) as readonly OnnxTensors[];
  const collected: Tensor[][] = range(node.output.length - carried.length).map(() => []);
  for (let i = 0; i < trips && going; i++) {
    if (i === turnLimit) throw new Error(`more than ${turnLimit} turns`);
    const results = run(body, [scalar(i, "int64"), scalar(1, "bool"), ...carried]);
    going = knownElements(fold(results[0] as Tensor), "the condition of the loop")[0] !== 0;
    carried = results.slice(1, 1 + carried.length);
    results.slice(1 + carried.length).forEach((x, k) => collected[k]!.push(x as Tensor));
  }
  return [...carried, ...collected.map((xs) => stacked(xs))];
}

const stacked = (xs: readonly Tensor[]): Tensor => {
  if (xs.length === 0) throw new Error("a loop that does not run has no results to collect");
  return t.stack(xs);
};

/** A loop over slices: states are carried on, results collected. */
function scan({ inputs, input, ints, int, graph, run, node, opset }: Call): readonly OnnxTensors[] {
  if (opset < 9) throw new Error("the form that Scan had before version 9");
  const count = int("num_scan_inputs");
  const states = inputs.length - count;
  const axes = ints("scan_input_axes") ?? range(count).map(() => 0);
  const backwards = ints("scan_input_directions") ?? range(count).map(() => 0);
  const outputs = node.output.length - states;
  const outAxes = ints("scan_output_axes") ?? range(outputs).map(() => 0);
  const reversed = ints("scan_output_directions") ?? range(outputs).map(() => 0);
  const scanned = range(count, states).map(input);
  const turns = scanned[0]!.shape[normalizeAxis(axes[0]!, scanned[0]!.rank)]!;
  if (turns > turnLimit) throw new Error(`more than ${turnLimit} turns`);
  let carried = inputs.slice(0, states) as readonly OnnxTensors[];
  const collected: Tensor[][] = range(outputs).map(() => []);
  for (let i = 0; i < turns; i++) {
    const slices = scanned.map((x, k) => t.at(x, backwards[k] ? turns - 1 - i : i, axes[k]));
    const results = run(graph("body"), [...carried, ...slices]);
    carried = results.slice(0, states);
    results.slice(states).forEach((x, k) => collected[k]!.push(x as Tensor));
  }
  return [...carried, ...collected.map((xs, k) => t.stack(reversed[k] ? xs.toReversed() : xs, outAxes[k]))];
}

const place = (x: Tensor | undefined, length: number, otherwise: number): number => {
  if (!x) return otherwise;
  const at = knownElements(x, "the position")[0]!;
  return at < 0 ? at + length : at;
};

function splitToSequence({ input, maybeKnown, int }: Call): readonly (readonly Tensor[])[] {
  const x = input(0);
  const axis = normalizeAxis(int("axis", 0), x.rank);
  const n = x.shape[axis]!;
  const given = maybeKnown(1);
  if (!given) {
    const pieces = t.split(
      x,
      range(n).map(() => 1),
      axis,
    );
    return [int("keepdims", 1) === 1 ? pieces : pieces.map((y) => t.squeeze(y, axis))];
  }
  const each = given[0]!;
  const sizes =
    input(1).rank === 1 ? given : range(Math.ceil(n / each)).map((i) => Math.min(each, n - i * each));
  return [t.split(x, sizes, axis)];
}

const int64 = (value: number): Tensor => fromData(encode([value], "int64"), [], "int64");

export const control: Translations = {
  ConcatFromSequence: ({ sequence, int }) =>
    (int("new_axis", 0) === 1 ? t.stack : t.concat)(sequence(0), int("axis")),
  If: branch,
  Loop: loop,
  Scan: scan,
  SequenceAt: ({ sequence, input }) => sequence(0)[place(input(1), sequence(0).length, 0)]!,
  SequenceConstruct: ({ inputs, input }) => [inputs.map((_, i) => input(i))],
  SequenceEmpty: () => [[]],
  SequenceErase: ({ sequence, optional }) => {
    const xs = sequence(0);
    return [xs.toSpliced(place(optional(1), xs.length, xs.length - 1), 1)];
  },
  SequenceInsert: ({ sequence, input, optional }) => {
    const xs = sequence(0);
    return [xs.toSpliced(place(optional(2), xs.length, xs.length), 0, input(1))];
  },
  SequenceLength: ({ sequence }) => int64(sequence(0).length),
  SplitToSequence: splitToSequence,
};
