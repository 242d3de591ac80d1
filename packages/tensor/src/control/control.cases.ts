/** Property-test cases of loops, branches and checkpointed functions. */
import { one, type Cases } from "../testing/cases.ts";
import { scalar, type Tensor } from "../tensor.ts";
import * as ops from "../ops/index.ts";
import { checkpoint, cond, scan } from "./index.ts";

const cell = (w: Tensor, h: Tensor, x: Tensor): Tensor => ops.tanh(ops.add(ops.matmul(h, w), x));

export const controlCases: Cases = {
  barrier: "the identity, inside checkpointed functions",
  whileLoop: "forward mode only: see control.test.ts",
  checkpoint: [
    ...one((d) => ({
      inputs: [d.uniform([3, 3]), d.uniform([2, 3])],
      f: (w, x) => {
        const layer = checkpoint((h: Tensor) => cell(w, ops.sin(h), h));
        return layer(layer(x));
      },
    })),
    ...one((d) => ({
      inputs: [d.uniform([2, 2])],
      // A checkpointed function of checkpointed functions, with an argument that needs no derivative.
      f: (x) => {
        const inner = checkpoint((y: Tensor, n: Tensor) => ops.mul(ops.exp(y), ops.cast(n, "float64")));
        return checkpoint((y: Tensor) => inner(ops.square(inner(y, scalar(2, "int32"))), scalar(3, "int32")))(
          x,
        );
      },
    })),
  ],
  scan: [
    // A recurrent network: weights closed over, inputs read step by step, results stacked.
    ...one((d) => ({
      inputs: [d.uniform([3, 3]), d.uniform([2, 3]), d.uniform([4, 2, 3])],
      f: (w, h, xs) => {
        const [last, ys] = scan((c: Tensor, x: Tensor) => [cell(w, c, x), ops.mul(c, x)], h, xs);
        return ops.mul(ys, last);
      },
    })),
    // Backward, a tree of carries of which one is an integer, and a carry that has no tangent at first.
    ...one((d) => ({
      inputs: [d.uniform([2]), d.uniform([5, 2])],
      f: (a, xs) =>
        scan(
          ({ sum, n }: { sum: Tensor; n: Tensor }, x: Tensor) => [
            { sum: ops.add(ops.mul(sum, ops.sin(a)), ops.mul(x, ops.cast(n, "float64"))), n: ops.add(n, 1) },
            ops.square(sum),
          ],
          { sum: ops.zeros([2], "float64"), n: scalar(1, "int32") },
          xs,
          { reverse: true },
        )[1],
    })),
    // A loop in a loop, the inner one checkpointed, nothing read by the outer one.
    ...one((d) => ({
      inputs: [d.uniform([2]), d.uniform([3, 2])],
      f: (a, xs) =>
        scan(
          (c: Tensor) => {
            const inner = checkpoint(
              (y: Tensor) => scan((z: Tensor, x: Tensor) => [ops.sin(ops.add(z, x)), null], y, xs)[0],
            );
            return [inner(ops.mul(c, a)), null];
          },
          a,
          undefined,
          { length: 3 },
        )[0],
    })),
    ...one((d) => ({
      inputs: [d.uniform([2]), d.uniform([4, 2])],
      f: (a, xs) =>
        scan(
          (c: Tensor, x: Tensor) => [
            cond(
              ops.greater(ops.sum(x), 0),
              (y: Tensor) => ops.sin(ops.mul(y, x)),
              (y: Tensor) => ops.mul(y, a),
              c,
            ),
            null,
          ],
          a,
          xs,
        )[0],
    })),
  ],
  cond: [1, -1].flatMap((sign) =>
    one((d) => ({
      inputs: [d.uniform([3, 3]), d.uniform([2, 3])],
      f: (w, x) =>
        cond(
          ops.greater(scalar(sign), 0),
          (y: Tensor) => ops.tanh(ops.matmul(y, w)),
          (y: Tensor) => ops.mul(ops.exp(y), y),
          ops.square(x),
        ),
    })),
  ),
};
