/** @file The little dense linear algebra that training needs. Matrices are row-major. */

/**
 * Makes the columns of a tall matrix orthonormal, in place: Cholesky QR, twice, because once loses digits on nearly dependent columns.
 * A column that depends on those before it becomes zero.
 */
export function orthonormalize(matrix: Float32Array, rows: number, columns: number): void {
  for (let pass = 0; pass < 2; pass++) {
    const factor = cholesky(gram(matrix, rows, columns), columns);
    // Each row x becomes x R⁻¹ with R = factorᵀ: forward substitution.
    for (let row = 0; row < rows; row++) {
      const from = row * columns;
      for (let j = 0; j < columns; j++) {
        let sum = matrix[from + j];
        for (let i = 0; i < j; i++) sum -= matrix[from + i] * factor[j * columns + i];
        const pivot = factor[j * columns + j];
        matrix[from + j] = pivot > 0 ? sum / pivot : 0;
      }
    }
  }
}

function gram(matrix: Float32Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(columns * columns);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    for (let i = 0; i < columns; i++) {
      const left = matrix[from + i];
      if (left !== 0) for (let j = 0; j <= i; j++) result[i * columns + j] += left * matrix[from + j];
    }
  }
  return result;
}

/** The lower triangle L with L Lᵀ = matrix, of which only the lower triangle is read. */
function cholesky(matrix: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= lower[i * n + k] * lower[j * n + k];
      if (i === j) lower[i * n + i] = sum > 1e-10 * Math.max(matrix[i * n + i], 1e-30) ? Math.sqrt(sum) : 0;
      else lower[i * n + j] = lower[j * n + j] > 0 ? sum / lower[j * n + j] : 0;
    }
  return lower;
}

/** Eigenvalues, largest first, and eigenvectors as columns, of a symmetric matrix: Jacobi's rotations. */
export function eigenSymmetric(
  matrix: Float64Array,
  n: number,
): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    let diagonal = 0;
    for (let i = 0; i < n; i++) {
      diagonal += a[i * n + i] ** 2;
      for (let j = 0; j < i; j++) off += a[i * n + j] ** 2;
    }
    if (off <= 1e-18 * diagonal) break;
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j] - a[i * n + i]);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    for (let i = 0; i < n; i++) vectors[i * n + to] = v[i * n + from];
  });
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors };
}

/** Turns the plane of p and q so that a[p][q] becomes 0. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q];
  if (Math.abs(apq) < 1e-300) return;
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const kp = a[k * n + p];
    const kq = a[k * n + q];
    a[k * n + p] = c * kp - s * kq;
    a[k * n + q] = s * kp + c * kq;
  }
  for (let k = 0; k < n; k++) {
    const pk = a[p * n + k];
    const qk = a[q * n + k];
    a[p * n + k] = c * pk - s * qk;
    a[q * n + k] = s * pk + c * qk;
    const vp = v[k * n + p];
    const vq = v[k * n + q];
    v[k * n + p] = c * vp - s * vq;
    v[k * n + q] = s * vp + c * vq;
  }
}
