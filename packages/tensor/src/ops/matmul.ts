/**
 * Matrix products. The primitive takes transposed operands as flags, because every product's derivatives are products with one operand
 * transposed, and ONNX Runtime's FusedMatMul reads an operand in either order at the same speed.
 */
import { definePrimitive, type Operator } from "../primitive.ts";
import { broadcastShapes, sizeOf } from "../shape.ts";
import { type Tensor } from "../tensor.ts";
import { add } from "./elementwise.ts";
import { reshape, sumTo, swapAxes } from "./structural.ts";

interface MatmulParams {
  readonly transA: boolean;
  readonly transB: boolean;
}

const matmulOp: Operator<MatmulParams> = definePrimitive<MatmulParams>({
  name: "matmul",
  shape([a, b], { transA, transB }) {
    if (a!.rank < 2 || b!.rank < 2) throw new Error("needs operands of rank 2 or more");
    if (a!.dtype !== b!.dtype) throw new Error("the dtypes differ: cast one");
    const [m, k] = matrixShape(a!, transA);
    const [k2, n] = matrixShape(b!, transB);
    if (k !== k2) throw new Error(`the inner dimensions ${k} and ${k2} differ`);
    const batch = broadcastShapes(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
    if (!batch) throw new Error("the batch dimensions do not broadcast");
    return { shape: [...batch, m, n], dtype: a!.dtype };
  },
  jvp([ta, tb], { inputs: [a, b] }, params) {
    const left = ta && matmulOp([ta, b!], params);
    const right = tb && matmulOp([a!, tb], params);
    return left && right ? add(left, right) : (left ?? right!);
  },
  transpose([ct], { inputs: [a, b] }, linear, { transA, transB }) {
    // C = A B: dA = dC B', dB = A' dC; where an operand came transposed, the product that yields it is transposed too.
    const da = (): Tensor => (transA ? product(b!, ct!, transB, true) : product(ct!, b!, false, !transB));
    const db = (): Tensor => (transB ? product(ct!, a!, true, transA) : product(a!, ct!, !transA, false));
    return [linear[0] ? sumTo(da(), a!.shape) : null, linear[1] ? sumTo(db(), b!.shape) : null];
  },
  onnx(emit, [a, b], { inputs }, { transA, transB }) {
    if (!transA && !transB) return emit.op("MatMul", [a!, b!]);
    if (inputs[0]!.dtype === "float32" && !emit.standard)
      return emit.op(
        "FusedMatMul",
        [a!, b!],
        { transA: Number(transA), transB: Number(transB) },
        { domain: "com.microsoft" },
      );
    const turned = (name: string, x: Tensor, flag: boolean): string =>
      flag ? emit.op("Transpose", [name], { perm: lastTwoSwapped(x.rank) }) : name;
    return emit.op("MatMul", [turned(a!, inputs[0]!, transA), turned(b!, inputs[1]!, transB)]);
  },
});

const matrixShape = (x: Tensor, transposed: boolean): [number, number] => {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
};

const lastTwoSwapped = (rank: number): number[] => {
  const perm = Array.from({ length: rank }, (_, i) => i);
  [perm[rank - 2], perm[rank - 1]] = [rank - 1, rank - 2];
  return perm;
};

const product = (a: Tensor, b: Tensor, transA: boolean, transB: boolean): Tensor =>
  matmulOp([a, b], { transA, transB });

/**
 * Matrix product over the last two axes; leading axes broadcast: [..., m, k] x [..., k, n] -> [..., m, n]. A vector operand is a row on
 * the left, a column on the right, and two vectors have a scalar, as in NumPy. With `transA` or `transB` the operand's last two axes are exchanged first, at no cost.
 * @throws TensorError if the inner dimensions or the dtypes differ.
 */
export function matmul(
  a: Tensor,
  b: Tensor,
  { transA = false, transB = false }: { readonly transA?: boolean; readonly transB?: boolean } = {},
): Tensor {
  if (a.rank === 1 && b.rank >= 1) {
    const row = matmul(reshape(a, [1, a.size]), b, { transB });
    return reshape(row, b.rank === 1 ? [] : [...row.shape.slice(0, -2), row.shape.at(-1)!]);
  }
  if (b.rank === 1) {
    const column = matmul(a, reshape(b, [b.size, 1]), { transA });
    return reshape(column, column.shape.slice(0, -1));
  }
  // One matrix on the right of a batch is one large product: the weight's gradient is then one as well, not a sum over the batch.
  if (b.rank === 2 && a.rank > 2 && !transA) {
    const rows = reshape(a, [sizeOf(a.shape.slice(0, -1)), a.shape.at(-1)!]);
    const flat = product(rows, b, false, transB);
    return reshape(flat, [...a.shape.slice(0, -1), flat.shape[1]!]);
  }
  return product(a, b, transA, transB);
}

/** The last two axes exchanged. */
export const matrixTranspose = (x: Tensor): Tensor => swapAxes(x, -1, -2);
