/** @file The weights of ONNX Runtime's MatMulNBits: blocks of 4- or 8-bit codes with a scale and a zero point each, [n, blocks, bytes]. */
import { numberOf, required, requiredFloat, type Inputs, type OperatorCall } from "../operator.ts";
import { floatValue, show, type FloatValue } from "../value.ts";

/** The weights in float32, [n, k]. Codes of 4 bits lie two in a byte, the lower first; without zero points zero is 2^(bits - 1). */
export function dequantizedWeights(inputs: Inputs, call: OperatorCall): FloatValue {
  const [k, n] = [numberOf(call, "K", 0), numberOf(call, "N", 0)];
  const bits = numberOf(call, "bits", 4);
  const block = numberOf(call, "block_size", 32);
  if (bits !== 4 && bits !== 8)
    throw new RangeError(`weights of ${bits} bits are not supported, only 4 and 8`);
  if (inputs[4]) throw new RangeError("reordered groups (g_idx) are not supported");
  const blocks = Math.ceil(k / block);
  const bytes = (block * bits) / 8;
  const codes = required(inputs, 1);
  const scales = requiredFloat(inputs, 2);
  if (codes.data.length !== n * blocks * bytes || scales.data.length !== n * blocks)
    throw new RangeError(
      `codes of shape ${show(codes.shape)} and scales of shape ${show(scales.shape)} do not hold ${n} rows of ${k} weights in blocks of ${block}`,
    );
  const zeros = inputs[3];
  const code = (data: ArrayLike<number>, start: number, i: number): number =>
    bits === 8 ? data[start + i] : (data[start + (i >> 1)] >> (4 * (i & 1))) & 15;
  const zeroBytes = Math.ceil((blocks * bits) / 8);
  const zeroOf = (row: number, b: number): number => {
    if (!zeros) return 2 ** (bits - 1);
    if (zeros.data instanceof Float32Array) return zeros.data[row * blocks + b];
    return code(zeros.data, row * zeroBytes, b);
  };
  const out = new Float32Array(n * k);
  for (let row = 0; row < n; row++)
    for (let b = 0; b < blocks; b++) {
      const [scale, zero] = [scales.data[row * blocks + b], zeroOf(row, b)];
      for (let i = 0; i < block && b * block + i < k; i++)
        out[row * k + b * block + i] = scale * (code(codes.data, (row * blocks + b) * bytes, i) - zero);
    }
  return floatValue(out, [n, k]);
}
