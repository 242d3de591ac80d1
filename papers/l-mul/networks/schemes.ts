/** @file The arithmetics that the networks are measured under, with the names that measurements and tables use. */
import { parseArithmetic, type Arithmetic } from "@working-papers/arithmetic/interpreter";

export interface Scheme {
  readonly title: string;
  readonly arithmetic: Arithmetic;
}

const scheme = (title: string, text: string): Scheme => ({ title, arithmetic: parseArithmetic(text) });

/** The first is what the others are compared with. */
export const SCHEMES = {
  float32: scheme("float32", "float32"),
  field23: scheme("L-Mul, 23 bits", "lmul"),
  field7: scheme("L-Mul, 7 bits", "lmul:7"),
  field4: scheme("L-Mul, 4 bits", "lmul:4"),
  field3: scheme("L-Mul, 3 bits", "lmul:3"),
  field2: scheme("L-Mul, 2 bits", "lmul:2"),
  formula23: scheme("formula, 23 bits", "lmul:23:formula"),
  formula4: scheme("formula, 4 bits", "lmul:4:formula"),
  formula3: scheme("formula, 3 bits", "lmul:3:formula"),
  bfloat16: scheme("bfloat16", "bfloat16"),
  e4m3: scheme("fp8 e4m3", "e4m3"),
  e5m2: scheme("fp8 e5m2", "e5m2"),
} as const satisfies Record<string, Scheme>;
export type SchemeName = keyof typeof SCHEMES;
export const SCHEME_NAMES = Object.keys(SCHEMES) as SchemeName[];
export const COMPARED = SCHEME_NAMES.filter((name) => name !== "float32");
