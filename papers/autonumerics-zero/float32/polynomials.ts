/** @file Polynomials for 2^x in float32: the baseline that found programs are compared with. */
import { minimax } from "../baselines/classical.ts";
import { programFrom, type Program } from "../programs/program.ts";
import { polynomialProgram } from "../programs/families.ts";
import { defineTarget } from "../targets/target.ts";

/**
 * The minimax polynomial of a degree for 2^x on [0, 1] by Horner's rule in x − centre; around 0 it costs 2·degree operations, elsewhere one more.
 * Near a centre inside the interval the powers are small, and so are their rounding errors.
 */
export function exp2Polynomial(degree: number, centre = 0): Program {
  const best = minimax(defineTarget("exp2(x)"), [degree, 0])!;
  // From s = 2x − 1 to t = x − centre, s = 2t + (2·centre − 1), by Horner's rule on polynomials.
  const shift = 2 * centre - 1;
  let coefficients: number[] = [];
  for (let k = degree; k >= 0; k--) {
    const next = Array.from({ length: coefficients.length + 1 }, () => 0);
    coefficients.forEach((value, i) => {
      next[i + 1] += 2 * value;
      next[i] += shift * value;
    });
    next[0] += best.numerator[k][0];
    coefficients = next;
  }
  if (centre === 0) return polynomialProgram(degree, coefficients);
  const lines = ["t = x - centre"];
  for (let k = degree - 1; k >= 0; k--)
    lines.push(`p${k} = ${k === degree - 1 ? `c${degree}` : `s${k + 1}`} * t`, `s${k} = p${k} + c${k}`);
  return programFrom(lines.join("\n"), {
    centre,
    ...Object.fromEntries(coefficients.map((value, k) => [`c${k}`, value])),
  });
}
