/**
 * Functions with a reverse-mode rule of their own, for straight-through estimators and for rules that are better than the derived one. The call
 * leaves a node that passes the function's result through unchanged and knows the rule, so an undifferentiated graph is as if the node
 * were not there.
 */
import { isFloat } from "./dtype.ts";
import { fail } from "./errors.ts";
import { zerosLike } from "./ops/create.ts";
import { copy } from "./ops/structural.ts";
import { definePrimitive, type Operator } from "./primitive.ts";
import { sameAval, show, type Tensor } from "./tensor.ts";
import { flatten, treeKey, unflatten, type TreeDef } from "./tree.ts";

interface Rule {
  readonly inputs: number;
  readonly inDef: TreeDef;
  readonly outDef: TreeDef;
  readonly forward: (...args: readonly unknown[]) => readonly [unknown, unknown];
  readonly backward: (residuals: unknown, cotangent: unknown) => unknown;
}

// Inputs are the arguments followed by the result.
const customOp: Operator<Rule> = definePrimitive<Rule>({
  name: "customVjp",
  shape: (all, { inputs }) => all.slice(inputs),
  lower: (all, { inputs }) => all.slice(inputs),
  jvp(tangents, node, rule) {
    const primals = node.inputs.slice(0, rule.inputs);
    if (tangents.slice(0, rule.inputs).every((t) => t === null)) return node.outputs.map(() => null);
    const [, residuals] = rule.forward(...(unflatten<unknown>(rule.inDef, primals) as readonly unknown[]));
    const [kept, keptDef] = flatten(residuals);
    const moving = primals.flatMap((_, i) => (tangents[i] ? [i] : []));
    return tangentOp.all([...kept, ...moving.map((i) => tangents[i]!)], {
      rule,
      kept: kept.length,
      keptDef,
      moving,
      avals: node.outputs,
      primals,
    });
  },
});

interface TangentParams {
  readonly rule: Rule;
  readonly kept: number;
  readonly keptDef: TreeDef;
  /** Positions of the arguments that have a tangent. */
  readonly moving: readonly number[];
  readonly avals: readonly Tensor[];
  readonly primals: readonly Tensor[];
}

/** The linear map whose transpose is the given rule. It exists to be transposed and cannot be run. */
const tangentOp: Operator<TangentParams> = definePrimitive<TangentParams>({
  name: "customVjpTangent",
  shape: (_, { avals }) => avals,
  transpose(cotangents, node, _, { rule, kept, keptDef, moving, avals, primals }) {
    const residuals = unflatten(keptDef, node.inputs.slice(0, kept));
    const cts = cotangents.map((ct, i) => ct ?? zerosLike(avals[i]!));
    const [gradients, def] = flatten(rule.backward(residuals, unflatten(rule.outDef, cts)));
    if (treeKey(def) !== treeKey(rule.inDef))
      fail(`customVjp: the rule returned ${treeKey(def)} for arguments ${treeKey(rule.inDef)}`, node.origin);
    for (const i of moving)
      if (!sameAval(gradients[i]!, primals[i]!))
        fail(
          `customVjp: the rule returned ${show(gradients[i]!)} for an argument ${show(primals[i]!)}`,
          node.origin,
        );
    return [...node.inputs.slice(0, kept).map(() => null), ...moving.map((i) => gradients[i]!)];
  },
});

/**
 * f with another derivative in reverse mode. `forward` returns f's result and what the rule keeps; `backward` turns that and a cotangent of the
 * result into cotangents of the arguments (a list like them). What f closes over counts as constant.
 * @throws TensorError, when differentiated, if the rule's shapes are not the arguments', or in forward mode, which has no rule.
 */
export const customVjp =
  <A extends readonly unknown[], R, K>(
    f: (...args: A) => R,
    forward: (...args: A) => readonly [R, K],
    backward: (residuals: K, cotangent: NoInfer<R>) => readonly [...NoInfer<A>],
  ): ((...args: A) => R) =>
  (...args) => {
    const [leaves, inDef] = flatten(args);
    // A copy of each argument: the rule stands between this use of it and the result, and nowhere else.
    const inputs = leaves.map((x) => (isFloat(x.dtype) ? copy(x) : x));
    const [outputs, outDef] = flatten(f(...(unflatten<unknown>(inDef, inputs) as unknown as A)));
    const rule = { inputs: inputs.length, inDef, outDef, forward, backward } as unknown as Rule;
    const passed = customOp.all([...inputs, ...outputs], rule);
    return unflatten<R>(outDef, passed);
  };
