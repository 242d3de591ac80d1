/**
 * @file Cellular automata as rules on the bits of a ring: movers that collide on their site, Margolus blocks, and elementary rules.
 *
 * Bits are stored site by site: species s of site x is bit `species · x + s` of a state. A rule is only a rule; that it is invertible,
 * conserves something or has a symmetry is found out from its states, never declared.
 */
import { bitText, uniqueJump, type UniqueJump } from "./unique-jump.ts";

export interface Mover {
  name: string;
  /** Sites per step: +1 to the right, −1 to the left. */
  velocity: 1 | -1;
}

export interface MoverAutomaton {
  name: string;
  movers: readonly Mover[];
  /** What the bits of one site become after they moved there: a map of 2^species patterns. */
  collide: (pattern: number) => number;
}

/** @throws RangeError when the bits of a ring do not fit into one number */
function requirePacked(sites: number, width: number): void {
  if (width * sites > 30)
    throw new RangeError(
      `States of up to 30 bits fit into one number, but ${sites} sites of ${width} bits have ${width * sites}; use the bit-parallel lattice.`,
    );
}

/** A local rule as a table. @throws RangeError naming a pattern that becomes none of so many bits */
function patternTable(bits: number, rule: (pattern: number) => number): Uint32Array {
  return Uint32Array.from({ length: 2 ** bits }, (_, pattern) => {
    const next = rule(pattern);
    if (!Number.isInteger(next) || next < 0 || next >= 2 ** bits)
      throw new RangeError(
        `Pattern ${bitText(bits)(pattern)} becomes ${next}, which is no pattern of ${bits} bits.`,
      );
    return next;
  });
}

/** One step of one state: every bit moves, then the bits of each site collide. */
export function moverStep({ movers, collide }: MoverAutomaton, sites: number): (state: number) => number {
  const moved = moverTransport(movers, sites);
  const width = movers.length;
  const patterns = 2 ** width;
  const table = patternTable(width, collide);
  return (state) => {
    const after = moved(state);
    let out = 0;
    for (let x = 0; x < sites; x++) out |= table[(after >> (width * x)) & (patterns - 1)] << (width * x);
    return out >>> 0;
  };
}

/** The free motion alone. */
export function moverTransport(movers: readonly Mover[], sites: number): (state: number) => number {
  const width = movers.length;
  requirePacked(sites, width);
  const moved = (state: number) => {
    let out = 0;
    for (let x = 0; x < sites; x++)
      for (let s = 0; s < width; s++)
        if ((state >> (width * x + s)) & 1)
          out |= 1 << (width * ((x + movers[s].velocity + sites) % sites) + s);
    return out;
  };
  // Motion acts on every bit by itself, so that a state moves as its bytes do, one after the other.
  const bytes = Array.from({ length: Math.ceil((width * sites) / 8) }, (_, k) =>
    Uint32Array.from({ length: 256 }, (__, byte) => moved(byte << (8 * k))),
  );
  return (state) => {
    let out = 0;
    for (let k = 0; k < bytes.length; k++) out |= bytes[k][(state >>> (8 * k)) & 255];
    return out >>> 0;
  };
}

/** The step evolution operator of a mover automaton on a ring. @throws NotUniqueJump when its collisions are not invertible */
export function moverJump(automaton: MoverAutomaton, sites: number): UniqueJump {
  const bits = automaton.movers.length * sites;
  return uniqueJump(2 ** bits, moverStep(automaton, sites), { show: bitText(bits) });
}

/** One species that moves to the right: the free chiral fermion. */
export const rightMovers: MoverAutomaton = {
  name: "right movers",
  movers: [{ name: "R", velocity: 1 }],
  collide: (pattern) => pattern,
};

/** An elementary cellular automaton (Wolfram's number) on a ring: most are not invertible. */
export function elementaryRule(rule: number, sites: number): (state: number) => number {
  requirePacked(sites, 1);
  return (state) => {
    let out = 0;
    for (let x = 0; x < sites; x++) {
      const at = (y: number) => (state >> ((y + sites) % sites)) & 1;
      if ((rule >> (4 * at(x - 1) + 2 * at(x) + at(x + 1))) & 1) out |= 1 << x;
    }
    return out;
  };
}

/**
 * A Margolus automaton: blocks of two neighbouring sites change by one map, first those that begin at even sites, then those that begin
 * at odd ones. With a fixed partition the lattice would fall apart into independent blocks.
 */
export function margolusStep(
  block: (pattern: number) => number,
  bitsPerSite: number,
  sites: number,
): (state: number) => number {
  if (sites % 2 !== 0) throw new RangeError(`Blocks of two sites need an even ring, not ${sites} sites.`);
  requirePacked(sites, bitsPerSite);
  const siteMask = 2 ** bitsPerSite - 1;
  const table = patternTable(2 * bitsPerSite, block);
  const pass = (state: number, start: number) => {
    let out = 0;
    for (let x = start; x < sites + start; x += 2) {
      const a = bitsPerSite * (x % sites);
      const b = bitsPerSite * ((x + 1) % sites);
      const next = table[((state >> a) & siteMask) | (((state >> b) & siteMask) << bitsPerSite)];
      out |= ((next & siteMask) << a) | ((next >> bitsPerSite) << b);
    }
    return out >>> 0;
  };
  return (state) => pass(pass(state, 0), 1);
}
