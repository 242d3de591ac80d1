/**
 * @file The product of two float32 matrices under L-Mul: gemm-float32.ts with a choice of tiles.
 *
 * What a pair of panels holds decides which tile multiplies them: one that need not look for what cannot occur there. All give the same bits.
 * Only where sums are rounded too, to the format `sum`, is there one tile for everything.
 */
import {
  BIAS_FIELD,
  COLUMNS,
  DEPTH,
  HAS_SPECIAL,
  INFINITY_FIELD,
  LARGEST,
  RAISE,
  ROWS,
  SMALLEST,
  SUMMARY,
} from "./layout";
import { packForLmul } from "./pack";
import { tileAny } from "./tile-any";
import { tileField } from "./tile-field";
import { tileFieldUnderflow } from "./tile-field-underflow";
import { tileFieldZeroRows } from "./tile-field-zero-rows";
import { tileFieldZeros } from "./tile-field-zeros";
import { tileFormula } from "./tile-formula";
import { tileFormulaUnderflow } from "./tile-formula-underflow";
import { tileLmulRounded } from "./tile-lmul-rounded";

export function matmulLmul(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: i32,
  aStep: i32,
  b: usize,
  bColumn: i32,
  bStep: i32,
  c: usize,
  cRow: i32,
  packedA: usize,
  packedB: usize,
  summariesA: usize,
  summariesB: usize,
  formula: bool,
  keep: i32,
  offset: i32,
  overflow: i32,
  sum: usize,
): void {
  const rowBytes = (<usize>cRow) << 2;
  for (let from = 0; from < k; from += DEPTH) {
    const depth = min(DEPTH, k - from);
    packForLmul(a + ((<usize>from * aStep) << 2), m, aRow, aStep, depth, ROWS, packedA, keep, summariesA);
    packForLmul(
      b + ((<usize>from * bStep) << 2),
      n,
      bColumn,
      bStep,
      depth,
      COLUMNS,
      packedB,
      keep,
      summariesB,
    );
    let y = packedB;
    let ySummary = summariesB;
    for (let column = 0; column < n; column += COLUMNS) {
      let x = packedA;
      let xSummary = summariesA;
      let tile = c + ((<usize>column) << 2);
      for (let row = 0; row < m; row += ROWS) {
        const flags = load<i32>(xSummary, 8) | load<i32>(ySummary, 8);
        const smallest = <i64>load<i32>(xSummary) + <i64>load<i32>(ySummary);
        const largest = <i64>load<i32>(xSummary, 4) + <i64>load<i32>(ySummary, 4);
        // The formula's result is below 4 · 2^(xe+ye) and, before rounding, not below 2^(xe+ye); only the exponents are compared.
        const mayUnderflow = formula
          ? (smallest & ~(<i64>SMALLEST - 1)) - SMALLEST < BIAS_FIELD + SMALLEST
          : smallest + offset < BIAS_FIELD + SMALLEST;
        const mayOverflow = formula
          ? largest + 2 * SMALLEST >= <i64>BIAS_FIELD + INFINITY_FIELD
          : largest + offset > <i64>BIAS_FIELD + LARGEST;
        const mayOverflowRaised =
          load<i32>(ySummary, 4) >= INFINITY_FIELD - RAISE ||
          largest + 2 * SMALLEST + RAISE >= <i64>BIAS_FIELD + INFINITY_FIELD;
        const complement = <f32>(1.0 - <f64>offset / <f64>SMALLEST);
        if (sum !== 0) tileLmulRounded(x, y, depth, tile, rowBytes, formula, offset, overflow, sum);
        else if (mayOverflow || (flags & HAS_SPECIAL) !== 0 || (formula && mayUnderflow && mayOverflowRaised))
          tileAny(x, y, depth, tile, rowBytes, formula, offset, overflow);
        else if (formula && mayUnderflow) tileFormulaUnderflow(x, y, depth, tile, rowBytes, complement);
        else if (formula) tileFormula(x, y, depth, tile, rowBytes, complement);
        else if (mayUnderflow) tileFieldUnderflow(x, y, depth, tile, rowBytes, BIAS_FIELD - offset);
        else if (flags === 0) tileField(x, y, depth, tile, rowBytes, BIAS_FIELD - offset);
        else if (load<i32>(ySummary, 8) === 0)
          tileFieldZeroRows(x, y, depth, tile, rowBytes, BIAS_FIELD - offset);
        else tileFieldZeros(x, y, depth, tile, rowBytes, BIAS_FIELD - offset);
        x += (<usize>depth * ROWS) << 2;
        xSummary += SUMMARY;
        tile += rowBytes * ROWS;
      }
      y += (<usize>depth * COLUMNS) << 2;
      ySummary += SUMMARY;
    }
  }
}
