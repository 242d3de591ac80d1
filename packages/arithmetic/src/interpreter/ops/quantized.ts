/** @file Affine quantization in a graph: x = scale · (code - zero point), for the whole tensor or along an axis. */
import { integerRounder } from "../../integers/integer-rounding.ts";
import { numberOf, required, requiredFloat, type Operator, type OperatorTable } from "../operator.ts";
import { allocate, axisOf, show, sizeOf, type Value } from "../value.ts";
import type { DType } from "@working-papers/tensor/onnx";

const ranges: Partial<Record<DType, readonly [number, number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
};

/** Which scale belongs to element i. */
function scaleIndex(x: Value, scale: Value, axis: number): (index: number) => number {
  const count = scale.data.length;
  if (count === 1) return () => 0;
  const along = axisOf(axis, x.shape.length);
  if (scale.shape.length > 1 || x.shape[along] !== count)
    throw new RangeError(`scales of shape ${show(scale.shape)} do not fit axis ${axis} of ${show(x.shape)}`);
  const stride = sizeOf(x.shape.slice(along + 1));
  return (index) => Math.floor(index / stride) % count;
}

const halfEven = integerRounder("nearestEven");

const quantizeLinear: Operator = (inputs, call) => {
  const [x, scale] = [requiredFloat(inputs, 0), requiredFloat(inputs, 1)];
  const zero = inputs[2];
  const dtype = zero?.dtype ?? "uint8";
  const range = ranges[dtype];
  if (!range) throw new RangeError(`quantization to ${dtype} is not supported`);
  const at = scaleIndex(x, scale, numberOf(call, "axis", 1));
  const out = allocate(dtype, x.shape);
  for (let i = 0; i < out.data.length; i++) {
    const code = halfEven(Math.fround(x.data[i] / scale.data[at(i)])) + (zero?.data[at(i)] ?? 0);
    out.data[i] = Math.min(range[1], Math.max(range[0], code));
  }
  return out;
};

const dequantizeLinear: Operator = (inputs, call) => {
  const [x, scale] = [required(inputs, 0), requiredFloat(inputs, 1)];
  const zero = inputs[2];
  const at = scaleIndex(x, scale, numberOf(call, "axis", 1));
  const out = allocate("float32", x.shape);
  for (let i = 0; i < out.data.length; i++)
    out.data[i] = Math.fround(x.data[i] - (zero?.data[at(i)] ?? 0)) * scale.data[at(i)];
  return out;
};

export const quantized: OperatorTable = {
  QuantizeLinear: quantizeLinear,
  DequantizeLinear: dequantizeLinear,
};
