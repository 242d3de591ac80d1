/**
 * Interventions: intermediates of a function are given names, and can then be read, replaced or frozen from outside it, without a word of the
 * function changed (activation patching: Vig et al., 2020; Meng et al., 2022). They are transforms like `grad`, so they compose with it
 * and with `jit`: a patched run is one graph.
 */
import { fail } from "./errors.ts";
import { nodesOf, rewrite } from "./graph.ts";
import { definePrimitive } from "./primitive.ts";
import { sameAval, show, type Node, type Tensor } from "./tensor.ts";
import { flatten, unflatten } from "./tree.ts";

const nameOp = definePrimitive<{ label: string }>({
  name: "name",
  shape: ([x]) => x!,
  jvp: ([t]) => t!,
  transpose: ([ct]) => ct!,
  lower: (inputs) => inputs,
});

/** x, known from outside by a name such as `blocks.0.attention.heads`. Costs nothing at run time. */
export const name = (label: string, x: Tensor): Tensor => nameOp([x], { label });

/** The name that a node gives to its input, if that is what it does. */
export const labelOf = ({ primitive, params }: Node): string | undefined =>
  primitive === nameOp.primitive ? (params as { label: string }).label : undefined;

/** Named tensors that a result rests on, made after `since`. Throws where two have one name. */
export function namedIn(outputs: readonly Tensor[], since = -1): Map<string, Tensor> {
  const found = new Map<string, Tensor>();
  for (const node of nodesOf(outputs, since)) {
    const label = labelOf(node);
    if (label === undefined) continue;
    if (found.has(label)) fail(`two tensors are named ${label}`, node.origin);
    found.set(label, node.outputs[0]!);
  }
  return found;
}

/** f together with its named intermediates: those listed, or all. */
export const capture =
  <A extends readonly unknown[], R>(
    f: (...args: A) => R,
    labels?: readonly string[],
  ): ((...args: A) => [R, Record<string, Tensor>]) =>
  (...args) => {
    const result = f(...args);
    const found = namedIn(flatten(result)[0]);
    const wanted = labels ?? [...found.keys()];
    return [
      result,
      Object.fromEntries(wanted.map((label) => [label, found.get(label) ?? missing(label, found)])),
    ];
  };

/**
 * f with named intermediates replaced by a function of themselves: `(x) => mul(x, 0)` ablates, `() => other` patches from another run,
 * `stopGradient` freezes. What comes later in f sees the replaced values, and later edits too.
 * @throws TensorError if there is no such name, or a replacement has another shape or dtype.
 */
export const intervene =
  <A extends readonly unknown[], R>(
    f: (...args: A) => R,
    edits: Readonly<Record<string, (x: Tensor) => Tensor>>,
  ): ((...args: A) => R) =>
  (...args) => {
    const [outputs, def] = flatten(f(...args));
    const found = namedIn(outputs);
    for (const label of Object.keys(edits)) if (!found.has(label)) missing(label, found);
    const edited = rewrite({ inputs: [], outputs }, (node, _, rebuild) => {
      const now = rebuild();
      const label = labelOf(node);
      if (label === undefined || !Object.hasOwn(edits, label)) return now;
      const replaced = edits[label]!(now[0]!);
      if (!sameAval(replaced, now[0]!))
        fail(`intervene: ${label} is ${show(now[0]!)} and was replaced by ${show(replaced)}`, node.origin);
      return [replaced];
    });
    return unflatten<R>(def, edited.outputs);
  };

export const missing = (label: string, found: ReadonlyMap<string, Tensor>): never =>
  fail(`nothing is named ${label}: there are ${[...found.keys()].join(", ") || "no names"}`);
