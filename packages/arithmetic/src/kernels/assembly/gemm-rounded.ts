/**
 * @file The product of two float32 matrices with products, sums or both rounded to a narrower format: gemm.ts with another tile.
 */
import { COLUMNS, DEPTH, ROWS } from "./layout";
import { pack } from "./pack";
import { tileRounded } from "./tile-rounded";

/** c must be zeroed by the caller and padded to whole tiles; `product` and `sum` are formats as in round.ts, or 0. */
export function matmulRounded(
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
  product: usize,
  sum: usize,
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
        tileRounded(x, y, depth, tile, rowBytes, product, sum);
        x += (<usize>depth * ROWS) << 2;
        tile += rowBytes * ROWS;
      }
      y += (<usize>depth * COLUMNS) << 2;
    }
  }
}
