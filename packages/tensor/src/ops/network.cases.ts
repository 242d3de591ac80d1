/** Property-test cases of the operators that networks are made of. */
import { one, type Cases } from "../testing/cases.ts";
import * as ops from "./index.ts";

export const networkCases: Cases = {
  softmax: one((d) => ({ inputs: [d.uniform(d.shape(3))], f: (x) => ops.softmax(x, 1) })),
  logSoftmax: [
    ...one((d) => ({ inputs: [d.uniform(d.shape(3))], f: (x) => ops.logSoftmax(x, 1) })),
    ...one((d) => {
      const labels = d.integers([2, 3], 0, 3);
      return { inputs: [d.uniform([2, 3, 4])], f: (x) => ops.crossEntropy(x, labels) };
    }),
  ],
  layerNorm: [
    ...one((d) => ({
      inputs: [d.uniform([2, 3, 5]), d.uniform([5]), d.uniform([5])],
      f: (x, s, b) => ops.layerNorm(x, s, b),
    })),
    ...one((d) => ({ inputs: [d.uniform([4, 3])], f: (x) => ops.layerNorm(x) })),
    ...one((d) => ({ inputs: [d.uniform([4, 3]), d.uniform([3])], f: (x, s) => ops.rmsNorm(x, s) })),
  ],
  gelu: [
    ...one(
      (d) => ({
        inputs: [d.uniform(d.shape(), -3, 3)],
        f: (x) => ops.cast(ops.gelu(ops.cast(x, "float32")), "float64"),
      }),
      {
        h: 1e-2,
        tolerance: 3e-3,
      },
    ),
    ...one((d) => ({
      inputs: [d.uniform([3, 4], -3, 3)],
      f: (x) => ops.add(ops.gelu(x, { approximate: true }), ops.elu(x)),
    })),
    ...one((d) => ({ inputs: [d.uniform([3, 4], -3, 3)], f: (x) => ops.add(ops.silu(x), ops.leakyRelu(x)) })),
  ],
};
