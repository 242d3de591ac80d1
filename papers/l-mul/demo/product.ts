/**
 * @file What becomes of two stored numbers: the exact product, L-Mul in both readings, and the reasons.
 */
import { decode, lmulCode, type FloatFormat } from "@working-papers/arithmetic";
import { addFields, type Addition } from "./addition.ts";
import type { Stored } from "./numbers.ts";
import { ruleFor } from "./rules.ts";
import { lmulOptions, type Multiplier } from "./settings.ts";

export interface Product extends Stored {
  /** (L-Mul − exact) / exact; NaN where the exact product is zero or not finite. */
  readonly error: number;
}

export interface Products {
  /** x·y of the numbers as stored; a float64 holds it. */
  readonly exact: number;
  readonly field: Product;
  readonly formula: Product;
  readonly addition: Addition;
  /** The bare sum with its sign: the code that the addition alone would give. */
  readonly bare: Stored;
  /** Where the addition does not decide, the rule that does, in a sentence. */
  readonly rule: string | undefined;
  /** s = xm + ym + 2^-l of the operands as shortened. */
  readonly s: number;
  /** xe + ye of the operands as shortened. */
  readonly exponent: number;
}

export function productsOf(multiplier: Multiplier, x: Stored, y: Stored): Products {
  const { format } = multiplier;
  const exact = x.value * y.value;
  const addition = addFields(format, x.code, y.code, multiplier.kept, multiplier.rounding);
  const one = 2 ** format.mantissaBits;
  const topBit = 2 ** (format.bits - 1);
  const bareCode = addition.sum + (x.code >= topBit === y.code >= topBit ? 0 : topBit);
  const field = product(format, lmulCode(x.code, y.code, lmulOptions(multiplier, "field")), exact);
  const formula = product(format, lmulCode(x.code, y.code, lmulOptions(multiplier, "formula")), exact);
  return {
    exact,
    field,
    formula,
    addition,
    bare: { code: bareCode, value: decode(format, bareCode) },
    rule: ruleFor(format, x.value, y.value, field.value),
    s: ((addition.x % one) + (addition.y % one) + (addition.minusOffset % one)) / one,
    exponent: Math.floor(addition.x / one) + Math.floor(addition.y / one) - 2 * format.bias,
  };
}

function product(format: FloatFormat, code: number, exact: number): Product {
  const value = decode(format, code);
  return { code, value, error: relativeError(value, exact) };
}

/** (value − exact) / exact, or NaN where that says nothing. */
export function relativeError(value: number, exact: number): number {
  return exact === 0 || !Number.isFinite(exact) || !Number.isFinite(value) ? NaN : (value - exact) / exact;
}
