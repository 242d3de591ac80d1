/** The operators' property tests: for each primitive, functions that use it and how to draw their inputs. */
import type { DType } from "../dtype.ts";
import { tensor, type Tensor } from "../tensor.ts";
import type { Shape } from "../shape.ts";
import type { CheckOptions } from "./derivatives.ts";

export interface Draw {
  /** An integer in [low, high]. */
  int(low: number, high: number): number;
  /** A shape of this rank, or of rank 0 to 3, with lengths 1 to 4. */
  shape(rank?: number): number[];
  /** Uniform values in [low, high], float64. */
  uniform(shape: Shape, low?: number, high?: number): Tensor;
  /** Distinct values in random order, far enough apart that no difference crosses from one to the next. */
  distinct(shape: Shape): Tensor;
  /** Integers in [low, high]. */
  integers(shape: Shape, low: number, high: number, dtype?: DType): Tensor;
  /** A shape that broadcasts to the given one: some axes 1, some leading ones dropped. */
  broadcastable(shape: Shape): number[];
}

/** One function to differentiate, at inputs drawn anew in each trial. */
export interface Case {
  readonly draw: (draw: Draw) => { readonly inputs: Tensor[]; readonly f: (...inputs: Tensor[]) => Tensor };
  readonly options?: CheckOptions;
}

/** Cases by primitive name, or the reason why a primitive has no derivative to check. */
export type Cases = Readonly<Record<string, readonly Case[] | string>>;

export const one = (draw: Case["draw"], options?: CheckOptions): readonly Case[] => [
  options ? { draw, options } : { draw },
];

const fill = (shape: Shape, value: () => number): Float64Array =>
  Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, value);

export function drawFrom(random: () => number): Draw {
  const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  return {
    int,
    shape: (rank = int(0, 3)) => Array.from({ length: rank }, () => int(1, 4)),
    uniform: (shape, low = -1, high = 1) =>
      tensor(
        fill(shape, () => low + random() * (high - low)),
        { shape },
      ),
    distinct(shape) {
      const order = Array.from(fill(shape, random).entries())
        .toSorted(([, a], [, b]) => a - b)
        .map(([i]) => i);
      return tensor(
        Float64Array.from(order, (rank) => (rank - order.length / 2) / 4 + 0.1),
        { shape },
      );
    },
    integers: (shape, low, high, dtype = "int32") =>
      tensor(
        fill(shape, () => int(low, high)),
        { shape, dtype },
      ),
    broadcastable: (shape) => shape.map((n) => (random() < 0.3 ? 1 : n)).slice(random() < 0.3 ? 1 : 0),
  };
}
