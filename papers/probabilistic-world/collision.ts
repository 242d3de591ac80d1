/**
 * @file One right mover meets one left mover: the two-particle sector of the colliding movers, and the entanglement it makes.
 *
 * The wave function is a matrix: row = position and colour of R, column = position and colour of L. Sites of a ring of even size split by
 * parity: movers at an odd distance pass without meeting on a site. Half of a smooth product of packets collides, so that after the
 * meeting the purity of R has a limit that does not depend on the packets' form (see `purityAfter`).
 */
import type { ThirringVariant } from "./thirring.ts";
import { exp } from "@working-papers/lab/elementary";

export interface TwoMovers {
  sites: number;
  variant: ThirringVariant;
  /** Amplitude of R at x with colour c and L at y with colour d: element (2x + c)·2X + 2y + d. */
  q: Float64Array;
}

export interface Packet {
  centre: number;
  width: number;
  /** Amplitudes of colours 1 and 2; normalised here. */
  colour: readonly [number, number];
}

/** A product state of two packets. @throws RangeError when the ring is too small or too large */
export function twoMovers(sites: number, variant: ThirringVariant, right: Packet, left: Packet): TwoMovers {
  if (!Number.isInteger(sites) || sites < 2 || sites > 256)
    throw new RangeError(`Two movers live on rings of 2 to 256 sites, not ${sites}.`);
  const [r, l] = [packet(sites, right), packet(sites, left)];
  const q = new Float64Array(4 * sites * sites);
  r.forEach((a, i) => l.forEach((b, j) => (q[i * 2 * sites + j] = a * b)));
  return { sites, variant, q };
}

function packet(sites: number, { centre, width, colour }: Packet): Float64Array {
  const q = new Float64Array(2 * sites);
  for (let x = 0; x < sites; x++) {
    const direct = Math.abs(x - centre) % sites;
    const distance = Math.min(direct, sites - direct);
    const amplitude = exp(-(distance * distance) / (4 * width * width));
    q[2 * x] = amplitude * colour[0];
    q[2 * x + 1] = amplitude * colour[1];
  }
  const norm = Math.sqrt(q.reduce((sum, value) => sum + value * value, 0));
  return q.map((value) => value / norm);
}

/** One step: R moves right, L moves left; on one site they change colours as the rule says. */
export function stepTwoMovers({ sites, variant, q }: TwoMovers): TwoMovers {
  const width = 2 * sites;
  const next = new Float64Array(q.length);
  for (let x = 0; x < sites; x++)
    for (let y = 0; y < sites; y++) {
      const [x1, y1] = [(x + 1) % sites, (y + sites - 1) % sites];
      for (let c = 0; c < 2; c++)
        for (let d = 0; d < 2; d++) {
          const flip = x1 === y1 && (variant === "extended" || c !== d) ? 1 : 0;
          next[(2 * x1 + (c ^ flip)) * width + 2 * y1 + (d ^ flip)] = q[(2 * x + c) * width + 2 * y + d];
        }
    }
  return { sites, variant, q: next };
}

/** tr ρ_R² of the right mover. */
export function rightPurity({ sites, q }: TwoMovers): number {
  const n = 2 * sites;
  let sum = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let element = 0;
      for (let k = 0; k < n; k++) element += q[i * n + k] * q[j * n + k];
      sum += (i === j ? 1 : 2) * element * element;
    }
  return sum;
}

/** Where the two movers are likely to be: probabilities of R and of L at each site. */
export function positions({ sites, q }: TwoMovers): { right: Float64Array; left: Float64Array } {
  const right = new Float64Array(sites);
  const left = new Float64Array(sites);
  q.forEach((value, index) => {
    right[Math.floor(index / (4 * sites))] += value * value;
    left[Math.floor((index % (2 * sites)) / 2)] += value * value;
  });
  return { right, left };
}

/**
 * The purity of R after smooth packets have met. Write f = f_even + f_odd for each packet, with half the norm in each part; only equal
 * parities meet. Extended rule, colours (1,0) × (1,0): the halves that met have other colours than those that did not, ρ_R has four
 * equal eigenvalues, and the purity is 1/4. Base rule, colours (1,1)/√2 × (1,0): 9/16. Colours (1,1) × (1,1) are symmetric: 1.
 */
export const purityAfter = {
  extendedSameColour: 1 / 4,
  baseMixedColour: 9 / 16,
  symmetricColours: 1,
} as const;
