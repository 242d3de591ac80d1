/**
 * @file Three circuits that multiply floating-point codes: L-Mul, a correctly rounding multiplier, and an adder corrected to round as that.
 *
 * All three take subnormal operands for zero and flush subnormal results, as the units in the literature do, and saturate; infinities and
 * NaN are handled. Without `specials`, what the paper counts is left: sign and field, no case distinguished.
 */
import { carryTable, fieldOffset, nanCode, type FloatFormat } from "@working-papers/arithmetic";
import {
  add,
  any,
  atLeast,
  constant,
  lookup,
  multiplyUnsigned,
  muxBits,
  or,
  xor,
  type Bits,
} from "./blocks.ts";
import { FALSE, graph, not, TRUE, type Graph, type Signal } from "./graph.ts";

export type Unit = "lmul" | "rounding" | "corrected";

export interface Circuit {
  graph: Graph;
  /** The code of the product, least significant bit first. The inputs are the bits of x, then those of y. */
  outputs: Signal[];
}

/**
 * Builds a multiplier of a format.
 *
 * @throws RangeError for a corrected adder of more than 3 mantissa bits, whose correction is more than one carry
 */
export function multiplierCircuit(unit: Unit, format: FloatFormat, specials: boolean): Circuit {
  const g = graph(2 * format.bits);
  const x = operand(g.inputs.slice(0, format.bits), format);
  const y = operand(g.inputs.slice(format.bits), format);
  const sign = xor(g, x.sign, y.sign);
  const field = FIELDS[unit](g, format, x.field, y.field);
  const width = format.bits - 1;
  return {
    graph: g,
    outputs: specials ? settle(g, format, x.field, y.field, sign, field) : [...field.slice(0, width), sign],
  };
}

function operand(bits: Bits, format: FloatFormat): { field: Bits; sign: Signal } {
  return { field: bits.slice(0, format.bits - 1), sign: bits[format.bits - 1] };
}

type FieldOf = (g: Graph, format: FloatFormat, x: Bits, y: Bits) => Signal[];

/** The field of the product in two's complement, two bits wider than a field. */
const FIELDS: Record<Unit, FieldOf> = {
  lmul: (g, format, x, y) => addFields(g, x, y, fieldOffset(format), FALSE),
  corrected(g, format, x, y) {
    const M = format.mantissaBits;
    const corrections = carryTable(M);
    if (corrections.some((correction) => correction > 1))
      throw new RangeError(
        `One carry corrects mantissas of up to 3 bits, not of ${M}; take a narrower format.`,
      );
    // Element (xm << M) | ym: the bits of ym come first.
    const carry = lookup(g, [...y.slice(0, M), ...x.slice(0, M)], corrections);
    return addFields(g, x, y, fieldOffset(format, 0), carry);
  },
  rounding(g, format, x, y) {
    const M = format.mantissaBits;
    const product = multiplyUnsigned(g, [...x.slice(0, M), TRUE], [...y.slice(0, M), TRUE]);
    // Two binades: with the top bit set, the point stands one place higher.
    const top = product[2 * M + 1];
    const mantissa = muxBits(g, top, product.slice(M + 1, 2 * M + 1), product.slice(M, 2 * M));
    const guard = muxBits(g, top, [product[M]], [product[M - 1]])[0];
    const below = any(g, product.slice(0, M - 1));
    const sticky = or(g, below, g.and(top, product[M - 1]));
    const roundUp = g.and(guard, or(g, sticky, mantissa[0]));
    const exponents = add(g, x.slice(M), y.slice(M), top);
    const exponent = add(g, [...exponents, FALSE], constant(-format.bias, exponents.length + 1));
    const width = format.bits + 1;
    const unrounded = [...mantissa, ...exponent].slice(0, width);
    return add(g, unrounded, constant(0, width), roundUp).slice(0, width);
  },
};

function addFields(g: Graph, x: Bits, y: Bits, offset: number, carry: Signal): Signal[] {
  const sum = [...add(g, x, y, carry), FALSE];
  return add(g, sum, constant(-offset, sum.length)).slice(0, sum.length);
}

/** NaN, infinities, zeros and the ends of the range, as `lmul` with `overflow: "saturate"` has them. */
function settle(g: Graph, format: FloatFormat, x: Bits, y: Bits, sign: Signal, field: Bits): Signal[] {
  const width = format.bits - 1;
  const smallest = 2 ** format.mantissaBits;
  const infinity = 2 ** width - smallest;
  const ieee = format.specials === "ieee";
  const largest = ieee ? infinity - 1 : 2 ** width - 2;
  const negative = field[width + 1];
  const magnitude = field.slice(0, width + 1);
  const zero = or(g, not(atLeast(g, x, smallest)), not(atLeast(g, y, smallest)));
  const underflow = or(g, negative, not(atLeast(g, magnitude, smallest)));
  const overflow = g.and(not(negative), atLeast(g, magnitude, largest + 1));

  let result = muxBits(g, overflow, constant(largest, width), magnitude.slice(0, width));
  result = result.map((bit) => g.and(bit, not(or(g, zero, underflow))));
  const special = or(g, atLeast(g, x, largest + 1), atLeast(g, y, largest + 1));
  let nan = special;
  if (ieee) {
    result = muxBits(g, special, constant(infinity, width), result);
    const operandIsNan = or(g, atLeast(g, x, infinity + 1), atLeast(g, y, infinity + 1));
    nan = or(g, operandIsNan, g.and(special, zero));
  }
  return [...muxBits(g, nan, constant(nanCode(format), width), result), g.and(sign, not(nan))];
}
