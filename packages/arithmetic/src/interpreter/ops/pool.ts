/** @file The largest or the mean element of windows, and of whole images. */
import { listOf, numberOf, requiredFloat, textOf, type Operator, type OperatorTable } from "../operator.ts";
import { floatValue, show, sizeOf, stridesOf } from "../value.ts";
import { windowsOf } from "../windows.ts";

type Pool = (elements: readonly number[], window: number) => number;

const pool =
  (f: (countsPadding: boolean) => Pool): Operator =>
  (inputs, call) => {
    if (call.outputs > 1 && numberOf(call, "storage_order", 0) !== 0)
      throw new RangeError("indices in column order are not supported");
    const x = requiredFloat(inputs, 0);
    const [batch, channels, ...space] = x.shape;
    const windows = windowsOf(space, {
      kernel: listOf(call, "kernel_shape") ?? [],
      steps: listOf(call, "strides"),
      dilations: listOf(call, "dilations"),
      pads: listOf(call, "pads"),
      automatic: textOf(call, "auto_pad", "NOTSET"),
      partial: numberOf(call, "ceil_mode", 0) === 1,
    });
    const { kernel, steps, dilations, before, after, output } = windows;
    const reduce = f(numberOf(call, "count_include_pad", 0) === 1);
    const [area, places, taps] = [sizeOf(space), sizeOf(output), sizeOf(kernel)];
    const [outer, inner, within] = [stridesOf(output), stridesOf(space), stridesOf(kernel)];
    const out = new Float32Array(batch * channels * places);
    for (let i = 0; i < out.length; i++) {
      const [plane, place] = [Math.floor(i / places), i % places];
      const elements: number[] = [];
      let counted = 0;
      for (let tap = 0; tap < taps; tap++) {
        let from = plane * area;
        let [inside, padded] = [true, true];
        for (let d = 0; d < space.length; d++) {
          const step = Math.floor(place / outer[d]) % output[d];
          const position =
            step * steps[d] + (Math.floor(tap / within[d]) % kernel[d]) * dilations[d] - before[d];
          inside &&= position >= 0 && position < space[d];
          padded &&= position < space[d] + after[d];
          from += position * inner[d];
        }
        if (inside) elements.push(x.data[from]);
        if (padded) counted++;
      }
      out[i] = reduce(elements, counted);
    }
    return floatValue(out, [batch, channels, ...output]);
  };

const mean = (elements: readonly number[], count: number): number =>
  elements.reduce((sum, x) => sum + x, 0) / count;

const globally =
  (f: (elements: Float32Array) => number): Operator =>
  (inputs) => {
    const x = requiredFloat(inputs, 0);
    const [batch, channels, ...space] = x.shape;
    if (x.shape.length < 3) throw new RangeError(`an input of shape ${show(x.shape)} has no space to pool`);
    const area = sizeOf(space);
    const out = new Float32Array(batch * channels);
    for (let i = 0; i < out.length; i++) out[i] = f(x.data.subarray(i * area, (i + 1) * area));
    return floatValue(out, [batch, channels, ...space.map(() => 1)]);
  };

export const pools: OperatorTable = {
  // The second output, places, is not made: a node that reads it finds it missing.
  MaxPool: pool(() => (elements) => elements.reduce((best, x) => Math.max(best, x), -Infinity)),
  AveragePool: pool(
    (countsPadding) => (elements, window) => mean(elements, countsPadding ? window : elements.length),
  ),
  GlobalAveragePool: globally((elements) => elements.reduce((sum, x) => sum + x, 0) / elements.length),
  GlobalMaxPool: globally((elements) => elements.reduce((best, x) => Math.max(best, x), -Infinity)),
};
