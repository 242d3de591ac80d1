/** @file Matrix products, all under the node's arithmetic. */
import { broadcastIndices, broadcastShape } from "../broadcast.ts";
import { numberOf, required, requiredFloat, type Operator, type OperatorTable } from "../operator.ts";
import type { Products } from "../products.ts";
import { dequantizedWeights } from "./nbits.ts";
import { allocate, floatValue, show, sizeOf, type FloatValue, type Value } from "../value.ts";

interface Orientation {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * a[..., m, k] · b[..., k, n], leading axes broadcast; a vector is a row on the left and a column on the right. With a transposition the last two
 * axes of that operand are exchanged first.
 */
export async function product(
  products: Products,
  a: FloatValue,
  b: FloatValue,
  { transposeA = false, transposeB = false }: Orientation = {},
): Promise<FloatValue> {
  const left = a.shape.length === 1 ? [1, ...a.shape] : a.shape;
  const right = b.shape.length === 1 ? [...b.shape, 1] : b.shape;
  const [rows, columns] = left.slice(-2);
  const [m, k] = transposeA ? [columns, rows] : [rows, columns];
  const [inner, outer] = right.slice(-2);
  const [kb, n] = transposeB ? [outer, inner] : [inner, outer];
  if (k !== kb)
    throw new RangeError(`operands of shapes ${show(a.shape)} and ${show(b.shape)} have no matrix product`);
  const batch = broadcastShape(left.slice(0, -2), right.slice(0, -2));
  const shape = [...batch, ...(a.shape.length === 1 ? [] : [m]), ...(b.shape.length === 1 ? [] : [n])];
  // One matrix on the right of a batch makes one tall product.
  if (right.length === 2 && !transposeA) {
    const whole = { m: sizeOf(batch) * m, k, n, transposeB };
    return floatValue(await products.matmul(a.data, b.data, whole), shape);
  }
  const out = new Float32Array(sizeOf(batch) * m * n);
  const [atA, atB] = [
    broadcastIndices(left.slice(0, -2), batch),
    broadcastIndices(right.slice(0, -2), batch),
  ];
  for (let i = 0; i < sizeOf(batch); i++) {
    const x = a.data.subarray(atA(i) * m * k, (atA(i) + 1) * m * k);
    const y = b.data.subarray(atB(i) * k * n, (atB(i) + 1) * k * n);
    out.set(await products.matmul(x, y, { m, k, n, transposeA, transposeB }), i * m * n);
  }
  return floatValue(out, shape);
}

const scaledBy = (value: FloatValue, factor: number): FloatValue =>
  factor === 1 ? value : { ...value, data: value.data.map((x) => x * factor) };

const matMul: Operator = async (inputs, { products }) =>
  product(products, requiredFloat(inputs, 0), requiredFloat(inputs, 1));

const fusedMatMul: Operator = async (inputs, call) => {
  if (numberOf(call, "transBatchA", 0) !== 0 || numberOf(call, "transBatchB", 0) !== 0)
    throw new RangeError("transposed batches are not supported");
  const out = await product(call.products, requiredFloat(inputs, 0), requiredFloat(inputs, 1), {
    transposeA: numberOf(call, "transA", 0) === 1,
    transposeB: numberOf(call, "transB", 0) === 1,
  });
  return scaledBy(out, numberOf(call, "alpha", 1));
};

/** Adds a value that broadcasts to the result, in float32. */
export function plus(out: FloatValue, addend: Value | undefined, factor = 1): FloatValue {
  if (!addend || factor === 0) return out;
  if (broadcastShape(out.shape, addend.shape).join() !== out.shape.join())
    throw new RangeError(`a bias of shape ${show(addend.shape)} does not fit ${show(out.shape)}`);
  const at = broadcastIndices(addend.shape, out.shape);
  const scaled = factor === 1 ? addend.data : addend.data.map((x) => factor * x);
  for (let i = 0; i < out.data.length; i++) out.data[i] += scaled[at(i)];
  return out;
}

const gemm: Operator = async (inputs, call) => {
  const out = await product(call.products, requiredFloat(inputs, 0), requiredFloat(inputs, 1), {
    transposeA: numberOf(call, "transA", 0) === 1,
    transposeB: numberOf(call, "transB", 0) === 1,
  });
  return plus(scaledBy(out, numberOf(call, "alpha", 1)), inputs[2], numberOf(call, "beta", 1));
};

const matMulNBits: Operator = async (inputs, call) => {
  const [a, weights] = [requiredFloat(inputs, 0), dequantizedWeights(inputs, call)];
  return plus(await product(call.products, a, weights, { transposeB: true }), inputs[5]);
};

const matMulInteger: Operator = (inputs) => {
  const [a, b] = [required(inputs, 0), required(inputs, 1)];
  const [m, k] = a.shape.slice(-2);
  const n = b.shape.at(-1)!;
  if (a.shape.length !== 2 || b.shape.length !== 2 || b.shape[0] !== k)
    throw new RangeError(`operands of shapes ${show(a.shape)} and ${show(b.shape)} have no matrix product`);
  const [aZero, bZero] = [inputs[2]?.data ?? [0], inputs[3]?.data ?? [0]];
  const out = allocate("int32", [m, n]);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      const [az, bz] = [aZero[i % aZero.length], bZero[j % bZero.length]];
      for (let l = 0; l < k; l++) sum += (a.data[i * k + l] - az) * (b.data[l * n + j] - bz);
      out.data[i * n + j] = sum | 0;
    }
  return out;
};

export const matrixProducts: OperatorTable = {
  MatMul: matMul,
  FusedMatMul: fusedMatMul,
  Gemm: gemm,
  MatMulNBits: matMulNBits,
  MatMulInteger: matMulInteger,
};
