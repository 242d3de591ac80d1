/**
 * Einstein summation, two operands at a time, as one batched matrix product each: letters shared by both and kept are the batch, shared and
 * summed are the inner dimension. So it needs no rule of its own and runs at the speed of `matmul`.
 */
import { fail } from "../errors.ts";
import { sizeOf } from "../shape.ts";
import { show, type Tensor } from "../tensor.ts";
import { matmul } from "./matmul.ts";
import { reshape, sum, transpose } from "./structural.ts";

interface Term {
  readonly letters: string;
  readonly x: Tensor;
}

/**
 * Evaluates a subscript such as "bqd,bkd->bqk". The arrow is required; a letter stands at most once in each operand; no ellipsis.
 * @throws TensorError if the letters do not fit the operands.
 */
export function einsum(subscripts: string, ...operands: readonly Tensor[]): Tensor {
  const complain = (why: string): never =>
    fail(`einsum "${subscripts}" of ${operands.map(show).join(" and ")}: ${why}`);
  const [left, result] = subscripts.replaceAll(" ", "").split("->");
  if (left === undefined || result === undefined) return complain("needs an arrow, as in ij,jk->ik");
  const inputs = left.split(",");
  if (inputs.length !== operands.length)
    complain(`${inputs.length} subscripts for ${operands.length} operands`);
  const sizes = new Map<string, number>();
  inputs.forEach((letters, i) => {
    if (letters.length !== operands[i]!.rank)
      complain(`"${letters}" for an operand of rank ${operands[i]!.rank}`);
    if (new Set(letters).size !== letters.length) complain(`"${letters}" repeats a letter`);
    [...letters].forEach((c, axis) => {
      const n = operands[i]!.shape[axis]!;
      if ((sizes.get(c) ?? n) !== n) complain(`${c} is both ${sizes.get(c)} and ${n}`);
      sizes.set(c, n);
    });
  });
  for (const c of result) if (!sizes.has(c)) complain(`${c} appears only in the result`);

  const terms: Term[] = inputs.map((letters, i) => ({ letters, x: operands[i]! }));
  const folded = terms.reduce((a, b, i) => {
    const later = result + inputs.slice(i + 1).join("");
    return multiply(a, b, later, sizes);
  });
  return arrange(reduce(folded, result), result);
}

/** Sums over the letters that nobody needs later. */
function reduce({ letters, x }: Term, needed: string): Term {
  const axes = [...letters].flatMap((c, i) => (needed.includes(c) ? [] : [i]));
  return {
    letters: [...letters].filter((c) => needed.includes(c)).join(""),
    x: axes.length > 0 ? sum(x, axes) : x,
  };
}

const arrange = ({ letters, x }: Term, order: string): Tensor =>
  transpose(
    x,
    [...order].map((c) => letters.indexOf(c)),
  );

function multiply(first: Term, second: Term, needed: string, sizes: ReadonlyMap<string, number>): Term {
  const a = reduce(first, second.letters + needed);
  const b = reduce(second, first.letters + needed);
  const shared = [...a.letters].filter((c) => b.letters.includes(c));
  const batch = shared.filter((c) => needed.includes(c)).join("");
  const inner = shared.filter((c) => !needed.includes(c)).join("");
  const rows = [...a.letters].filter((c) => !b.letters.includes(c)).join("");
  const columns = [...b.letters].filter((c) => !a.letters.includes(c)).join("");
  const shape = (letters: string): number[] => [...letters].map((c) => sizes.get(c)!);
  const size = (letters: string): number => sizeOf(shape(letters));
  const left = reshape(arrange(a, batch + rows + inner), [...shape(batch), size(rows), size(inner)]);
  // An operand that already ends in its inner letters is used as it lies, transposed by the product.
  const transB = b.letters === batch + columns + inner;
  const right = transB
    ? reshape(b.x, [...shape(batch), size(columns), size(inner)])
    : reshape(arrange(b, batch + inner + columns), [...shape(batch), size(inner), size(columns)]);
  return {
    letters: batch + rows + columns,
    x: reshape(matmul(left, right, { transB }), shape(batch + rows + columns)),
  };
}
