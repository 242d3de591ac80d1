/**
 * @file The product of two float32 matrices by packed panels and tiles.
 *
 * Each element of c has one accumulator that meets the products in ascending k: blocking over k only parks it in c. So the result has the
 * bits of the plain triple loop. c must be zeroed by the caller and padded to whole tiles. Strides count elements.
 */
import { COLUMNS, DEPTH, ROWS } from "./layout";
import { pack } from "./pack";
import { tileFloat32 } from "./tile-float32";

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
