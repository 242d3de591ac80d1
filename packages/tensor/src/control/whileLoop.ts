/**
 * A loop that runs as long as a condition holds, JAX's `while_loop`: for iterations whose number the values decide. The number of residuals
 * is not known beforehand, so there is forward mode only, by a loop that carries values and tangents together.
 */
import { pushForward } from "../autodiff.ts";
import { fail } from "../errors.ts";
import { Body, close, dependents, inline, type WithBodies } from "../graph.ts";
import { zerosLike } from "../ops/create.ts";
import { definePrimitive, type Operator, type Tangent } from "../primitive.ts";
import { valueInfo } from "../onnx/model.ts";
import { placeholder, sameAval, show, type Tensor } from "../tensor.ts";
import { flatten, treeKey, unflatten } from "../tree.ts";

/** Inputs of the operator and of its body: constants, then carries, of which the first is the condition. Outputs: the carries. */
interface WhileParams extends WithBodies {
  readonly constants: number;
  readonly carries: number;
}

const whileOp: Operator<WhileParams> = definePrimitive<WhileParams>({
  name: "whileLoop",
  shape: (_, { bodies: [body] }) => body!.outputs,

  jvp(tangents, node, { bodies: [body], constants, carries }) {
    const moving = new Set(body!.inputs.filter((_, i) => tangents[i]));
    let directions: Map<Tensor, Tensor>;
    let pushed: Tangent[];
    let before: number;
    do {
      before = moving.size;
      directions = new Map(Array.from(moving, (x) => [x, placeholder(x)]));
      const incoming = body!.inputs.map((x) => directions.get(x) ?? null);
      pushed = pushForward(body!.outputs, body!.inputs, incoming);
      pushed.forEach((t, i) => t && moving.add(body!.inputs[constants + i]!));
    } while (moving.size > before);
    const at = body!.inputs.flatMap((x, i) => (moving.has(x) ? [i] : []));
    const [fixed, carried] = [at.filter((i) => i < constants), at.filter((i) => i >= constants)];
    const inner = (list: readonly number[]): Tensor[] => list.map((i) => directions.get(body!.inputs[i]!)!);
    const outer = (list: readonly number[]): Tensor[] =>
      list.map((i) => tangents[i] ?? zerosLike(node.inputs[i]!));
    const weave = (values: readonly Tensor[], ts: (list: readonly number[]) => Tensor[]): Tensor[] => [
      ...values.slice(0, constants),
      ...ts(fixed),
      ...values.slice(constants),
      ...ts(carried),
    ];
    const results = carried.map((i) => pushed[i - constants] ?? zerosLike(body!.inputs[i]!));
    const made = whileOp.all(weave(node.inputs, outer), {
      constants: constants + fixed.length,
      carries: carries + carried.length,
      bodies: [new Body(weave(body!.inputs, inner), [...body!.outputs, ...results])],
    });
    return node.outputs.map((_, i) => {
      const place = carried.indexOf(constants + i);
      return place < 0 ? null : made[carries + place]!;
    });
  },

  onnx(emit, names, { outputs, id }, { bodies: [body], constants }) {
    const graph = emit.body(
      body!,
      names.map((name, i) => (i < constants ? name : undefined)),
    );
    // ONNX passes the number of the iteration and the condition beside what is carried.
    const own = (name: string): string => `${name}${id}`;
    const scalar = (name: string, dtype: "int64" | "bool"): (typeof graph.input)[0] =>
      valueInfo(own(name), dtype, []);
    graph.input.unshift(scalar("iteration", "int64"), scalar("condition", "bool"));
    graph.node.push({
      opType: "Identity",
      input: [graph.output[0]!.name],
      output: [own("goOn")],
      attribute: [],
    });
    graph.output.unshift(scalar("goOn", "bool"));
    const carried = names.slice(constants);
    return emit.ops("Loop", ["", carried[0]!, ...carried], { body: graph }, { outputs: outputs.length });
  },
});

/**
 * Applies `body` to a carry again and again while `condition` (which returns a bool scalar) holds of it; returns the first carry of which it does
 * not. It has forward-mode derivatives; for reverse mode use `scan` or `foriLoop`, whose number of steps is known.
 * @throws TensorError if the condition is no bool scalar, or the carry changes its structure, shapes or dtypes.
 */
export function whileLoop<C>(condition: (carry: C) => Tensor, body: (carry: C) => C, init: C): C {
  const [start, def] = flatten(init);
  const carry = start.map(placeholder);
  const test = (x: readonly Tensor[]): Tensor => {
    const result = condition(unflatten<C>(def, x));
    if (result.dtype !== "bool" || result.rank !== 0)
      fail(`whileLoop: the condition is ${show(result)}, not a bool scalar`);
    return result;
  };
  const [next, nextDef] = flatten(body(unflatten<C>(def, carry)));
  if (treeKey(nextDef) !== treeKey(def))
    fail(`whileLoop: the carry is ${treeKey(def)} and becomes ${treeKey(nextDef)}`);
  const changed = next.findIndex((x, i) => !sameAval(x, start[i]!));
  if (changed >= 0)
    fail(`whileLoop: the carry is ${show(start[changed]!)} and becomes ${show(next[changed]!)} in a step`);
  const again = test(carry);
  const goOn = inline({ inputs: carry, outputs: [again] }, next)[0]!;
  const outputs = [goOn, ...next];
  const flag = placeholder({ shape: [], dtype: "bool" });
  const inputs = [flag, ...carry];
  const { body: closed, operands } = close(outputs, inputs, dependents(outputs, inputs).nodes);
  const lifted = closed.inputs.slice(inputs.length);
  const made = whileOp.all([...operands, test(start), ...start], {
    constants: operands.length,
    carries: inputs.length,
    bodies: [new Body([...lifted, ...inputs], closed.outputs)],
  });
  return unflatten<C>(def, made.slice(1));
}
