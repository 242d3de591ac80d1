/** Property-test cases of the operators that networks are made of. */
import { one, type Case, type Cases } from "../testing/cases.ts";
import type { Tensor } from "../tensor.ts";
import * as ops from "./index.ts";

/** Shapes of input and kernel, with stride, padding, dilation and groups. */
const convolutions: readonly [number[], number[], ops.ConvOptions][] = [
  [[2, 3, 5, 6], [4, 3, 3, 2], {}],
  [
    [2, 4, 7, 6],
    [6, 2, 3, 3],
    {
      stride: [2, 3],
      padding: [
        [1, 2],
        [0, 1],
      ],
      groups: 2,
    },
  ],
  [[1, 2, 9], [3, 2, 3], { stride: 2, dilation: 2, padding: "same" }],
  [[1, 2, 4, 4], [2, 2, 3, 3], { padding: 1, padMode: "circular" }],
  [[2, 2, 4, 4], [2, 1, 1, 1], { padding: 1, groups: 2, stride: 2 }],
];

/** Those that are written in other operators; `distinct` values keep away from their corners. */
const activations: readonly ((x: Tensor) => Tensor)[] = [
  ops.logSigmoid,
  ops.selu,
  (x) => ops.celu(x, 1.5),
  ops.mish,
  ops.squaredRelu,
  ops.hardSwish,
  ops.hardTanh,
  ops.softsign,
  (x) => ops.glu(x),
  (x) => ops.log1p(ops.square(x)),
  (x) => ops.logAddExp(x, ops.mul(x, -0.5)),
];

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
    ...one((d) => ({
      inputs: [d.uniform([2, 4, 3]), d.uniform([4]), d.uniform([4])],
      f: (x, s, b) => ops.add(ops.groupNorm(x, 2, s, b), ops.batchNorm(x, s, b)[0]),
    })),
    ...one((d) => ({
      inputs: [d.uniform([1, 2, 3, 4])],
      f: (x) => ops.square(ops.resize(x, [5, 3], { mode: "cubic" })),
    })),
    ...one((d) => ({
      inputs: [d.uniform([1, 2, 3, 4])],
      f: (x) => ops.square(ops.resize(x, [5, 3], { mode: "nearest" })),
    })),
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
    ...activations.map((f): Case => ({ draw: (d) => ({ inputs: [d.distinct([3, 4])], f }) })),
  ],
  // Bilinear, so a wide step is exact; the kernel computes in float32.
  conv: convolutions.map(([x, w, options]): Case => ({
    draw: (d) => ({
      inputs: [d.uniform(x), d.uniform(w)],
      f: (a, b) => ops.cast(ops.conv(ops.cast(a, "float32"), ops.cast(b, "float32"), options), "float64"),
    }),
    options: { h: 0.5, tolerance: 2e-5 },
  })),
  convTranspose: [
    [[2, 4, 3, 4], [4, 3, 3, 2], { stride: [2, 3], outputPadding: 1 }] as const,
    [[1, 4, 5], [4, 1, 3], { stride: 2, padding: 1, dilation: 2, groups: 2 }] as const,
  ].map(([x, w, options]): Case => ({
    draw: (d) => ({
      inputs: [d.uniform([...x]), d.uniform([...w])],
      f: (a, b) =>
        ops.cast(ops.convTranspose(ops.cast(a, "float32"), ops.cast(b, "float32"), options), "float64"),
    }),
    options: { h: 0.5, tolerance: 2e-5 },
  })),
  maxPool: one((d) => ({
    inputs: [d.distinct([2, 2, 5, 4])],
    f: (x) => ops.square(ops.maxPool(x, 2, { stride: [2, 1], padding: 1 })),
  })),
  meanPool: one(
    (d) => ({
      inputs: [d.uniform([2, 2, 5, 4])],
      f: (x) =>
        ops.square(ops.cast(ops.meanPool(ops.cast(x, "float32"), [3, 2], { stride: [2, 1] }), "float64")),
    }),
    { h: 0.5, tolerance: 1e-5 },
  ),
  // Short transforms are products with a matrix; the last case is long enough to be the operator itself.
  dft: [
    ...one((d) => ({ inputs: [d.uniform([3, 6, 2])], f: (z) => ops.complexMul(ops.fft(z), ops.ifft(z, 0)) })),
    ...one((d) => ({
      inputs: [d.uniform([5, 3])],
      f: (x) => ops.square(ops.irfft(ops.fft(ops.rfft(x, 0), 1), { axis: 0, n: 5 })),
    })),
    ...one((d) => ({
      inputs: [d.uniform([2, 3, 5])],
      f: (x) =>
        ops.square(
          ops.irfft2(ops.complexMul(ops.rfft2(x, "ortho"), ops.rfft2(x)), { n: 5, norm: "forward" }),
        ),
    })),
    ...one((d) => ({
      inputs: [d.uniform([2, 130, 2])],
      f: (z) => ops.square(ops.ifft(ops.mul(ops.fft(z), ops.fft(z)))),
    })),
  ],
};
