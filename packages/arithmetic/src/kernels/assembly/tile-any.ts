/**
 * @file A tile of L-Mul for panels in which anything may occur: infinities, NaN, sums that underflow or overflow.
 */
import { COLUMNS, ROWS } from "./layout";
import { addProducts } from "./product";

/** Adds `depth` steps of k to the tile of c at `c`. */
export function tileAny(
  a: usize,
  b: usize,
  depth: i32,
  c: usize,
  rowBytes: usize,
  formula: bool,
  offset: i32,
  overflow: i32,
): void {
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column += 4) {
      const target = c + row * rowBytes + (column << 2);
      const x = a + (row << 2);
      const y = b + (column << 2);
      v128.store(
        target,
        addProducts(v128.load(target), x, ROWS << 2, true, y, COLUMNS << 2, depth, formula, offset, overflow),
      );
    }
  }
}
