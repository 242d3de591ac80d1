/**
 * Linear algebra of small dense systems, batched: Cholesky and LU factorisation, triangular and general solves, determinants. ONNX has no
 * operators for these, so each is lowered to a loop over columns or rows (`scan`) whose step is a few operators on whole matrices: n steps
 * of O(n^2) work, right for systems of up to a few hundred unknowns. Derivatives are written with the solves themselves (Giles, 2008).
 */
import { scan } from "../control/index.ts";
import { isFloat } from "../dtype.ts";
import { fail } from "../errors.ts";
import { definePrimitive, type Operator } from "../primitive.ts";
import { sameShape } from "../shape.ts";
import { show, type Tensor } from "../tensor.ts";
import { arange, eye, ones, zeros } from "./create.ts";
import {
  abs,
  add,
  and,
  cast,
  div,
  equal,
  greater,
  greaterEqual,
  log,
  mul,
  neg,
  sign,
  sqrt,
  sub,
  where,
} from "./elementwise.ts";
import { takeAlongAxis } from "./indexing.ts";
import { matmul, matrixTranspose } from "./matmul.ts";
import { argMax, prod } from "./reduce.ts";
import { broadcastTo, expandDims, reshape, squeeze, sum, transpose } from "./structural.ts";

function requireSquare(a: Tensor): void {
  if (a.rank < 2 || a.shape.at(-1) !== a.shape.at(-2)) throw new Error("needs square matrices [..., n, n]");
  if (!isFloat(a.dtype)) throw new Error("needs a float dtype: cast first");
}

const order = (a: Tensor): number => a.shape.at(-1)!;

/** [..., n, m] -> [batch, n, m]. */
const batched = (a: Tensor): Tensor => reshape(a, [a.size === 0 ? 0 : -1, ...a.shape.slice(-2)]);

/** Bool [n, n]: row >= column + offset. */
const below = (n: number, offset = 0): Tensor =>
  greaterEqual(reshape(arange(n), [n, 1]), arange(n, { start: offset }));

/** Elements on and below the diagonal (the k-th above it), zeros elsewhere: x [..., rows, columns]. */
export function tril(x: Tensor, k = 0): Tensor {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return where(greaterEqual(reshape(arange(rows, { start: k }), [rows, 1]), arange(columns)), x, 0);
}

/** Elements on and above the diagonal (the k-th above it), zeros elsewhere: x [..., rows, columns]. */
export function triu(x: Tensor, k = 0): Tensor {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return where(greaterEqual(arange(columns), reshape(arange(rows, { start: k }), [rows, 1])), x, 0);
}

/** The diagonal of square matrices [..., n, n] -> [..., n]. */
export const diagonal = (a: Tensor): Tensor => sum(where(eye(order(a), "bool"), a, 0), -1);

/** Square matrices with these diagonals: [..., n] -> [..., n, n]. */
export const diag = (d: Tensor): Tensor => where(eye(d.shape.at(-1)!, "bool"), expandDims(d, -1), 0);

/** Sum of the diagonal: [..., n, n] -> [...]. */
export const trace = (a: Tensor): Tensor => sum(diagonal(a), -1);

/** One column of a right-looking factorisation: divided by the root of its pivot, its outer product taken from what remains. */
const choleskyStep = ([rest]: [Tensor], [mask, from]: [Tensor, Tensor]): readonly [[Tensor], Tensor] => {
  const column = sum(mul(rest, mask), 2);
  const pivot = sum(mul(column, mask), 1, { keepDims: true });
  const l = where(from, div(column, sqrt(pivot)), 0);
  return [[sub(rest, mul(expandDims(l, 2), expandDims(l, 1)))], l];
};

const choleskyOp = definePrimitive({
  name: "cholesky",
  shape([a]) {
    requireSquare(a!);
    return a!;
  },
  // dL = L phi(L^-1 dA L^-T), with phi the lower triangle and half of the diagonal.
  jvp([t], { outputs: [l] }) {
    const symmetric = mul(add(t!, matrixTranspose(t!)), 0.5);
    const left = triangularSolve(l!, symmetric);
    const both = matrixTranspose(triangularSolve(l!, matrixTranspose(left)));
    return matmul(l!, sub(tril(both), mul(mul(both, eye(order(l!), l!.dtype)), 0.5)));
  },
  lower([a]) {
    const n = order(a!);
    // The upper triangle is not read.
    const lowerPart = tril(batched(a!));
    const full = add(lowerPart, matrixTranspose(tril(lowerPart, -1)));
    const [, columns] = scan(choleskyStep, [full], [eye(n, a!.dtype), matrixTranspose(below(n))]);
    return [reshape(transpose(columns, [1, 2, 0]), a!.shape)];
  },
});

/**
 * The lower triangular L with L L' = a, for symmetric positive definite a [..., n, n], of which the lower triangle is read. NaN where a is not
 * positive definite.
 */
export const cholesky = (a: Tensor): Tensor => choleskyOp([a], {});

interface TriangularParams {
  readonly lower: boolean;
  readonly transposed: boolean;
  readonly unitDiagonal: boolean;
}

/** The triangle that is read, as it enters the equation. */
const triangleOf = (a: Tensor, { lower, transposed, unitDiagonal }: TriangularParams): Tensor => {
  const part = lower ? tril(a, unitDiagonal ? -1 : 0) : triu(a, unitDiagonal ? 1 : 0);
  return transposed ? matrixTranspose(part) : part;
};

/** One row of a substitution: it needs the rows of the solution that are known. */
const substitutionStep = (x: Tensor, [row, pivot, value, mask]: Tensor[]): [Tensor, null] => {
  const known = squeeze(matmul(expandDims(row!, 1), x), 1);
  const found = div(sub(value!, known), expandDims(pivot!, 1));
  return [where(expandDims(mask!, 1), expandDims(found, 1), x), null];
};

const triangularSolveOp: Operator<TriangularParams> = definePrimitive<TriangularParams>({
  name: "triangularSolve",
  shape([a, b]) {
    requireSystem(a!, b!);
    return b!;
  },
  jvp([ta, tb], { inputs: [a], outputs: [x] }, params) {
    const change = ta && matmul(triangleOf(ta, params), x!);
    const right = change && tb ? sub(tb, change) : (tb ?? neg(change!));
    return triangularSolveOp([a!, right], params);
  },
  transpose: ([ct], { inputs: [a] }, _, params) => [
    null,
    triangularSolveOp([a!, ct!], { ...params, transposed: !params.transposed }),
  ],
  lower([a, b], params) {
    const n = order(a!);
    const t = batched(triangleOf(a!, params));
    const diagonals = params.unitDiagonal ? ones([t.shape[0]!, n], a!.dtype) : diagonal(t);
    const right = batched(b!);
    const rows = [
      transpose(t, [1, 0, 2]),
      transpose(diagonals),
      transpose(right, [1, 0, 2]),
      equal(eye(n), 1),
    ];
    const reverse = params.lower === params.transposed;
    const [x] = scan(substitutionStep, zeros(right.shape, b!.dtype), rows, { reverse });
    return [reshape(x, b!.shape)];
  },
});

function requireSystem(a: Tensor, b: Tensor): void {
  requireSquare(a);
  if (a.dtype !== b.dtype) throw new Error("the dtypes differ: cast one");
  if (
    b.rank !== a.rank ||
    b.shape.at(-2) !== order(a) ||
    !sameShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
  )
    throw new Error("the right sides should be [..., n, m] with the batch of the matrices");
}

/** Brings right sides to [..., n, m] with the batch of a, and the solution back. */
function withColumns(a: Tensor, b: Tensor, f: (b: Tensor) => Tensor): Tensor {
  const vector = b.rank === 1 || b.rank === a.rank - 1;
  const columns = vector ? expandDims(b, -1) : b;
  const lead = a.shape.slice(0, -2);
  const fits = columns.rank <= a.rank ? broadcastTo(columns, [...lead, ...columns.shape.slice(-2)]) : columns;
  const x = f(fits);
  return vector ? squeeze(x, -1) : x;
}

export interface TriangularOptions {
  /** Which triangle is read. Default true. */
  readonly lower?: boolean;
  /** Solve with the transposed triangle. Default false. */
  readonly transposed?: boolean;
  /** Take the diagonal as ones, unread. Default false. */
  readonly unitDiagonal?: boolean;
}

/**
 * x with T x = b, T being a triangle of a [..., n, n]; b [..., n, m], or [..., n] for one right side. Infinite or NaN where the diagonal has
 * a zero.
 * @throws TensorError if a is not square or b does not fit.
 */
export const triangularSolve = (
  a: Tensor,
  b: Tensor,
  { lower = true, transposed = false, unitDiagonal = false }: TriangularOptions = {},
): Tensor => withColumns(a, b, (right) => triangularSolveOp([a, right], { lower, transposed, unitDiagonal }));

/**
 * LU factorisation with partial pivoting, P a = L U: [packed L and U, the row of a that stands in each row (int32), parity of the
 * permutation]. It has no derivative of its own; those of `solve` and the determinants do not need one.
 */
const luOp = definePrimitive({
  name: "lu",
  shape([a]) {
    requireSquare(a!);
    const lead = a!.shape.slice(0, -2);
    return [a!, { shape: [...lead, order(a!)], dtype: "int32" }, { shape: lead, dtype: a!.dtype }];
  },
  lower([a]) {
    const n = order(a!);
    const start = batched(a!);
    const batch = start.shape[0]!;
    const places = arange(n);
    type State = [matrix: Tensor, rows: Tensor, parity: Tensor];
    const step = ([m, rows, parity]: State, k: Tensor): readonly [State, null] => {
      const mask = equal(places, k);
      const candidates = sum(where(mask, m, 0), 2);
      const p = expandDims(argMax(where(greaterEqual(places, k), abs(candidates), -1), 1), 1);
      // Rows k and p change places.
      const swap = where(mask, p, where(equal(places, p), k, broadcastTo(places, [batch, n])));
      const swapped = takeAlongAxis(m, broadcastTo(expandDims(swap, 2), [batch, n, n]), 1);
      const column = sum(where(mask, swapped, 0), 2);
      const pivot = sum(where(mask, column, 0), 1, { keepDims: true });
      const under = greater(places, k);
      // A column of zeros is left: then U has a zero on its diagonal.
      const factor = where(
        and(under, broadcastTo(not0(pivot), [batch, n])),
        div(column, where(not0(pivot), pivot, 1)),
        0,
      );
      const row = sum(where(expandDims(mask, 1), swapped, 0), 1);
      const outer = mul(expandDims(factor, 2), expandDims(where(under, row, 0), 1));
      const stored = where(
        and(expandDims(under, 1), expandDims(mask, 0)),
        expandDims(factor, 2),
        sub(swapped, outer),
      );
      const flipped = where(equal(squeeze(p, 1), k), parity, neg(parity));
      return [[stored, takeAlongAxis(rows, swap, 1), flipped], null];
    };
    const init: State = [start, broadcastTo(places, [batch, n]), ones([batch], a!.dtype)];
    const [[packed, rows, parity]] = scan(step, init, arange(n));
    const lead = a!.shape.slice(0, -2);
    return [reshape(packed, a!.shape), reshape(rows, [...lead, n]), reshape(parity, lead)];
  },
});

const not0 = (x: Tensor): Tensor => greater(abs(x), 0);

/** Rows of b in the order of `rows`: b [..., n, m], rows [..., n]. */
const permuteRows = (b: Tensor, rows: Tensor): Tensor =>
  takeAlongAxis(b, broadcastTo(expandDims(rows, -1), b.shape), b.rank - 2);

const solveOp: Operator<{ transposed: boolean }> = definePrimitive<{ transposed: boolean }>({
  name: "solve",
  shape([a, b]) {
    requireSystem(a!, b!);
    return b!;
  },
  // a x = b: a dx = db - da x.
  jvp([ta, tb], { inputs: [a], outputs: [x] }, params) {
    const change = ta && matmul(params.transposed ? matrixTranspose(ta) : ta, x!);
    const right = change && tb ? sub(tb, change) : (tb ?? neg(change!));
    return solveOp([a!, right], params);
  },
  transpose: ([ct], { inputs: [a] }, _, { transposed }) => [
    null,
    solveOp([a!, ct!], { transposed: !transposed }),
  ],
  lower([a, b], { transposed }) {
    const [lu, rows] = luOp.all([a!], {}) as [Tensor, Tensor, Tensor];
    const unit = { lower: true, unitDiagonal: true, transposed };
    const upper = { lower: false, unitDiagonal: false, transposed };
    if (!transposed)
      return [triangularSolveOp([lu, triangularSolveOp([lu, permuteRows(b!, rows)], unit)], upper)];
    const z = triangularSolveOp([lu, triangularSolveOp([lu, b!], upper)], unit);
    // The inverse permutation: where each row went.
    const n = order(a!);
    const where0 = cast(equal(expandDims(rows, -2), reshape(arange(n), [n, 1])), a!.dtype);
    return [matmul(where0, z)];
  },
});

/**
 * x with a x = b, by LU factorisation with partial pivoting: a [..., n, n], b [..., n, m], or [..., n] for one right side. Infinite or NaN
 * where a is singular.
 * @throws TensorError if a is not square or b does not fit.
 */
export const solve = (a: Tensor, b: Tensor): Tensor =>
  withColumns(a, b, (right) => solveOp([a, right], { transposed: false }));

/** The inverse of a [..., n, n]. To apply it, `solve` is faster and more accurate. */
export const inv = (a: Tensor): Tensor => {
  if (a.rank < 2) fail(`inv of ${show(a)}: needs square matrices [..., n, n]`);
  return solve(a, broadcastTo(eye(order(a), a.dtype), a.shape));
};

const slogdetOp = definePrimitive({
  name: "slogdet",
  shape([a]) {
    requireSquare(a!);
    const aval = { shape: a!.shape.slice(0, -2), dtype: a!.dtype };
    return [aval, aval];
  },
  // d log|det a| = tr(a^-1 da); the sign is constant.
  jvp: ([t], { inputs: [a] }) => [null, trace(solve(a!, t!))],
  lower([a]) {
    const [lu, , parity] = luOp.all([a!], {}) as [Tensor, Tensor, Tensor];
    const d = diagonal(lu);
    return [mul(parity, prod(sign(d), -1)), sum(log(abs(d)), -1)];
  },
});

/** Sign and logarithm of the absolute value of the determinant: a [..., n, n] -> two tensors [...]. A singular a gives 0 and -infinity. */
export function slogdet(a: Tensor): [sign: Tensor, logarithm: Tensor] {
  const [s, l] = slogdetOp.all([a], {});
  return [s!, l!];
}

const detOp = definePrimitive({
  name: "det",
  shape([a]) {
    requireSquare(a!);
    return { shape: a!.shape.slice(0, -2), dtype: a!.dtype };
  },
  jvp: ([t], { inputs: [a], outputs: [y] }) => mul(y!, trace(solve(a!, t!))),
  lower([a]) {
    const [lu, , parity] = luOp.all([a!], {}) as [Tensor, Tensor, Tensor];
    return [mul(parity, prod(diagonal(lu), -1))];
  },
});

/** The determinant: a [..., n, n] -> [...]. Its derivative divides by a, so it is NaN where a is singular. */
export const det = (a: Tensor): Tensor => detOp([a], {});
