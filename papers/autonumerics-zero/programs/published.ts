/**
 * @file The programs for 2^x on (0, 1] that the paper prints (figure 11), with their constants.
 *
 * The coth structure of f10: e^z = 1 + 2/(coth(z/2) − 1), coth is odd, and t + c1/t with t = x + c3/x is an odd rational function of degree 4
 * over 3 that costs four operations. Three squarings then divide the argument by 8.
 */
import { programFrom, type Program } from "./program.ts";

export const PUBLISHED: Readonly<Record<"f2" | "f3" | "f5" | "f10", Program>> = {
  f2: programFrom("s = c2 + x; y = c1 / s", { c1: -2.1258595374472384, c2: -2.0413845597733418 }),
  f3: programFrom("s = c3 + x; q = c1 / s; y = q - c2", {
    c1: -8.387819235563974,
    c2: 1.4427239805682266,
    c3: -3.4355225277901402,
  }),
  f5: programFrom("q = c1 / x; s = x + q; t = c4 + s; u = c2 / t; y = u - c3", {
    c1: 25.596749740144819,
    c2: 17.746150088734609,
    c3: -0.99999366143081858,
    c4: -8.8505996518073289,
  }),
  f10: programFrom(
    `q = c3 / x
     t = x + q
     u = c1 / t
     v = u + t
     s = c2 + v
     w = c4 / s
     y = w - c5
     y2 = y * y
     y4 = y2 * y2
     y8 = y4 * y4`,
    {
      c1: 15141.981176922711,
      c2: -250.55247494972059,
      c3: 5783.5330096027765,
      c4: 501.10494991027866,
      c5: -0.99999999999999956,
    },
  ),
};

/** Shapes like f5 and f10: the base of seven operations, squared a number of times. */
export function sevenOperationBase(squarings: number): Program {
  const scale = 2 ** squarings;
  const square = Array.from({ length: squarings }, (_, i) => `y${i + 1} = y${i} * y${i}`).join("; ");
  // The constants follow f10's, whose argument is divided by 8: x/8 = (x·s/8)/s.
  const k = scale / 8;
  return programFrom(
    `q = c3 / x; t = x + q; u = c1 / t; v = u + t; s = c2 + v; w = c4 / s; y0 = w - c5; ${square}`,
    {
      c1: 15141.981176922711 * k * k,
      c2: -250.55247494972059 * k,
      c3: 5783.5330096027765 * k * k,
      c4: 501.10494991027866 * k,
      c5: -1,
    },
  );
}
