/**
 * @file A tile of the float32 product in which each product, each sum, or both are rounded to a narrower format.
 *
 * Rounding is a chain of ten operations that one sum has to wait for, so four rows are worked on together. Which of the two roundings takes
 * place is decided outside of the loop.
 */
import { constant } from "./constant";
import { INFINITY_FIELD, MAGNITUDE } from "./layout";
import { roundLanes } from "./round";

// @inline
function column(
  a: usize,
  b: usize,
  depth: i32,
  c: usize,
  rowBytes: usize,
  roundsProducts: bool,
  product: usize,
  roundsSums: bool,
  sum: usize,
): void {
  const c1: usize = c + rowBytes;
  const c2: usize = c1 + rowBytes;
  const c3: usize = c2 + rowBytes;
  let s0 = v128.load(c);
  let s1 = v128.load(c1);
  let s2 = v128.load(c2);
  let s3 = v128.load(c3);
  const magnitude = constant(MAGNITUDE);
  const infinity = constant(INFINITY_FIELD);
  const d = load<i32>(product);
  const p0 = v128.load32_splat(product, 4);
  const p1 = v128.load32_splat(product, 8);
  const p2 = v128.load32_splat(product, 12);
  const p3 = v128.load32_splat(product, 16);
  const p4 = v128.load32_splat(product, 20);
  const p5 = v128.load32_splat(product, 24);
  const p6 = v128.load32_splat(product, 28);
  const e = load<i32>(sum);
  const q0 = v128.load32_splat(sum, 4);
  const q1 = v128.load32_splat(sum, 8);
  const q2 = v128.load32_splat(sum, 12);
  const q3 = v128.load32_splat(sum, 16);
  const q4 = v128.load32_splat(sum, 20);
  const q5 = v128.load32_splat(sum, 24);
  const q6 = v128.load32_splat(sum, 28);
  for (let k = 0; k < depth; k++) {
    const y = v128.load(b);
    let x0 = f32x4.mul(v128.load32_splat(a), y);
    let x1 = f32x4.mul(v128.load32_splat(a, 4), y);
    let x2 = f32x4.mul(v128.load32_splat(a, 8), y);
    let x3 = f32x4.mul(v128.load32_splat(a, 12), y);
    if (roundsProducts) {
      x0 = roundLanes(x0, d, p0, p1, p2, p3, p4, p5, p6, magnitude, infinity);
      x1 = roundLanes(x1, d, p0, p1, p2, p3, p4, p5, p6, magnitude, infinity);
      x2 = roundLanes(x2, d, p0, p1, p2, p3, p4, p5, p6, magnitude, infinity);
      x3 = roundLanes(x3, d, p0, p1, p2, p3, p4, p5, p6, magnitude, infinity);
    }
    s0 = f32x4.add(s0, x0);
    s1 = f32x4.add(s1, x1);
    s2 = f32x4.add(s2, x2);
    s3 = f32x4.add(s3, x3);
    if (roundsSums) {
      s0 = roundLanes(s0, e, q0, q1, q2, q3, q4, q5, q6, magnitude, infinity);
      s1 = roundLanes(s1, e, q0, q1, q2, q3, q4, q5, q6, magnitude, infinity);
      s2 = roundLanes(s2, e, q0, q1, q2, q3, q4, q5, q6, magnitude, infinity);
      s3 = roundLanes(s3, e, q0, q1, q2, q3, q4, q5, q6, magnitude, infinity);
    }
    a += 16;
    b += 32;
  }
  v128.store(c, s0);
  v128.store(c1, s1);
  v128.store(c2, s2);
  v128.store(c3, s3);
}

/** Adds `depth` steps of k to the tile of c at `c`. `product` and `sum` are formats as in round.ts, or 0 where nothing is rounded. */
export function tileRounded(
  a: usize,
  b: usize,
  depth: i32,
  c: usize,
  rowBytes: usize,
  product: usize,
  sum: usize,
): void {
  for (let half: usize = 0; half < 32; half += 16) {
    if (sum === 0) column(a, b + half, depth, c + half, rowBytes, true, product, false, sum);
    else if (product === 0) column(a, b + half, depth, c + half, rowBytes, false, product, true, sum);
    else column(a, b + half, depth, c + half, rowBytes, true, product, true, sum);
  }
}
