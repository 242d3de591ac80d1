import { describe, expect, it } from "vitest";
import * as t from "@working-papers/tensor";
import { difference, interpreter, lmul } from "./index.ts";
import { modelOf, type NodeSpec } from "./testing/models.ts";
import { floatValue, integerValue, type Value } from "./value.ts";

/** A block as exporters write Llama: RMS normalisation, 4-bit weights, rotary positions, grouped-query attention, a gated MLP. */
const [batch, length, features, heads, kvHeads, d, hidden, block] = [2, 6, 32, 4, 2, 16, 64, 16];

async function normal(seed: number, shape: readonly number[], scale = 1): Promise<Float32Array> {
  const drawn = (await t.random.normal(t.random.key(seed), shape).data()) as Float32Array;
  return drawn.map((x) => x * scale);
}

/** Weights [n, k] in blocks of 4 bits, as MatMulNBits wants them. */
async function quantizedWeights(seed: number, n: number, k: number) {
  const values = await normal(seed, [n, k], 0.2);
  const blocks = k / block;
  const codes = new Uint8Array((n * k) / 2);
  const scales = new Float32Array(n * blocks);
  for (let b = 0; b < n * blocks; b++) {
    const part = values.subarray(b * block, (b + 1) * block);
    scales[b] = Math.max(...part.map(Math.abs)) / 7;
    part.forEach((x, i) => {
      const code = Math.min(15, Math.max(0, Math.round(x / scales[b]) + 8));
      codes[(b * block + i) >> 1] |= code << (4 * (i & 1));
    });
  }
  return {
    codes: { shape: [n, blocks, block / 2], data: codes },
    scales: { shape: [n * blocks], data: scales },
  };
}

const rms = (name: string, x: string, scale: string): NodeSpec => ({
  opType: "SimplifiedLayerNormalization",
  input: [x, scale],
  output: [name],
  attributes: { axis: -1, epsilon: { float: 1e-5 } },
});
async function llama() {
  const weights: Record<
    string,
    { shape: readonly number[]; data: Float32Array | BigInt64Array | Uint8Array }
  > = {
    rms1: { shape: [features], data: await normal(1, [features]) },
    rms2: { shape: [features], data: await normal(2, [features]) },
    cos: { shape: [16, d / 2], data: new Float32Array((16 * d) / 2) },
    sin: { shape: [16, d / 2], data: new Float32Array((16 * d) / 2) },
    none: { shape: [batch, kvHeads, 0, d], data: new Float32Array(0) },
  };
  for (let i = 0; i < (16 * d) / 2; i++) {
    const angle = Math.floor(i / (d / 2)) / 10000 ** ((2 * (i % (d / 2))) / d);
    weights.cos.data[i] = Math.cos(angle);
    weights.sin.data[i] = Math.sin(angle);
  }
  let seed = 10;
  const linear = async (name: string, x: string, n: number, k: number): Promise<NodeSpec> => {
    const { codes, scales } = await quantizedWeights(seed++, n, k);
    weights[`${name}.codes`] = codes;
    weights[`${name}.scales`] = scales;
    return {
      opType: "MatMulNBits",
      domain: "com.microsoft",
      name,
      input: [x, `${name}.codes`, `${name}.scales`],
      output: [name],
      attributes: { K: k, N: n, bits: 4, block_size: block },
    };
  };
  const nodes: NodeSpec[] = [
    rms("n1", "x", "rms1"),
    await linear("q", "n1", heads * d, features),
    await linear("k", "n1", kvHeads * d, features),
    await linear("v", "n1", kvHeads * d, features),
    {
      opType: "GroupQueryAttention",
      domain: "com.microsoft",
      input: ["q", "k", "v", "none", "none", "lasts", "total", "cos", "sin"],
      output: ["attended", "keys", "values"],
      attributes: { num_heads: heads, kv_num_heads: kvHeads, do_rotary: 1 },
    },
    await linear("o", "attended", features, heads * d),
    {
      opType: "SkipSimplifiedLayerNormalization",
      domain: "com.microsoft",
      input: ["x", "o", "rms2"],
      output: ["n2", "", "", "residual"],
      attributes: { epsilon: { float: 1e-5 } },
    },
    await linear("gate", "n2", hidden, features),
    await linear("up", "n2", hidden, features),
    { opType: "Sigmoid", input: ["gate"], output: ["open"] },
    { opType: "Mul", input: ["gate", "open"], output: ["silu"] },
    { opType: "Mul", input: ["silu", "up"], output: ["gated"] },
    await linear("down", "gated", features, hidden),
    { opType: "Add", input: ["residual", "down"], output: ["y"] },
  ];
  return { nodes, weights };
}

/** Lengths are int32 in this operator. */
const int32 = (numbers: readonly number[], shape = [numbers.length]): Value => ({
  ...integerValue(numbers, shape),
  dtype: "int32",
});

describe("a Llama block with 4-bit weights", async () => {
  const { nodes, weights } = await llama();
  const bytes = modelOf({
    nodes,
    weights,
    inputs: { x: [batch, length, features], lasts: [batch], total: [] },
    int32: ["lasts", "total"],
    outputs: ["y", "keys"],
  });
  const x = await normal(99, [batch, length, features]);
  const given = {
    x: floatValue(x, [batch, length, features]),
    lasts: int32([length - 1, length - 1]),
    total: int32([length], []),
  };

  it("agrees with ONNX Runtime", async () => {
    const mine = await interpreter(bytes).run(given);
    const theirs = await t.importOnnx(bytes).run({
      x: t.tensor(x, { shape: [batch, length, features] }),
      lasts: t.tensor([length - 1, length - 1], { dtype: "int32" }),
      total: t.scalar(length, "int32"),
    });
    for (const name of ["y", "keys"]) {
      expect(mine[name].shape).toEqual(theirs[name].shape);
      // ONNX Runtime may round activations to 8 bits for 4-bit weights only where asked to; here it does not.
      expect(difference(mine[name].data, (await theirs[name].data()) as Float32Array).relative).toBeLessThan(
        1e-5,
      );
    }
  });

  it("puts its attention, linear layers and gates under an arithmetic of their own", async () => {
    const model = interpreter(bytes);
    const used = new Map<string, string>();
    await model.run(given, {
      arithmetic: { attention: lmul({ mantissaBits: 4 }) },
      afterNode: ({ node, arithmetic }) => void used.set(node.class, arithmetic),
    });
    expect(used.get("attention.fused")).toBe("lmul:4");
    expect(used.get("linear")).toBe("float32");
  });
});
