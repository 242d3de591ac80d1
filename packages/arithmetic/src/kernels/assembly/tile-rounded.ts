/**
 * @file A tile of the float32 product in which each product, each sum, or both are rounded to a narrower format.
 *
 * Rounding is a dozen operations, of which half wait for each other, so four rows are worked on together. Which roundings take place, and
 * in which way, is asked once for the four: a branch that goes the same way each time costs next to nothing.
 */
import { constant } from "./constant";
import { INFINITY_FIELD, MAGNITUDE, POWER } from "./layout";
import { roundByAddition, roundByCarry, roundsByCarry } from "./round";

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
  column(a, b, depth, c, rowBytes, product, sum);
  column(a, b + 16, depth, c + 16, rowBytes, product, sum);
}

function column(a: usize, b: usize, depth: i32, c: usize, rowBytes: usize, product: usize, sum: usize): void {
  const c1: usize = c + rowBytes;
  const c2: usize = c1 + rowBytes;
  const c3: usize = c2 + rowBytes;
  let s0 = v128.load(c);
  let s1 = v128.load(c1);
  let s2 = v128.load(c2);
  let s3 = v128.load(c3);
  const magnitude = constant(MAGNITUDE);
  const power = constant(POWER);
  const infinity = constant(INFINITY_FIELD);
  const carryProduct = product !== 0 && roundsByCarry(product);
  const addProduct = product !== 0 && !carryProduct;
  const pDropped = load<i32>(product, 4);
  const pHalf = v128.load32_splat(product, 8);
  const pOdd = v128.load32_splat(product, 12);
  const pKeep = v128.load32_splat(product, 16);
  const pNormal = v128.load32_splat(product, 20);
  const pRaise = i32x4.splat(pDropped << 23);
  const pLast = v128.load32_splat(product, 24);
  const pOverflow = v128.load32_splat(product, 28);
  const carrySum = sum !== 0 && roundsByCarry(sum);
  const addSum = sum !== 0 && !carrySum;
  const qDropped = load<i32>(sum, 4);
  const qHalf = v128.load32_splat(sum, 8);
  const qOdd = v128.load32_splat(sum, 12);
  const qKeep = v128.load32_splat(sum, 16);
  const qNormal = v128.load32_splat(sum, 20);
  const qRaise = i32x4.splat(qDropped << 23);
  const qLast = v128.load32_splat(sum, 24);
  const qOverflow = v128.load32_splat(sum, 28);
  for (let k = 0; k < depth; k++) {
    const y = v128.load(b);
    let x0 = f32x4.mul(v128.load32_splat(a), y);
    let x1 = f32x4.mul(v128.load32_splat(a, 4), y);
    let x2 = f32x4.mul(v128.load32_splat(a, 8), y);
    let x3 = f32x4.mul(v128.load32_splat(a, 12), y);
    if (addProduct) {
      x0 = roundByAddition(x0, pNormal, pRaise, pLast, pOverflow, magnitude, power, infinity);
      x1 = roundByAddition(x1, pNormal, pRaise, pLast, pOverflow, magnitude, power, infinity);
      x2 = roundByAddition(x2, pNormal, pRaise, pLast, pOverflow, magnitude, power, infinity);
      x3 = roundByAddition(x3, pNormal, pRaise, pLast, pOverflow, magnitude, power, infinity);
    } else if (carryProduct) {
      x0 = roundByCarry(x0, pDropped, pHalf, pOdd, pKeep, pLast, pOverflow, magnitude, infinity);
      x1 = roundByCarry(x1, pDropped, pHalf, pOdd, pKeep, pLast, pOverflow, magnitude, infinity);
      x2 = roundByCarry(x2, pDropped, pHalf, pOdd, pKeep, pLast, pOverflow, magnitude, infinity);
      x3 = roundByCarry(x3, pDropped, pHalf, pOdd, pKeep, pLast, pOverflow, magnitude, infinity);
    }
    s0 = f32x4.add(s0, x0);
    s1 = f32x4.add(s1, x1);
    s2 = f32x4.add(s2, x2);
    s3 = f32x4.add(s3, x3);
    if (addSum) {
      s0 = roundByAddition(s0, qNormal, qRaise, qLast, qOverflow, magnitude, power, infinity);
      s1 = roundByAddition(s1, qNormal, qRaise, qLast, qOverflow, magnitude, power, infinity);
      s2 = roundByAddition(s2, qNormal, qRaise, qLast, qOverflow, magnitude, power, infinity);
      s3 = roundByAddition(s3, qNormal, qRaise, qLast, qOverflow, magnitude, power, infinity);
    } else if (carrySum) {
      s0 = roundByCarry(s0, qDropped, qHalf, qOdd, qKeep, qLast, qOverflow, magnitude, infinity);
      s1 = roundByCarry(s1, qDropped, qHalf, qOdd, qKeep, qLast, qOverflow, magnitude, infinity);
      s2 = roundByCarry(s2, qDropped, qHalf, qOdd, qKeep, qLast, qOverflow, magnitude, infinity);
      s3 = roundByCarry(s3, qDropped, qHalf, qOdd, qKeep, qLast, qOverflow, magnitude, infinity);
    }
    a += 16;
    b += 32;
  }
  v128.store(c, s0);
  v128.store(c1, s1);
  v128.store(c2, s2);
  v128.store(c3, s3);
}
