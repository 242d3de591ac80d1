/** @file Programs as text for people: one formula where nothing is used twice, lines otherwise. */
import { arity, FMA, isBitOperation, SQRT, SYMBOLS, type Program } from "./program.ts";

const letters = (j: number): string => `c${j + 1}`;

/**
 * A formula such as `c1/(c2 + x) + c3`. Values used more than once get names: `t = x + c1/x; c2/(t + c3/t)`.
 */
export function formula(program: Program, constant: (j: number) => string = letters): string {
  const { ops, a, b, c, constants } = program;
  const m = constants.length;
  const uses = new Uint8Array(1 + m + ops.length);
  for (let i = 0; i < ops.length; i++)
    for (const operand of [a[i], b[i], c[i]].slice(0, arity(ops[i]))) uses[operand]++;
  const text: string[] = ["x", ...Array.from({ length: m }, (_, j) => constant(j))];
  const rank: number[] = Array.from({ length: m + 1 }, () => 3);
  const named: string[] = [];
  const names = ["t", "u", "v", "w", "y", "z", "p", "q", "r", "s"];
  for (let i = 0; i < ops.length; i++) {
    const to = m + 1 + i;
    const op = ops[i];
    const wrap = (register: number, least: number): string =>
      rank[register] < least ? `(${text[register]})` : text[register];
    if (op === SQRT) {
      text[to] = `√(${text[a[i]]})`;
      rank[to] = 3;
    } else if (isBitOperation(op)) {
      text[to] = `${SYMBOLS[op]}(${[a[i], b[i]]
        .slice(0, arity(op))
        .map((register) => text[register])
        .join(", ")})`;
      rank[to] = 3;
    } else if (op === FMA) {
      text[to] = `${wrap(a[i], 2)}·${wrap(b[i], 2)} + ${text[c[i]]}`;
      rank[to] = 1;
    } else {
      const level = SYMBOLS[op] === "*" || SYMBOLS[op] === "/" ? 2 : 1;
      const sign =
        SYMBOLS[op] === "*" ? "·" : SYMBOLS[op] === "-" ? " − " : SYMBOLS[op] === "+" ? " + " : "/";
      text[to] =
        a[i] === b[i] && SYMBOLS[op] === "*"
          ? `${wrap(a[i], 3)}²`
          : `${wrap(a[i], level)}${sign}${wrap(b[i], level + 1)}`;
      rank[to] = level;
    }
    if (uses[to] > 1 && !(uses[to] === 2 && i + 1 < ops.length && a[i + 1] === to && b[i + 1] === to)) {
      const name = names[named.length] ?? `t${named.length}`;
      named.push(`${name} = ${text[to]}`);
      text[to] = name;
      rank[to] = 3;
    }
  }
  return [...named, text[ops.length === 0 ? 0 : m + ops.length]].join("; ");
}

export interface StoredProgram {
  /** Lines of operations as `programFrom` reads them. */
  lines: string;
  /** Each constant as float64, and what a second float64 adds to it. */
  constants: Record<string, [hi: number, lo: number]>;
}

/** A program as plain data, exactly. */
export function store(program: Program): StoredProgram {
  const { ops, a, b, c, constants, low } = program;
  const m = constants.length;
  const name = (register: number): string =>
    register === 0 ? "x" : register <= m ? letters(register - 1) : `t${register - m}`;
  const lines = Array.from(ops, (op, i) => {
    const to = name(m + 1 + i);
    const operands = [a[i], b[i], c[i]].slice(0, arity(op)).map(name);
    if (op === SQRT || op === FMA || isBitOperation(op)) return [to, "=", SYMBOLS[op], ...operands].join(" ");
    return `${to} = ${operands[0]} ${SYMBOLS[op]} ${operands[1]}`;
  });
  return {
    lines: lines.join("; "),
    constants: Object.fromEntries(Array.from(constants, (hi, j) => [letters(j), [hi, low[j]]])),
  };
}
