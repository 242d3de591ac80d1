/**
 * Checks every derivative of a function against its values alone. In float64, at a point x along a random direction t, with a random
 * cotangent c, these must agree:
 *   forward:  jvp(f)(x; t)            and  (f(x + h t) - f(x - h t)) / 2h
 *   reverse:  <c, jvp(f)(x; t)>       and  <vjp(f)(x; c), t>
 *   second:   <t, H t> forward over reverse, reverse over reverse, and by a central difference of the gradient (H of <c, f>).
 */
import { grad, jvp, vjp } from "../autodiff.ts";
import { isFloat } from "../dtype.ts";
import { jit } from "../jit.ts";
import { add, mul, sub, cast } from "../ops/elementwise.ts";
import { stopGradient, sum } from "../ops/structural.ts";
import { scalar, tensor, type Tensor } from "../tensor.ts";

/** A small seeded generator for test data (mulberry32). */
export function testRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Point {
  readonly inputs: readonly Tensor[];
  readonly f: (...inputs: Tensor[]) => Tensor;
}

export interface Discrepancy {
  readonly what: string;
  readonly got: number;
  readonly expected: number;
}

export interface CheckOptions {
  readonly seed?: number;
  /** Step of the central differences. Default 1e-5, for float64 and functions of order one. */
  readonly h?: number;
  /** Relative tolerance. Default 1e-6. */
  readonly tolerance?: number;
  /** Whether to check second derivatives. Default true. */
  readonly second?: boolean;
}

const dot = (a: readonly Tensor[], b: readonly Tensor[]): Tensor =>
  a.map((x, i) => cast(sum(mul(x, b[i]!)), "float64")).reduce((s, x) => add(s, x), scalar(0, "float64"));
const moved = (xs: readonly Tensor[], ts: readonly Tensor[], by: number): Tensor[] =>
  xs.map((x, i) => add(x, mul(ts[i]!, by)));

/** Returns the pairs that do not agree; none means that every derivative is right at this point. */
export async function checkDerivatives(
  { f, inputs }: Point,
  { seed = 1, h = 1e-5, tolerance = 1e-6, second = true }: CheckOptions = {},
): Promise<Discrepancy[]> {
  const random = testRandom(seed);
  const noise = (x: Tensor): Tensor =>
    tensor(
      Float64Array.from({ length: x.size }, () => random() * 2 - 1),
      { shape: x.shape, dtype: x.dtype },
    );
  const at = inputs.map((x, i) => ({ x, i })).filter(({ x }) => isFloat(x.dtype));
  const point = at.map(({ x }) => x);
  const direction = point.map(noise);
  const full = (xs: readonly Tensor[]): Tensor[] =>
    inputs.map((x, i) => xs[at.findIndex((a) => a.i === i)] ?? x);
  const g = (xs: readonly Tensor[]): Tensor => f(...full(xs));
  const like = g(point);
  const cotangent = noise(like);

  const results = await jit((xs: readonly Tensor[], ts: readonly Tensor[], c: Tensor) => {
    const along = (by: number): Tensor => dot([c], [g(moved(xs, ts, by))]);
    const [, pushed] = jvp(g, [xs], [ts]);
    const [, pull] = vjp(g, xs);
    const out: Record<string, Tensor> = {
      difference: mul(sub(along(h), along(-h)), 1 / (2 * h)),
      forward: dot([c], [pushed]),
      reverse: dot(pull(c)[0], ts),
    };
    if (second) {
      const gradient = grad((ys: readonly Tensor[]) => dot([c], [g(ys)]));
      const slope = (by: number): Tensor => dot(gradient(moved(xs, ts, by)), ts);
      out["secondDifference"] = mul(sub(slope(h), slope(-h)), 1 / (2 * h));
      out["forwardOverReverse"] = dot(jvp(gradient, [xs], [ts])[1], ts);
      out["reverseOverReverse"] = dot(
        grad((ys: readonly Tensor[]) => dot(gradient(ys), ts.map(stopGradient)))(xs),
        ts,
      );
      out["reverseOverForward"] = dot(
        grad((ys: readonly Tensor[]) => dot([c], [jvp(g, [ys], [ts.map(stopGradient)])[1]]))(xs),
        ts,
      );
    }
    return out;
  })(point, direction, cotangent);

  const value: Record<string, number> = {};
  for (const [key, x] of Object.entries(results)) value[key] = await x.item();
  const pairs: [string, string][] = [
    ["forward", "difference"],
    ["reverse", "forward"],
  ];
  if (second) {
    pairs.push(["forwardOverReverse", "secondDifference"]);
    pairs.push(["reverseOverReverse", "forwardOverReverse"]);
    pairs.push(["reverseOverForward", "forwardOverReverse"]);
  }
  return pairs.flatMap(([a, b]) => {
    const [got, expected] = [value[a]!, value[b]!];
    const close = Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected));
    return close ? [] : [{ what: `${a} against ${b}`, got, expected }];
  });
}
