/** @file Dense complex matrices and their exponentials, as small as fermion sectors and qubits need. */
import { matrix, symmetricEigenvalues, zeros } from "./matrix.ts";
import { hypot } from "@working-papers/lab/elementary";

/** A square complex matrix, row-major. */
export interface ComplexMatrix {
  n: number;
  re: Float64Array;
  im: Float64Array;
}

export function complexMatrix(
  n: number,
  element: (row: number, column: number) => [number, number],
): ComplexMatrix {
  const re = zeros(n).a;
  const im = zeros(n).a;
  for (let row = 0; row < n; row++)
    for (let column = 0; column < n; column++)
      [re[row * n + column], im[row * n + column]] = element(row, column);
  return { n, re, im };
}

export function complexIdentity(n: number): ComplexMatrix {
  return complexMatrix(n, (row, column) => [row === column ? 1 : 0, 0]);
}

export function times(x: ComplexMatrix, y: ComplexMatrix): ComplexMatrix {
  const { n } = x;
  const re = new Float64Array(n * n);
  const im = new Float64Array(n * n);
  for (let row = 0; row < n; row++)
    for (let k = 0; k < n; k++) {
      const a = x.re[row * n + k];
      const b = x.im[row * n + k];
      if (a === 0 && b === 0) continue;
      for (let column = 0; column < n; column++) {
        const c = y.re[k * n + column];
        const d = y.im[k * n + column];
        re[row * n + column] += a * c - b * d;
        im[row * n + column] += a * d + b * c;
      }
    }
  return { n, re, im };
}

/** x + (a + ib) y */
export function plus(x: ComplexMatrix, y: ComplexMatrix, a = 1, b = 0): ComplexMatrix {
  return {
    n: x.n,
    re: x.re.map((value, i) => value + a * y.re[i] - b * y.im[i]),
    im: x.im.map((value, i) => value + a * y.im[i] + b * y.re[i]),
  };
}

export function scaled(x: ComplexMatrix, a: number, b = 0): ComplexMatrix {
  return {
    n: x.n,
    re: x.re.map((value, i) => a * value - b * x.im[i]),
    im: x.im.map((value, i) => a * value + b * x.re[i]),
  };
}

export function adjoint({ n, re, im }: ComplexMatrix): ComplexMatrix {
  return complexMatrix(n, (row, column) => [re[column * n + row], -im[column * n + row]]);
}

export function kronecker(x: ComplexMatrix, y: ComplexMatrix): ComplexMatrix {
  return complexMatrix(x.n * y.n, (row, column) => {
    const i = Math.floor(row / y.n) * x.n + Math.floor(column / y.n);
    const j = (row % y.n) * y.n + (column % y.n);
    return [x.re[i] * y.re[j] - x.im[i] * y.im[j], x.re[i] * y.im[j] + x.im[i] * y.re[j]];
  });
}

/** Real part of the trace of a product: tr(x y), as expectation values need it. */
export function traceOfProduct(x: ComplexMatrix, y: ComplexMatrix): number {
  const { n } = x;
  let sum = 0;
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) sum += x.re[i * n + k] * y.re[k * n + i] - x.im[i * n + k] * y.im[k * n + i];
  return sum;
}

export function complexDistance(x: ComplexMatrix, y: ComplexMatrix): number {
  let largest = 0;
  for (let i = 0; i < x.re.length; i++)
    largest = Math.max(largest, hypot(x.re[i] - y.re[i], x.im[i] - y.im[i]));
  return largest;
}

/** exp(−i H): Taylor series of H / 2^s, squared s times. */
export function evolution(h: ComplexMatrix): ComplexMatrix {
  let size = 0;
  for (let row = 0; row < h.n; row++) {
    let sum = 0;
    for (let column = 0; column < h.n; column++)
      sum += hypot(h.re[row * h.n + column], h.im[row * h.n + column]);
    size = Math.max(size, sum);
  }
  let squarings = 0;
  while (size / 2 ** squarings > 0.5) squarings++;
  const small = scaled(h, 0, -(2 ** -squarings));
  let term = complexIdentity(h.n);
  let sum = term;
  for (let k = 1; k <= 16; k++) {
    term = scaled(times(term, small), 1 / k);
    sum = plus(sum, term);
  }
  for (let k = 0; k < squarings; k++) sum = times(sum, sum);
  return sum;
}

/** Eigenvalues of a hermitian matrix, ascending: those of [[A, −B], [B, A]], each of which appears twice there. */
export function hermitianEigenvalues({ n, re, im }: ComplexMatrix): Float64Array {
  const real = matrix(2 * n, (row, column) => {
    const i = (row % n) * n + (column % n);
    if (row < n === column < n) return re[i];
    return row < n ? -im[i] : im[i];
  });
  return symmetricEigenvalues(real).filter((_, i) => i % 2 === 0);
}
