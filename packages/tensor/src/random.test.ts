import { describe, expect, it } from "vitest";
import {
  add,
  equal,
  evaluate,
  jit,
  mean,
  random,
  scalar,
  std,
  sum,
  cast,
  take,
  tensor,
  type Tensor,
} from "./index.ts";

const words = async (list: readonly number[], key: readonly [number, number]): Promise<string[]> => {
  const counter = list.map((c) => scalar(c, "uint64"));
  const out = random.philox(counter, [scalar(key[0], "uint64"), scalar(key[1], "uint64")]);
  return Promise.all(out.map(async (x) => (await x.data())[0]!.toString(16)));
};

describe("philox", () => {
  it("gives the known answers of the Random123 distribution", async () => {
    const f = 0xffffffff;
    expect(await words([0, 0, 0, 0], [0, 0])).toEqual(["6627e8d5", "e169c58d", "bc57ac4c", "9b00dbd8"]);
    expect(await words([f, f, f, f], [f, f])).toEqual(["408f276d", "41c83b0e", "a20bc7c6", "6d5451fd"]);
    const pi = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
    expect(await words(pi, [0xa4093822, 0x299f31d0])).toEqual([
      "d16cfe09",
      "94fdcceb",
      "5001e420",
      "24126ea1",
    ]);
  });

  it("gives the same words whatever the shape, and inside a compiled function", async () => {
    // Computed by a direct transcription of the algorithm into Python integers: key (42, 0), counters 0 and 1.
    const expected = [
      2632642643, 2012563771, 314527917, 1463989207, 4242219303, 1404726525, 2207210094, 1951270651,
    ];
    expect(await random.bits(random.key(42), [2, 4]).array()).toEqual([
      expected.slice(0, 4),
      expected.slice(4),
    ]);
    const compiled = await jit((k: Tensor) => random.bits(k, [5]))(random.key(42));
    expect(await compiled.array()).toEqual(expected.slice(0, 5));
  });
});

describe("distributions", () => {
  const n = 200_000;
  const k = random.key(7);

  it("have the moments they should", async () => {
    const u = random.uniform(k, [n]);
    const z = random.normal(k, [n]);
    const [mu, su, mz, sz] = await evaluate([mean(u), std(u), mean(z), std(z)]);
    // Four standard errors of each estimate.
    expect(Math.abs((await mu!.item()) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / n));
    expect(Math.abs((await su!.item()) - Math.sqrt(1 / 12))).toBeLessThan(4 * 0.3 * Math.sqrt(1 / n));
    expect(Math.abs(await mz!.item())).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs((await sz!.item()) - 1)).toBeLessThan(4 / Math.sqrt(2 * n));
  });

  it("invert the normal distribution function to seven digits", async () => {
    // Phi at the drawn values, by a series in double precision, must give back the uniform they came from.
    const z = (await random.normal(k, [2000]).data()) as Float32Array;
    const bits = (await random.bits(k, [2000]).data()) as Uint32Array;
    for (let i = 0; i < z.length; i++) {
      const u = ((bits[i]! >>> 8) + 0.5) / 2 ** 24;
      const error = (normalCdf(z[i]!) - u) / density(z[i]!);
      expect(Math.abs(error)).toBeLessThan(3e-6);
    }
  });

  it("draw categories in proportion to softmax of the logits", async () => {
    const logits = tensor([Math.log(0.1), Math.log(0.2), Math.log(0.7)]);
    const drawn = random.categorical(
      k,
      add(logits, take(tensor([[0, 0, 0]]), random.integers(k, [n], 0, 1))),
    );
    const shares = await evaluate([0, 1, 2].map((c) => sum(cast(equal(drawn, c), "float32"))));
    const counts = await Promise.all(shares.map((s) => s.item()));
    [0.1, 0.2, 0.7].forEach((p, i) =>
      expect(Math.abs(counts[i]! / n - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n)),
    );
  });

  // The words that these keys give at one place are so large that u and low + (high - low) u round up to the ends of their ranges.
  it("never draw a category of probability 0", async () => {
    const allBut3 = tensor([0, 0, 0, -Infinity, 0, 0, 0, 0]);
    expect(await random.categorical(random.key(39075), allBut3).item()).not.toBe(3);
    const first5 = tensor(Array.from({ length: 40 }, (_, i) => (i < 5 ? 0 : -Infinity)));
    expect(await random.categorical(random.key(96227), first5).item()).toBeLessThan(5);
  });

  it("stay below the end of a range that does not begin at 0", async () => {
    for (const [low, high, expected] of [
      [1, 2, 2 - 2 ** -23],
      [-2, -1, -1 - 2 ** -23],
      [-1, 0, -(2 ** -24)],
    ] as const)
      expect((await random.uniform(random.key(39075), [4], { low, high }).data())[3]).toBe(expected);
  });

  it("permute, and draw integers within their bounds", async () => {
    const order = (await random.permutation(k, 100).array()) as number[];
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    const dice = (await random.integers(k, [6000], 1, 7).array()) as number[];
    expect(new Set(dice)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });

  it("differ between split and folded keys", async () => {
    const keys = [k, ...random.split(k, 3), random.foldIn(k, 0), random.foldIn(k, 1)];
    const first = await Promise.all(keys.map(async (x) => (await random.bits(x, [1]).data())[0]));
    expect(new Set(first).size).toBe(keys.length);
  });
});

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Phi by its Taylor series about 0 in double precision, which converges for |x| < 6 to 1e-12. */
function normalCdf(x: number): number {
  let term = x;
  let total = x;
  for (let k = 1; k < 120; k++) {
    term *= (-x * x) / (2 * k);
    total += term / (2 * k + 1);
  }
  return 0.5 + total / Math.sqrt(2 * Math.PI);
}
