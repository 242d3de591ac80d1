/**
 * @file An example: a dense layer in 8-bit integers. Run: npx node packages/arithmetic/example-quantized-layer.ts
 *
 * Weights are quantized per output channel, activations per tensor; the product is made of integers alone, and so is the way back to 8 bits.
 */
import { argv } from "node:process";
import { pathToFileURL } from "node:url";
import {
  affineQuantization,
  channelsOf,
  dequantize,
  dyadic,
  int8,
  integerFormat,
  quantize,
  rangesOf,
  requantize,
  uint8,
  wasmKernels,
} from "@working-papers/arithmetic";

const power = (list: Float32Array) => list.reduce((sum, value) => sum + value * value, 0);

/** The outputs of a layer in float32 and in integers, [batch, outputs], and the signal-to-noise ratio of the latter. */
export function quantizedLayer(): { float: Float32Array; integer: Float32Array; decibels: number } {
  const shape = { m: 8, k: 64, n: 16 };
  const { m, k, n } = shape;
  const weights = Float32Array.from({ length: k * n }, (_, i) => Math.sin(i * i) * (1 + (i % n)));
  const inputs = Float32Array.from({ length: m * k }, (_, i) => Math.max(0, Math.sin(i * 0.7 + (i % 5))));
  const float = wasmKernels.matmul(inputs, weights, shape);

  // Weights from -127 to 127, one scale per column; inputs are never negative: 0 to 255.
  const channels = channelsOf([k, n], 1);
  const weightFormat = integerFormat({ bits: 8, restricted: true });
  const weightRanges = rangesOf(weights, channels);
  const w = affineQuantization(weightFormat, weightRanges, { scheme: "symmetric", channels });
  const x = affineQuantization(uint8, rangesOf(inputs));
  const y = affineQuantization(int8, rangesOf(float));

  const sums = wasmKernels.integerMatmul(
    quantize(inputs, x) as Uint8Array,
    quantize(weights, w) as Int8Array,
    shape,
    { aZeroPoint: x.zeroPoints[0] },
  );
  const factors = Array.from(w.scales, (scale) => dyadic((x.scales[0] * scale) / y.scales[0]));
  const codes = requantize(sums, { format: int8, factors, zeroPoint: y.zeroPoints[0] });
  const integer = dequantize(codes, y);

  const noise = float.map((value, i) => value - integer[i]);
  return { float, integer, decibels: 10 * Math.log10(power(float) / power(noise)) };
}

if (import.meta.url === pathToFileURL(argv[1] ?? "").href) {
  const { float, integer, decibels } = quantizedLayer();
  console.log("float32:", ...Array.from(float.subarray(0, 6), (value) => value.toFixed(3)));
  console.log("int8:   ", ...Array.from(integer.subarray(0, 6), (value) => value.toFixed(3)));
  console.log(`${decibels.toFixed(1)} dB`);
}
