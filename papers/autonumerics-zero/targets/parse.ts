/**
 * @file Reads a function such as `exp(-x^2) / 2` into operations on power series.
 *
 * Recursive descent over: sum := product (± product)*, product := power (*∕ power)*, power := −power | atom (^ power)?, atom := number, x, name,
 * name(sum), (sum). Errors carry the position at which reading stopped.
 */
import { didYouMean } from "@working-papers/lab";
import { divide, IntervalError, whole, type Interval } from "../precision/interval.ts";
import * as series from "../precision/series.ts";
import type { Series } from "../precision/series.ts";
import { CONSTANTS, FUNCTIONS, negated, power, type SeriesFunction } from "./functions.ts";

/** The text of a function is wrong at a position (0 is its first character). */
export class ExpressionError extends Error {
  override name = "UsageError";
  readonly position: number;
  constructor(message: string, text: string, position: number) {
    super(`${message} at position ${position + 1} of «${text}».`);
    this.position = position;
  }
}

/**
 * The function that an expression in x describes, as an operation on power series.
 *
 * @throws ExpressionError with the position
 */
export function parseExpression(text: string): SeriesFunction {
  let at = 0;
  const fail = (message: string, position = at): never => {
    throw new ExpressionError(message, text, position);
  };
  const skip = (): void => {
    while (/\s/.test(text[at] ?? "")) at++;
  };
  const take = (token: string): boolean => {
    skip();
    if (!text.startsWith(token, at)) return false;
    at += token.length;
    return true;
  };
  const found = (): string => (at < text.length ? `«${text[at]}» came` : "the text ended");

  function sum(): SeriesFunction {
    let left = product();
    for (;;) {
      const minus = take("-");
      if (!minus && !take("+")) return left;
      const [a, b] = [left, product()];
      left = minus ? (u) => series.subtract(a(u), b(u)) : (u) => series.add(a(u), b(u));
    }
  }
  function product(): SeriesFunction {
    let left = signed();
    for (;;) {
      const over = take("/");
      if (!over && !take("*")) return left;
      const [a, b] = [left, signed()];
      left = over ? (u) => series.divide(a(u), b(u)) : (u) => series.multiply(a(u), b(u));
    }
  }
  function signed(): SeriesFunction {
    if (take("-")) {
      const inner = signed();
      return (u) => negated(inner(u));
    }
    take("+");
    const base = atom();
    if (!take("**") && !take("^")) return base;
    const exponent = signed();
    return (u) => power(base(u), exponent(u));
  }
  function atom(): SeriesFunction {
    if (take("(")) return closed(sum());
    skip();
    const number = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/i.exec(text.slice(at))?.[0];
    if (number) {
      at += number.length;
      const value = decimal(number);
      return (u) => series.constant(value, u.length);
    }
    const start = at;
    const name = /^[a-z_]\w*/i.exec(text.slice(at))?.[0];
    if (!name) return fail(`A number, x, or a function was expected, but ${found()}`);
    at += name.length;
    if (name === "x") return (u) => u;
    if (Object.hasOwn(CONSTANTS, name)) return (u) => series.constant(CONSTANTS[name](), u.length);
    if (!Object.hasOwn(FUNCTIONS, name))
      return fail(
        `There is no function «${name}»;${didYouMean(name, [
          "x",
          ...Object.keys(FUNCTIONS),
          ...Object.keys(CONSTANTS),
        ])
          .replace(" Did", " did")
          .replace(/\.$/, "")}`,
        start,
      );
    if (!take("(")) return fail(`«(» was expected after ${name}, but ${found()}`);
    const inner = closed(sum());
    return (u) => FUNCTIONS[name](inner(u));
  }
  function closed(inner: SeriesFunction): SeriesFunction {
    if (!take(")")) fail(`«)» was expected, but ${found()}`);
    return inner;
  }

  const result = sum();
  skip();
  if (at < text.length) fail(`An operator was expected, but «${text[at]}» came`);
  return result;
}

/** A decimal number exactly, as the quotient of whole numbers. */
function decimal(text: string): Interval {
  const [mantissa, exponent = "0"] = text.toLowerCase().split("e");
  const [before, after = ""] = mantissa.split(".");
  const power10 = Number(exponent) - after.length;
  if (Math.abs(power10) > 50) throw new IntervalError(`the number ${text} is out of range`);
  const digits = whole(BigInt(before + after || "0"));
  const scale = whole(10n ** BigInt(Math.abs(power10)));
  return power10 < 0
    ? divide(digits, scale)
    : { lo: (digits.lo * scale.lo) / whole(1).lo, hi: (digits.hi * scale.hi) / whole(1).hi };
}

export type { Series };
