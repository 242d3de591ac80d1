/**
 * @file One qubit with any Hamiltonian from infinitely many classical spins, one per direction.
 *
 * A hidden point λ on the sphere decides every spin, s(e) = sign(e·λ), and has the density p(λ) = max(0, n·λ)/π. Then ⟨s(e)⟩ = n·e, as for a
 * qubit with Bloch vector n, and turning all points turns n: the whole von Neumann equation. (A construction in the manner of Kochen and
 * Specker; that such a realisation exists is the statement of arXiv:2408.06379, its form there is recalled, not read.) Correlations of two
 * spins exist here, but they are not those of the quantum operators: statistics of the qubit is incomplete.
 *
 * A finite set of points gives a quadrature error, not a gate.
 */
import type { Vector3 } from "./qubit.ts";
import { cos, sin } from "@working-papers/lab/elementary";

/** Points spread evenly over the sphere along a spiral of golden angles: coordinates x, y, z of each in turn. */
export function fibonacciSphere(points: number): Float64Array {
  if (!Number.isInteger(points) || points < 2 || points > 2 ** 22)
    throw new RangeError(`From 2 to 2^22 points were expected, not ${points}.`);
  const out = new Float64Array(3 * points);
  const golden = Math.PI * (3 - Math.sqrt(5));
  for (let i = 0; i < points; i++) {
    const z = 1 - (2 * i + 1) / points;
    const radius = Math.sqrt(1 - z * z);
    out[3 * i] = radius * cos(golden * i);
    out[3 * i + 1] = radius * sin(golden * i);
    out[3 * i + 2] = z;
  }
  return out;
}

/** The distribution over points that stands for the Bloch vector n (of length 1). */
export function hiddenDistribution(points: Float64Array, n: Vector3): Float64Array {
  const p = new Float64Array(points.length / 3);
  let total = 0;
  for (let i = 0; i < p.length; i++)
    total += p[i] = Math.max(0, n[0] * points[3 * i] + n[1] * points[3 * i + 1] + n[2] * points[3 * i + 2]);
  return p.map((value) => value / total);
}

/** ⟨s(e)⟩ by the classical sum over points. */
export function meanSpin(points: Float64Array, p: Float64Array, e: Vector3): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += p[i] * signAlong(points, i, e);
  return sum;
}

/** ⟨s(e) s(e′)⟩: it exists, but the qubit does not know it. */
export function meanProduct(points: Float64Array, p: Float64Array, e: Vector3, e1: Vector3): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += p[i] * signAlong(points, i, e) * signAlong(points, i, e1);
  return sum;
}

function signAlong(points: Float64Array, i: number, e: Vector3): number {
  return e[0] * points[3 * i] + e[1] * points[3 * i + 1] + e[2] * points[3 * i + 2] < 0 ? -1 : 1;
}

/** All points turned about an axis: the deterministic evolution of the hidden variables. */
export function rotatePoints(points: Float64Array, axis: Vector3, angle: number): Float64Array {
  const out = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 3) {
    const turned = rotate([points[i], points[i + 1], points[i + 2]], axis, angle);
    out.set(turned, i);
  }
  return out;
}

/** A vector turned about an axis of length 1 (Rodrigues). */
export function rotate(v: Vector3, axis: Vector3, angle: number): Vector3 {
  const [c, s] = [cos(angle), sin(angle)];
  const along = (v[0] * axis[0] + v[1] * axis[1] + v[2] * axis[2]) * (1 - c);
  return [
    v[0] * c + (axis[1] * v[2] - axis[2] * v[1]) * s + axis[0] * along,
    v[1] * c + (axis[2] * v[0] - axis[0] * v[2]) * s + axis[1] * along,
    v[2] * c + (axis[0] * v[1] - axis[1] * v[0]) * s + axis[2] * along,
  ];
}
