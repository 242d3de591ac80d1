import { describe, expect, it } from "vitest";
import * as t from "../index.ts";

const count = (graph: t.Graph, operator: string): number =>
  t.printGraph(graph).match(new RegExp(`= ${operator}\\b`, "g"))?.length ?? 0;

const twoLayers = (v: t.Tensor, h: t.Tensor): t.Tensor =>
  t.tanh(t.matmul(t.name("hidden", t.tanh(t.matmul(h, v))), v));

const recurrentLoss = (w: t.Tensor, xs: t.Tensor): t.Tensor =>
  t.sum(t.scan((h: t.Tensor, x: t.Tensor) => [t.tanh(t.add(t.mul(h, w), x)), null], t.zeros([2]), xs)[0]);

const leanLoss = (w: t.Tensor, xs: t.Tensor): t.Tensor =>
  t.sum(
    t.scan(
      t.checkpoint((h: t.Tensor, x: t.Tensor) => [t.tanh(t.add(t.mul(h, w), x)), null] as const),
      t.zeros([2]),
      xs,
    )[0],
  );

const addStep = (c: t.Tensor, x: t.Tensor): [t.Tensor, t.Tensor] => [t.add(c, x), x];

const newton = (a: t.Tensor): t.Tensor =>
  t.whileLoop(
    (x: t.Tensor) => t.greater(t.abs(t.sub(t.mul(x, x), a)), 1e-12),
    (x) => t.mul(t.add(x, t.div(a, x)), 0.5),
    a,
  );

const loopOfBranches = (x: t.Tensor): t.Tensor =>
  t.foriLoop(
    0,
    5,
    (i, c: t.Tensor) =>
      t.cond(
        t.less(i, 3),
        () => t.add(c, x),
        () => t.mul(c, 2),
      ),
    x,
  );

const gradient = (f: typeof twoLayers): t.Compiled<[t.Tensor, t.Tensor], t.Tensor> =>
  t.jit(t.grad((v: t.Tensor, h: t.Tensor) => t.sum(t.square(f(v, h)))));

describe("checkpoint", () => {
  const [w, x] = [t.full([3, 3], 0.1), t.full([2, 3], 0.5)];

  it("computes activations again in the reverse pass, after the forward pass has ended", () => {
    expect(count(gradient(twoLayers).graph(w, x), "tanh")).toBe(2);
    const graph = gradient(t.checkpoint(twoLayers)).graph(w, x);
    expect(count(graph, "tanh")).toBe(4);
    // What is computed again rests on the argument behind a barrier that waits for the cotangent: twice the result.
    const lines = t
      .printGraph(graph)
      .split("\n")
      .map((line) => line.trim());
    const cotangent = lines.find((line) => /= add (\S+) \1$/.test(line))!;
    const barriers = lines.filter((line) => line.includes("= barrier"));
    expect(barriers.length).toBe(2);
    for (const line of barriers) expect(line.endsWith(` ${cotangent.split(":")[0]}`)).toBe(true);
  });

  it("computes nothing twice in an undifferentiated graph or in forward mode", () => {
    expect(count(t.jit(t.checkpoint(twoLayers)).graph(w, x), "tanh")).toBe(2);
    const forward = t.jit((v: t.Tensor, h: t.Tensor) =>
      t.jvp((u: t.Tensor) => t.checkpoint(twoLayers)(u, h), [v], [v]),
    );
    expect(count(forward.graph(w, x), "tanh")).toBe(2);
  });

  it("keeps the intermediates that are named", () => {
    const saving = gradient(t.checkpoint(twoLayers, { save: ["hidden"] }));
    expect(count(saving.graph(w, x), "tanh")).toBe(3);
    expect(() => t.checkpoint(twoLayers, { save: ["missing"] })(w, x)).toThrow(
      /nothing is named missing: there are hidden/,
    );
  });

  it("has the derivatives of the function", async () => {
    const plain = Array.from(await (await gradient(twoLayers)(w, x)).data(), Number);
    for (const f of [t.checkpoint(twoLayers), t.checkpoint(twoLayers, { save: ["hidden"] })]) {
      const got = Array.from(await (await gradient(f)(w, x)).data(), Number);
      expect(Math.max(...Array.from(plain, (v, i) => Math.abs(Number(v) - Number(got[i]))))).toBeLessThan(
        1e-6,
      );
    }
  });
});

describe("scan", () => {
  it("carries, reads and stacks", async () => {
    const [sum, partial] = t.scan(
      (c: t.Tensor, x: t.Tensor) => [t.add(c, x), t.mul(c, 10)],
      t.scalar(1),
      t.tensor([2, 3, 4]),
    );
    expect(await sum.item()).toBe(10);
    expect(await partial.array()).toEqual([10, 30, 60]);
    const [, backward] = t.scan(
      (c: t.Tensor, x: t.Tensor) => [t.add(c, x), c],
      t.scalar(1),
      t.tensor([2, 3, 4]),
      { reverse: true },
    );
    expect(await backward.array()).toEqual([8, 5, 1]);
  });

  it("counts from the lower to the upper number, and takes no step where that is not above", async () => {
    for (const [lower, upper, total] of [
      [2, 5, 9],
      [5, 2, 0],
    ] as const)
      expect(await t.foriLoop(lower, upper, (i, c) => t.add(c, i), t.scalar(0, "int32")).item()).toBe(total);
  });

  it("takes trees, closes over tensors of the trace, and runs without anything to read", async () => {
    const powers = t.jit((base: t.Tensor) => {
      const [last, ys] = t.scan(
        ({ value, n }: { value: t.Tensor; n: t.Tensor }) => [
          { value: t.mul(value, base), n: t.add(n, 1) },
          [n, value] as const,
        ],
        { value: t.scalar(1), n: t.scalar(0, "int32") },
        null,
        { length: 4 },
      );
      return { value: last.value, ys };
    });
    const result = await powers(t.scalar(3));
    expect(await result.value.item()).toBe(81);
    expect(await result.ys[0].array()).toEqual([0, 1, 2, 3]);
    expect(await result.ys[1].array()).toEqual([1, 3, 9, 27]);
  });

  it("does not run for no steps", async () => {
    const [c, ys] = t.scan((s: t.Tensor, x: t.Tensor) => [t.add(s, x), s], t.scalar(7), t.zeros([0]));
    expect(await c.item()).toBe(7);
    expect(ys.shape).toEqual([0]);
  });

  it("runs once forward and once backward for a gradient, with residuals stacked by the first", () => {
    const graph = t.jit(t.valueAndGrad(recurrentLoss)).graph(t.zeros([2]), t.zeros([5, 2]));
    expect(count(graph, "scan")).toBe(2);
    expect(count(graph, "tanh")).toBe(1);
    // With a checkpointed step only the carry is stacked, and the step is computed again.
    const again = t.printGraph(t.jit(t.valueAndGrad(leanLoss)).graph(t.zeros([2]), t.zeros([5, 2])));
    expect(again.match(/= tanh/g)?.length).toBe(2);
    expect(again.match(/^ {4}v\d+:float32\[2\] v\d+:float32\[5,2\] = scan/m)).not.toBeNull();
  });

  it("computes what no step changes once, before the loop", () => {
    const f = t.jit(
      (a: t.Tensor) => t.scan((c: t.Tensor) => [t.add(c, t.exp(a)), null], a, null, { length: 9 })[0],
    );
    expect(t.printGraph(f.graph(t.scalar(1)))).toMatch(/^ {4}v\d+:float32\[\] = exp/m);
  });

  it("says what does not fit", () => {
    const here = /control\.test\.ts:\d+:\d+\)$/;
    expect(() => t.scan(addStep, t.scalar(0), t.zeros([2, 3]))).toThrow(
      /^scan: the carry is float32\[\] and becomes float32\[3\] in a step \(at .*control\.test\.ts/,
    );
    expect(() =>
      t.scan(
        ([c]: t.Tensor[], [x, y]: t.Tensor[]) => [[t.add(c!, t.add(x!, y!))], c!],
        [t.scalar(0)],
        [t.zeros([2]), t.zeros([3])],
      ),
    ).toThrow(/scan over float32\[2\] and float32\[3\]: each needs a leading axis of length 2/);
    expect(() => t.scan((c: unknown) => [{ c }, null], t.scalar(0) as unknown, null, { length: 2 })).toThrow(
      /the carry is \* and becomes \{"c":\*\}/,
    );
    expect(() => t.scan((c: t.Tensor) => [c, null], t.scalar(0), null)).toThrow(/needs a length/);
    expect(() => t.scan(addStep, t.scalar(0), t.zeros([2, 3]))).toThrow(here);
  });

  it("does not let a tensor out of a step", async () => {
    let leaked: t.Tensor | undefined;
    const f = t.jit((x: t.Tensor) => {
      const [last] = t.scan((c: t.Tensor) => [(leaked = t.add(c, 1)), null], x, null, { length: 2 });
      return t.add(last, leaked!);
    });
    await expect(f(t.scalar(0))).rejects.toThrow(/float32\[\] leaked: .*control\.test\.ts/);
  });
});

describe("cond", () => {
  it("runs one branch only", async () => {
    const safe = t.jit((n: t.Tensor) =>
      t.cond(
        t.greater(n, 0),
        () =>
          t.whileLoop(
            (c: t.Tensor) => t.less(c, 100),
            (c: t.Tensor) => t.mul(c, 2),
            n,
          ),
        () => t.neg(n),
      ),
    );
    expect(await (await safe(t.scalar(3))).item()).toBe(192);
    // The loop of the other branch would not end: -5 doubled stays below 100.
    expect(await (await safe(t.scalar(-5))).item()).toBe(5);
  });

  it("says what does not fit", () => {
    const yes = t.greater(t.scalar(1), 0);
    expect(() =>
      t.cond(
        yes,
        () => t.zeros([2]),
        () => t.zeros([3]),
      ),
    ).toThrow(/cond: the branches return float32\[2\] and float32\[3\] \(at .*control\.test\.ts/);
    expect(() =>
      t.cond(
        yes,
        () => [t.zeros([2])] as unknown,
        () => t.zeros([2]),
      ),
    ).toThrow(/the branches return \[\*\] and \*/);
    expect(() =>
      t.cond(
        t.scalar(1),
        () => t.scalar(1),
        () => t.scalar(2),
      ),
    ).toThrow(/cond of float32\[\]: the condition should be a bool scalar/);
  });
});

describe("whileLoop", () => {
  it("iterates until the condition fails, with forward derivatives", async () => {
    const f = t.jit((a: t.Tensor) => t.jvp(newton, [a], [t.scalar(1, "float64")]));
    const [value, slope] = await f(t.scalar(2, "float64"));
    expect(await value.item()).toBeCloseTo(Math.SQRT2, 12);
    expect(await slope.item()).toBeCloseTo(Math.SQRT1_2 / 2, 9);
  });

  it("has no reverse mode, and says so", () => {
    expect(() => t.grad(newton)(t.scalar(2))).toThrow(
      /^whileLoop of .* has no reverse-mode derivative \(at .*control\.test\.ts/,
    );
    expect(() =>
      t.whileLoop(
        (x: t.Tensor) => x,
        (x) => x,
        t.scalar(1),
      ),
    ).toThrow(/the condition is float32\[\], not a bool scalar/);
  });
});

describe("loops and branches", () => {
  it("are exported to ONNX and read again", async () => {
    const model = t.importOnnx(t.exportOnnx(loopOfBranches, t.scalar(0)));
    const { output } = await model.run({ [model.inputs[0]!.name]: t.scalar(1) });
    expect(await output!.item()).toBe(16);
    await model.release();
  });
});
