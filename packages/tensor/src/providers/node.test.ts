import { describe, expect, it } from "vitest";
import * as t from "../index.ts";
import { cpu } from "./node.ts";

const f = (x: t.Tensor): t.Tensor => t.softmax(t.matmul(x, x, { transB: true }));

describe("the cpu provider", () => {
  it("takes float16 in, gives it back, and uses donated arrays of it again", async () => {
    const step = t.jit((x: t.Tensor) => [t.mul(x, 1.5), t.sum(t.cast(x, "float32"))] as const, {
      donate: [0],
    });
    let x = t.tensor([1, -2, 0.0999755859375], { dtype: "float16" });
    const sums: number[] = [];
    for (let i = 0; i < 4; i++) {
      const [next, sum] = await step(x);
      x = next;
      sums.push(await sum.item());
    }
    expect(x.dtype).toBe("float16");
    // NumPy's float16 gives these.
    expect(sums).toEqual([-0.9000244140625, -1.35009765625, -2.025146484375, -3.03759765625]);
    expect((await x.data()).constructor).toBe(Float16Array);
  });

  it("computes the same with any number of threads", async () => {
    const x = t.random.normal(t.random.key(1), [64, 64]);
    const [one, two] = await Promise.all(
      [1, 2].map(async (threads) => {
        const y = await t.jit(f, { provider: cpu({ threads }) })(x);
        return Array.from(await y.data(), Number);
      }),
    );
    expect(Math.max(...one!.map((v, i) => Math.abs(v - two![i]!)))).toBeLessThan(1e-6);
  });
});
