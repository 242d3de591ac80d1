/**
 * @file A program with square roots of one radicand is p + q·√S with quotients of polynomials p and q and a polynomial S; here it is, exactly.
 *
 * In this form c / √(c₂/x − x) is c·√(x·(c₂ − x²)) / (c₂ − x²): what was a division by something infinite at 0 is none any more.
 */
import { exactly } from "../precision/interval.ts";
import { ADD, DIVIDE, FMA, MULTIPLY, outputRegister, SQRT, SUBTRACT, type Program } from "./program.ts";
import {
  addPolynomials,
  addRationals,
  exact,
  inverse,
  multiplyPolynomials,
  multiplyRationals,
  same,
  type Polynomial,
  type Rational,
} from "./rational.ts";

/** (plain + root·√radicand) / denominator, all polynomials. */
export interface Algebraic {
  plain: Polynomial;
  root: Polynomial;
  radicand: Polynomial;
  denominator: Polynomial;
  /** Must not be negative anywhere: √(N/D) was taken as √(N·D)/D. */
  positive: readonly Polynomial[];
}

interface Value {
  plain: Rational;
  root: Rational;
}

const ONE: Polynomial = { coefficients: [1n], exponent: 0 };
const ZERO: Rational = { numerator: { coefficients: [], exponent: 0 }, denominator: ONE };
const whole = (numerator: Polynomial): Rational => ({ numerator, denominator: ONE });
const isZero = ({ numerator }: Rational): boolean => numerator.coefficients.length === 0;
const negative = (p: Rational): Rational => addRationals(ZERO, p, -1n);

/** The sign of a polynomial at a float64 number, exactly. */
function signAt({ coefficients }: Polynomial, x: number): bigint {
  const { numerator, exponent } = exactly(x);
  // Σ c_k n^k 2^(e·k), times 2^(−e·degree): a whole number.
  const unit = 1n << BigInt(-exponent);
  let sum = 0n;
  let scale = 1n;
  for (const c of coefficients.toReversed()) {
    sum = sum * numerator + c * scale;
    scale *= unit;
  }
  return sum < 0n ? -1n : 1n;
}

/**
 * The form of a program in real arithmetic.
 *
 * @param inside a point of the domain
 * @throws RangeError when roots of different radicands, or roots of roots, occur
 */
export function algebraicForm(program: Program, inside: number): Algebraic {
  const { ops, a, b, c, constants, low } = program;
  let radicand: Polynomial | undefined;
  const positive: Polynomial[] = [];
  const add = (p: Value, q: Value, sign: bigint): Value => ({
    plain: addRationals(p.plain, q.plain, sign),
    root: addRationals(p.root, q.root, sign),
  });
  const multiply = (p: Value, q: Value): Value => {
    const roots = multiplyRationals(p.root, q.root);
    const plain = multiplyRationals(p.plain, q.plain);
    return {
      plain: isZero(roots) ? plain : addRationals(plain, multiplyRationals(roots, whole(radicand!)), 1n),
      root: addRationals(multiplyRationals(p.plain, q.root), multiplyRationals(p.root, q.plain), 1n),
    };
  };
  const inverted = (p: Value): Value => {
    if (isZero(p.root)) return { plain: inverse(p.plain), root: ZERO };
    const conjugate = { plain: p.plain, root: negative(p.root) };
    const norm = inverse(multiply(p, conjugate).plain);
    return { plain: multiplyRationals(p.plain, norm), root: multiplyRationals(conjugate.root, norm) };
  };
  const squareRoot = (p: Value): Value => {
    if (!isZero(p.root)) throw new RangeError("a root of a root has no such form");
    const { numerator, denominator } = p.plain;
    const under = multiplyPolynomials(numerator, denominator);
    if (radicand && !same(radicand, under)) throw new RangeError("roots of two radicands have no such form");
    radicand = under;
    const sign = signAt(denominator, inside);
    const size = { ...denominator, coefficients: denominator.coefficients.map((value) => sign * value) };
    positive.push(size);
    return { plain: ZERO, root: { numerator: ONE, denominator: size } };
  };
  const r: Value[] = [{ plain: whole({ coefficients: [0n, 1n], exponent: 0 }), root: ZERO }];
  constants.forEach((value, i) =>
    r.push({ plain: whole(addPolynomials(exact(value), exact(low[i]), 1n)), root: ZERO }),
  );
  for (let i = 0; i < ops.length; i++) {
    const [left, right] = [r[a[i]], r[b[i]]];
    if (ops[i] === ADD) r.push(add(left, right, 1n));
    else if (ops[i] === SUBTRACT) r.push(add(left, right, -1n));
    else if (ops[i] === MULTIPLY) r.push(multiply(left, right));
    else if (ops[i] === DIVIDE) r.push(multiply(left, inverted(right)));
    else if (ops[i] === FMA) r.push(add(multiply(left, right), r[c[i]], 1n));
    else if (ops[i] === SQRT) r.push(squareRoot(left));
    else throw new RangeError("operations on bits have no such form");
  }
  const { plain, root } = r[outputRegister(program)];
  const [p, q] = [plain.denominator, root.denominator];
  const common = same(p, q) || isZero(root) ? p : isZero(plain) ? q : multiplyPolynomials(p, q);
  const times = (value: Rational, other: Polynomial): Polynomial =>
    common === value.denominator || same(p, q)
      ? value.numerator
      : multiplyPolynomials(value.numerator, other);
  return {
    plain: isZero(plain) ? plain.numerator : times(plain, q),
    root: isZero(root) ? root.numerator : times(root, p),
    radicand: radicand ?? ONE,
    denominator: common,
    positive,
  };
}
