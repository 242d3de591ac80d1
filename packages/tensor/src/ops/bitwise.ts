/** Bitwise operators on integers, the ground of the counter-based generators, and bits read as another dtype. */
import { dtypes, isInteger, type DType } from "../dtype.ts";
import { definePrimitive } from "../primitive.ts";
import { broadcastShapes } from "../shape.ts";
import type { Tensor, TensorLike } from "../tensor.ts";
import { lift } from "./create.ts";

function bitwise(
  name: string,
  onnxName: string,
  direction?: "LEFT" | "RIGHT",
): (a: Tensor, b: TensorLike) => Tensor {
  const operator = definePrimitive({
    name,
    shape([a, b]) {
      if (a!.dtype !== b!.dtype) throw new Error("the dtypes differ: cast one");
      const allowed = direction ? dtypes[a!.dtype].kind === "uint" : isInteger(a!.dtype);
      if (!allowed) throw new Error(`needs ${direction ? "unsigned " : ""}integers`);
      const shape = broadcastShapes(a!.shape, b!.shape);
      if (!shape) throw new Error("the shapes do not broadcast");
      return { shape, dtype: a!.dtype };
    },
    onnx: (emit, names) => emit.op(onnxName, names, { direction }),
  });
  return (a, b) => operator(lift(a, b), {});
}

export const bitAnd = bitwise("bitAnd", "BitwiseAnd");
export const bitOr = bitwise("bitOr", "BitwiseOr");
export const bitXor = bitwise("bitXor", "BitwiseXor");
/** a << b, for unsigned integers of 8, 32 or 64 bits. */
export const shiftLeft = bitwise("shiftLeft", "BitShift", "LEFT");
/** a >> b, for unsigned integers of 8, 32 or 64 bits. */
export const shiftRight = bitwise("shiftRight", "BitShift", "RIGHT");

const bitNotOp = definePrimitive({
  name: "bitNot",
  shape([x]) {
    if (!isInteger(x!.dtype)) throw new Error("needs integers");
    return x!;
  },
  onnx: (emit, [x]) => emit.op("BitwiseNot", [x!]),
});

export const bitNot = (x: Tensor): Tensor => bitNotOp([x], {});

const bitcastOp = definePrimitive<{ dtype: DType }>({
  name: "bitcast",
  shape([x], { dtype }) {
    const [from, to] = [dtypes[x!.dtype], dtypes[dtype]];
    if (from.bits !== to.bits) throw new Error(`${dtype} has ${to.bits} bits, not ${from.bits}`);
    const small = [from, to].some(
      ({ kind, bits }) => kind === "bool" || bits < 8 || (kind === "float" && bits === 8),
    );
    if (small) throw new Error("bool, 4-bit integers and fp8 have no bit cast in ONNX Runtime");
    return { shape: x!.shape, dtype };
  },
  onnx: (emit, [x], _, { dtype }) => emit.op("BitCast", [x!], { to: dtypes[dtype].code }),
});

/**
 * The same bits as another dtype of the same width (JAX's `bitcast_convert_type`). Not differentiable. A model that holds
 * one imports operator set 26 instead of 21.
 * @throws TensorError if the widths differ, or for bool, int4, uint4 and fp8.
 */
export const bitcast = (x: Tensor, dtype: DType): Tensor =>
  x.dtype === dtype ? x : bitcastOp([x], { dtype });
