/**
 * Trees: nested arrays and plain objects whose leaves are tensors. Parameters, optimizer states and batches are trees; `jit` and the
 * derivative transforms take them apart into lists and put results together again (JAX calls them pytrees).
 * Numbers are leaves that become float32 scalars; strings, booleans, null and undefined are part of the structure.
 */
import { fail } from "./errors.ts";
import { isTensor, scalar, show, type Tensor } from "./tensor.ts";

/** Anything that may stand in a tree. */
export type Tree =
  Tensor | number | string | boolean | null | undefined | readonly Tree[] | { readonly [key: string]: Tree };

/** The structure of a tree with its leaves taken out. */
export type TreeDef =
  | { readonly kind: "leaf" }
  | { readonly kind: "static"; readonly value: string | boolean | null | undefined }
  | { readonly kind: "array"; readonly items: readonly TreeDef[] }
  | { readonly kind: "object"; readonly keys: readonly string[]; readonly items: readonly TreeDef[] };

const leaf: TreeDef = { kind: "leaf" };

/** Leaves in order, and the structure to put them back into. Object keys keep their own order. */
export function flatten(tree: unknown): [Tensor[], TreeDef] {
  const leaves: Tensor[] = [];
  const visit = (x: unknown): TreeDef => {
    if (isTensor(x)) return (leaves.push(x), leaf);
    if (typeof x === "number") return (leaves.push(scalar(x)), leaf);
    if (x === null || x === undefined || typeof x === "string" || typeof x === "boolean")
      return { kind: "static", value: x };
    if (Array.isArray(x)) return { kind: "array", items: x.map(visit) };
    if (
      typeof x === "object" &&
      (Object.getPrototypeOf(x) === Object.prototype || Object.getPrototypeOf(x) === null)
    )
      return { kind: "object", keys: Object.keys(x), items: Object.values(x).map(visit) };
    throw new TypeError(
      `a tree holds tensors, numbers, strings, booleans, null, arrays and plain objects, not ${describe(x)}`,
    );
  };
  return [leaves, visit(tree)];
}

const describe = (x: unknown): string =>
  typeof x === "object" ? `a ${x?.constructor?.name ?? "object"}` : `a ${typeof x}`;

/** Inverse of `flatten`. */
export function unflatten<T = Tree>(def: TreeDef, leaves: readonly Tensor[]): T {
  let next = 0;
  const build = (d: TreeDef): unknown => {
    if (d.kind === "leaf") return leaves[next++];
    if (d.kind === "static") return d.value;
    if (d.kind === "array") return d.items.map(build);
    return Object.fromEntries(d.keys.map((key, i) => [key, build(d.items[i]!)]));
  };
  return build(def) as T;
}

/** Text that is equal for equal structures. */
export function treeKey(def: TreeDef): string {
  if (def.kind === "leaf") return "*";
  if (def.kind === "static") return JSON.stringify(def.value) ?? "undefined";
  if (def.kind === "array") return `[${def.items.map(treeKey).join()}]`;
  return `{${def.keys.map((key, i) => `${JSON.stringify(key)}:${treeKey(def.items[i]!)}`).join()}}`;
}

/** Applies `f` to corresponding leaves of trees with one structure; the result has it too. */
export function treeMap<T>(
  f: (leaf: Tensor, ...others: Tensor[]) => Tensor,
  tree: T,
  ...others: readonly unknown[]
): T {
  const [leaves, def] = flatten(tree);
  const columns = others.map((other) => {
    const [theirs, theirDef] = flatten(other);
    if (treeKey(theirDef) !== treeKey(def))
      throw new TypeError(`treeMap: trees differ: ${treeKey(def)} and ${treeKey(theirDef)}`);
    return theirs;
  });
  return unflatten<T>(
    def,
    leaves.map((x, i) => f(x, ...columns.map((c) => c[i]!))),
  );
}

export const treeLeaves = (tree: unknown): Tensor[] => flatten(tree)[0];

/**
 * Leaves with their paths, such as `blocks.0.attention.query`: the names of a checkpoint.
 * @throws TensorError if two leaves have one path, as where a key has a dot in it.
 */
export function treePaths(tree: unknown): [string, Tensor][] {
  const [leaves, def] = flatten(tree);
  const names: string[] = [];
  const visit = (d: TreeDef, path: string): void => {
    const under = (key: string | number): string => (path === "" ? `${key}` : `${path}.${key}`);
    if (d.kind === "leaf") names.push(path);
    if (d.kind === "array") d.items.forEach((item, i) => visit(item, under(i)));
    if (d.kind === "object") d.items.forEach((item, i) => visit(item, under(d.keys[i]!)));
  };
  visit(def, "");
  if (new Set(names).size < names.length)
    fail(
      `two leaves of the tree have the path ${names.find((name, i) => names.indexOf(name) !== i)}: rename a key`,
    );
  return leaves.map((x, i) => [names[i]!, x]);
}

/** Avals of the leaves, for signatures and messages. */
export const showLeaves = (leaves: readonly Tensor[]): string => leaves.map(show).join(" ");
