/** Property-test cases of linear algebra: matrices near the identity, so that nothing is close to singular. */
import { one, type Cases, type Draw } from "../testing/cases.ts";
import type { Tensor } from "../tensor.ts";
import * as ops from "./index.ts";

const near = (d: Draw, shape: number[]): Tensor => d.uniform(shape, -0.3, 0.3);
const matrix = (x: Tensor): Tensor => ops.add(x, ops.mul(ops.eye(x.shape.at(-1)!, "float64"), 1.5));
const definite = (x: Tensor): Tensor =>
  ops.add(ops.matmul(x, x, { transB: true }), ops.eye(x.shape.at(-1)!, "float64"));

export const linalgCases: Cases = {
  cholesky: one((d) => ({ inputs: [d.uniform([2, 3, 3])], f: (x) => ops.cholesky(definite(x)) })),
  triangularSolve: one((d) => {
    const options = { lower: d.int(0, 1) > 0, transposed: d.int(0, 1) > 0, unitDiagonal: d.int(0, 1) > 0 };
    return {
      inputs: [near(d, [2, 3, 3]), d.uniform([2, 3, 2])],
      f: (a, b) => ops.triangularSolve(matrix(a), b, options),
    };
  }),
  solve: [
    ...one((d) => ({
      inputs: [near(d, [2, 3, 3]), d.uniform([2, 3, 2])],
      f: (a, b) => ops.solve(matrix(a), b),
    })),
    ...one((d) => ({ inputs: [near(d, [4, 4]), d.uniform([4])], f: (a, b) => ops.solve(matrix(a), b) })),
    ...one((d) => ({ inputs: [near(d, [2, 3, 3])], f: (a) => ops.inv(matrix(a)) })),
  ],
  lu: "without derivatives of its own: inside solve, det and slogdet",
  slogdet: one((d) => ({ inputs: [near(d, [2, 3, 3])], f: (a) => ops.slogdet(matrix(a))[1] })),
  det: one((d) => ({ inputs: [near(d, [2, 3, 3])], f: (a) => ops.det(matrix(a)) })),
};
