/** @file Well-known forms as programs. */
import { programFrom, type Program } from "./program.ts";

/** Horner's rule for a polynomial of degree n ≥ 1, coefficients from the constant upwards. */
export function polynomialProgram(degree: number, coefficients?: readonly number[]): Program {
  const names = Array.from(
    { length: degree + 1 },
    (_, k) => [`c${k}`, coefficients?.[k] ?? 1 / (k + 1)] as const,
  );
  const lines: string[] = [];
  for (let k = degree - 1; k >= 0; k--) {
    lines.push(`p${k} = ${k === degree - 1 ? `c${degree}` : `s${k + 1}`} * x`);
    lines.push(`s${k} = p${k} + c${k}`);
  }
  return programFrom(lines.join("\n"), Object.fromEntries(names));
}
