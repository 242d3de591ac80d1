/**
 * Arithmetic on shapes: sizes, axes, and NumPy's broadcasting rule. Everything here is plain data; no tensors.
 */

export type Shape = readonly number[];

export const sizeOf = (shape: Shape): number => shape.reduce((product, n) => product * n, 1);

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((n, i) => n === b[i]);

export const showShape = (shape: Shape): string => `[${shape.join(",")}]`;

/** Whether these are lengths of axes: integers from 0 on. */
export const isShape = (shape: Shape): boolean => shape.every((n) => Number.isSafeInteger(n) && n >= 0);

/** The shape two or more shapes broadcast to (aligned at the right; 1 stretches), or undefined where they do not. */
export function broadcastShapes(...shapes: Shape[]): number[] | undefined {
  const rank = Math.max(0, ...shapes.map((s) => s.length));
  const result = Array.from({ length: rank }, () => 1);
  for (const shape of shapes) {
    for (let i = 0; i < shape.length; i++) {
      const at = rank - shape.length + i;
      const n = shape[i]!;
      if (n === 1 || n === result[at]) continue;
      if (result[at] !== 1) return undefined;
      result[at] = n;
    }
  }
  return result;
}

/** Axes of `to` along which a value of shape `from` was repeated by broadcasting. */
export function broadcastAxes(from: Shape, to: Shape): number[] {
  const lead = to.length - from.length;
  return to.flatMap((n, i) => (i < lead || (from[i - lead] === 1 && n !== 1) ? [i] : []));
}

/** Resolves a negative axis; throws if there is no such axis. */
export function normalizeAxis(axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= rank)
    throw new Error(`axis ${axis} is outside a tensor of rank ${rank}`);
  return resolved;
}

/** Resolves axes to ascending order without repeats; all axes if none are given. */
export function normalizeAxes(axes: number | readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, i) => i);
  const list = typeof axes === "number" ? [axes] : axes;
  const resolved = list.map((axis) => normalizeAxis(axis, rank));
  if (new Set(resolved).size !== resolved.length)
    throw new Error(`axes ${list.join(", ")} name an axis twice`);
  return resolved.toSorted((a, b) => a - b);
}

/** Shape after reducing `axes`. */
export const reducedShape = (shape: Shape, axes: readonly number[], keepDims: boolean): number[] =>
  shape.flatMap((n, i) => (axes.includes(i) ? (keepDims ? [1] : []) : [n]));

export const range = (n: number, start = 0): number[] => Array.from({ length: n }, (_, i) => i + start);
