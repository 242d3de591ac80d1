/**
 * @file Numbers as readers type them, and as the demo writes them.
 */
import { decode, encode, float32, type FloatFormat, type RoundOptions } from "@working-papers/arithmetic";

export type OperandRounding = "towardZero" | "nearestEven";

/** A number held in a format: its code, and the value that the code stands for. */
export interface Stored {
  readonly code: number;
  readonly value: number;
}

export interface Problem {
  /** What is wrong with the text and what would be right, in a sentence. */
  readonly problem: string;
}

const NAMED: Readonly<Record<string, number>> = {
  inf: Infinity,
  infinity: Infinity,
  "∞": Infinity,
  nan: NaN,
  pi: Math.PI,
  π: Math.PI,
  e: Math.E,
};

const EXAMPLES = "write it like 3.5, -2, 1e-40, inf, nan or pi";

/**
 * Reads a number, or a bit pattern such as 0x3fc00000, and stores it in `format`: float32 rounds to nearest as every program does; a
 * narrower format rounds as the operands of L-Mul are to be rounded.
 */
export function parseNumber(
  text: string,
  format: FloatFormat,
  rounding: OperandRounding = "towardZero",
): Stored | Problem {
  const plain = text.trim().toLowerCase().replaceAll(/[−–]/gu, "-");
  if (plain === "") return { problem: `A number is missing: ${EXAMPLES}.` };
  if (plain.startsWith("0x")) return parseCode(plain, format);
  const sign = plain.startsWith("-") ? -1 : 1;
  const magnitude = plain.replace(/^[+-]/u, "");
  const value = Object.hasOwn(NAMED, magnitude)
    ? NAMED[magnitude]
    : /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/u.test(magnitude)
      ? Number(magnitude)
      : undefined;
  if (value === undefined) {
    const shown = text.trim().length > 24 ? `${text.trim().slice(0, 24)}…` : text.trim();
    const hint = /^[+-]?\d+,\d+$/u.test(plain) ? "decimals take a point, as in 1.5" : EXAMPLES;
    return { problem: `“${shown}” is not a number: ${hint}.` };
  }
  const code = encode(format, sign * value, { rounding: storing(format, rounding) });
  return { code, value: decode(format, code) };
}

function parseCode(text: string, format: FloatFormat): Stored | Problem {
  const digits = Math.ceil(format.bits / 4);
  const code = /^0x[\da-f]{1,8}$/u.test(text) ? Number(text) : NaN;
  if (!(code < 2 ** format.bits))
    return {
      problem: `“${text.slice(0, 24)}” is no bit pattern of this format: 0x takes ${digits} hexadecimal digits.`,
    };
  return { code, value: decode(format, code) };
}

function storing(format: FloatFormat, rounding: OperandRounding): RoundOptions["rounding"] {
  return format === float32 ? "nearestEven" : rounding;
}

/** The shortest text that {@link parseNumber} reads back as this code, whatever the rounding. */
export function textOf(format: FloatFormat, code: number): string {
  const value = decode(format, code);
  if (Number.isNaN(value)) return encode(format, NaN) === code ? "nan" : hex(format, code);
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0";
  if (format !== float32) return String(value);
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (encode(format, shorter) === code) return String(shorter);
  }
  return String(Number(value.toPrecision(9)));
}

/** 0x3F780000, with all the digits of the format. */
export function hex(format: FloatFormat, code: number): string {
  return `0x${code
    .toString(16)
    .toUpperCase()
    .padStart(Math.ceil(format.bits / 4), "0")}`;
}

/** A number for reading: at most `digits` significant digits, with a true minus sign. */
export function show(value: number, digits = 8): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (Object.is(value, -0)) return "−0";
  return minus(String(Number(value.toPrecision(digits)))).replace("e+", "e");
}

/** A relative error as a signed percentage of two decimals (more when it is tiny); a dash where there is none. The space does not break. */
export function percent(error: number, decimals = 2): string {
  if (!Number.isFinite(error)) return "–";
  if (error === 0) return "0\u202f%";
  const size = Math.abs(error) * 100;
  const digits = size >= 0.5 * 10 ** -decimals ? size.toFixed(decimals) : String(Number(size.toPrecision(1)));
  return `${error < 0 ? "−" : "+"}${minus(digits)}\u202f%`;
}

function minus(text: string): string {
  return text.replaceAll("-", "−");
}
