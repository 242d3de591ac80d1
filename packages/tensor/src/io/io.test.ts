import { describe, expect, it } from "vitest";
import {
  abs,
  add,
  exportOnnx,
  gelu,
  importOnnx,
  matmul,
  max,
  mul,
  name,
  relu,
  scalar,
  scan,
  tensor,
  zeros,
  type Provider,
  type Tensor,
} from "../index.ts";
import { decodeModel } from "../onnx/model.ts";
import { cpu } from "../providers/node.ts";

describe("ONNX import", () => {
  const file = exportOnnx(
    (x: Tensor) =>
      relu(
        name(
          "hidden",
          matmul(
            x,
            tensor([
              [1, -1],
              [0, 2],
            ]),
          ),
        ),
      ),
    zeros([1, 2]),
  );

  it("runs a file, reads and replaces what is inside it, weights too", async () => {
    const model = importOnnx(file);
    expect(model.inputs).toEqual([{ name: "0", dtype: "float32", shape: [1, 2] }]);
    const x = { "0": tensor([[3, 1]]) };
    expect(await (await model.run(x))["output"]!.array()).toEqual([[3, 0]]);
    const hidden = model.nodes.find((n) => n.opType === "MatMul")!.output[0]!;
    expect(await (await model.run(x, { capture: [hidden] }))[hidden]!.array()).toEqual([[3, -1]]);
    const patched = await model.run(x, { replace: { [hidden]: tensor([[5, -6]]) } });
    expect(await patched["output"]!.array()).toEqual([[5, 0]]);
    const [weight] = Object.keys(model.weights) as [string];
    const edited = await model.run(x, {
      replace: {
        [weight]: tensor([
          [2, 0],
          [0, 2],
        ]),
      },
    });
    expect(await edited["output"]!.array()).toEqual([[6, 2]]);
    const saved = importOnnx(
      await model.withWeights({
        [weight]: tensor([
          [2, 0],
          [0, 2],
        ]),
      }),
    );
    expect(await (await saved.run(x))["output"]!.array()).toEqual([[6, 2]]);
    await expect(model.run(x, { capture: ["nothing"] })).rejects.toThrow(/computes nothing named nothing/);
    await expect(model.run({})).rejects.toThrow(/input 0 was not given/);
    await model.release();
  });
});

/** The cpu, and what its sessions do, in order. */
function recorded(): { readonly provider: Provider; readonly events: string[] } {
  const events: string[] = [];
  const inner = cpu();
  const provider: Provider = {
    name: "recorded",
    async compile(model) {
      const { run, release } = await inner.compile(model);
      return {
        async run(inputs, outputs) {
          const results = await run(inputs, outputs);
          events.push("ran");
          return results;
        },
        release: () => (events.push("released"), release()),
      };
    },
  };
  return { provider, events };
}

const running = (total: Tensor, y: Tensor): [Tensor, Tensor] => [add(total, y), mul(total, y)];

it("ends the runs of an imported file that have begun before it frees their session", async () => {
  const { provider, events } = recorded();
  const model = importOnnx(exportOnnx(relu, zeros([2])), { provider });
  const x = { "0": tensor([1, -1]) };
  const runs = [model.run(x), model.run(x)];
  await model.release();
  expect(events).toEqual(["ran", "ran", "released"]);
  expect(await Promise.all(runs.map(async (run) => (await run)["output"]!.array()))).toEqual([
    [1, 0],
    [1, 0],
  ]);
});

describe("ONNX export", () => {
  it("writes a file of standard operators that runs on its own", async () => {
    const w = tensor(
      Float32Array.from({ length: 2000 }, (_, i) => Math.sin(i)),
      { shape: [1000, 2] },
    );
    const bytes = exportOnnx(
      ({ x }: { x: Tensor }) => ({ y: gelu(matmul(x, w)), z: matmul(x, x, { transB: true }) }),
      {
        x: zeros([3, 1000]),
      },
    );
    const model = decodeModel(bytes);
    expect(model.opsetImport.map((o) => o.domain ?? "")).toEqual([""]);
    expect(model.graph.node.map((n) => n.opType).toSorted()).toEqual([
      "Gelu",
      "MatMul",
      "MatMul",
      "Transpose",
    ]);
    expect([model.graph.input.map((i) => i.name), model.graph.output.map((o) => o.name)]).toEqual([
      ["0.x"],
      ["y", "z"],
    ]);
    const executable = await cpu().compile(bytes);
    const ones = { data: new Float32Array(3000).fill(1), dtype: "float32", shape: [3, 1000] } as const;
    const [y, z] = await executable.run(new Map([["0.x", ones]]), [{ name: "y" }, { name: "z" }]);
    expect(y!.shape).toEqual([3, 2]);
    expect(Array.from(z!.data, Number)).toEqual(Array.from({ length: 9 }, () => 1000));
  });

  it("keeps apart the names that are given and those that it makes", async () => {
    const [weights, x] = [tensor([0.5, 1.5, 2.5]), tensor([1, -2, 3])];
    const outputs = async (f: (y: Tensor) => unknown): Promise<Record<string, unknown>> => {
      const results = await importOnnx(exportOnnx(f, x)).run({ "0": x });
      return Object.fromEntries(
        await Promise.all(Object.entries(results).map(async ([key, y]) => [key, await y.array()])),
      );
    };
    expect(await outputs((y) => ({ k0: add(y, weights), k1: mul(y, weights) }))).toEqual({
      k0: [1.5, -0.5, 5.5],
      k1: [0.5, -3, 7.5],
    });
    expect(await outputs((y) => ({ t1: abs(relu(y)), t0: max(y), t5: y }))).toEqual({
      t1: [1, 0, 3],
      t0: 3,
      t5: [1, -2, 3],
    });
    expect(await outputs((y) => ({ c0: mul(y, 3) }))).toEqual({ c0: [3, -6, 9] });
    expect(await outputs((y) => relu(name("t0", abs(add(y, weights)))))).toEqual({ output: [1.5, 0.5, 5.5] });
    expect(await outputs((y) => ({ i0: scan(running, scalar(0), y)[1], i1: y }))).toEqual({
      i0: [0, -2, -3],
      i1: [1, -2, 3],
    });
    expect(await outputs((y) => [relu(y), mul(y, 2)])).toEqual({
      "output.0": [1, 0, 3],
      "output.1": [2, -4, 6],
    });
  });
});
