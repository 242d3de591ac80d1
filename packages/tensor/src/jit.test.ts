import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import {
  add,
  evaluate,
  grad,
  jit,
  matmul,
  mul,
  printGraph,
  scalar,
  setProvider,
  sum,
  take,
  tensor,
  zeros,
  type Tensor,
} from "./index.ts";
import { defaultProvider } from "./jit.ts";

describe("jit", () => {
  it("traces once for each signature", async () => {
    let traces = 0;
    const f = jit((x: Tensor) => {
      traces++;
      return mul(x, 2);
    });
    expect(await (await f(tensor([1, 2]))).array()).toEqual([2, 4]);
    expect(await (await f(tensor([3, 4]))).array()).toEqual([6, 8]);
    expect(traces).toBe(1);
    expect(await (await f(tensor([[5]]))).array()).toEqual([[10]]);
    expect(await (await f(tensor([5], { dtype: "int32" }))).array()).toEqual([10]);
    expect(traces).toBe(3);
  });

  it("takes and returns trees, with numbers as scalars", async () => {
    const f = jit(({ a, b }: { a: Tensor; b: [Tensor, string] }, c: Tensor | number) => ({
      sum: add(add(a, b[0]), c),
      rest: [b[1], a] as const,
    }));
    const result = await f({ a: tensor([1, 2]), b: [tensor([10, 20]), "label"] }, 100);
    expect(await result.sum.array()).toEqual([111, 122]);
    expect(result.rest[0]).toBe("label");
    expect(await result.rest[1].array()).toEqual([1, 2]);
  });

  it("captures tensors from outside the function", async () => {
    const large = tensor(Float32Array.from({ length: 3000 }, (_, i) => i));
    const f = jit((x: Tensor) => sum(mul(large, x)));
    expect(await (await f(scalar(2))).item()).toBe(2999 * 3000);
  });

  it("returns inputs, constants and repeated results as values of their own", async () => {
    const f = jit((x: Tensor) => {
      const y = add(x, 1);
      return [x, x, y, y, scalar(7), zeros([2])];
    });
    const results = await f(tensor([1, 2]));
    expect(await Promise.all(results.map((r) => r.array()))).toEqual([
      [1, 2],
      [1, 2],
      [2, 3],
      [2, 3],
      7,
      [0, 0],
    ]);
  });

  it("reuses the memory of donated arguments, and says so when one is used again", async () => {
    const step = jit((x: Tensor) => add(x, 1), { donate: [0] });
    const first = await step(tensor([0, 0]));
    const second = await step(first);
    await expect(first.data()).rejects.toThrow(/was donated to/);
    const third = await step(second);
    const fourth = await step(third);
    expect(await fourth.array()).toEqual([4, 4]);
  });

  it("never writes into an array that the user has seen", async () => {
    const step = jit((x: Tensor) => add(x, 1), { donate: [0] });
    const start = Float32Array.of(0, 0);
    let state = tensor(start);
    const seen: unknown[] = [];
    for (let i = 0; i < 5; i++) {
      state = await step(state);
      seen.push(await state.data());
    }
    expect(start).toEqual(Float32Array.of(0, 0));
    expect(seen).toEqual([1, 2, 3, 4, 5].map((v) => Float32Array.of(v, v)));
  });

  it("computes expressions outside a trace when their value is asked for", async () => {
    const x = tensor([1, 2, 3]);
    const y = mul(x, x);
    expect(await y.array()).toEqual([1, 4, 9]);
    expect(await grad((z: Tensor) => sum(mul(z, z)))(x).array()).toEqual([2, 4, 6]);
    const [a, b] = await evaluate([add(x, 1), sum(x)] as const);
    expect(await a.array()).toEqual([2, 3, 4]);
    expect(await b.item()).toBe(6);
  });

  it("computes with axes of length zero", async () => {
    const f = jit((x: Tensor, w: Tensor) => [sum(x), matmul(x, w), add(x, 1)]);
    const [s, m, a] = await f(zeros([0, 3]), zeros([3, 2]));
    expect(await s!.item()).toBe(0);
    expect(m!.shape).toEqual([0, 2]);
    expect(await a!.array()).toEqual([]);
  });

  it("keeps the last digit of 64-bit scalars", async () => {
    const most = [2n ** 63n - 1n, 2n ** 64n - 1n] as const;
    const signed = tensor(BigInt64Array.of(most[0]), { shape: [] });
    const unsigned = tensor(BigUint64Array.of(most[1]), { shape: [] });
    expect(await add(signed, zeros([1], "int64")).data()).toEqual(BigInt64Array.of(most[0]));
    expect(await add(unsigned, zeros([1], "uint64")).data()).toEqual(BigUint64Array.of(most[1]));
  });

  it("keeps no more donated arrays than it has outputs for", async () => {
    const double = jit((x: Tensor) => mul(x, 2));
    const together = jit((x: Tensor, y: Tensor) => add(x, y), { donate: [0, 1] });
    const arrays: WeakRef<object>[] = [];
    for (let i = 0; i < 8; i++) {
      const pair = [await double(tensor([i, 1])), await double(tensor([i, 2]))] as const;
      for (const { source } of pair) if (source.kind === "value") arrays.push(new WeakRef(source.data));
      await together(...pair);
    }
    expect(arrays).toHaveLength(16);
    setFlagsFromString("--expose-gc");
    await new Promise((resolve) => setImmediate(resolve));
    (runInNewContext("gc") as () => void)();
    // One waits for the next call; one may still be on the stack.
    expect(arrays.filter((one) => one.deref()).length).toBeLessThanOrEqual(2);
  });

  it("releases what an evaluation compiled when its run fails", async () => {
    const provider = await defaultProvider();
    let released = 0;
    setProvider({
      name: "failing",
      compile: async () => ({
        run: () => Promise.reject(new Error("no memory")),
        release: async () => void released++,
      }),
    });
    try {
      await expect(evaluate(add(tensor([1]), 1))).rejects.toThrow("no memory");
      expect(released).toBe(1);
    } finally {
      setProvider(provider);
    }
  });

  it("ends the calls that have begun before it frees their sessions", async () => {
    const f = jit((x: Tensor) => mul(x, 2));
    const first = f(tensor([1, 2]));
    await f.release();
    expect(await (await first).array()).toEqual([2, 4]);
    const second = f(tensor([3, 4]));
    await f.release();
    expect(await (await second).array()).toEqual([6, 8]);
  });

  it("takes a donated argument for one call, and gives it back where that fails", async () => {
    const x = tensor([0.5, 2]);
    const step = jit((y: Tensor) => add(y, 1), { donate: [0] });
    const both = await Promise.allSettled([step(x), step(x)]);
    expect(await (both[0] as PromiseFulfilledResult<Tensor>).value.array()).toEqual([1.5, 3]);
    expect(String((both[1] as PromiseRejectedResult).reason)).toMatch(/float32\[2\] was donated to/);

    const rows = tensor([1, 2, 3]);
    const pick = jit((y: Tensor, i: Tensor) => take(y, i), { donate: [0] });
    await expect(pick(rows, tensor([7], { dtype: "int32" }))).rejects.toThrow(/out of data bounds/);
    expect(await (await pick(rows, tensor([2], { dtype: "int32" }))).array()).toEqual([3]);
  });

  it("shares common subexpressions", () => {
    const f = jit((x: Tensor) => add(mul(x, 2), mul(x, 2)));
    expect(printGraph(f.graph(tensor([1, 2])))).toBe(
      [
        "{ lambda v0:float32[2] . let",
        "    v1:float32[2] = mul v0 2",
        "    v2:float32[2] = add v1 v1",
        "  in (v2) }",
      ].join("\n"),
    );
  });
});

describe("errors", () => {
  const here = /jit\.test\.ts:\d+:\d+\)$/;

  it("name the operator, the shapes and the caller's line", () => {
    expect(() => matmul(zeros([2, 3]), zeros([4, 5]))).toThrow(
      /^matmul of float32\[2,3\] and float32\[4,5\]: the inner dimensions 3 and 4 differ \(at .*jit\.test\.ts:\d+:\d+\)$/,
    );
    expect(() => add(zeros([2]), zeros([2], "int32"))).toThrow(/the dtypes differ: cast one/);
    expect(() => sum(zeros([2]), 1)).toThrow(/sum of float32\[2\]: axis 1 is outside a tensor of rank 1/);
    expect(() => add(zeros([2]), zeros([3]))).toThrow(here);
  });

  it("name a tensor that leaked from its trace", async () => {
    let leaked: Tensor | undefined;
    await jit((x: Tensor) => (leaked = add(x, 1)))(tensor([1]));
    await expect(jit((x: Tensor) => mul(x, leaked!))(tensor([1]))).rejects.toThrow(/float32\[1\] leaked/);
  });

  it("say that a loss must be a scalar", () => {
    expect(() => grad((x: Tensor) => x)(tensor([1, 2]))).toThrow(/returned float32\[2\], not a float scalar/);
  });

  it("name the operator that the provider has no kernel for", async () => {
    const { atan } = await import("./index.ts");
    await expect(jit(atan)(tensor([1], { dtype: "float64" }))).rejects.toThrow(
      /^atan of float64\[1\] cannot run on cpu: .*jit\.test\.ts/,
    );
  });

  it("name the operator that fails at the values it is given", async () => {
    const [x, outside] = [tensor([1, 2, 3]), tensor([7], { dtype: "int32" })];
    const message =
      /^take of float32\[3\] and int32\[1\] cannot run on cpu: .*out of data bounds.* \(at .*jit\.test\.ts:\d+:\d+\)$/;
    await expect(jit((y: Tensor, i: Tensor) => mul(take(y, i), 2))(x, outside)).rejects.toThrow(message);
    await expect(mul(take(x, outside), 2).data()).rejects.toThrow(message);
  });

  it("refuse a compiled function inside a traced one", async () => {
    const inner = jit((x: Tensor) => mul(x, 2));
    const outer = jit((x: Tensor) => {
      void inner(x).catch(() => undefined);
      return x;
    });
    await outer(tensor([1]));
    const seen: unknown[] = [];
    await jit((x: Tensor) => {
      inner(x).catch((error: unknown) => seen.push(String(error)));
      return x;
    })(tensor([1, 2]));
    expect(seen[0]).toMatch(/call the plain function there/);
  });
});
