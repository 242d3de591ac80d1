/**
 * Derivatives as functions of functions. A tangent is pushed through the nodes of an expression by their `jvp` rules; what comes out is
 * linear in the tangents, and reverse mode reads the same nodes backwards by their `transpose` rules (Radul et al., "You only linearize
 * once", 2022). Both only build more of the expression, so every transform applies to the result of every other.
 */
import { captureStack, fail } from "./errors.ts";
import { dependents } from "./graph.ts";
import { isFloat } from "./dtype.ts";
import { add } from "./ops/elementwise.ts";
import { zerosLike } from "./ops/create.ts";
import { copy } from "./ops/structural.ts";
import { asList, type Tangent } from "./primitive.ts";
import { isTensor, placeholder, sameAval, scalar, show, type Tensor } from "./tensor.ts";
import { flatten, treeKey, unflatten, type TreeDef } from "./tree.ts";

/** Tangents of `outputs` when `inputs` have the given tangents and everything else is constant. */
export function pushForward(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  tangents: readonly Tangent[],
): Tangent[] {
  const known = new Map<Tensor, Tangent>(inputs.map((x, i) => [x, tangents[i]!]));
  for (const node of dependents(outputs, inputs).nodes) {
    const incoming = node.inputs.map((x) => known.get(x) ?? null);
    if (!node.primitive.jvp || incoming.every((t) => t === null)) continue;
    const outgoing = asList(node.primitive.jvp(incoming, node, node.params));
    node.outputs.forEach((x, i) => known.set(x, outgoing[i] ?? null));
  }
  return outputs.map((x) => known.get(x) ?? null);
}

/** Cotangents of `inputs`, in which `outputs` are linear, given those of `outputs`. */
export function pullBack(
  outputs: readonly Tangent[],
  inputs: readonly Tensor[],
  cotangents: readonly Tangent[],
): Tangent[] {
  const sums = new Map<Tensor, Tensor>();
  const accumulate = (x: Tensor, ct: Tangent | undefined): void => {
    if (ct) sums.set(x, sums.has(x) ? add(sums.get(x)!, ct) : ct);
  };
  outputs.forEach((x, i) => x && accumulate(x, cotangents[i]));
  const { nodes, tensors } = dependents(outputs.filter(isTensor), inputs);
  for (const node of nodes.toReversed()) {
    const incoming = node.outputs.map((x) => sums.get(x) ?? null);
    if (incoming.every((ct) => ct === null)) continue;
    const linear = node.inputs.map((x) => tensors.has(x));
    const { transpose, name } = node.primitive;
    if (!transpose)
      fail(`${name} of ${node.inputs.map(show).join(" and ")} has no reverse-mode derivative`, node.origin);
    const outgoing = asList(transpose.call(node.primitive, incoming, node, linear, node.params));
    node.inputs.forEach((x, i) => linear[i] && accumulate(x, outgoing[i]));
  }
  return inputs.map((x) => sums.get(x) ?? null);
}

interface Applied {
  readonly inputs: readonly Tensor[];
  readonly inDef: TreeDef;
  readonly outputs: readonly Tensor[];
  readonly outDef: TreeDef;
}

/** Applies f to fresh copies of its arguments: what depends on a copy is what f did with it, not what made the argument. */
function apply<A extends readonly unknown[], R>(f: (...args: A) => R, args: A): Applied {
  const [leaves, inDef] = flatten(args);
  const inputs = leaves.map((x) => copy(x));
  const [outputs, outDef] = flatten(f(...(unflatten<unknown>(inDef, inputs) as unknown as A)));
  return { inputs, inDef, outputs, outDef };
}

/** Leaves of a tangent tree, checked against what they are tangents of. */
function matching(what: string, tree: unknown, def: TreeDef, like: readonly Tensor[]): Tensor[] {
  const [leaves, theirDef] = flatten(tree);
  if (treeKey(theirDef) !== treeKey(def))
    fail(`${what}: the structure is ${treeKey(theirDef)} where ${treeKey(def)} is needed`);
  leaves.forEach((t, i) => {
    if (isFloat(like[i]!.dtype) && !sameAval(t, like[i]!))
      fail(`${what}: ${show(t)} where ${show(like[i]!)} is needed`);
  });
  return leaves;
}

const instantiate = (ts: readonly Tangent[], like: readonly Tensor[]): Tensor[] =>
  ts.map((t, i) => t ?? zerosLike(like[i]!));

/**
 * The linear map that approximates f at `args`: returns f(args), and a function from tangents of the arguments (a list of trees like
 * `args`) to the tangent of the result. The point is shared: applying the map several times computes f once.
 */
export function linearize<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  ...args: A
): [R, (...tangents: A) => R] {
  const { inputs, inDef, outputs, outDef } = apply(f, args);
  const push = (...tangents: A): R => {
    const ts = matching("linearize", tangents, inDef, inputs).map((t, i) =>
      isFloat(inputs[i]!.dtype) ? t : null,
    );
    return unflatten<R>(outDef, instantiate(pushForward(outputs, inputs, ts), outputs));
  };
  return [unflatten<R>(outDef, outputs), push];
}

/**
 * Forward mode: f(args) and its directional derivative along `tangents` (a list of trees like `args`).
 * @throws TensorError if a tangent's structure, shape or dtype is not that of its argument.
 */
export function jvp<A extends readonly unknown[], R>(f: (...args: A) => R, args: A, tangents: A): [R, R] {
  const [value, push] = linearize(f, ...args);
  return [value, push(...tangents)];
}

/**
 * Reverse mode: f(args), and a function from a cotangent (a tree like the result) to the cotangents of the arguments, a list like `args`.
 * Integer arguments get zeros.
 */
export function vjp<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  ...args: A
): [R, (cotangent: R) => A] {
  const { inputs, inDef, outputs, outDef } = apply(f, args);
  const tangents = inputs.map((x) => (isFloat(x.dtype) ? placeholder(x) : null));
  const linear = pushForward(outputs, inputs, tangents);
  const pull = (cotangent: R): A => {
    const cts = matching("vjp", cotangent, outDef, outputs);
    const wanted = tangents.filter(isTensor);
    const pulled = pullBack(linear, wanted, cts);
    const grads = tangents.map((t) => (t ? pulled[wanted.indexOf(t)]! : null));
    return unflatten<unknown>(inDef, instantiate(grads, inputs)) as A;
  };
  return [unflatten<R>(outDef, outputs), pull];
}

type First<A extends readonly unknown[]> = A extends readonly [infer T, ...unknown[]] ? T : never;

/**
 * The value of a scalar function and its gradient with respect to the first argument, a tree like it. With `hasAux`, f returns a pair
 * `[loss, extra]` and so does the value.
 * @throws TensorError if the loss is not a float scalar.
 */
export function valueAndGrad<A extends readonly unknown[]>(
  f: (...args: A) => Tensor,
): (...args: A) => [Tensor, First<A>];
export function valueAndGrad<A extends readonly unknown[], X>(
  f: (...args: A) => readonly [Tensor, X],
  options: { readonly hasAux: true },
): (...args: A) => [[Tensor, X], First<A>];
export function valueAndGrad(
  f: (...args: readonly unknown[]) => unknown,
  options: { readonly hasAux?: boolean } = {},
): (...args: readonly unknown[]) => unknown {
  return (first, ...rest) => {
    const origin = captureStack();
    let aux: unknown;
    const ofFirst = (x: unknown): unknown => {
      const result = f(x, ...rest);
      if (!options.hasAux) return result;
      const [scalarLoss, extra] = result as readonly [unknown, unknown];
      aux = extra;
      return scalarLoss;
    };
    const [loss, pull] = vjp(ofFirst, first);
    if (!isTensor(loss) || loss.rank !== 0 || !isFloat(loss.dtype))
      fail(
        `grad: the function returned ${isTensor(loss) ? show(loss) : typeof loss}, not a float scalar`,
        origin,
      );
    const [gradient] = pull(scalar(1, loss.dtype));
    return [options.hasAux ? [loss, aux] : loss, gradient];
  };
}

/** The gradient of a scalar function with respect to its first argument, a tree like it. */
export const grad =
  <A extends readonly unknown[]>(f: (...args: A) => Tensor): ((...args: A) => First<A>) =>
  (...args) =>
    valueAndGrad(f)(...args)[1];
