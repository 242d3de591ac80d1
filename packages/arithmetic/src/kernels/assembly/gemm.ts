/**
 * @file The product of two matrices by packed panels and tiles, in float32 and under L-Mul.
 *
 * Each element of c has one accumulator that meets the products in ascending k: blocking over k only parks it in c. So the result has the
 * bits of the plain triple loop. c must be zeroed by the caller and padded to whole tiles. Strides count elements.
 */
import {
  BIAS_FIELD,
  COLUMNS,
  DEPTH,
  HAS_SPECIAL,
  INFINITY_FIELD,
  LARGEST,
  ROWS,
  SMALLEST,
  SUMMARY,
} from "./layout";
import { pack, packForLmul } from "./pack";
import { tileAny } from "./tile-any";
import { tileField } from "./tile-field";
import { tileFieldZeroRows } from "./tile-field-zero-rows";
import { tileFieldZeros } from "./tile-field-zeros";
import { tileFloat32 } from "./tile-float32";
import { tileFormula } from "./tile-formula";

export function matmulFloat32(
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
): void {
  const rowBytes = (<usize>cRow) << 2;
  for (let from = 0; from < k; from += DEPTH) {
    const depth = min(DEPTH, k - from);
    pack(a + ((<usize>from * aStep) << 2), m, aRow, aStep, depth, ROWS, packedA);
    pack(b + ((<usize>from * bStep) << 2), n, bColumn, bStep, depth, COLUMNS, packedB);
    let y = packedB;
    for (let column = 0; column < n; column += COLUMNS) {
      let x = packedA;
      let tile = c + ((<usize>column) << 2);
      for (let row = 0; row < m; row += ROWS) {
        tileFloat32(x, y, depth, tile, rowBytes);
        x += (<usize>depth * ROWS) << 2;
        tile += rowBytes * ROWS;
      }
      y += (<usize>depth * COLUMNS) << 2;
    }
  }
}

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
        const inRange = formula
          ? (smallest & ~(<i64>SMALLEST - 1)) - SMALLEST >= BIAS_FIELD + SMALLEST &&
            largest + 2 * SMALLEST < <i64>BIAS_FIELD + INFINITY_FIELD
          : smallest + offset >= BIAS_FIELD + SMALLEST && largest + offset <= <i64>BIAS_FIELD + LARGEST;
        if (!inRange || (flags & HAS_SPECIAL) !== 0)
          tileAny(x, y, depth, tile, rowBytes, formula, offset, overflow);
        else if (formula) tileFormula(x, y, depth, tile, rowBytes, <f32>(1.0 - <f64>offset / <f64>SMALLEST));
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
