/**
 * @file L-Mul: multiplication of floating-point numbers by adding them (arXiv:2410.00907, section 2.2).
 *
 * Two functions go by this name. The paper's equation 1 is the *formula* reading, (1 + xm + ym + 2^-l)·2^(xe+ye). Its implementation is
 * the *field* reading: add the exponent‖mantissa fields as integers and let the mantissa carry run into the exponent. They agree while
 * xm + ym + 2^-l < 1; beyond, the carry turns 1 + s into 2s, which makes the field reading Mitchell's logarithmic multiplier (1962) plus a
 * constant, and the more precise of the two.
 *
 * The bare addition is wrong at the ends of the range (0 · 1e30 gives 6e-9, Inf · 2 gives 7e-40), so the functions here fix what it must do:
 *   1. NaN in, or Inf · (zero or subnormal): NaN;
 *   2. Inf · finite: signed Inf;
 *   3. an operand with exponent field 0 counts as zero: signed zero;
 *   4. a result below the smallest normal number: signed zero; at or above the Inf field: Inf, or the largest finite number on request.
 * Steps 1 to 3 look at the operands as given, before `mantissaBits` shortens them.
 */
import { decode, encode } from "../formats/codec.ts";
import { float32, type FloatFormat } from "../formats/float-format.ts";
import { fieldRange, intoRange, specialProduct, type FieldRange } from "./field-range.ts";
import { mantissaConstant, offsetExponent } from "./offset.ts";

export interface LMulOptions {
  /** The format of operands and result; float32 when absent. */
  readonly format?: FloatFormat;
  /** "field" (default): integer addition with carry. "formula": the paper's equation, rounded to nearest even in the format. */
  readonly reading?: "field" | "formula";
  /** How many leading mantissa bits of the operands take part (the paper's k); all of the format's when absent. */
  readonly mantissaBits?: number;
  /** How operands are shortened to `mantissaBits` and brought into a narrower `format`: "towardZero" (default, precise with L-Mul's offsets) or "nearestEven". */
  readonly operandRounding?: "towardZero" | "nearestEven";
  /** The constant c in place of xm·ym, 0 <= c < 1, rounded to the format's mantissa; 2^-l(mantissaBits) when absent, 0 is Mitchell's multiplier. */
  readonly offset?: number;
  /** A result beyond the range: "infinity" (default; NaN in a format without infinity) or "saturate". */
  readonly overflow?: "infinity" | "saturate";
}

/** The integers an L-Mul unit is made of: what a hardware description would have as parameters. */
interface Unit extends FieldRange {
  readonly format: FloatFormat;
  readonly formula: boolean;
  readonly mantissaBits: number;
  readonly biasField: number;
  readonly constant: number;
  readonly dropped: number;
  readonly roundingBias: number;
  readonly tieBit: number;
  readonly keep: number;
}

function unitOf(options: LMulOptions): Unit {
  const {
    format = float32,
    reading = "field",
    operandRounding = "towardZero",
    overflow = "infinity",
  } = options;
  const M = format.mantissaBits;
  const kept = options.mantissaBits ?? M;
  if (!Number.isInteger(kept) || kept < 1 || kept > M)
    throw new RangeError(
      `L-Mul in ${format.name} keeps 1 to ${M} mantissa bits and got ${kept}; give a width of the format or less.`,
    );
  const dropped = M - kept;
  const nearest = operandRounding === "nearestEven" && dropped > 0;
  return {
    ...fieldRange(format, overflow),
    format,
    formula: reading === "formula",
    mantissaBits: M,
    biasField: format.bias * 2 ** M,
    constant: mantissaConstant(format, options.offset ?? 2 ** -offsetExponent(kept)),
    dropped,
    roundingBias: nearest ? 2 ** (dropped - 1) - 1 : 0,
    tieBit: nearest ? 1 : 0,
    keep: -(2 ** dropped) | 0,
  };
}

/** One product of codes, as an int32 bit pattern (a float32 result with its sign set is negative). */
function productBits(unit: Unit, x: number, y: number): number {
  const xField = x & unit.fieldMask;
  const yField = y & unit.fieldMask;
  const sign = (x ^ y) & unit.signBit;
  if (xField > unit.largest || yField > unit.largest) return specialProduct(unit, xField, yField, sign);
  if (xField < unit.smallest || yField < unit.smallest) return sign;
  // Rounding an operand may carry into its exponent, beyond the range even: the sum below does not mind.
  const a = (xField + unit.roundingBias + ((xField >>> unit.dropped) & unit.tieBit)) & unit.keep;
  const b = (yField + unit.roundingBias + ((yField >>> unit.dropped) & unit.tieBit)) & unit.keep;
  return intoRange(
    unit,
    sign,
    unit.formula ? formulaField(unit, a, b) : a + b - unit.biasField + unit.constant,
  );
}

/** Equation 1 in integers: the significand 1 + xm + ym + c in units of the last bit, brought back to one leading bit. */
function formulaField(unit: Unit, a: number, b: number): number {
  const M = unit.mantissaBits;
  const one = 1 << M;
  const fractions = (a & (one - 1)) + (b & (one - 1)) + unit.constant;
  const exponents = (a & -one) + (b & -one) - unit.biasField;
  if (fractions < one) return exponents + fractions;
  // 2 <= significand < 4: one bit falls out, to nearest even; the hidden one moves the exponent up by one.
  const significand = one + fractions;
  return exponents + (significand >> 1) + (significand & (significand >> 1) & 1);
}

/**
 * L-Mul of two codes of `options.format` (float32 by default).
 *
 * @returns an unsigned code of the format
 */
export function lmulCode(x: number, y: number, options: LMulOptions = {}): number {
  return productBits(unitOf(options), x, y) >>> 0;
}

const values = new Float32Array(2);
const bits = new Int32Array(values.buffer);

/**
 * An L-Mul of numbers with its options resolved once: use this in loops.
 *
 * Operands of the default float32 are rounded to float32 as an assignment to a Float32Array would; those of a narrower `format` by
 * `operandRounding`. The result is a value of the format.
 *
 * @throws RangeError when an option is out of its range
 */
export function lmulFunction(options: LMulOptions = {}): (x: number, y: number) => number {
  const unit = unitOf(options);
  const { format } = unit;
  if (isFloat32(format))
    return (x, y) => {
      values[0] = x;
      values[1] = y;
      bits[0] = productBits(unit, bits[0], bits[1]);
      return values[0];
    };
  const encoding = {
    rounding: options.operandRounding ?? "towardZero",
    overflow: options.overflow ?? "infinity",
  } as const;
  return (x, y) =>
    decode(format, productBits(unit, encode(format, x, encoding), encode(format, y, encoding)) >>> 0);
}

const inFloat32 = lmulFunction();

/** L-Mul of two numbers; see {@link lmulFunction} for a form without the cost of resolving options on each call. */
export function lmul(x: number, y: number, options?: LMulOptions): number {
  return options === undefined ? inFloat32(x, y) : lmulFunction(options)(x, y);
}

/**
 * out[i] = L-Mul(x[i], y[i]), all of the same length; `out` may be `x` or `y`. In float32 no element is converted or allocated.
 *
 * @throws RangeError when lengths differ or an option is out of its range
 */
export function lmulVector(
  x: Float32Array,
  y: Float32Array,
  out: Float32Array,
  options: LMulOptions = {},
): Float32Array {
  if (x.length !== y.length || x.length !== out.length)
    throw new RangeError(
      `lmulVector needs three arrays of one length and got ${x.length}, ${y.length} and ${out.length}; slice them to the same length.`,
    );
  const unit = unitOf(options);
  if (isFloat32(unit.format)) {
    const xBits = new Int32Array(x.buffer, x.byteOffset, x.length);
    const yBits = new Int32Array(y.buffer, y.byteOffset, y.length);
    const outBits = new Int32Array(out.buffer, out.byteOffset, out.length);
    for (let i = 0; i < outBits.length; i++) outBits[i] = productBits(unit, xBits[i], yBits[i]);
    return out;
  }
  const multiply = lmulFunction(options);
  for (let i = 0; i < out.length; i++) out[i] = multiply(x[i], y[i]);
  return out;
}

function isFloat32(format: FloatFormat): boolean {
  return (
    format.exponentBits === 8 &&
    format.mantissaBits === 23 &&
    format.bias === 127 &&
    format.specials === "ieee" &&
    format.exponentZero === "subnormal"
  );
}
