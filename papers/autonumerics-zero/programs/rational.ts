/**
 * @file A program without square roots is a quotient of two polynomials; here it is, exactly.
 *
 * Float64 constants are whole numbers times powers of two, so the coefficients are BigInts with one common power of two each. In lowest terms a
 * quotient such as c/x inside a program is no obstacle any more: f10 divides by x and is smooth at 0.
 */
import { exactly } from "../precision/interval.ts";
import { ADD, DIVIDE, FMA, MULTIPLY, outputRegister, SQRT, SUBTRACT, type Program } from "./program.ts";

/** Σ coefficients[k]·2^exponent·x^k, the last coefficient not 0 (no coefficients: 0). */
export interface Polynomial {
  coefficients: readonly bigint[];
  exponent: number;
}

export interface Rational {
  numerator: Polynomial;
  denominator: Polynomial;
}

const trim = (coefficients: bigint[]): bigint[] => {
  while (coefficients.length > 0 && coefficients[coefficients.length - 1] === 0n) coefficients.pop();
  return coefficients;
};

export function addPolynomials(p: Polynomial, q: Polynomial, sign: bigint): Polynomial {
  const exponent = Math.min(p.exponent, q.exponent);
  const coefficients: bigint[] = [];
  for (let k = 0; k < Math.max(p.coefficients.length, q.coefficients.length); k++)
    coefficients.push(
      ((p.coefficients[k] ?? 0n) << BigInt(p.exponent - exponent)) +
        sign * ((q.coefficients[k] ?? 0n) << BigInt(q.exponent - exponent)),
    );
  return { coefficients: trim(coefficients), exponent };
}

export function multiplyPolynomials(p: Polynomial, q: Polynomial): Polynomial {
  const length = p.coefficients.length + q.coefficients.length;
  const coefficients: bigint[] = Array.from({ length: Math.max(0, length - 1) }, () => 0n);
  p.coefficients.forEach((a, i) => q.coefficients.forEach((b, j) => (coefficients[i + j] += a * b)));
  return { coefficients: trim(coefficients), exponent: p.exponent + q.exponent };
}

export const same = (p: Polynomial, q: Polynomial): boolean =>
  p.exponent === q.exponent &&
  p.coefficients.length === q.coefficients.length &&
  p.coefficients.every((value, k) => value === q.coefficients[k]);

export function addRationals(p: Rational, q: Rational, sign: bigint): Rational {
  if (same(p.denominator, q.denominator))
    return lowest({ numerator: addPolynomials(p.numerator, q.numerator, sign), denominator: p.denominator });
  return lowest({
    numerator: addPolynomials(
      multiplyPolynomials(p.numerator, q.denominator),
      multiplyPolynomials(q.numerator, p.denominator),
      sign,
    ),
    denominator: multiplyPolynomials(p.denominator, q.denominator),
  });
}

export const multiplyRationals = (p: Rational, q: Rational): Rational =>
  lowest({
    numerator: multiplyPolynomials(p.numerator, q.numerator),
    denominator: multiplyPolynomials(p.denominator, q.denominator),
  });

export const inverse = ({ numerator, denominator }: Rational): Rational => ({
  numerator: denominator,
  denominator: numerator,
});

export function exact(value: number): Polynomial {
  const { numerator, exponent } = exactly(value);
  return { coefficients: trim([numerator]), exponent };
}

/**
 * The quotient of polynomials that a program computes in real arithmetic.
 *
 * @throws RangeError when the program takes a square root
 */
export function rationalForm(program: Program): Rational {
  const { ops, a, b, c, constants, low } = program;
  const unit: Polynomial = { coefficients: [1n], exponent: 0 };
  const r: Rational[] = [{ numerator: { coefficients: [0n, 1n], exponent: 0 }, denominator: unit }];
  constants.forEach((value, i) =>
    r.push({ numerator: addPolynomials(exact(value), exact(low[i]), 1n), denominator: unit }),
  );
  for (let i = 0; i < ops.length; i++) {
    const left = r[a[i]];
    const right = r[b[i]];
    if (ops[i] === SQRT) throw new RangeError("a program with square roots is not a quotient of polynomials");
    if (ops[i] === ADD) r.push(addRationals(left, right, 1n));
    else if (ops[i] === SUBTRACT) r.push(addRationals(left, right, -1n));
    else if (ops[i] === MULTIPLY) r.push(multiplyRationals(left, right));
    else if (ops[i] === DIVIDE) r.push(multiplyRationals(left, inverse(right)));
    else if (ops[i] === FMA) r.push(addRationals(multiplyRationals(left, right), r[c[i]], 1n));
  }
  return r[outputRegister(program)];
}

/** Without common factors. */
function lowest({ numerator, denominator }: Rational): Rational {
  let n = numerator.coefficients;
  let d = denominator.coefficients;
  if (n.length === 0 || d.length === 0) return { numerator, denominator };
  let powers = 0;
  while (n[powers] === 0n && d[powers] === 0n) powers++;
  n = n.slice(powers);
  d = d.slice(powers);
  if (n.length > 1 && d.length > 1 && !coprimeModulo(n, d)) {
    const factor = greatestCommonDivisor(n, d);
    if (factor.length > 1) {
      const [nq, nf] = divideExactly(n, factor);
      const [dq, df] = divideExactly(d, factor);
      // n·nf = nq·factor and d·df = dq·factor with whole nf, df.
      n = nq.map((value) => value * df);
      d = dq.map((value) => value * nf);
    }
  }
  return {
    numerator: reduced(n, numerator.exponent),
    denominator: reduced(d, denominator.exponent),
  };
}

/** Common powers of two into the exponent. */
function reduced(coefficients: readonly bigint[], exponent: number): Polynomial {
  let common = 0n;
  for (const value of coefficients) common |= value < 0n ? -value : value;
  let shift = 0n;
  for (let rest = common; rest > 0n && rest % 2n === 0n; rest >>= 1n) shift++;
  return { coefficients: coefficients.map((value) => value >> shift), exponent: exponent + Number(shift) };
}

const PRIME = (1n << 61n) - 1n;
const modulo = (value: bigint): bigint => ((value % PRIME) + PRIME) % PRIME;

function inverseModulo(value: bigint): bigint {
  let [a, b, u, v] = [value, PRIME, 1n, 0n];
  while (b > 0n) {
    const q = a / b;
    [a, b, u, v] = [b, a - q * b, v, u - q * v];
  }
  return modulo(u);
}

/** Whether the two have no common factor modulo a prime, which proves that they have none at all. */
function coprimeModulo(p: readonly bigint[], q: readonly bigint[]): boolean {
  let a = trim(p.map(modulo));
  let b = trim(q.map(modulo));
  if (a.length !== p.length || b.length !== q.length) return false;
  while (b.length > 0) {
    const lead = inverseModulo(b[b.length - 1]);
    while (a.length >= b.length) {
      const factor = modulo(a[a.length - 1] * lead);
      const shift = a.length - b.length;
      b.forEach((value, k) => (a[k + shift] = modulo(a[k + shift] - factor * value)));
      trim(a);
    }
    [a, b] = [b, a];
  }
  return a.length === 1;
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));

function primitive(coefficients: bigint[]): bigint[] {
  const content = coefficients.reduce(gcd, 0n);
  return content > 1n ? coefficients.map((value) => value / content) : coefficients;
}

/** Euclid's algorithm with pseudo-remainders, each made primitive (Knuth, volume 2, 4.6.1). */
function greatestCommonDivisor(p: readonly bigint[], q: readonly bigint[]): bigint[] {
  let a = primitive([...p]);
  let b = primitive([...q]);
  if (a.length < b.length) [a, b] = [b, a];
  while (b.length > 0) {
    const lead = b[b.length - 1];
    while (a.length >= b.length) {
      const top = a[a.length - 1];
      const shift = a.length - b.length;
      a = a.map((value) => value * lead);
      b.forEach((value, k) => (a[k + shift] -= top * value));
      trim(a);
    }
    [a, b] = [b, primitive(a)];
  }
  return a;
}

/** Quotient and whole factor with p·factor = quotient·divisor. */
function divideExactly(p: readonly bigint[], divisor: readonly bigint[]): [bigint[], bigint] {
  const lead = divisor[divisor.length - 1];
  const factor = lead ** BigInt(p.length - divisor.length + 1);
  const rest = p.map((value) => value * factor);
  const quotient: bigint[] = [];
  for (let shift = p.length - divisor.length; shift >= 0; shift--) {
    const q = rest[shift + divisor.length - 1] / lead;
    quotient[shift] = q;
    divisor.forEach((value, k) => (rest[k + shift] -= q * value));
  }
  return [quotient, factor];
}
