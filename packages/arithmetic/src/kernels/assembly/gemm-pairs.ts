/**
 * @file The product of two integer matrices by chains of pair products.
 *
 * A chain is `chain` consecutive pairs of k, from the start of k on; what each chain sums to is added to c in ascending k. The blocks of k
 * that are packed at once hold whole chains, so that the result does not depend on them. c must be zeroed by the caller and padded to
 * whole tiles. Strides count elements.
 */
import { COLUMNS, DEPTH, INT16, ROWS, SUM_FLOAT64 } from "./layout";
import { packPairs } from "./pack-pairs";
import { tilePairs } from "./tile-pairs";

export function matmulPairs(
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
  aType: i32,
  aZero: i32,
  bType: i32,
  bZero: i32,
  chain: i32,
  sum: i32,
): void {
  const wide: usize = sum === SUM_FLOAT64 ? 3 : 2;
  const rowBytes = (<usize>cRow) << wide;
  const aBytes: usize = aType === INT16 ? 1 : 0;
  const bBytes: usize = bType === INT16 ? 1 : 0;
  const block = 2 * chain * (DEPTH / chain);
  for (let from = 0; from < k; from += block) {
    const depth = min(block, k - from);
    const pairs = (depth + 1) >> 1;
    packPairs(a + ((<usize>from * aStep) << aBytes), aType, aZero, m, aRow, aStep, depth, ROWS, packedA);
    packPairs(
      b + ((<usize>from * bStep) << bBytes),
      bType,
      bZero,
      n,
      bColumn,
      bStep,
      depth,
      COLUMNS,
      packedB,
    );
    let y = packedB;
    for (let column = 0; column < n; column += COLUMNS) {
      let x = packedA;
      let tile = c + ((<usize>column) << wide);
      for (let row = 0; row < m; row += ROWS) {
        for (let first = 0; first < pairs; first += chain) {
          const length = min(chain, pairs - first);
          tilePairs(x + ((first * ROWS) << 2), y + ((first * COLUMNS) << 2), length, tile, rowBytes, sum);
        }
        x += (<usize>pairs * ROWS) << 2;
        tile += rowBytes * ROWS;
      }
      y += (<usize>pairs * COLUMNS) << 2;
    }
  }
}
