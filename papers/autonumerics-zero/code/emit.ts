/**
 * @file Programs as code: TypeScript, C, GLSL, WGSL, WebAssembly text and NumPy.
 *
 * TypeScript, C (without contraction: -ffp-contract=off), WAT and NumPy all round every operation once, to float64 or float32, so they give the same bits.
 *
 * Shaders compute in float32. Sums, differences and products are rounded once, a quotient is good to 2.5 units in the last place for divisors of 2^-126 to 2^126,
 * and a root is as good as 1 / inverseSqrt: 2 units, then a quotient (GLSL ES 3.00 section 4.5.1, WGSL section 15.7.4.1). Compilers make use of it:
 * Chromium's multiplies by the reciprocal of a constant divisor. Both languages also leave open which neighbour a number is rounded to, whether numbers below 2^-126
 * become 0, and whether a product and a sum are fused; SwiftShader, on which the tests run, rounds to nearest and does not fuse.
 *
 * An fma is written as a product and a sum of two roundings everywhere, because JavaScript has no fused operation. Operations on bits are those of float32.
 */
import { UsageError } from "@working-papers/lab";
import {
  ADD,
  arity,
  DIVIDE,
  FMA,
  IADD,
  isBitOperation,
  ISHR,
  MULTIPLY,
  SQRT,
  SUBTRACT,
  usesBits,
  type Program,
} from "../programs/program.ts";

export const LANGUAGES = ["typescript", "c", "glsl", "wgsl", "wat", "numpy"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface EmitOptions {
  /** Of the function. Default f. */
  name?: string;
  /** What each operation rounds to. Default float64, float32 for a program with operations on bits; shaders know float32 only. */
  precision?: "float64" | "float32";
}

/** How a language writes what a program does. */
interface Syntax {
  /** A constant. */
  constant(value: number): string;
  /** One operation on operands that are names or constants. */
  operation(op: number, operands: readonly string[]): string;
  /** A line that names the value of an operation. */
  line(to: string, value: string): string;
  /** The whole function around its lines. */
  wrap(lines: string, last: string): string;
}

const INFIX: Readonly<Record<number, string>> = {
  [ADD]: "+",
  [SUBTRACT]: "-",
  [MULTIPLY]: "*",
  [DIVIDE]: "/",
};

/** Operators between their operands; `bits` and `number` read a number as an unsigned integer of 32 bits, and back. */
const written =
  (sqrt: string, bits: string, number: string, one: string) =>
  (op: number, [a, b, c]: readonly string[]): string => {
    if (op === SQRT) return `${sqrt}(${a})`;
    if (op === FMA) return `(${a} * ${b}) + ${c}`;
    if (op === ISHR) return `${number}(${bits}(${a}) >> ${one})`;
    if (isBitOperation(op)) return `${number}(${bits}(${a}) ${op === IADD ? "+" : "-"} ${bits}(${b}))`;
    return `${a} ${INFIX[op]} ${b}`;
  };

/** The shortest decimal text that reads back as the same number, with a point; negative ones in brackets. */
const decimal =
  (suffix = "") =>
  (value: number): string => {
    const text = String(Math.abs(value));
    const pointed = (/[.e]/.test(text) ? text : `${text}.0`) + suffix;
    return value < 0 || Object.is(value, -0) ? `(-${pointed})` : pointed;
  };
/** Of the nearest float32 number. */
const single =
  (suffix = "") =>
  (value: number): string =>
    decimal(suffix)(Math.fround(value));

const JAVASCRIPT_BITS = `const number = new Float32Array(1);
const pattern = new Uint32Array(number.buffer);
function toBits(value: number): number {
  number[0] = value;
  return pattern[0];
}
function toNumber(bits: number): number {
  pattern[0] = bits;
  return number[0];
}

`;
const C_BITS = `#include <stdint.h>
#include <string.h>

static uint32_t to_bits(float value) { uint32_t bits; memcpy(&bits, &value, sizeof bits); return bits; }
static float to_number(uint32_t bits) { float value; memcpy(&value, &bits, sizeof value); return value; }
`;

function syntaxOf(language: Language, name: string, float32: boolean, bits: boolean): Syntax {
  switch (language) {
    case "typescript": {
      const plain = written("Math.sqrt", "toBits", "toNumber", "1");
      const rounded = (op: number, operands: readonly string[]): string => {
        if (op === ISHR) return plain(op, operands).replace(">>", ">>>");
        if (isBitOperation(op)) return plain(op, operands);
        if (op === FMA) return `Math.fround(Math.fround(${operands[0]} * ${operands[1]}) + ${operands[2]})`;
        return `Math.fround(${plain(op, operands)})`;
      };
      return {
        constant: float32 ? single() : decimal(),
        operation: float32 ? rounded : plain,
        line: (to, value) => `  const ${to} = ${value};\n`,
        wrap: (lines, last) =>
          `${bits ? JAVASCRIPT_BITS : ""}export function ${name}(x: number): number {\n${float32 ? "  x = Math.fround(x);\n" : ""}${lines}  return ${last};\n}\n`,
      };
    }
    case "c": {
      const type = float32 ? "float" : "double";
      return {
        constant: float32 ? single("f") : decimal(),
        operation: written(float32 ? "sqrtf" : "sqrt", "to_bits", "to_number", "1"),
        line: (to, value) => `  const ${type} ${to} = ${value};\n`,
        wrap: (lines, last) =>
          `#include <math.h>\n${bits ? C_BITS : ""}\n/* Compile with -ffp-contract=off: each operation is rounded once. */\n${type} ${name}(${type} x) {\n${lines}  return ${last};\n}\n`,
      };
    }
    case "glsl":
      return {
        constant: single(),
        operation: written("sqrt", "floatBitsToUint", "uintBitsToFloat", "1u"),
        line: (to, value) => `  float ${to} = ${value};\n`,
        wrap: (lines, last) => `float ${name}(float x) {\n${lines}  return ${last};\n}\n`,
      };
    case "wgsl":
      return {
        constant: single("f"),
        operation: written("sqrt", "bitcast<u32>", "bitcast<f32>", "1u"),
        line: (to, value) => `  let ${to} = ${value};\n`,
        wrap: (lines, last) => `fn ${name}(x: f32) -> f32 {\n${lines}  return ${last};\n}\n`,
      };
    case "numpy": {
      const type = float32 ? "np.float32" : "np.float64";
      const plain = written("np.sqrt", "", "", "np.uint32(1)");
      const operation = (op: number, operands: readonly string[]): string => {
        if (!isBitOperation(op)) return plain(op, operands);
        const [a, b] = operands.map((operand) => `${operand}.view(np.uint32)`);
        return `(${op === ISHR ? `${a} >> np.uint32(1)` : `${a} ${op === IADD ? "+" : "-"} ${b}`}).view(np.float32)`;
      };
      return {
        // A plain Python number would lift a single float32 number to float64.
        constant: float32 ? (value) => `np.float32(${single()(value).replace(/[()]/g, "")})` : decimal(),
        operation,
        line: (to, value) => `    ${to} = ${value}\n`,
        wrap: (lines, last) =>
          `import numpy as np\n\ndef ${name}(x):\n    x = np.asarray(x, dtype=${type})\n${lines}    return ${last}\n`,
      };
    }
    case "wat":
      return watSyntax(name, float32 ? "f32" : "f64", float32 ? single() : decimal());
  }
}

const WAT: Readonly<Record<number, string>> = {
  [ADD]: "add",
  [SUBTRACT]: "sub",
  [MULTIPLY]: "mul",
  [DIVIDE]: "div",
};

/** A name is a local variable; a constant is written as it is. */
const watValue = (text: string): string => (/^[xt]\d*$/.test(text) ? `(local.get $${text})` : text);
const watBits = (text: string): string => `(i32.reinterpret_f32 ${text})`;

function watSyntax(name: string, type: "f32" | "f64", constant: (value: number) => string): Syntax {
  const locals: string[] = [];
  return {
    constant: (number) => `(${type}.const ${constant(number).replace(/[()]/g, "")})`,
    operation(op, operands) {
      const [a, b, c] = operands.map(watValue);
      if (op === SQRT) return `(${type}.sqrt ${a})`;
      if (op === FMA) return `(${type}.add (${type}.mul ${a} ${b}) ${c})`;
      if (op === ISHR) return `(f32.reinterpret_i32 (i32.shr_u ${watBits(a)} (i32.const 1)))`;
      if (isBitOperation(op))
        return `(f32.reinterpret_i32 (i32.${op === IADD ? "add" : "sub"} ${watBits(a)} ${watBits(b)}))`;
      return `(${type}.${WAT[op]} ${a} ${b})`;
    },
    line(to, text) {
      locals.push(` (local $${to} ${type})`);
      return `    (local.set $${to} ${text})\n`;
    },
    wrap: (lines, last) =>
      `(module\n  (func (export "${name}") (param $x ${type}) (result ${type})${locals.join("")}\n${lines}    (local.get $${last})))\n`,
  };
}

/**
 * The program as source code of one function.
 *
 * @throws UsageError when operations on bits are to be written in float64
 */
export function emit(program: Program, language: Language, options: EmitOptions = {}): string {
  const bits = usesBits(program);
  const { name = "f", precision = bits ? "float32" : "float64" } = options;
  if (bits && precision === "float64")
    throw new UsageError("Operations on bits are those of float32; ask for the precision float32.");
  const { ops, a, b, c, constants } = program;
  const m = constants.length;
  const syntax = syntaxOf(language, name, precision === "float32", bits);
  const text = (register: number): string =>
    register === 0 ? "x" : register <= m ? syntax.constant(constants[register - 1]) : `t${register - m}`;
  const lines = Array.from(ops, (op, i) =>
    syntax.line(`t${i + 1}`, syntax.operation(op, [a[i], b[i], c[i]].slice(0, arity(op)).map(text))),
  );
  return syntax.wrap(lines.join(""), ops.length === 0 ? "x" : `t${ops.length}`);
}
