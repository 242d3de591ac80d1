/**
 * @file Whether a system A p = b has a solution p ≥ 0: the first phase of the simplex method, with a certificate either way.
 *
 * Farkas: either such a p exists, or a y with yᵀA ≤ 0 and yᵀb > 0. Bland's rule keeps it from going in circles.
 */

export type Feasibility =
  { feasible: true; p: Float64Array } | { feasible: false; witness: Float64Array; excess: number };

const TOLERANCE = 1e-10;

/** @param rows the rows of A, all of the same length */
export function feasiblePoint(rows: readonly ArrayLike<number>[], b: readonly number[]): Feasibility {
  const m = rows.length;
  const n = rows[0].length;
  const width = n + m + 1;
  // Tableau with one artificial variable per row; rows are turned so that the right side is not negative.
  const turn = b.map((value) => (value < 0 ? -1 : 1));
  const tableau = rows.map((row, i) => {
    const line = new Float64Array(width);
    for (let j = 0; j < n; j++) line[j] = turn[i] * row[j];
    line[n + i] = 1;
    line[width - 1] = turn[i] * b[i];
    return line;
  });
  const basis = rows.map((_, i) => n + i);
  // Costs: the sum of the artificial variables, expressed by the variables outside of the basis.
  const cost = new Float64Array(width);
  for (let j = 0; j < width; j++)
    for (let i = 0; i < m; i++) cost[j] -= j >= n && j < n + m ? 0 : tableau[i][j];

  for (let pivots = 0; pivots < 10_000; pivots++) {
    let entering = -1;
    // The steepest column first; after many pivots the first one, which cannot cycle.
    for (let j = 0; j < n; j++)
      if (cost[j] < -TOLERANCE && (entering < 0 || (pivots < 200 && cost[j] < cost[entering]))) entering = j;
    if (entering < 0) break;
    let leaving = -1;
    for (let i = 0; i < m; i++) {
      if (tableau[i][entering] <= TOLERANCE) continue;
      const ratio = tableau[i][width - 1] / tableau[i][entering];
      const best = leaving < 0 ? Infinity : tableau[leaving][width - 1] / tableau[leaving][entering];
      if (ratio < best - 1e-14 || (ratio <= best + 1e-14 && leaving >= 0 && basis[i] < basis[leaving]))
        leaving = i;
    }
    if (leaving < 0) break;
    eliminate(tableau, cost, leaving, entering);
    basis[leaving] = entering;
  }
  const excess = -cost[width - 1];
  if (excess > 1e-9) {
    // The reduced cost of an artificial variable is 1 − y, in the turned rows.
    const witness = Float64Array.from(turn, (sign, i) => sign * (1 - cost[n + i]));
    return { feasible: false, excess, witness };
  }
  const p = new Float64Array(n);
  basis.forEach((variable, i) => {
    if (variable < n) p[variable] = Math.max(0, tableau[i][width - 1]);
  });
  return { feasible: true, p };
}

function eliminate(tableau: Float64Array[], cost: Float64Array, row: number, column: number): void {
  const pivot = tableau[row][column];
  const line = tableau[row].map((value) => value / pivot);
  tableau[row] = line;
  for (const other of [...tableau.filter((_, i) => i !== row), cost]) {
    const factor = other[column];
    if (factor === 0) continue;
    for (let j = 0; j < other.length; j++) other[j] -= factor * line[j];
  }
}
