/**
 * @file Programs as code: TypeScript, C, GLSL, WGSL, WebAssembly text and NumPy.
 *
 * TypeScript, C (without contraction: -ffp-contract=off), WAT and NumPy all round every operation to float64 once, so they give the same bits. Shaders compute
 * in float32 and may round division and square root to a few units in the last place (GLSL ES 3.0 section 4.7.1, WGSL section 15.7.4).
 * An fma is written as a product and a sum of two roundings everywhere, because JavaScript has no fused operation.
 */
import { ADD, DIVIDE, FMA, MULTIPLY, SQRT, SUBTRACT, type Program } from "../programs/program.ts";

export const LANGUAGES = ["typescript", "c", "glsl", "wgsl", "wat", "numpy"] as const;
export type Language = (typeof LANGUAGES)[number];

interface Line {
  to: string;
  op: number;
  operands: string[];
}

function linesOf(program: Program, constant: (value: number) => string): Line[] {
  const { ops, a, b, c, constants } = program;
  const m = constants.length;
  const name = (register: number): string =>
    register === 0 ? "x" : register <= m ? constant(constants[register - 1]) : `t${register - m}`;
  return Array.from(ops, (op, i) => ({
    to: `t${i + 1}`,
    op,
    operands: [a[i], b[i], c[i]].map(name),
  }));
}

const INFIX: Readonly<Record<number, string>> = {
  [ADD]: "+",
  [SUBTRACT]: "-",
  [MULTIPLY]: "*",
  [DIVIDE]: "/",
};

function infix({ op, operands: [a, b, c] }: Line, sqrt: string): string {
  if (op === SQRT) return `${sqrt}(${a})`;
  if (op === FMA) return `(${a} * ${b}) + ${c}`;
  return `${a} ${INFIX[op]} ${b}`;
}

/** The shortest decimal text that reads back as the same float64 number, with a point; negative ones in brackets. */
function decimal(value: number): string {
  const text = String(value);
  const pointed = /[.e]/.test(text) ? text : `${text}.0`;
  return value < 0 ? `(${pointed})` : pointed;
}

/** Of the nearest float32 number. */
const single = (suffix: string) => (value: number) => {
  const text = decimal(Math.fround(Math.abs(value))) + suffix;
  return value < 0 ? `(-${text})` : text;
};

/** The program as source code of one function `name`. */
export function emit(program: Program, language: Language, name = "f"): string {
  const last = program.ops.length === 0 ? "x" : `t${program.ops.length}`;
  const body = (
    indent: string,
    declare: string,
    end: string,
    sqrt: string,
    constant: (value: number) => string,
  ): string =>
    linesOf(program, constant)
      .map((line) => `${indent}${declare}${line.to} = ${infix(line, sqrt)}${end}\n`)
      .join("");
  switch (language) {
    case "typescript":
      return `export function ${name}(x: number): number {\n${body("  ", "const ", ";", "Math.sqrt", decimal)}  return ${last};\n}\n`;
    case "c":
      return `#include <math.h>\n\n/* Compile with -ffp-contract=off: each operation is rounded once. */\ndouble ${name}(double x) {\n${body("  ", "const double ", ";", "sqrt", decimal)}  return ${last};\n}\n`;
    case "glsl":
      return `float ${name}(float x) {\n${body("  ", "float ", ";", "sqrt", single(""))}  return ${last};\n}\n`;
    case "wgsl":
      return `fn ${name}(x: f32) -> f32 {\n${body("  ", "let ", ";", "sqrt", single("f"))}  return ${last};\n}\n`;
    case "numpy":
      return `import numpy as np\n\ndef ${name}(x):\n    x = np.asarray(x, dtype=np.float64)\n${body("    ", "", "", "np.sqrt", decimal)}    return ${last}\n`;
    case "wat":
      return wat(program, name);
  }
}

const WAT: Readonly<Record<number, string>> = {
  [ADD]: "f64.add",
  [SUBTRACT]: "f64.sub",
  [MULTIPLY]: "f64.mul",
  [DIVIDE]: "f64.div",
  [SQRT]: "f64.sqrt",
};

const value = (text: string): string =>
  /^[xt]\d*$/.test(text) ? `(local.get $${text})` : `(f64.const ${text.replace(/[()]/g, "")})`;

function wat(program: Program, name: string): string {
  const count = program.ops.length;
  const rows = linesOf(program, decimal).map(({ to, op, operands: [a, b, c] }) => {
    const result =
      op === SQRT
        ? `(f64.sqrt ${value(a)})`
        : op === FMA
          ? `(f64.add (f64.mul ${value(a)} ${value(b)}) ${value(c)})`
          : `(${WAT[op]} ${value(a)} ${value(b)})`;
    return `    (local.set $${to} ${result})\n`;
  });
  const locals = Array.from({ length: count }, (_, i) => ` (local $t${i + 1} f64)`).join("");
  return `(module\n  (func (export "${name}") (param $x f64) (result f64)${locals}\n${rows.join("")}    (local.get $${count === 0 ? "x" : `t${count}`})))\n`;
}
