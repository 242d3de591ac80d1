/**
 * @file The paper's count of logic gates, as far as it can be re-derived.
 *
 * The totals for multiplications and the costs of the parts are recalled, not re-read. The one term that was inferred so that all three
 * totals come out is the three 8-bit additions (exponents, bias, rounding): a good sign, not a quotation.
 */

/** Gates of the parts: sums of NAND-like gates. */
export const GATES = { fullAdder: 11, halfAdder: 5, xor: 4, and: 1 } as const;

/** A number of logic gates. */
export type Gates = number;

/** Ripple-carry addition of n bits: one half adder and n − 1 full adders. @throws RangeError unless n ≥ 1 */
export function adderGates(bits: number): Gates {
  checkBits("An adder", bits);
  return GATES.halfAdder + GATES.fullAdder * (bits - 1);
}

/** The width that the paper seems to give the adders of exponents and constants, whatever the format. */
const EXPONENT_ADDER_BITS = 8;

/**
 * A floating-point multiplication of formats with j mantissa bits, as the paper counts: the sign, (j + 1)² partial products, their sum by
 * 3 half adders and 2j − 2 full adders, three 8-bit additions.
 *
 * @throws RangeError unless mantissaBits ≥ 1
 */
export function multiplierGates(mantissaBits: number): Gates {
  checkBits("A multiplier", mantissaBits);
  const significand = mantissaBits + 1;
  return (
    GATES.xor +
    significand * significand * GATES.and +
    3 * GATES.halfAdder +
    (2 * mantissaBits - 2) * GATES.fullAdder +
    3 * adderGates(EXPONENT_ADDER_BITS)
  );
}

/**
 * The same with the adders that an array multiplier of n = j + 1 bits really has: n half adders and n(n − 2) full adders. The paper's term
 * grows with j and not with j², so it is modest about wide formats.
 */
export function arrayMultiplierGates(mantissaBits: number): Gates {
  checkBits("A multiplier", mantissaBits);
  const n = mantissaBits + 1;
  return (
    GATES.xor +
    n * n * GATES.and +
    n * GATES.halfAdder +
    n * (n - 2) * GATES.fullAdder +
    3 * adderGates(EXPONENT_ADDER_BITS)
  );
}

/**
 * L-Mul: the sign, the addition of two fields, the addition of the constant in 8 bits.
 *
 * @param fieldBits exponent and mantissa together: 7 for fp8, 15 for float16
 */
export function lmulGates(fieldBits: number): Gates {
  checkBits("The field of an L-Mul", fieldBits);
  return GATES.xor + adderGates(fieldBits) + adderGates(EXPONENT_ADDER_BITS);
}

function checkBits(what: string, bits: number): void {
  if (!Number.isInteger(bits) || bits < 1)
    throw new RangeError(
      `${what} has a whole number of bits of at least 1, not ${bits}; give a positive integer.`,
    );
}
