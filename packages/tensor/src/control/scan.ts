/**
 * A loop with a carry, JAX's `scan`: one operator whose body is a graph, so that a thousand steps cost no more tracing than one.
 *
 * Its derivative is a scan over the body's derivative. What that needs of the values (the residuals) is computed in the loop itself: as
 * further outputs of the same body, stacked over the steps, which a pass joins with those that the caller asked for. So the loop runs
 * once, and reverse mode is a scan in the other direction over the residuals.
 */
import { pullBack, pushForward } from "../autodiff.ts";
import { fail } from "../errors.ts";
import { Body, close, dependents, substitute, type WithBodies } from "../graph.ts";
import { add } from "../ops/elementwise.ts";
import { arange, zeros, zerosLike } from "../ops/create.ts";
import { definePrimitive, type Operator, type Tangent } from "../primitive.ts";
import { range } from "../shape.ts";
import { placeholder, sameAval, show, type Node, type Tensor } from "../tensor.ts";
import { flatten, treeKey, unflatten } from "../tree.ts";

/** Inputs of the operator and of its body: constants, carries, then what is read step by step. Outputs: carries, then what is stacked. */
interface ScanParams extends WithBodies {
  readonly constants: number;
  readonly carries: number;
  readonly length: number;
  readonly reverse: boolean;
}

type Kind = "constant" | "carry" | "step";

/** One input: what it is in the body, and what it is outside. */
interface Slot {
  readonly kind: Kind;
  readonly inner: Tensor;
  readonly outer: Tensor;
}

const slotsOf = (node: Node, { bodies: [body], constants, carries }: ScanParams): Slot[] =>
  node.inputs.map((outer, i) => ({
    kind: i < constants ? "constant" : i < constants + carries ? "carry" : "step",
    inner: body!.inputs[i]!,
    outer,
  }));

/** A scan from its inputs in any order; the outputs begin with those of the carries, in the order of their slots. */
function build(
  slots: readonly Slot[],
  outputs: readonly Tensor[],
  { length, reverse }: Pick<ScanParams, "length" | "reverse">,
): readonly Tensor[] {
  const of = (kind: Kind): Slot[] => slots.filter((slot) => slot.kind === kind);
  // Something must be read step by step: ONNX counts the steps by it.
  const ticks: Slot = {
    kind: "step",
    inner: placeholder({ shape: [], dtype: "int32" }),
    outer: arange(length),
  };
  const steps = of("step");
  const ordered = [...of("constant"), ...of("carry"), ...(steps.length > 0 ? steps : [ticks])];
  return scanOp.all(
    ordered.map(({ outer }) => outer),
    {
      constants: of("constant").length,
      carries: of("carry").length,
      length,
      reverse,
      bodies: [
        new Body(
          ordered.map(({ inner }) => inner),
          outputs,
        ),
      ],
    },
  );
}

export const scanOp: Operator<ScanParams> = definePrimitive<ScanParams>({
  name: "scan",
  shape: (_, { bodies: [body], carries, length }) =>
    body!.outputs.map(({ shape, dtype }, i) => ({ shape: i < carries ? shape : [length, ...shape], dtype })),

  jvp(tangents, node, params) {
    const body = params.bodies[0]!;
    const slots = slotsOf(node, params);
    const carries = slots.filter(({ kind }) => kind === "carry");
    // A carry has a tangent if it starts with one or is given one by the body: until nothing changes.
    const moving = new Set(body.inputs.filter((_, i) => tangents[i]));
    let directions: Map<Tensor, Tensor>;
    let pushed: Tangent[];
    let before: number;
    do {
      before = moving.size;
      directions = new Map(Array.from(moving, (x) => [x, placeholder(x)]));
      const incoming = body.inputs.map((x) => directions.get(x) ?? null);
      pushed = pushForward(body.outputs, body.inputs, incoming);
      carries.forEach(({ inner }, i) => pushed[i] && moving.add(inner));
    } while (moving.size > before);
    const out = body.outputs.flatMap((_, i) =>
      (i < carries.length ? moving.has(carries[i]!.inner) : pushed[i]) ? [i] : [],
    );
    const results = out.map((i) => pushed[i] ?? zerosLike(body.outputs[i]!));
    const directed = slots.flatMap(({ kind, inner, outer }, i): Slot[] =>
      moving.has(inner)
        ? [{ kind, inner: directions.get(inner)!, outer: tangents[i] ?? zerosLike(outer) }]
        : [],
    );
    const ts = directed.map(({ inner }) => inner);
    const linear = close(results, ts, dependents(results, ts).nodes);
    const kept = residualSlots(node, params, linear.operands, linear.body.inputs.slice(ts.length));
    const made = build([...kept, ...directed], linear.body.outputs, params);
    return body.outputs.map((_, i) => (out.includes(i) ? made[out.indexOf(i)]! : null));
  },

  transpose(cotangents, node, linear, params) {
    const body = params.bodies[0]!;
    const slots = slotsOf(node, params);
    const carries = slots.filter(({ kind }) => kind === "carry");
    const active = new Set(body.inputs.filter((_, i) => linear[i]));
    let before: number;
    do {
      before = active.size;
      const { tensors } = dependents(body.outputs, [...active]);
      carries.forEach(({ inner }, i) => tensors.has(body.outputs[i]!) && active.add(inner));
    } while (active.size > before);
    if (carries.some(({ inner }) => !active.has(inner)))
      fail("scan: a loop that is linear in part of its carry has no reverse-mode derivative", node.origin);

    const returned = carries.map(({ inner, outer }, i): Slot => ({
      kind: "carry",
      inner: placeholder(inner),
      outer: cotangents[i] ?? zerosLike(outer),
    }));
    const stacked = body.outputs.map((y, i): Slot | null => {
      const outer = i < carries.length ? null : cotangents[i]!;
      return outer && { kind: "step", inner: placeholder(y), outer };
    });
    const wanted = slots.filter(({ inner }) => active.has(inner));
    const pulled = pullBack(
      body.outputs,
      wanted.map(({ inner }) => inner),
      body.outputs.map((_, i) => (returned[i] ?? stacked[i])?.inner ?? null),
    );
    const found = wanted.map((slot, i) => ({ ...slot, ct: pulled[i]! }));
    const of = (kind: Kind): typeof found =>
      found.filter((slot) => slot.kind === kind && (slot.ct || kind === "carry"));
    // The cotangent of a constant is the sum over the steps.
    const sums = of("constant").map(({ inner }): Slot => ({
      kind: "carry",
      inner: placeholder(inner),
      outer: zerosLike(inner),
    }));
    const fixed = slots.filter(({ inner }) => !active.has(inner));
    const made = build(
      [...fixed, ...returned, ...sums, ...stacked.filter((slot) => slot !== null)],
      [
        ...of("carry").map(({ ct, inner }) => ct ?? zerosLike(inner)),
        ...of("constant").map(({ ct }, i) => add(sums[i]!.inner, ct!)),
        ...of("step").map(({ ct }) => ct!),
      ],
      { ...params, reverse: !params.reverse },
    );
    const order = [...of("carry"), ...of("constant"), ...of("step")].map(({ inner }) => inner);
    return body.inputs.map((x) => (order.includes(x) ? made[order.indexOf(x)]! : null));
  },

  onnx(emit, names, { inputs, outputs }, { bodies: [body], constants, carries, reverse }) {
    const directions = (n: number): number[] => range(n).map(() => Number(reverse));
    const steps = inputs.length - constants - carries;
    return emit.ops(
      "Scan",
      names.slice(constants),
      {
        body: emit.body(
          body!,
          names.map((name, i) => (i < constants ? name : undefined)),
        ),
        num_scan_inputs: steps,
        scan_input_directions: directions(steps),
        scan_output_directions: directions(outputs.length - carries),
      },
      { outputs: outputs.length },
    );
  },
});

/**
 * Where the tangent loop finds what it needs of the values: outside, if no step changes it or it is read step by step anyway; otherwise
 * among the outputs of the loop itself, which then has them as well.
 */
function residualSlots(
  node: Node,
  params: ScanParams,
  residuals: readonly Tensor[],
  formal: readonly Tensor[],
): Slot[] {
  const body = params.bodies[0]!;
  const slots = slotsOf(node, params);
  const varying = slots.flatMap(({ kind, inner }) => (kind === "constant" ? [] : [inner]));
  const { tensors } = dependents(residuals, varying);
  const outside = new Map(slots.map(({ inner, outer }) => [inner, outer]));
  const stacked = residuals.filter(
    (r) => tensors.has(r) && slots.find(({ inner }) => inner === r)?.kind !== "step",
  );
  const extended =
    stacked.length === 0
      ? []
      : scanOp.all(node.inputs, {
          ...params,
          bodies: [new Body(body.inputs, [...body.outputs, ...stacked])],
        });
  return residuals.map((r, i) => {
    const inner = formal[i]!;
    const at = stacked.indexOf(r);
    if (at >= 0) return { kind: "step", inner, outer: extended[body.outputs.length + at]! };
    if (tensors.has(r)) return { kind: "step", inner, outer: outside.get(r)! };
    return { kind: "constant", inner, outer: substitute([r], outside)[0]! };
  });
}

export interface ScanOptions {
  /** Steps, where there is nothing to read step by step. */
  readonly length?: number;
  /** Go from the last element to the first. Default false. */
  readonly reverse?: boolean;
}

/**
 * Runs f over the leading axis of the leaves of `xs`: `f(carry, x)` returns the next carry and a result. Gives the last carry and the results,
 * stacked along a new leading axis. What f closes over is the same in every step; without `xs`, f gets `undefined` and `length` says how
 * often it runs.
 * @throws TensorError if the leading axes differ, or the carry changes its structure, shapes or dtypes.
 */
export function scan<C, X, Y>(
  f: (carry: C, x: X) => readonly [C, Y],
  init: C,
  xs: X,
  { length, reverse = false }: ScanOptions = {},
): [C, Y] {
  const [start, carryDef] = flatten(init);
  const [read, xDef] = flatten(xs);
  const steps = length ?? read[0]?.shape[0];
  if (steps === undefined) return fail("scan: without xs it needs a length");
  for (const x of read)
    if (x.rank === 0 || x.shape[0] !== steps)
      fail(`scan over ${read.map(show).join(" and ")}: each needs a leading axis of length ${steps}`);

  const carry = start.map(placeholder);
  const each = read.map((x) => placeholder({ shape: x.shape.slice(1), dtype: x.dtype }));
  const [next, y] = f(unflatten<C>(carryDef, carry), unflatten<X>(xDef, each));
  const [after, afterDef] = flatten(next);
  if (treeKey(afterDef) !== treeKey(carryDef))
    fail(`scan: the carry is ${treeKey(carryDef)} and becomes ${treeKey(afterDef)}`);
  const changed = after.findIndex((x, i) => !sameAval(x, start[i]!));
  if (changed >= 0)
    fail(`scan: the carry is ${show(start[changed]!)} and becomes ${show(after[changed]!)} in a step`);
  const [results, yDef] = flatten(y);

  if (steps === 0) {
    const none = results.map(({ shape, dtype }) => zeros([0, ...shape], dtype));
    return [init, unflatten<Y>(yDef, none)];
  }
  const outputs = [...after, ...results];
  const inputs = [...carry, ...each];
  const { body, operands } = close(outputs, inputs, dependents(outputs, inputs).nodes);
  const made = build(
    [
      ...operands.map((outer, i): Slot => ({
        kind: "constant",
        inner: body.inputs[inputs.length + i]!,
        outer,
      })),
      ...start.map((outer, i): Slot => ({ kind: "carry", inner: carry[i]!, outer })),
      ...read.map((outer, i): Slot => ({ kind: "step", inner: each[i]!, outer })),
    ],
    body.outputs,
    { length: steps, reverse },
  );
  return [unflatten<C>(carryDef, made.slice(0, start.length)), unflatten<Y>(yDef, made.slice(start.length))];
}

/** `body(i, carry)` for i (int32) from `lower` up to but not including `upper`; the last carry, which is the first where there is no step. */
export function foriLoop<C>(lower: number, upper: number, body: (i: Tensor, carry: C) => C, init: C): C {
  const steps = arange(Math.max(upper - lower, 0), { start: lower });
  return scan((carry: C, i: Tensor) => [body(i, carry), null], init, steps)[0];
}
