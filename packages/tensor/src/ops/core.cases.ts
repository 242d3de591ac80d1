/** Property-test cases of the core operators; the other families keep theirs in files of their own. */
import { one, type Case, type Cases } from "../testing/cases.ts";
import { tensor, type Tensor } from "../tensor.ts";
import * as ops from "./index.ts";

const unary = (f: (x: Tensor) => Tensor, low = -1, high = 1): readonly Case[] =>
  one((d) => ({ inputs: [d.uniform(d.shape(), low, high)], f }));

/** For kernels that exist in float32 alone: a wider step, because rounding is 1e9 times coarser. */
const unary32 = (f: (x: Tensor) => Tensor, low = -1, high = 1): readonly Case[] =>
  one(
    (d) => ({
      inputs: [d.uniform(d.shape(), low, high)],
      f: (x) => ops.cast(f(ops.cast(x, "float32")), "float64"),
    }),
    { h: 1e-2, tolerance: 2e-3 },
  );

const binary = (f: (a: Tensor, b: Tensor) => Tensor, low = -1, high = 1): readonly Case[] => [
  {
    draw: (d) => {
      const shape = d.shape();
      return { inputs: [d.uniform(d.broadcastable(shape), low, high), d.uniform(shape, low, high)], f };
    },
  },
  {
    draw: (d) => {
      const shape = d.shape();
      return { inputs: [d.uniform(shape, low, high), d.uniform(d.broadcastable(shape), low, high)], f };
    },
  },
];

const reduction = (
  f: (x: Tensor, axes: number[], o: { keepDims: boolean }) => Tensor,
  distinct = false,
): readonly Case[] =>
  one((d) => {
    const shape = d.shape();
    const axes = shape.flatMap((_, i) => (d.int(0, 1) ? [i] : []));
    const keepDims = d.int(0, 1) === 1;
    const x = distinct ? d.distinct(shape) : d.uniform(shape, 0.5, 1.5);
    return { inputs: [x], f: (y) => f(y, axes, { keepDims }) };
  });

const notDifferentiable = "not differentiable: the result is discrete";

export const coreCases: Cases = {
  copy: "the identity, inside every derivative",
  stopGradient: "its derivative is zero by definition",
  customVjp: "its derivative is what the user says: see custom.test.ts",
  customVjpTangent: "the tangent of customVjp: see custom.test.ts",
  name: "the identity: see interventions.test.ts",
  add: binary(ops.add),
  sub: binary(ops.sub),
  mul: binary(ops.mul),
  div: binary(ops.div, 0.5, 1.5),
  pow: binary(ops.pow, 0.5, 1.5),
  maximum: one((d) => {
    const shape = d.shape();
    return {
      inputs: [d.distinct(shape), d.distinct(shape)],
      f: (a, b) => ops.mul(ops.maximum(a, ops.add(b, 0.0125)), a),
    };
  }),
  minimum: one((d) => {
    const shape = d.shape();
    return {
      inputs: [d.distinct(shape), d.distinct(shape)],
      f: (a, b) => ops.mul(ops.minimum(a, ops.add(b, 0.0125)), a),
    };
  }),
  remainder: one((d) => {
    const shape = d.shape();
    return {
      inputs: [d.uniform(shape, 2.1, 2.9), d.uniform(shape, 0.9, 1)],
      f: (a, b) => ops.remainder(a, b),
    };
  }),
  neg: unary(ops.neg),
  exp: unary(ops.exp),
  log: unary(ops.log, 0.5, 2),
  sqrt: unary(ops.sqrt, 0.5, 2),
  reciprocal: unary(ops.reciprocal, 0.5, 2),
  sin: unary(ops.sin),
  cos: unary(ops.cos),
  tan: unary(ops.tan),
  asin: unary32(ops.asin, -0.8, 0.8),
  acos: unary32(ops.acos, -0.8, 0.8),
  atan: unary32(ops.atan),
  sinh: unary(ops.sinh),
  cosh: unary(ops.cosh),
  tanh: unary(ops.tanh),
  sigmoid: unary(ops.sigmoid),
  softplus: unary(ops.softplus),
  erf: unary32(ops.erf),
  relu: one((d) => ({ inputs: [d.distinct(d.shape())], f: (x) => ops.mul(ops.relu(x), x) })),
  abs: one((d) => ({ inputs: [d.distinct(d.shape())], f: (x) => ops.mul(ops.abs(x), x) })),
  sign: notDifferentiable,
  floor: notDifferentiable,
  ceil: notDifferentiable,
  round: notDifferentiable,
  equal: notDifferentiable,
  greater: notDifferentiable,
  greaterEqual: notDifferentiable,
  less: notDifferentiable,
  lessEqual: notDifferentiable,
  and: notDifferentiable,
  or: notDifferentiable,
  xor: notDifferentiable,
  not: notDifferentiable,
  isNaN: notDifferentiable,
  isInf: notDifferentiable,
  bitAnd: notDifferentiable,
  bitOr: notDifferentiable,
  bitXor: notDifferentiable,
  bitNot: notDifferentiable,
  bitcast: notDifferentiable,
  shiftLeft: notDifferentiable,
  shiftRight: notDifferentiable,
  argMax: notDifferentiable,
  argMin: notDifferentiable,
  where: [
    ...one((d) => {
      const shape = d.shape();
      return {
        inputs: [
          d.integers(d.broadcastable(shape), 0, 1, "bool"),
          d.uniform(shape),
          d.uniform(d.broadcastable(shape)),
        ],
        f: (c, a, b) => ops.where(c, ops.mul(a, b), b),
      };
    }),
    ...one((d) => ({
      inputs: [d.uniform([2, 3, 3])],
      f: (a) => ops.mul(ops.diag(ops.diagonal(a)), ops.reshape(ops.trace(a), [2, 1, 1])),
    })),
  ],
  // The product in float64 would hide the rounding of the cast, so the step is wide; a bilinear function has no truncation error.
  cast: one(
    (d) => ({
      inputs: [d.uniform(d.shape())],
      f: (x) => ops.cast(ops.square(ops.cast(x, "float32")), "float64"),
    }),
    {
      h: 1,
      tolerance: 1e-5,
    },
  ),
  reshape: one((d) => ({ inputs: [d.uniform([2, 3, 4])], f: (x) => ops.square(ops.reshape(x, [4, -1])) })),
  transpose: one((d) => ({
    inputs: [d.uniform(d.shape(3))],
    f: (x) => ops.mul(ops.transpose(x, [2, 0, 1]), 3),
  })),
  broadcastTo: one((d) => {
    const shape = d.shape();
    return { inputs: [d.uniform(d.broadcastable(shape))], f: (x) => ops.square(ops.broadcastTo(x, shape)) };
  }),
  reduceSum: reduction((x, axes, o) => ops.sum(ops.square(x), axes, o)),
  reduceMax: reduction((x, axes, o) => ops.max(ops.mul(x, ops.exp(x)), axes, o), true),
  reduceMin: reduction((x, axes, o) => ops.min(ops.add(x, ops.mul(0.01, ops.square(x))), axes, o), true),
  reduceProd: [
    ...reduction(ops.prod),
    // One zero, and two: the derivative is the product of the others, and zero.
    ...[1, 2].flatMap((zeros) =>
      one(() => ({
        inputs: [tensor(Float64Array.from({ length: 5 }, (_, i) => (i < zeros ? 0 : 0.5 + i / 5)))],
        f: (x) => ops.prod(x),
      })),
    ),
    ...one((d) => ({ inputs: [d.uniform([2, 5], -1, 1)], f: (x) => ops.cumProd(x, 1) })),
  ],
  matmul: [
    ...[0, 1, 2, 3].map((flags): Case => ({
      draw: (d) => {
        const [b, m, k, n] = d.shape(4) as [number, number, number, number];
        const [transA, transB] = [(flags & 1) > 0, (flags & 2) > 0];
        const left = transA ? [k, m] : [m, k];
        const right = transB ? [n, k] : [k, n];
        const lead = d.int(0, 1) ? [[b], [1]] : [[], [b]];
        return {
          inputs: [d.uniform([...lead[0]!, ...left]), d.uniform([...lead[1]!, ...right])],
          f: (x, y) => ops.matmul(x, y, { transA, transB }),
        };
      },
    })),
    ...[
      [[3], [3]],
      [[3], [3, 2]],
      [[2, 3], [3]],
      [[3], [2, 3, 2]],
    ].flatMap(([left, right]) =>
      one((d) => ({ inputs: [d.uniform(left!), d.uniform(right!)], f: (x, y) => ops.matmul(x, y) })),
    ),
    ...one((d) => ({
      inputs: [d.uniform([2, 3, 4]), d.uniform([4, 2])],
      f: (x, y) => ops.tanh(ops.matmul(x, y)),
    })),
  ],
};
