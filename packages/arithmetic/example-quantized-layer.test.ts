import { expect, test } from "vitest";
import { quantizedLayer } from "./example-quantized-layer.ts";

test("the example's integer layer is what 8 bits allow, and the same on every machine", () => {
  const { float, integer, decibels } = quantizedLayer();
  expect(integer).toHaveLength(float.length);
  expect(decibels).toBeGreaterThan(30);
  // One scale for all outputs: no error is more than that of the operands and half a step of the result.
  const step = (Math.max(...float) - Math.min(...float)) / 255;
  expect(Math.max(...float.map((x, i) => Math.abs(x - integer[i])))).toBeLessThan(2 * step);
});
