/** Property-test cases of the operators that cut, join, gather, scatter and order. */
import { one, type Case, type Cases } from "../testing/cases.ts";
import type { Tensor } from "../tensor.ts";
import * as ops from "./index.ts";

const on = (rank: number, f: (x: Tensor) => Tensor): Case => ({
  draw: (d) => ({ inputs: [d.uniform(Array.from({ length: rank }, () => d.int(3, 5)))], f }),
});

export const indexingCases: Cases = {
  slice: [
    on(2, (x) => ops.square(ops.slice(x, [1, 0], [-1, 2]))),
    on(2, (x) => ops.square(ops.slice(x, [0, 1], x.shape, [2, 3]))),
    on(1, (x) => ops.square(ops.at(x, -2))),
  ],
  pad: [
    on(2, (x) =>
      ops.square(
        ops.pad(
          x,
          [
            [1, 0],
            [2, 3],
          ],
          { value: 0.5 },
        ),
      ),
    ),
    ...(["circular", "reflect", "replicate"] as const).map((mode) =>
      on(2, (x) =>
        ops.square(
          ops.pad(
            x,
            [
              [1, 2],
              [0, 2],
            ],
            { mode },
          ),
        ),
      ),
    ),
  ],
  concat: [
    one((d) => ({
      inputs: [d.uniform([2, 3]), d.uniform([2, 1]), d.uniform([2, 2])],
      f: (a, b, c) => ops.square(ops.concat([a, b, c], 1)),
    }))[0]!,
    on(2, (x) => ops.stack([x, ops.square(x)], 1)),
  ],
  split: [
    on(2, (x) => {
      const [a, b] = ops.split(x, [1, x.shape[1]! - 1], 1);
      return ops.mul(a!, b!);
    }),
    on(1, (x) => ops.square(ops.split(x, [1, 1, x.size - 2])[1]!)),
    on(2, (x) => ops.square(ops.roll(x, 2, 1))),
  ],
  flip: [on(2, (x) => ops.mul(ops.flip(x, [0, 1]), x)), on(1, (x) => ops.mul(ops.flip(x, 0), x))],
  take: [0, 1, 2].map((axis): Case => ({
    draw: (d) => {
      const shape = d.shape(3);
      const indices = d.integers(d.shape(d.int(0, 2)), 0, shape[axis]! - 1);
      return { inputs: [d.uniform(shape)], f: (x) => ops.square(ops.take(x, indices, axis)) };
    },
  })),
  scatter: [
    ...one((d) => {
      const indices = d.integers([3, 5], 0, 3);
      return {
        inputs: [d.uniform([4, 2]), d.uniform([3, 5, 2])],
        f: (x, u) => ops.square(ops.scatterAdd(x, indices, u)),
      };
    }),
    ...one((d) => {
      const indices = ops.arange(2, { start: d.int(0, 2), dtype: "int64" });
      return {
        inputs: [d.uniform([4, 2]), d.uniform([2, 2])],
        f: (x, u) => ops.square(ops.scatterSet(x, indices, u)),
      };
    }),
  ],
  takeAlongAxis: one((d) => {
    const indices = d.integers([3, 5], 0, 3);
    return { inputs: [d.uniform([3, 4])], f: (x) => ops.square(ops.takeAlongAxis(x, indices, 1)) };
  }),
  scatterAddAlongAxis: one((d) => {
    const indices = d.integers([3, 5], 0, 3);
    return {
      inputs: [d.uniform([3, 4]), d.uniform([3, 5])],
      f: (x, u) => ops.square(ops.scatterAddAlongAxis(x, indices, u, 1)),
    };
  }),
  topK: [
    one((d) => ({ inputs: [d.distinct([3, 5])], f: (x) => ops.square(ops.topK(x, 3)[0]) }))[0]!,
    one((d) => ({ inputs: [d.distinct([4, 2])], f: (x) => ops.square(ops.sort(x, 0)) }))[0]!,
  ],
  dynamicSlice: one((d) => {
    const start = d.int(-1, 4);
    return { inputs: [d.uniform([4, 3])], f: (x) => ops.square(ops.dynamicSlice(x, [start, 1], [2, 2])) };
  }),
  dynamicUpdateSlice: one((d) => {
    const start = d.int(-1, 4);
    return {
      inputs: [d.uniform([4, 3]), d.uniform([2, 2])],
      f: (x, u) => ops.square(ops.dynamicUpdateSlice(x, u, [start, 1])),
    };
  }),
  cumSum: [0, 1, 2, 3].map((flags) =>
    on(2, (x) => ops.square(ops.cumSum(x, flags % 2, { reverse: flags > 1, exclusive: flags % 3 === 0 }))),
  ),
};
