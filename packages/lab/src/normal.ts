/**
 * @file The standard normal quantile with IEEE-exact operations only.
 *
 * The rational approximations are Wichura's algorithm AS 241, PPND16 (Applied Statistics 37, 1988), relative accuracy about
 * 1e−16. Its tails need a logarithm; engines differ in theirs by a bit, so a logarithm of additions and divisions stands here.
 */

const { sqrt, abs } = Math;

/** Φ⁻¹(p) for p in (0, 1): the number that a standard normal variable stays below with probability p. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1))
    throw new RangeError(`A probability strictly between 0 and 1 was expected, not ${p}.`);
  const q = p - 0.5;
  if (abs(q) <= 0.425)
    return (
      (q * polynomial(CENTRE_NUMERATOR, 0.180625 - q * q)) / polynomial(CENTRE_DENOMINATOR, 0.180625 - q * q)
    );
  const tail = sqrt(-logarithm(q < 0 ? p : 1 - p));
  const value =
    tail <= 5
      ? polynomial(MIDDLE_NUMERATOR, tail - 1.6) / polynomial(MIDDLE_DENOMINATOR, tail - 1.6)
      : polynomial(FAR_NUMERATOR, tail - 5) / polynomial(FAR_DENOMINATOR, tail - 5);
  return q < 0 ? -value : value;
}

/** Horner's rule; coefficients from the constant upwards. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i];
  return sum;
}

const bits = new DataView(new ArrayBuffer(8));
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/**
 * ln x to about one unit in the last place, the same bits in every engine, and the limits of `Math.log`:
 * x = 2^e·m with m in [√½, √2), ln m = 2·artanh(s) with s = (m − 1)/(m + 1).
 */
export function logarithm(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return Number.NaN;
  if (x === Infinity) return Infinity;
  // Below 2^−1022 the exponent field no longer counts.
  const shift = x < 2 ** -1022 ? 54 : 0;
  bits.setFloat64(0, shift > 0 ? x * 2 ** shift : x);
  const high = bits.getUint32(0);
  let exponent = (high >>> 20) - 1023 - shift;
  bits.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 0;
  for (let k = 23; k >= 3; k -= 2) series = (series + 1 / k) * square;
  return exponent * LN2_HIGH + (2 * s + (2 * s * series + exponent * LN2_LOW));
}

const CENTRE_NUMERATOR = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const CENTRE_DENOMINATOR = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
];
const MIDDLE_NUMERATOR = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const MIDDLE_DENOMINATOR = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const FAR_NUMERATOR = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
];
const FAR_DENOMINATOR = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  0.000018463183175100548, 1.421511758316446e-7, 2.0442631033899397e-15,
];
