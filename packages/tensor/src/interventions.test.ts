import { describe, expect, it } from "vitest";
import {
  add,
  capture,
  grad,
  intervene,
  jit,
  mul,
  name,
  stopGradient,
  sum,
  tensor,
  type Tensor,
} from "./index.ts";

const model = (x: Tensor): Tensor => {
  const h = name("hidden", mul(x, 2));
  return sum(name("output", add(h, mul(h, h))));
};

describe("interventions", () => {
  const x = tensor([1, 2]);

  it("read named intermediates, in a compiled function too", async () => {
    const [y, seen] = await jit(capture(model))(x);
    expect(await y.item()).toBe(26);
    expect(await seen["hidden"]!.array()).toEqual([2, 4]);
    expect(await seen["output"]!.array()).toEqual([6, 20]);
  });

  it("ablate, and patch from another run", async () => {
    expect(await intervene(model, { hidden: (h) => mul(h, 0) })(x).item()).toBe(0);
    const patched = jit((a: Tensor, b: Tensor) => {
      const [, other] = capture(model, ["hidden"])(b);
      return intervene(model, { hidden: () => other["hidden"]! })(a);
    });
    expect(await (await patched(x, tensor([0, 1]))).item()).toBe(6);
  });

  it("see the effect of earlier edits in later ones", async () => {
    const edited = intervene(model, { hidden: () => tensor([1, 1]), output: (y) => mul(y, 10) });
    expect(await edited(x).item()).toBe(40);
  });

  it("freeze a path for gradients", async () => {
    // y = h + h^2 with h = 2 x: dy/dx = 2 + 8 x; nothing flows once h is frozen.
    expect(await grad(model)(x).array()).toEqual([10, 18]);
    expect(await grad(intervene(model, { hidden: stopGradient }))(x).array()).toEqual([0, 0]);
  });

  it("say which names there are, and refuse another shape", () => {
    expect(() => intervene(model, { hiden: (h) => h })(x)).toThrow(
      /nothing is named hiden: there are hidden, output/,
    );
    expect(() => intervene(model, { hidden: (h) => sum(h) })(x)).toThrow(
      /hidden is float32\[2\] and was replaced by float32\[\]/,
    );
  });
});
