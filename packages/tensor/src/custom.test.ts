import { describe, expect, it } from "vitest";
import {
  customVjp,
  grad,
  jit,
  jvp,
  mul,
  round,
  sin,
  square,
  sum,
  tensor,
  type Tensor,
  add,
  scalar,
} from "./index.ts";

const roundStraightThrough = customVjp(
  (x: Tensor) => round(x),
  (x) => [round(x), null],
  (_, ct) => [ct],
);

const loss = (x: Tensor): Tensor => sum(square(roundStraightThrough(x)));

describe("customVjp", () => {
  it("rounds forward and passes gradients straight through", async () => {
    const x = tensor([0.4, 1.6, -2.2]);
    expect(await loss(x).item()).toBe(8);
    // d/dx sum(round(x)^2) with round' = 1 is 2 round(x).
    expect(await grad(loss)(x).array()).toEqual([0, 4, -4]);
  });

  it("keeps residuals, takes several arguments, and leaves other uses of them alone", async () => {
    const f = customVjp(
      (a: Tensor, b: Tensor) => mul(a, b),
      (a, b) => [mul(a, b), { a, b }],
      ({ a, b }, ct) => [mul(mul(ct, b), 10), mul(mul(ct, a), 100)],
    );
    const g = grad(({ a, b }: { a: Tensor; b: Tensor }): Tensor => add(f(a, b), a))({
      a: scalar(2),
      b: scalar(3),
    });
    expect([await g.a.item(), await g.b.item()]).toEqual([31, 200]);
  });

  it("has second derivatives: those of its rule", async () => {
    const f = customVjp(
      (x: Tensor) => sin(x),
      (x) => [sin(x), x],
      (x, ct) => [mul(ct, mul(x, mul(x, x)))],
    );
    // The rule says f' = x^3, so f'' = 3 x^2.
    expect(await grad(grad(f))(scalar(2)).item()).toBe(12);
  });

  it("is not there when nothing is differentiated", () => {
    expect(
      [...jit(roundStraightThrough).graph(tensor([1])).outputs].map((y) => y.node!.primitive.name),
    ).toEqual(["round"]);
  });

  it("says that it has no forward mode, and which shape a wrong rule returned", async () => {
    await expect(jvp(roundStraightThrough, [tensor([1])], [tensor([1])])[1].data()).rejects.toThrow(
      /customVjpTangent cannot be run/,
    );
    const wrong = customVjp(
      (x: Tensor) => sum(x),
      (x) => [sum(x), null],
      (_, ct) => [ct],
    );
    expect(() => grad(wrong)(tensor([1, 2]))).toThrow(/returned float32\[\] for an argument float32\[2\]/);
  });
});
