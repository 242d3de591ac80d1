/** @file Adders, multiplexers, comparisons: the parts of multipliers, as a designer would draw them. Bits are least significant first. */
import { FALSE, not, TRUE, type Graph, type Signal } from "./graph.ts";

export type Bits = readonly Signal[];

export function or(g: Graph, a: Signal, b: Signal): Signal {
  return not(g.and(not(a), not(b)));
}

export function xor(g: Graph, a: Signal, b: Signal): Signal {
  return g.and(not(g.and(a, b)), or(g, a, b));
}

export function mux(g: Graph, choose: Signal, whenTrue: Signal, whenFalse: Signal): Signal {
  return or(g, g.and(choose, whenTrue), g.and(not(choose), whenFalse));
}

export function muxBits(g: Graph, choose: Signal, whenTrue: Bits, whenFalse: Bits): Signal[] {
  return whenTrue.map((bit, i) => mux(g, choose, bit, whenFalse[i]));
}

export function any(g: Graph, bits: Bits): Signal {
  return bits.reduce((found, bit) => or(g, found, bit), FALSE);
}

/** The bits of a whole number, negative ones in two's complement. */
export function constant(value: number, width: number): Signal[] {
  return Array.from({ length: width }, (_, i) => (Math.floor(value / 2 ** i) % 2 === 0 ? FALSE : TRUE));
}

/** Ripple-carry addition; the result is one bit wider than the operands. */
export function add(g: Graph, a: Bits, b: Bits, carryIn: Signal = FALSE): Signal[] {
  let carry = carryIn;
  const sum = a.map((bit, i) => {
    const propagate = xor(g, bit, b[i]);
    const out = xor(g, propagate, carry);
    carry = or(g, g.and(bit, b[i]), g.and(propagate, carry));
    return out;
  });
  return [...sum, carry];
}

/** a · b by rows of partial products. */
export function multiplyUnsigned(g: Graph, a: Bits, b: Bits): Signal[] {
  const product: Signal[] = [];
  let rest: Signal[] = a.map(() => FALSE);
  for (const bit of b) {
    const row = a.map((other) => g.and(other, bit));
    const sum = add(g, rest, row);
    product.push(sum[0]);
    rest = sum.slice(1);
  }
  return [...product, ...rest];
}

/** Whether the unsigned number is at least a constant. */
export function atLeast(g: Graph, bits: Bits, value: number): Signal {
  if (value <= 0) return TRUE;
  if (value >= 2 ** bits.length) return FALSE;
  // From the least significant bit up: a 1 of the constant needs this bit and the rest, a 0 takes either.
  return constant(value, bits.length).reduce<Signal>(
    (rest, wanted, i) => (wanted === TRUE ? g.and(bits[i], rest) : or(g, bits[i], rest)),
    TRUE,
  );
}

/** A function of a few bits given by its values: value i for the inputs that read as i. */
export function lookup(g: Graph, inputs: Bits, values: ArrayLike<number>, start = 0): Signal {
  const last = inputs.length - 1;
  if (last < 0) return values[start] === 0 ? FALSE : TRUE;
  const rest = inputs.slice(0, last);
  return mux(g, inputs[last], lookup(g, rest, values, start + 2 ** last), lookup(g, rest, values, start));
}
