/** Matrix products, Einstein sums, determinants of nothing: what multiplies matrices. */
import * as t from "../../ops/index.ts";
import { broadcastShapes, range } from "../../shape.ts";
import { fromData, encode, type Tensor } from "../../tensor.ts";
import type { Call, Translations } from "./call.ts";

/** alpha A B + beta C, each operand transposed or not. */
export function gemm({ input, optional, int, float }: Call): Tensor {
  const [a, b, c] = [input(0), input(1), optional(2)];
  const options = { transA: int("transA", 0) === 1, transB: int("transB", 0) === 1 };
  const scaled = (x: Tensor, name: string): Tensor => {
    const factor = float(name, 1);
    return factor === 1 ? x : t.mul(x, factor);
  };
  const product = scaled(t.matmul(a, b, options), "alpha");
  return c ? t.add(product, scaled(c, "beta")) : product;
}

/** The elements where the axes that share a letter have one index, as a single axis at the place of the first. */
function diagonal(x: Tensor, first: number, second: number): Tensor {
  const n = x.shape[first]!;
  const perm = [first, second, ...range(x.rank).filter((axis) => axis !== first && axis !== second)];
  const front = t.transpose(x, perm);
  const rows = t.reshape(front, [n * n, ...front.shape.slice(2)]);
  const picked = t.take(
    rows,
    fromData(
      encode(
        range(n).map((i) => i * (n + 1)),
        "int64",
      ),
      [n],
      "int64",
    ),
  );
  return t.transpose(picked, [...range(first, 1), 0, ...range(picked.rank - first - 1, first + 1)]);
}

/** ONNX's einsum has what the one of this package leaves out: an ellipsis, a letter twice in one operand, no arrow. */
function einsum({ inputs, input, text }: Call): Tensor {
  let operands = inputs.map((_, i) => input(i));
  const equation = text("equation").replaceAll(" ", "");
  const [left, right] = equation.split("->") as [string, string | undefined];
  const free = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].filter((c) => !equation.includes(c));
  const terms = left.split(",");
  const hidden = terms.map((term, i) =>
    term.includes("...") ? operands[i]!.rank - term.replace("...", "").length : 0,
  );
  const dots = free.splice(0, Math.max(...hidden));
  const letters = terms.map((term, i) => term.replace("...", dots.slice(dots.length - hidden[i]!).join("")));
  const once = [...new Set(letters.join(""))]
    .filter((c) => !dots.includes(c) && letters.join("").split(c).length === 2)
    .toSorted();
  const result = right?.replace("...", dots.join("")) ?? [...dots, ...once].join("");
  // The axes behind an ellipsis broadcast.
  const batch = broadcastShapes(
    ...operands.map((x, i) => {
      const at = terms[i]!.indexOf("...");
      return at < 0 ? [] : x.shape.slice(at, at + hidden[i]!);
    }),
  );
  if (!batch) throw new Error("the axes behind the ellipsis do not broadcast");
  operands = operands.map((x, i) => {
    const shape = [...letters[i]!].map((c, axis) => {
      const dot = dots.indexOf(c);
      return dot < 0 ? x.shape[axis]! : batch[dot]!;
    });
    return t.broadcastTo(x, shape);
  });
  operands = operands.map((x, i) => {
    let y = x;
    for (let axis = 0; axis < y.rank; axis++)
      for (let twin; (twin = letters[i]!.indexOf(letters[i]![axis]!, axis + 1)) > 0;) {
        y = diagonal(y, axis, twin);
        letters[i] = letters[i]!.slice(0, twin) + letters[i]!.slice(twin + 1);
      }
    return y;
  });
  return t.einsum(`${letters.join()}->${result}`, ...operands);
}

/** A zero point: a scalar, or one for each row (of the left operand) or column (of the right one). */
function centred(x: Tensor, zero: Tensor | undefined, perRow: boolean): Tensor {
  const wide = t.cast(x, "int32");
  if (!zero) return wide;
  const point = t.cast(zero, "int32");
  return t.sub(wide, perRow && point.rank === 1 && point.size > 1 ? t.expandDims(point, 1) : point);
}

/** int32 product of integers less their zero points. */
export const integerProduct = ({ input, optional }: Call): Tensor =>
  t.matmul(centred(input(0), optional(2), true), centred(input(1), optional(3), false));

export const matrices: Translations = {
  Einsum: einsum,
  Gemm: gemm,
  MatMul: ({ input }) => t.matmul(input(0), input(1)),
  MatMulInteger: integerProduct,
};
