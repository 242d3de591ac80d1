/**
 * @file A program: a straight line of operations on x and constants, whose last result is the output.
 *
 * The paper draws programs as graphs; a straight line with reuse of earlier results is the same thing (arXiv:2312.08472, section on the search
 * space). Registers are numbered: 0 is x, 1 … m are the constants, then one register per operation. The cost of a program is the number of its
 * operations: in canonical form each of them depends on x, so this is what the paper counts.
 */
import { UsageError } from "@working-papers/lab";

export const ADD = 2;
export const SUBTRACT = 3;
export const MULTIPLY = 4;
export const DIVIDE = 5;
/** a·b + c */
export const FMA = 6;
export const SQRT = 7;
/** Of the bits of a float32 number as an integer, see bits.ts: shifted right by one, the sum and the difference of two. */
export const ISHR = 8;
export const IADD = 9;
export const ISUB = 10;

export type OperatorName = "+" | "-" | "*" | "/" | "fma" | "sqrt" | "ishr" | "iadd" | "isub";
export const OPERATORS: Readonly<Record<OperatorName, number>> = {
  "+": ADD,
  "-": SUBTRACT,
  "*": MULTIPLY,
  "/": DIVIDE,
  fma: FMA,
  sqrt: SQRT,
  ishr: ISHR,
  iadd: IADD,
  isub: ISUB,
};
export const SYMBOLS = ["", "", "+", "-", "*", "/", "fma", "sqrt", "ishr", "iadd", "isub"] as const;

export interface Program {
  /** Operation codes. */
  readonly ops: Uint8Array;
  /** Registers of the first, second and third operand. */
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  readonly c: Uint8Array;
  /** Values of registers 1 … m, and what a second float64 adds to them (0 unless the constants are known more precisely). */
  readonly constants: Float64Array;
  readonly low: Float64Array;
}

/** How many operands an operation has. */
export function arity(op: number): number {
  return op === SQRT || op === ISHR ? 1 : op === FMA ? 3 : 2;
}

export function isCommutative(op: number): boolean {
  return op === ADD || op === MULTIPLY || op === FMA || op === IADD;
}

/** Whether an operation reads numbers as bits; a program with one has a meaning in float32 only. */
export function isBitOperation(op: number): boolean {
  return op >= ISHR;
}

export function usesBits(program: Program): boolean {
  return program.ops.some(isBitOperation);
}

/** Number of operations. */
export function cost(program: Program): number {
  return program.ops.length;
}

export function outputRegister(program: Program): number {
  return program.ops.length === 0 ? 0 : program.constants.length + program.ops.length;
}

/** The same operations with other constants. */
export function withConstants(program: Program, constants: Float64Array, low?: Float64Array): Program {
  return { ...program, constants, low: low ?? new Float64Array(constants.length) };
}

/** Structure without the values of constants: two programs of the same shape have the same key. */
export function shapeOf(program: Program): string {
  let key = `${program.constants.length}`;
  for (let i = 0; i < program.ops.length; i++) {
    const op = program.ops[i];
    key += `;${SYMBOLS[op]} ${program.a[i]}`;
    if (arity(op) > 1) key += ` ${program.b[i]}`;
    if (arity(op) > 2) key += ` ${program.c[i]}`;
  }
  return key;
}

/** Operators that are written before their operands. */
const PREFIX: ReadonlySet<string> = new Set(["fma", "sqrt", "ishr", "iadd", "isub"]);

/**
 * A program from lines such as `t = x + a`, `a = c1 / x`, `r = sqrt t`, `y = fma x c1 c2`; the last line is the output.
 *
 * @param constants values by the names the lines use
 * @throws UsageError naming the line that cannot be read
 */
export function programFrom(lines: string, constants: Readonly<Record<string, number>>): Program {
  const names = Object.keys(constants);
  const registers = new Map<string, number>([["x", 0], ...names.map((name, i) => [name, i + 1] as const)]);
  const rows: [op: number, operands: number[]][] = [];
  for (const line of lines
    .split(/[\n;]/)
    .map((text) => text.trim())
    .filter(Boolean)) {
    const [, name, text = ""] = /^(\w+)\s*=\s*(.+)$/.exec(line) ?? [];
    const words = text.split(/\s+/);
    const prefix = PREFIX.has(words[0]);
    const symbol = (prefix ? words[0] : words[1]) as OperatorName;
    const operands = prefix ? words.slice(1) : [words[0], words[2]];
    const found = operands.map((word) => registers.get(word));
    const op = OPERATORS[symbol];
    if (!name || op === undefined || found.length !== arity(op) || found.includes(undefined))
      throw new UsageError(`A line such as «t = x + c» with known names was expected, not «${line}».`);
    rows.push([op, found as number[]]);
    registers.set(name, names.length + rows.length);
  }
  const column = (i: number): Uint8Array => Uint8Array.from(rows, ([, operands]) => operands[i] ?? 0);
  return {
    ops: Uint8Array.from(rows, ([op]) => op),
    a: column(0),
    b: column(1),
    c: column(2),
    constants: Float64Array.from(names, (name) => constants[name]),
    low: new Float64Array(names.length),
  };
}
