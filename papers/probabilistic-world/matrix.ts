/**
 * @file Small dense linear algebra: square real matrices, row-major, and the eigenvalues of symmetric ones.
 */
import { requireMatrix } from "./limits.ts";

/** A square matrix: element (row, column) stands at `row * n + column`. */
export interface Matrix {
  n: number;
  a: Float64Array;
}

export function zeros(n: number): Matrix {
  requireMatrix(n);
  return { n, a: new Float64Array(n * n) };
}

export function identity(n: number): Matrix {
  return matrix(n, (row, column) => (row === column ? 1 : 0));
}

export function matrix(n: number, element: (row: number, column: number) => number): Matrix {
  const m = zeros(n);
  for (let row = 0; row < n; row++)
    for (let column = 0; column < n; column++) m.a[row * n + column] = element(row, column);
  return m;
}

export function transpose({ n, a }: Matrix): Matrix {
  return matrix(n, (row, column) => a[column * n + row]);
}

export function multiply(x: Matrix, y: Matrix): Matrix {
  const n = x.n;
  if (y.n !== n) throw new RangeError(`Matrices of the same size were expected, not ${n} and ${y.n}.`);
  const product = zeros(n);
  for (let row = 0; row < n; row++)
    for (let k = 0; k < n; k++) {
      const factor = x.a[row * n + k];
      if (factor === 0) continue;
      for (let column = 0; column < n; column++) product.a[row * n + column] += factor * y.a[k * n + column];
    }
  return product;
}

export function add(x: Matrix, y: Matrix, factor = 1): Matrix {
  return { n: x.n, a: x.a.map((value, i) => value + factor * y.a[i]) };
}

export function scale(x: Matrix, factor: number): Matrix {
  return { n: x.n, a: x.a.map((value) => value * factor) };
}

export function trace({ n, a }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[i * n + i];
  return sum;
}

/** The product of a matrix with a column. */
export function apply({ n, a }: Matrix, q: Float64Array): Float64Array {
  const out = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let column = 0; column < n; column++) sum += a[row * n + column] * q[column];
    out[row] = sum;
  }
  return out;
}

/** The product of the transposed matrix with a column. */
export function applyTransposed({ n, a }: Matrix, q: Float64Array): Float64Array {
  const out = new Float64Array(n);
  for (let row = 0; row < n; row++)
    for (let column = 0; column < n; column++) out[column] += a[row * n + column] * q[row];
  return out;
}

export function outer(column: Float64Array, row: Float64Array): Matrix {
  return matrix(column.length, (i, j) => column[i] * row[j]);
}

/** The largest absolute difference of elements. */
export function distance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i] - y[i]));
  return largest;
}

/**
 * Solves A X = B by elimination with row pivoting.
 *
 * @throws RangeError when the matrix is singular
 */
export function solve(x: Matrix, right: Matrix): Matrix {
  const { n } = x;
  const a = x.a.slice();
  const b = right.a.slice();
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let row = k + 1; row < n; row++)
      if (Math.abs(a[row * n + k]) > Math.abs(a[pivot * n + k])) pivot = row;
    if (a[pivot * n + k] === 0)
      throw new RangeError(
        `The matrix has no inverse: column ${k} has no pivot. Propagate q̃ forward and q̄ backward instead.`,
      );
    for (let column = 0; column < n; column++) {
      swap(a, k * n + column, pivot * n + column);
      swap(b, k * n + column, pivot * n + column);
    }
    for (let row = 0; row < n; row++) {
      if (row === k) continue;
      const factor = a[row * n + k] / a[k * n + k];
      if (factor === 0) continue;
      for (let column = 0; column < n; column++) {
        a[row * n + column] -= factor * a[k * n + column];
        b[row * n + column] -= factor * b[k * n + column];
      }
    }
  }
  return matrix(n, (row, column) => b[row * n + column] / a[row * n + row]);
}

export function inverse(x: Matrix): Matrix {
  return solve(x, identity(x.n));
}

function swap(values: Float64Array, i: number, j: number): void {
  const held = values[i];
  values[i] = values[j];
  values[j] = held;
}

/** Condition number in the maximum norm. */
export function condition(x: Matrix): number {
  return maximumNorm(x) * maximumNorm(inverse(x));
}

function maximumNorm({ n, a }: Matrix): number {
  let largest = 0;
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let column = 0; column < n; column++) sum += Math.abs(a[row * n + column]);
    largest = Math.max(largest, sum);
  }
  return largest;
}

/**
 * Eigenvalues of a symmetric matrix, ascending: Householder reduction to tridiagonal form, then implicit QL.
 * (Martin, Reinsch and Wilkinson, "Householder's tridiagonalization of a symmetric matrix", 1968.)
 */
export function symmetricEigenvalues(x: Matrix): Float64Array {
  const { n } = x;
  const a = x.a.slice();
  const diagonal = new Float64Array(n);
  const off = new Float64Array(n);
  const p = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    let norm = 0;
    for (let k = 0; k < i; k++) norm += a[i * n + k] ** 2;
    norm = Math.sqrt(norm);
    const last = a[i * n + i - 1];
    off[i] = last > 0 ? -norm : norm;
    const h = norm * norm - last * off[i];
    if (h === 0) continue;
    // Row i becomes the Householder vector u; A ← A − u qᵀ − q uᵀ with q = A u / h − u (uᵀA u) / 2h².
    a[i * n + i - 1] = last - off[i];
    let sum = 0;
    for (let row = 0; row < i; row++) {
      let value = 0;
      for (let k = 0; k < i; k++) value += a[row * n + k] * a[i * n + k];
      p[row] = value / h;
      sum += p[row] * a[i * n + row];
    }
    const shift = sum / (2 * h);
    for (let row = 0; row < i; row++) p[row] -= shift * a[i * n + row];
    for (let row = 0; row < i; row++)
      for (let column = 0; column < i; column++)
        a[row * n + column] -= a[i * n + row] * p[column] + p[row] * a[i * n + column];
  }
  for (let i = 0; i < n; i++) diagonal[i] = a[i * n + i];
  return tridiagonalEigenvalues(diagonal, off);
}

/** Implicit QL with Wilkinson's shift; `off[i]` couples i − 1 and i. */
function tridiagonalEigenvalues(d: Float64Array, off: Float64Array): Float64Array {
  const n = d.length;
  const e = new Float64Array(n);
  for (let i = 1; i < n; i++) e[i - 1] = off[i];
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]) > 2 ** -53 * (Math.abs(d[m]) + Math.abs(d[m + 1])) && e[m] !== 0)
        m++;
      // Clusters of equal eigenvalues around 0 have nothing to compare with: an absolute bound ends them.
      for (let k = l; k < m; k++) if (Math.abs(e[k]) < 1e-300) m = k;
      if (m === l) break;
      if (sweep > 200) throw new Error(`The eigenvalues of a matrix of size ${n} did not converge.`);
      let g = (d[l + 1] - d[l]) / (2 * e[l]);
      let r = Math.sqrt(g * g + 1);
      g = d[m] - d[l] + e[l] / (g + (g >= 0 ? r : -r));
      let s = 1;
      let c = 1;
      let p = 0;
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * e[i];
        const b = c * e[i];
        r = Math.sqrt(f * f + g * g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] -= p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        const t = (d[i] - g) * s + 2 * c * b;
        p = s * t;
        d[i + 1] = g + p;
        g = c * t - b;
      }
      if (r === 0 && i >= l) continue;
      d[l] -= p;
      e[l] = g;
      e[m] = 0;
    }
  }
  return d.sort();
}
