import { describe, expect, it } from "vitest";
import {
  conv,
  convTranspose,
  gelu,
  groupNorm,
  instanceNorm,
  layerNorm,
  maxPool,
  meanCrossEntropy,
  meanPool,
  pad,
  reshape,
  resize,
  rfft,
  sum,
  tensor,
  at,
  type Tensor,
} from "../index.ts";
import { attention } from "../nn/index.ts";
import reference from "./reference.json" with { type: "json" };

// reference.json holds what PyTorch 1.13 computes in float64, to six decimals, for inputs whose element i is ((7 i mod 11) - 5) / 4.
const ramp = (...shape: number[]): Tensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => (((7 * i) % 11) - 5) / 4),
    { shape },
  );
};
const x = ramp(1, 2, 5, 4);
const labels = tensor([0, 1, 2, 3, 0, 1, 2, 3, 0, 1], { dtype: "int32" });

const cases: Record<keyof typeof reference, () => Tensor> = {
  conv: () => conv(x, ramp(3, 2, 3, 2), { stride: 2, padding: 1 }),
  convT: () => convTranspose(x, ramp(2, 3, 3, 2), { stride: 2, padding: 1, outputPadding: 1 }),
  cubic: () => resize(x, [3, 7], { mode: "cubic" }),
  linear: () => resize(x, [3, 7]),
  linearA: () => resize(x, [3, 7], { alignCorners: true }),
  nearest: () => resize(x, [3, 7], { mode: "nearest" }),
  maxpool: () => maxPool(x, 3, { stride: 2, padding: 1 }),
  avgpool: () => meanPool(x, 2),
  gn: () => groupNorm(x, 1),
  in: () => instanceNorm(x),
  gelu: () => gelu(tensor([-2, -0.5, 0, 0.5, 2])),
  ln: () => layerNorm(x),
  rfft: () => sum(rfft(x, 2), [0, 1, 3]),
  ce: () => meanCrossEntropy(reshape(x, [10, 4]), labels),
  cpad: () =>
    at(
      at(
        pad(
          x,
          [
            [0, 0],
            [0, 0],
            [2, 1],
            [1, 2],
          ],
          { mode: "circular" },
        ),
        0,
      ),
      0,
    ),
  rpad: () =>
    at(
      at(
        pad(
          x,
          [
            [0, 0],
            [0, 0],
            [2, 1],
            [1, 2],
          ],
          { mode: "reflect" },
        ),
        0,
      ),
      0,
    ),
  sdpa: () => attention(x, x, x),
};

describe("operators", () => {
  for (const [name, f] of Object.entries(cases))
    it(`compute what PyTorch computes: ${name}`, async () => {
      const expected = reference[name as keyof typeof reference];
      const got = Array.from(await f().data(), Number);
      expect(got.length).toBe(expected.length);
      const worst = Math.max(...got.map((v, i) => Math.abs(v - expected[i]!)));
      expect(worst).toBeLessThan(2e-5);
    });
});
