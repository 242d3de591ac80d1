import { describe, expect, it } from "vitest";
import { parseAssignment } from "@working-papers/arithmetic/interpreter";
import * as t from "@working-papers/tensor";
import { adamw } from "@working-papers/tensor/optim";
import { vit } from "../networks/images.ts";
import { inHalf } from "./keep.ts";
import { fineTune, givenOf, straightThrough, withGiven } from "./straight-through.ts";
import { inFloat32 } from "./widen.ts";

const params = await t.evaluate(vit.init(t.random.key(1)));
const images = await t.evaluate(t.random.uniform(t.random.key(2), [2, 1, 28, 28]));
const bytes = inFloat32(inHalf(t.exportOnnx((x: t.Tensor) => vit.apply(params, x), images)));
const arithmetic = parseAssignment(["default=lmul:3"]);

describe("the straight-through estimator", () => {
  it("has the value handed over and the derivative of what it stands for", async () => {
    const x = t.tensor([1, 2]);
    const [value, gradient] = t.valueAndGrad((w: t.Tensor) =>
      t.sum(t.mul(straightThrough(t.mul(w, w), t.tensor([10, 20])), 3)),
    )(x);
    expect(await value.item()).toBe(90);
    expect(await gradient.array()).toEqual([6, 12]);
  });

  it("computes a forward pass with the interpreter's bits", async () => {
    const model = t.importOnnx(bytes);
    const { given, output } = await givenOf(bytes, arithmetic, images);
    const logits = t.jit(withGiven(model, Object.keys(given)));
    const got = await (await logits(model.params, images, given)).data();
    expect(Array.from(got as Float32Array)).toEqual([...output.data]);
  });

  it("learns under L-Mul", async () => {
    const losses: number[] = [];
    await fineTune(bytes, {
      arithmetic,
      optimizer: adamw(3e-3),
      steps: 40,
      batch: async () => ({ images, labels: t.tensor([3, 7], { dtype: "int32" }) }),
      report: (_, loss) => losses.push(loss),
    });
    expect(losses.at(-1)!).toBeLessThan(losses[0] / 2);
  }, 60_000);
});
