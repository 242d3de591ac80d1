/**
 * @file How many products of 16-bit integers may be added in 32 bits before a sum can overflow.
 *
 * The unit is the pair product a0·b0 + a1·b1 of one `i32x4.dot_i16x8_s`. With |a| ≤ A and |b| ≤ B a chain of L of them is at most 2·A·B·L, so
 * L = floor((2^31 - 1) / 2AB) is safe whatever the data (arXiv:1802.00930, section 3.3). One bit less in both operands makes it four times
 * as long: codes to ±32767, ±16383, ±8191, ±4095 give 1, 4, 16, 64.
 */

const largest = 2 ** 31 - 1;

/** The largest magnitude among integers. */
export function largestMagnitude(codes: ArrayLike<number>): number {
  let found = 0;
  for (let i = 0; i < codes.length; i++) {
    const magnitude = codes[i] < 0 ? -codes[i] : codes[i];
    if (magnitude > found) found = magnitude;
  }
  return found;
}

/**
 * The pair products that can be chained for all operands of these magnitudes. 0: not even one (±32768 twice); Infinity: one operand is 0.
 *
 * @param a largest magnitude of the first operand
 * @param b largest magnitude of the second
 */
export function safeChain(a: number, b: number): number {
  return a === 0 || b === 0 ? Infinity : Math.floor(largest / (2 * a * b));
}

/**
 * The pair products that can be chained against *this* second operand, and any first operand of magnitude up to `a`: a partial sum is at most
 * a · Σ|b| over the chain (Hölder), so the longest window of which no column's absolute sum exceeds (2^31 - 1) / a is safe. Weights are
 * known before they are used, and most are far from the largest: for normal ones this is four to nine times {@link safeChain}.
 *
 * @param a largest magnitude of the first operand
 * @param b the second operand, [k, n] row-major, or [n, k] when transposed
 * @returns 0 to ceil(k / 2), where the latter means that all of k is safe
 */
export function safeChainFor(
  a: number,
  b: ArrayLike<number>,
  shape: { readonly k: number; readonly n: number; readonly transposeB?: boolean },
): number {
  const { k, n, transposeB = false } = shape;
  if (b.length !== k * n)
    throw new RangeError(
      `The second operand of shape [${k}, ${n}] has ${k * n} elements and got ${b.length}; check k and n.`,
    );
  const [column, step] = transposeB ? [k, 1] : [1, n];
  const bound = a === 0 ? Infinity : Math.floor(largest / a);
  let chain = Math.ceil(k / 2);
  // The window slides over each column; where it is too heavy it is made shorter for good.
  for (let j = 0; j < n; j++) {
    let sum = 0;
    let from = 0;
    for (let to = 0; to < k; to++) {
      sum += Math.abs(b[j * column + to * step]);
      for (; to - from >= 2 * chain || sum > bound; from++) {
        if (sum > bound) chain = Math.min(chain, Math.floor((to - from) / 2));
        sum -= Math.abs(b[j * column + from * step]);
      }
    }
  }
  return chain;
}
