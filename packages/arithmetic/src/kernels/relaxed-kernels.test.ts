import { expect, test } from "vitest";
import { add } from "../formats/correctly-rounded.ts";
import { float32 } from "../formats/float-format.ts";
import { referenceKernels } from "./reference-kernels.ts";
import { relaxedKernels } from "./relaxed-kernels.ts";
import { differences, fills, shapes } from "./testing.ts";
import { wasmKernels } from "./wasm-kernels.ts";

const kernels = relaxedKernels();

test.skipIf(!kernels)("the relaxed kernels round as one of the two ways that the engine may choose", () => {
  // x² = 1 + 2^-11 + 2^-24 loses its last term when it is rounded before the addition of -1.
  const x = Float32Array.of(1, 1 + 2 ** -12);
  const y = Float32Array.of(-1, 1 + 2 ** -12);
  const [probe] = kernels!.matmul(x, y, { m: 1, k: 2, n: 1 });
  const fused = probe === 2 ** -11 + 2 ** -24;
  expect(fused || probe === 2 ** -11).toBe(true);
  for (const [name, fill] of Object.entries(fills))
    for (const shape of shapes) {
      const { m, k, n } = shape;
      const a = fill(m * k, 1);
      const b = fill(k * n, 2);
      const expected = referenceKernels.matmul(a, b, shape);
      if (fused)
        for (let i = 0; i < m; i++)
          for (let j = 0; j < n; j++) {
            let sum = 0;
            for (let l = 0; l < k; l++) {
              const p = a[shape.transposeA ? l * m + i : i * k + l];
              const q = b[shape.transposeB ? j * k + l : l * n + j];
              // The product of two float32 numbers is exact in float64, and `add` rounds the exact sum once.
              sum = add(float32, p * q, sum);
            }
            expected[i * n + j] = sum;
          }
      expect(differences(kernels!.matmul(a, b, shape), expected), `${name} ${JSON.stringify(shape)}`).toBe(0);
    }
});

test.skipIf(!kernels)("they go by their own name, and share what is not float32", () => {
  expect(kernels!.provider).toBe("wasm-relaxed");
  expect(kernels!.lmulMatmul).toBe(wasmKernels.lmulMatmul);
  expect(kernels!.dot(Float32Array.of(2, 3), Float32Array.of(4, 5))).toBe(23);
});
