/** Bitwise operators on integers, and nothing else: the ground of the counter-based generators. */
import { dtypes, isInteger } from "../dtype.ts";
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
