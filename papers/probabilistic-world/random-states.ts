/** @file Random quantum states of two qubits, as fifteen mean values. */
import type { Random } from "@working-papers/lab";
import { adjoint, complexMatrix, scaled, times, traceOfProduct, complexIdentity } from "./complex-matrix.ts";
import { momentsOf, pureState, PAIRS } from "./two-qubits.ts";
import type { Vector3 } from "./qubit.ts";
import { hypot } from "@working-papers/lab/elementary";

/** A direction, uniform on the sphere. */
export function randomDirection(random: Random): Vector3 {
  const v = [random.normal(), random.normal(), random.normal()];
  const length = hypot(...v);
  return [v[0] / length, v[1] / length, v[2] / length];
}

/** Haar-random pure states. */
export function randomPure(random: Random): Float64Array {
  const draw = () => Array.from({ length: 4 }, () => random.normal());
  return momentsOf(pureState(draw(), draw()));
}

/** Product states of two random directions. */
export function randomProduct(random: Random): Float64Array {
  const m = [1, ...randomDirection(random)];
  const n = [1, ...randomDirection(random)];
  return Float64Array.from(PAIRS, ([mu, nu]) => m[mu] * n[nu]);
}

/** Maximally entangled states: a Bell state with one qubit turned by a Haar-random unitary, here a random rotation. */
export function randomEntangled(random: Random): Float64Array {
  const q = Array.from({ length: 4 }, () => random.normal());
  const size = hypot(...q);
  const [a, b, c, d] = q.map((value) => value / size);
  const rotation = [
    [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
    [2 * (b * c + a * d), a * a - b * b + c * c - d * d, 2 * (c * d - a * b)],
    [2 * (b * d - a * c), 2 * (c * d + a * b), a * a - b * b - c * c + d * d],
  ];
  return Float64Array.from(PAIRS, ([mu, nu]) => (mu > 0 && nu > 0 ? -rotation[mu - 1][nu - 1] : 0));
}

/** Mixed states, uniform in the Hilbert–Schmidt measure: G G† / tr with a complex Gaussian G. */
export function randomMixed(random: Random): Float64Array {
  const g = complexMatrix(4, () => [random.normal(), random.normal()]);
  const square = times(g, adjoint(g));
  return momentsOf(scaled(square, 1 / traceOfProduct(square, complexIdentity(4))));
}
