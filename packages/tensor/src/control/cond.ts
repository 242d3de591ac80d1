/**
 * A choice between two functions of which only one is run, JAX's `cond`. (`where` computes both and chooses elements.) The derivative of
 * the choice is the choice of the derivatives; what a branch has to remember for that is a further output of the choice, zero if
 * the other branch was taken.
 */
import { pullBack, pushForward } from "../autodiff.ts";
import { fail } from "../errors.ts";
import { Body, close, dependents, nodesOf, type WithBodies } from "../graph.ts";
import { zerosLike } from "../ops/create.ts";
import { definePrimitive, type Operator, type Tangent } from "../primitive.ts";
import { nextId, placeholder, sameAval, show, type Node, type Tensor } from "../tensor.ts";
import { flatten, treeKey, unflatten } from "../tree.ts";

/** One input: what it is outside, and in each body, where it is absent from one that does not need it. */
interface Slot {
  readonly outer: Tensor;
  readonly inner: readonly (Tensor | undefined)[];
}

const build = (
  condition: Tensor,
  slots: readonly Slot[],
  outputs: readonly (readonly Tensor[])[],
): readonly Tensor[] =>
  condOp.all([condition, ...slots.map(({ outer }) => outer)], {
    bodies: outputs.map(
      (results, b) =>
        new Body(
          slots.map(({ outer, inner }) => inner[b] ?? placeholder(outer)),
          results,
        ),
    ),
  });

/** A slot that only body b has. */
const inBody = (b: number, outer: Tensor, inner: Tensor): Slot => ({
  outer,
  inner: b === 0 ? [inner, undefined] : [undefined, inner],
});

// Inputs: the condition, then those of both bodies, which are the same.
const condOp: Operator<WithBodies> = definePrimitive<WithBodies>({
  name: "cond",
  shape([condition], { bodies: [yes] }) {
    if (condition!.dtype !== "bool" || condition!.rank !== 0)
      throw new Error("the condition should be a bool scalar");
    return yes!.outputs;
  },

  jvp([, ...tangents], node, { bodies }) {
    const directed = node.inputs.slice(1).flatMap((x, i): Slot[] => {
      const outer = tangents[i];
      return outer ? [{ outer, inner: bodies.map(() => placeholder(x)) }] : [];
    });
    const moving = tangents.flatMap((t, i) => (t ? [i] : []));
    const directions = bodies.map((_, b) => directed.map(({ inner }) => inner[b]!));
    const pushed = bodies.map((body, b) =>
      pushForward(
        body.outputs,
        body.inputs,
        body.inputs.map((_, i): Tangent => directions[b]![moving.indexOf(i)] ?? null),
      ),
    );
    const out = node.outputs.flatMap((_, i) => (pushed.some((ts) => ts[i]) ? [i] : []));
    const linear = bodies.map((body, b) => {
      const results = out.map((i) => pushed[b]![i] ?? zerosLike(body.outputs[i]!));
      return close(results, directions[b]!, dependents(results, directions[b]!).nodes);
    });
    const residuals = residualsOf(
      node,
      bodies,
      linear.map(({ operands }) => operands),
    );
    const kept = linear.flatMap(({ body }, b) =>
      residuals[b]!.map((outer, i) => inBody(b, outer, body.inputs[directed.length + i]!)),
    );
    const results = linear.map(({ body }) => body.outputs);
    const made = build(node.inputs[0]!, [...kept, ...directed], results);
    return node.outputs.map((_, i) => (out.includes(i) ? made[out.indexOf(i)]! : null));
  },

  transpose(cotangents, node, [, ...linear], { bodies }) {
    const operands = node.inputs.slice(1);
    const given = cotangents.flatMap((ct, i): { i: number; slot: Slot }[] =>
      ct ? [{ i, slot: { outer: ct, inner: bodies.map(() => placeholder(ct)) } }] : [],
    );
    const fixed = operands.flatMap((outer, i): Slot[] =>
      linear[i] ? [] : [{ outer, inner: bodies.map((body) => body.inputs[i]!) }],
    );
    const wanted = operands.flatMap((_, i) => (linear[i] ? [i] : []));
    const pulled = bodies.map((body, b) =>
      pullBack(
        given.map(({ i }) => body.outputs[i]!),
        wanted.map((i) => body.inputs[i]!),
        given.map(({ slot }) => slot.inner[b]!),
      ),
    );
    const found = wanted.flatMap((_, k) => (pulled.some((cts) => cts[k]) ? [k] : []));
    const results = pulled.map((cts) => found.map((k) => cts[k] ?? zerosLike(operands[wanted[k]!]!)));
    const made = build(node.inputs[0]!, [...fixed, ...given.map(({ slot }) => slot)], results);
    const at = (i: number): number => found.indexOf(wanted.indexOf(i));
    return [null, ...operands.map((_, i) => (linear[i] && at(i) >= 0 ? made[at(i)]! : null))];
  },

  onnx(emit, [condition, ...names], { outputs }, { bodies: [yes, no] }) {
    return emit.ops(
      "If",
      [condition!],
      { then_branch: emit.body(yes!, names), else_branch: emit.body(no!, names) },
      { outputs: outputs.length },
    );
  },
});

/** Where the tangents' branches find what they need of the values: outside, or among further outputs of the choice itself. */
function residualsOf(
  node: Node,
  bodies: readonly Body[],
  residuals: readonly (readonly Tensor[])[],
): readonly (readonly Tensor[])[] {
  const computed = bodies.map((body, b) => {
    const { tensors } = dependents(residuals[b]!, body.inputs);
    return residuals[b]!.filter((r) => tensors.has(r) && !body.inputs.includes(r));
  });
  const all = computed.flat();
  const extended =
    all.length === 0
      ? []
      : condOp.all(node.inputs, {
          bodies: bodies.map((body, b) => {
            const own = computed.flatMap((list, c) => list.map((r) => (b === c ? r : zerosLike(r))));
            return new Body(body.inputs, [...body.outputs, ...own]);
          }),
        });
  return bodies.map((body, b) =>
    residuals[b]!.map((r) => {
      const input = body.inputs.indexOf(r);
      if (input >= 0) return node.inputs[1 + input]!;
      return computed[b]!.includes(r) ? extended[node.outputs.length + all.indexOf(r)]! : r;
    }),
  );
}

/**
 * `onTrue(...operands)` if the condition (a bool scalar) holds, else `onFalse(...operands)`; only that one is run. What the functions
 * close over may be differentiated as well.
 * @throws TensorError if the condition is no bool scalar, or the results differ in structure, shapes or dtypes.
 */
export function cond<A extends readonly unknown[], R>(
  condition: Tensor,
  onTrue: (...operands: A) => R,
  onFalse: (...operands: A) => R,
  ...operands: A
): R {
  const branches = [onTrue, onFalse].map((f) => {
    const since = nextId();
    const [outputs, def] = flatten(f(...operands));
    return { outputs, def, ...close(outputs, [], nodesOf(outputs, since)) };
  });
  const [yes, no] = branches as [(typeof branches)[0], (typeof branches)[0]];
  if (treeKey(yes.def) !== treeKey(no.def))
    fail(`cond: the branches return ${treeKey(yes.def)} and ${treeKey(no.def)}`);
  const different = yes.outputs.findIndex((x, i) => !sameAval(x, no.outputs[i]!));
  if (different >= 0)
    fail(`cond: the branches return ${show(yes.outputs[different]!)} and ${show(no.outputs[different]!)}`);
  const used = [...new Set(branches.flatMap((b) => b.operands))];
  const slots = used.map((outer): Slot => ({
    outer,
    inner: branches.map((b) => b.body.inputs[b.operands.indexOf(outer)]),
  }));
  const made = build(
    condition,
    slots,
    branches.map(({ body }) => body.outputs),
  );
  return unflatten<R>(yes.def, made);
}
