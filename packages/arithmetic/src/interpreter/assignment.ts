/**
 * @file Which arithmetic each node uses: patterns on classes and names, the first that fits.
 */
import { float32, parseArithmetic, type Arithmetic } from "./arithmetic.ts";
import type { NodeClass } from "./classes.ts";
import type { Node } from "./model.ts";

/**
 * Arithmetics by pattern, such as `{ "attention.*": lmul({ mantissaBits: 4 }), default: float32 }`. A pattern is a class (`attention` is also all that
 * begin with `attention.`) or a node's name; `*` stands for anything. The first that fits decides; `default`, wherever it stands, is for
 * the rest, and is float32 when absent.
 */
export type Assignment = Readonly<Record<string, Arithmetic>>;

const matches = (pattern: string, text: string): boolean => {
  const parts = pattern.split("*");
  if (parts.length === 1) return text === pattern || text.startsWith(`${pattern}.`);
  const [first, last] = [parts[0], parts.at(-1)!];
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, from);
    if (found < 0 || found + part.length > text.length - last.length) return false;
    from = found + part.length;
  }
  return true;
};

/** The arithmetic of each node that multiplies. @throws RangeError naming a pattern that fits no node */
export function assign(
  classes: ReadonlyMap<Node, NodeClass>,
  assignment: Assignment,
): ReadonlyMap<Node, Arithmetic> {
  const { default: rest = float32, ...patterns } = assignment;
  const entries = Object.entries(patterns);
  const unused = new Set(Object.keys(patterns));
  const multiplying = [...classes].filter(([, of]) => of !== "other");
  const result = new Map<Node, Arithmetic>();
  for (const [node, of] of multiplying) {
    // A pattern that another one has already overruled everywhere is not a mistake.
    const fitting = entries.filter(([pattern]) => matches(pattern, of) || matches(pattern, node.name));
    for (const [pattern] of fitting) unused.delete(pattern);
    result.set(node, fitting[0]?.[1] ?? rest);
  }
  for (const pattern of unused) {
    const known = [...new Set(multiplying.map(([, of]) => of))];
    throw new RangeError(
      `«${pattern}» fits no class and no name of a node that multiplies; the classes here are ${known.join(", ") || "none"}.`,
    );
  }
  return result;
}

/** `attention=lmul:4` as a pattern with its arithmetic. @throws RangeError for another form */
export function parseAssignment(texts: readonly string[]): Assignment {
  const result: Record<string, Arithmetic> = {};
  for (const text of texts) {
    const cut = text.indexOf("=");
    if (cut < 1)
      throw new RangeError(
        `An arithmetic is given as pattern=arithmetic, such as attention=lmul:4, not «${text}».`,
      );
    result[text.slice(0, cut).trim()] = parseArithmetic(text.slice(cut + 1));
  }
  return result;
}
