/** @file A small ring of colliding movers as text and as pictures: 32 sites of four bits. */
import { thirring, type ThirringVariant } from "../thirring.ts";

export const SITES = 32;

/** The four bits of each site, in the order R1, R2, L1, L2. */
export type Ring = Uint8Array;

export const SPECIES = ["R1", "R2", "L1", "L2"] as const;

/** One step; `back` undoes one. Sites where a collision changed colours are set in `flips`. */
export function stepRing(
  ring: Ring,
  variant: ThirringVariant,
  back = false,
): { ring: Ring; flips: Uint8Array } {
  const { movers, collide } = thirring(variant);
  const flips = new Uint8Array(SITES);
  const next = new Uint8Array(SITES);
  if (back) {
    // A collision is its own inverse; then everything moves the other way.
    ring.forEach((pattern, x) => {
      const before = collide(pattern);
      flips[x] = before === pattern ? 0 : 1;
      movers.forEach(({ velocity }, s) => (next[(x - velocity + SITES) % SITES] |= before & (1 << s)));
    });
    return { ring: next, flips };
  }
  ring.forEach((pattern, x) =>
    movers.forEach(({ velocity }, s) => (next[(x + velocity + SITES) % SITES] |= pattern & (1 << s))),
  );
  return {
    ring: next.map((pattern, x) => {
      const after = collide(pattern);
      flips[x] = after === pattern ? 0 : 1;
      return after;
    }),
    flips,
  };
}

/** The ring as four groups of eight hexadecimal digits, site 0 first. */
export function ringText(ring: Ring): string {
  return SPECIES.map((_, s) => {
    let text = "";
    for (let x = 0; x < SITES; x += 4)
      text += [0, 1, 2, 3]
        .reduce((digit, i) => digit | (((ring[x + i] >> s) & 1) << (3 - i)), 0)
        .toString(16);
    return text;
  }).join("-");
}

/** Reads such text; nothing when it is not of that form. */
export function parseRing(text: string): Ring | undefined {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{8}){3}$/.test(text)) return undefined;
  const ring = new Uint8Array(SITES);
  text.split("-").forEach((group, s) => {
    for (let x = 0; x < SITES; x++)
      if ((Number.parseInt(group[x >> 2], 16) >> (3 - (x & 3))) & 1) ring[x] |= 1 << s;
  });
  return ring;
}

/** The cells of one kind in a stack of rows, as one path of unit squares. */
export function cellsPath(rows: readonly Ring[], belongs: (pattern: number) => boolean): string {
  let path = "";
  rows.forEach((row, t) => {
    for (let x = 0; x < SITES; x++) if (belongs(row[x])) path += `M${x} ${t}h1v1h-1z`;
  });
  return path;
}
