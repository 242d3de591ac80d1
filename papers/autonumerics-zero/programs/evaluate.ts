/** @file Values of programs: in float64, in double-double with derivatives, and as interval power series. */
import { UsageError } from "@working-papers/lab";
import * as dd from "../precision/double-double.ts";
import type { DoubleDouble } from "../precision/double-double.ts";
import { fromDoubleDouble } from "../precision/interval.ts";
import * as series from "../precision/series.ts";
import type { Series } from "../precision/series.ts";
import { applyBits } from "./bits.ts";
import {
  ADD,
  DIVIDE,
  FMA,
  isBitOperation,
  MULTIPLY,
  outputRegister,
  SQRT,
  SUBTRACT,
  usesBits,
  type Program,
} from "./program.ts";

/** P(x) as float64 computes it, one rounding per operation (two for fma); operations on bits as float32's, continued. */
export function evaluate(program: Program, x: number): number {
  const { ops, a, b, c, constants } = program;
  const r = new Float64Array(1 + constants.length + ops.length);
  r[0] = x;
  r.set(constants, 1);
  for (let i = 0, to = constants.length + 1; i < ops.length; i++, to++) {
    const left = r[a[i]];
    const right = r[b[i]];
    r[to] =
      ops[i] === ADD
        ? left + right
        : ops[i] === SUBTRACT
          ? left - right
          : ops[i] === MULTIPLY
            ? left * right
            : ops[i] === DIVIDE
              ? left / right
              : ops[i] === FMA
                ? left * right + r[c[i]]
                : isBitOperation(ops[i])
                  ? applyBits(ops[i], left, right)
                  : Math.sqrt(left);
  }
  return r[outputRegister(program)];
}

/** One step of a program in any arithmetic. */
interface Arithmetic<Value> {
  add(a: Value, b: Value): Value;
  subtract(a: Value, b: Value): Value;
  multiply(a: Value, b: Value): Value;
  divide(a: Value, b: Value): Value;
  squareRoot(a: Value): Value;
}

/**
 * All registers of a program in some arithmetic.
 *
 * @throws UsageError for operations on bits, which are not those of real numbers
 */
export function registersIn<Value>(
  arithmetic: Arithmetic<Value>,
  program: Program,
  x: Value,
  constant: (hi: number, lo: number) => Value,
): Value[] {
  if (usesBits(program))
    throw new UsageError(
      "A program with operations on bits has no value in real arithmetic; evaluate it in float32.",
    );
  const { ops, a, b, c, constants, low } = program;
  const r: Value[] = [x];
  constants.forEach((value, i) => r.push(constant(value, low[i])));
  for (let i = 0; i < ops.length; i++) {
    const left = r[a[i]];
    const right = r[b[i]];
    switch (ops[i]) {
      case ADD:
        r.push(arithmetic.add(left, right));
        break;
      case SUBTRACT:
        r.push(arithmetic.subtract(left, right));
        break;
      case MULTIPLY:
        r.push(arithmetic.multiply(left, right));
        break;
      case DIVIDE:
        r.push(arithmetic.divide(left, right));
        break;
      case FMA:
        r.push(arithmetic.add(arithmetic.multiply(left, right), r[c[i]]));
        break;
      default:
        r.push(arithmetic.squareRoot(left));
    }
  }
  return r;
}

const pair = (hi: number, lo: number): DoubleDouble => [hi, lo];

/** P(x) to about 31 digits: the error of the program without the error of float64. */
export function evaluatePrecisely(program: Program, x: DoubleDouble): DoubleDouble {
  return registersIn(dd, program, x, pair)[outputRegister(program)];
}

/** P(x) and ∂P/∂c_j by reverse accumulation, in double-double. */
export function gradientPrecisely(
  program: Program,
  x: DoubleDouble,
): { value: DoubleDouble; gradient: DoubleDouble[] } {
  const { ops, a, b, c, constants } = program;
  const m = constants.length;
  const r = registersIn(dd, program, x, pair);
  const adjoint: DoubleDouble[] = r.map(() => dd.ZERO);
  adjoint[outputRegister(program)] = dd.ONE;
  for (let i = ops.length - 1; i >= 0; i--) {
    const g = adjoint[m + 1 + i];
    const give = (to: number, part: DoubleDouble): void => {
      if (to > 0) adjoint[to] = dd.add(adjoint[to], part);
    };
    const [left, right] = [r[a[i]], r[b[i]]];
    if (ops[i] === ADD) {
      give(a[i], g);
      give(b[i], g);
    } else if (ops[i] === SUBTRACT) {
      give(a[i], g);
      give(b[i], dd.negate(g));
    } else if (ops[i] === MULTIPLY || ops[i] === FMA) {
      give(a[i], dd.multiply(g, right));
      give(b[i], dd.multiply(g, left));
      if (ops[i] === FMA) give(c[i], g);
    } else if (ops[i] === DIVIDE) {
      const part = dd.divide(g, right);
      give(a[i], part);
      give(b[i], dd.negate(dd.multiply(part, r[m + 1 + i])));
    } else if (ops[i] === SQRT) give(a[i], dd.divide(g, dd.add(r[m + 1 + i], r[m + 1 + i])));
  }
  return { value: r[outputRegister(program)], gradient: adjoint.slice(1, m + 1) };
}

/** The program as an operation on power series with proven bounds. @throws IntervalError where a divisor may be 0 */
export function evaluateSeries(program: Program, x: Series): Series {
  const constant = (hi: number, lo: number): Series => series.constant(fromDoubleDouble([hi, lo]), x.length);
  return registersIn(series, program, x, constant)[outputRegister(program)];
}
