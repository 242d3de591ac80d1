/**
 * @file How large a system may be, enforced before memory is asked for.
 *
 * A state of N bits has D = 2^N configurations. Matrices cost D² numbers, vectors D, sums over histories D^(M+1) terms.
 */

/** Largest dimension of a dense matrix: 2^10, which is 8 MiB of numbers. */
export const MAX_MATRIX_DIMENSION = 2 ** 10;
/** Largest dimension of a vector or permutation: 2^24, which is 128 MiB of numbers. */
export const MAX_VECTOR_DIMENSION = 2 ** 24;
/** Most histories that a classical sum may enumerate. */
export const MAX_HISTORIES = 2 ** 24;

/** @throws RangeError when a dense matrix of this dimension would be too large */
export function requireMatrix(dimension: number): void {
  if (dimension > MAX_MATRIX_DIMENSION)
    throw new RangeError(
      `Dense matrices go up to 2^10 = ${MAX_MATRIX_DIMENSION} configurations, but ${dimension} were asked for; use fewer bits, or a wave function instead of a matrix.`,
    );
}

/** @throws RangeError when a vector of this dimension would be too large */
export function requireVector(dimension: number): void {
  if (dimension > MAX_VECTOR_DIMENSION)
    throw new RangeError(
      `Wave functions and permutations go up to 2^24 = ${MAX_VECTOR_DIMENSION} configurations, but ${dimension} were asked for; use fewer bits, a sector of few particles, or the bit-parallel lattice.`,
    );
}

/** @throws RangeError when a classical sum would have too many terms */
export function requireHistories(dimension: number, times: number): number {
  const histories = dimension ** times;
  if (histories > MAX_HISTORIES)
    throw new RangeError(
      `A sum over histories goes up to 2^24 terms, but ${dimension} configurations at ${times} times make ${histories}; use fewer bits or times.`,
    );
  return histories;
}

/**
 * Checks a probability distribution.
 *
 * @throws RangeError naming the first state with a negative probability, or the sum when it is not 1
 */
export function requireDistribution(p: ArrayLike<number>, what = "The distribution"): void {
  let sum = 0;
  for (let state = 0; state < p.length; state++) {
    if (!(p[state] >= 0))
      throw new RangeError(`${what} must not be negative, but state ${state} has probability ${p[state]}.`);
    sum += p[state];
  }
  if (Math.abs(sum - 1) > 1e-9)
    throw new RangeError(`${what} must add up to 1, but its ${p.length} states add up to ${sum}.`);
}
