import { describe, expect, it } from "vitest";
import {
  decodeSafetensors,
  encodeSafetensors,
  exportOnnx,
  gelu,
  importOnnx,
  name,
  relu,
  loadTree,
  matmul,
  saveTree,
  tensor,
  zeros,
  type Tensor,
} from "../index.ts";
import { decodeModel } from "../onnx/model.ts";
import { cpu } from "../providers/node.ts";

describe("safetensors", () => {
  it("read a file written by hand from the format's description", async () => {
    const header = '{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},"__metadata__":{"k":"v"}}';
    const file = new Uint8Array(8 + header.length + 4);
    file[0] = header.length;
    file.set(new TextEncoder().encode(header), 8);
    // bfloat16 of 1 is 3f80, of -2 is c000.
    file.set([0x80, 0x3f, 0x00, 0xc0], 8 + header.length);
    const { tensors, metadata } = decodeSafetensors(file);
    expect(await tensors["a"]!.array()).toEqual([1, -2]);
    expect(metadata).toEqual({ k: "v" });
  });

  it("give back every dtype", async () => {
    const tensors: Record<string, Tensor> = {};
    for (const dtype of ["float32", "float64", "int8", "int64", "uint8", "uint32", "bool"] as const)
      tensors[dtype] = tensor([[1], [0]], { dtype });
    const back = decodeSafetensors(await encodeSafetensors(tensors)).tensors;
    for (const [dtype, x] of Object.entries(tensors)) {
      expect(back[dtype]!.dtype).toBe(dtype);
      expect(await back[dtype]!.data()).toEqual(await x.data());
    }
  });

  it("widen float16 exactly", async () => {
    const header = '{"h":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}';
    const file = new Uint8Array(8 + header.length + 8);
    file[0] = header.length;
    file.set(new TextEncoder().encode(header), 8);
    // 3c00 is 1, c000 is -2, 0001 is 2^-24 (the least subnormal), 7bff is 65504 (the largest).
    file.set([0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0xff, 0x7b], 8 + header.length);
    expect(await decodeSafetensors(file).tensors["h"]!.array()).toEqual([1, -2, 2 ** -24, 65504]);
  });

  it("read a Node buffer that lies inside a larger one", async () => {
    const file = await encodeSafetensors({ x: tensor([1, 2]) });
    const buffer = Buffer.concat([Buffer.from([9]), file]).subarray(1);
    expect(await decodeSafetensors(buffer).tensors["x"]!.array()).toEqual([1, 2]);
  });

  it("keep trees, and say what does not fit", async () => {
    const tree = {
      layers: [{ w: tensor([1, 2]) }, { w: tensor([3, 4]) }],
      step: tensor(5, { dtype: "int32" }),
    };
    const file = await saveTree(tree);
    const back = loadTree(tree, file);
    expect(await back.layers[1]!.w.array()).toEqual([3, 4]);
    expect(await back.step.item()).toBe(5);
    expect(() => loadTree({ layers: [{ w: zeros([3]) }] }, file)).toThrow(
      /layers.0.w is float32\[2\] in the checkpoint, not float32\[3\]/,
    );
    expect(() => loadTree({ other: zeros([3]) }, file)).toThrow(/the checkpoint has no other/);
    expect(() => decodeSafetensors(file.subarray(0, 40))).toThrow(/not a safetensors file/);
  });
});

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
    expect(model.graph.node.map((n) => n.opType)).toEqual(["MatMul", "Gelu", "Transpose", "MatMul"]);
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
});
