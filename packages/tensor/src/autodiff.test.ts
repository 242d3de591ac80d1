/** Derivatives of whole programs, where the property tests have those of single operators. */
import { describe, expect, it } from "vitest";
import * as t from "./index.ts";
import { adam, applyUpdates, type AdamState } from "./optim/index.ts";
import { checkDerivatives, testRandom } from "./testing/derivatives.ts";

const uniform = testRandom(20);
const normal = (shape: readonly number[], scale = 1): t.Tensor =>
  t.tensor(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => scale * (2 * uniform() - 1)),
    { shape },
  );

const wide = (x: t.Tensor): t.Tensor => t.cast(x, "float64");
const narrow = (x: t.Tensor): t.Tensor => t.cast(x, "float32");
const numbersOf = async (x: t.Tensor): Promise<number[]> => Array.from(await x.data(), Number);

/** 3 x, returned beside x^2. */
const beside = (x: t.Tensor): t.Tensor =>
  t.valueAndGrad((y: t.Tensor) => [t.square(y), t.mul(y, 3)] as const, { hasAux: true })(x)[0][1];

/** Two convolutions, pooling, a linear layer: log-probabilities. */
const convNet = (images: t.Tensor, first: t.Tensor, second: t.Tensor, head: t.Tensor): t.Tensor => {
  const hidden = t.tanh(wide(t.conv(narrow(images), narrow(first), { padding: "same" })));
  const pooled = wide(t.meanPool(narrow(hidden), 2));
  const deep = t.tanh(wide(t.conv(narrow(pooled), narrow(second), { stride: 2, padding: 1 })));
  return t.logSoftmax(t.matmul(t.mean(deep, [2, 3]), head), 1);
};

interface Params {
  readonly first: t.Tensor;
  readonly second: t.Tensor;
}
interface State {
  readonly params: Params;
  readonly optimizer: AdamState<Params>;
}

describe("derivatives of programs", () => {
  it("a training step with Adam has the tangent that central differences give", async () => {
    const [inputs, targets] = [normal([8, 3]), normal([8, 2])];
    const optimizer = adam(1e-2);
    const step = (state: State): readonly [State, t.Tensor] => {
      const [value, gradient] = t.valueAndGrad((p: Params) =>
        t.mean(t.square(t.sub(t.matmul(t.tanh(t.matmul(inputs, p.first)), p.second), targets))),
      )(state.params);
      const [updates, next] = optimizer.update(gradient, state.optimizer, state.params);
      return [
        { params: applyUpdates(state.params, updates), optimizer: next as AdamState<Params> },
        value,
      ] as const;
    };
    const params = { first: normal([3, 4]), second: normal([4, 2]) };
    let state: State = { params, optimizer: optimizer.init(params) as AdamState<Params> };
    const run = t.jit(step);
    // Away from the start, where a step of Adam is the sign of the gradient.
    for (let i = 0; i < 3; i++) [state] = await run(state);

    const count = state.optimizer.count;
    const random = (x: t.Tensor): t.Tensor => normal(x.shape, 0.1);
    type Floats = readonly [Params, Params, Params];
    const whole = ([p, mu, nu]: Floats): readonly t.Tensor[] => {
      const [next, loss] = step({ params: p, optimizer: { count, mu, nu } });
      return [...t.treeLeaves([next.params, next.optimizer.mu, next.optimizer.nu]), loss];
    };
    const at: Floats = [state.params, state.optimizer.mu, state.optimizer.nu];
    // The running mean of squares is small: its tangent is in proportion, so that its root is smooth over the difference.
    const tangent: Floats = [
      t.treeMap(random, state.params),
      t.treeMap(random, state.optimizer.mu),
      t.treeMap((nu: t.Tensor) => t.mul(nu, 0.7), state.optimizer.nu),
    ];
    const h = 1e-6;
    const moved = (by: number): Floats =>
      t.treeMap((a: t.Tensor, b: t.Tensor) => t.add(a, t.mul(b, by)), at, tangent) as Floats;
    const [pushed, differences] = await t.jit(() => [
      t.jvp(whole, [at], [tangent])[1],
      whole(moved(h)).map((up, i) => t.mul(t.sub(up, whole(moved(-h))[i]!), 1 / (2 * h))),
    ])();
    expect(pushed!.length).toBe(7);
    for (const [i, got] of pushed!.entries()) {
      const [a, b] = [await numbersOf(got), await numbersOf(differences![i]!)];
      a.forEach((v, j) => {
        const expected = b[j]!;
        expect(Math.abs(v - expected)).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected)));
      });
    }
    // The update does depend on the state: nothing above compares zeros alone.
    expect(Math.max(...(await numbersOf(pushed![0]!)).map(Math.abs))).toBeGreaterThan(0.1);
  });

  it("what a loss returns beside its value has the derivative it has outside", async () => {
    expect(await t.grad(beside)(t.scalar(5)).item()).toBe(3);
    expect(await t.jvp(beside, [t.scalar(5)], [t.scalar(1)])[1].item()).toBe(3);
    const [[loss, label], gradient] = t.valueAndGrad((y: t.Tensor) => [t.square(y), "kept"] as const, {
      hasAux: true,
    })(t.scalar(5));
    expect([await loss.item(), label, await gradient.item()]).toEqual([25, "kept", 10]);
  });

  it("a small convolutional network has them to second order, Hessian-vector products in three ways", async () => {
    // Convolutions are float32, so steps are wide and agreement is to three digits.
    const wrong = await checkDerivatives(
      {
        f: convNet,
        inputs: [normal([2, 2, 6, 6]), normal([3, 2, 3, 3], 0.3), normal([4, 3, 3, 3], 0.3), normal([4, 3])],
      },
      { h: 1e-2, tolerance: 2e-3 },
    );
    expect(wrong).toEqual([]);
  });

  it("linear algebra in float32 has the derivatives of float64, and inv its closed form", async () => {
    const a = t.add(t.mul(t.eye(4, "float64"), 2), normal([4, 4], 0.4));
    const c = normal([4, 4]);
    const gradients = (dtype: t.DType): Promise<t.Tensor[]> => {
      const functions = [
        (x: t.Tensor) => t.sum(t.mul(t.inv(x), t.cast(c, dtype))),
        (x: t.Tensor) => t.sum(t.mul(t.solve(x, t.cast(c, dtype)), t.cast(c, dtype))),
        (x: t.Tensor) => t.slogdet(x)[1],
        (x: t.Tensor) => t.det(x),
        (x: t.Tensor) => t.sum(t.cholesky(t.matmul(x, x, { transB: true }))),
        (x: t.Tensor) => t.sum(t.mul(t.triangularSolve(x, t.cast(c, dtype)), t.cast(c, dtype))),
      ];
      return t.jit((x: t.Tensor) => functions.map((f) => t.grad(f)(x)))(t.cast(a, dtype));
    };
    const [double, single] = await Promise.all([gradients("float64"), gradients("float32")]);
    for (const [i, exact] of double.entries()) {
      const [u, v] = [await numbersOf(exact), await numbersOf(single[i]!)];
      const size = Math.max(...u.map(Math.abs));
      u.forEach((e, j) => expect(Math.abs(e - v[j]!)).toBeLessThan(1e-4 * size));
    }
    // d sum(C * A^-1) / dA = -A^-T C A^-T.
    const inverse = t.inv(a);
    const closed = t.neg(t.matmul(t.matmul(inverse, c, { transA: true }), inverse, { transB: true }));
    const [got, expected] = [await numbersOf(double[0]!), await numbersOf(closed)];
    got.forEach((v, j) => expect(v).toBeCloseTo(expected[j]!, 10));
  });
});
