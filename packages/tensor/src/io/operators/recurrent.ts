/**
 * RNN, GRU and LSTM, unrolled over time: x [time, batch, inputs], weights for each direction, states [directions, batch, hidden]. With `layout` 1
 * batch comes first.
 */
import * as t from "../../ops/index.ts";
import { range } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import type { Call, Translation, Translations } from "./call.ts";

type Activation = (x: Tensor) => Tensor;

const activations: Readonly<Record<string, Activation>> = {
  relu: t.relu,
  sigmoid: t.sigmoid,
  softplus: t.softplus,
  softsign: (x) => t.div(x, t.add(t.abs(x), 1)),
  tanh: t.tanh,
};

/** One direction's parameters, and one step of it: from states to states, the first of which is what is seen. */
interface Cell {
  readonly w: Tensor;
  readonly r: Tensor;
  /** Biases of inputs and of states, [gates * hidden] each. */
  readonly bias: readonly [Tensor, Tensor];
  readonly peephole: Tensor | undefined;
  readonly f: readonly Activation[];
}

type Step = (x: Tensor, states: readonly Tensor[], cell: Cell, call: Call) => readonly Tensor[];

const project = (x: Tensor, w: Tensor, bias: Tensor): Tensor => t.add(t.matmul(x, w, { transB: true }), bias);

const rnnStep: Step = (x, [h], { w, r, bias, f }) => [
  f[0]!(t.add(project(x, w, bias[0]), project(h!, r, bias[1]))),
];

const gruStep: Step = (x, [h], { w, r, bias, f }, { int }) => {
  const given = t.split(project(x, w, bias[0]), 3, -1);
  const [zr, rr, hr] = t.split(r, 3) as [Tensor, Tensor, Tensor];
  const [zb, rb, hb] = t.split(bias[1], 3) as [Tensor, Tensor, Tensor];
  const update = f[0]!(t.add(given[0]!, project(h!, zr, zb)));
  const reset = f[0]!(t.add(given[1]!, project(h!, rr, rb)));
  const before =
    int("linear_before_reset", 0) === 1
      ? t.mul(reset, project(h!, hr, hb))
      : project(t.mul(reset, h!), hr, hb);
  const candidate = f[1]!(t.add(given[2]!, before));
  return [t.add(t.mul(t.sub(1, update), candidate), t.mul(update, h!))];
};

const lstmStep: Step = (x, [h, c], { w, r, bias, peephole, f }) => {
  const gates = t.split(t.add(project(x, w, bias[0]), project(h!, r, bias[1])), 4, -1);
  const peep = peephole && t.split(peephole, 3);
  const gate = (i: number, k: number, state: Tensor): Tensor =>
    f[0]!(peep ? t.add(gates[i]!, t.mul(peep[k]!, state)) : gates[i]!);
  // ONNX orders the gates input, output, forget, cell.
  const [into, forget] = [gate(0, 0, c!), gate(2, 2, c!)];
  const cell = t.add(t.mul(forget, c!), t.mul(into, f[1]!(gates[3]!)));
  return [t.mul(gate(1, 1, cell), f[2]!(cell)), cell];
};

interface Kind {
  readonly gates: number;
  readonly states: number;
  readonly activations: readonly string[];
  readonly step: Step;
}

/** Inputs 5 on are the first states; input 4 would be lengths that differ within the batch. */
const layer =
  ({ gates, states, activations: usual, step }: Kind): Translation =>
  (call) => {
    const { input, optional, int, text, node } = call;
    const batchFirst = int("layout", 0) === 1;
    const x = batchFirst ? t.swapAxes(input(0), 0, 1) : input(0);
    const [time, batch] = x.shape as [number, number];
    const directions = input(1).shape[0]!;
    const hidden = input(2).shape[2]!;
    if (optional(4)) {
      const lengths = call.known(4);
      if (lengths.some((n) => n !== time)) throw new Error("sequences of different lengths");
    }
    if (node.attribute.some((a) => a.name === "clip")) throw new Error("clipping of the gates");
    const names = namesOf(call) ?? range(directions).flatMap(() => usual);
    const results = range(directions).map((d) => {
      const at = (i: number): Tensor | undefined => optional(i) && t.at(optional(i)!, d);
      const zero = t.zeros([gates * hidden], x.dtype);
      const both = at(3) ? (t.split(at(3)!, 2) as [Tensor, Tensor]) : ([zero, zero] as const);
      const f = names.slice(d * usual.length, (d + 1) * usual.length).map((name) => {
        const known = activations[name.toLowerCase()];
        if (!known) throw new Error(`the activation ${name}`);
        return known;
      });
      const cell: Cell = { w: at(1)!, r: at(2)!, bias: both, peephole: at(7), f };
      let now = range(states).map((k): Tensor => {
        const first = optional(5 + k);
        if (!first) return t.zeros([batch, hidden], x.dtype);
        return t.at(batchFirst ? t.swapAxes(first, 0, 1) : first, d);
      });
      const backwards = text("direction", "forward") === "reverse" || d === 1;
      const seen: Tensor[] = [];
      for (const i of backwards ? range(time).toReversed() : range(time)) {
        now = [...step(t.at(x, i), now, cell, call)];
        seen.push(now[0]!);
      }
      return { seen: t.stack(backwards ? seen.toReversed() : seen), last: now };
    });
    const y = t.stack(
      results.map((r) => r.seen),
      1,
    );
    const last = range(states).map((k) => t.stack(results.map((r) => r.last[k]!)));
    if (!batchFirst) return [y, ...last];
    return [t.transpose(y, [2, 0, 1, 3]), ...last.map((h) => t.swapAxes(h, 0, 1))];
  };

const decoder = new TextDecoder();
const namesOf = ({ node }: Call): string[] | undefined =>
  node.attribute.find((a) => a.name === "activations")?.strings?.map((s) => decoder.decode(s));

export const recurrent: Translations = {
  GRU: layer({ gates: 3, states: 1, activations: ["Sigmoid", "Tanh"], step: gruStep }),
  LSTM: layer({ gates: 4, states: 2, activations: ["Sigmoid", "Tanh", "Tanh"], step: lstmStep }),
  RNN: layer({ gates: 1, states: 1, activations: ["Tanh"], step: rnnStep }),
};
