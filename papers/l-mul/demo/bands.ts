/**
 * @file The colour scale of the map: bands of relative error, the same for every setting, so that maps can be compared.
 *
 * The bands widen outwards, because a 1 % error and a 2 % error differ as much to a reader as 8 % and 16 %.
 */
import type { ErrorMap } from "./error-map.ts";

/** Where a band ends and the next begins, in per cent, on either side of zero. */
export const EDGES: readonly number[] = [0.5, 1, 2, 3, 4, 6, 8, 12, 16, 24];

/** From -EDGES.length (far too small) through 0 (right within 0.5 %) to EDGES.length (far too large). */
export type Band = number;

export const BANDS: readonly Band[] = Array.from(
  { length: 2 * EDGES.length + 1 },
  (_, i) => i - EDGES.length,
);

export function bandOf(error: number): Band {
  const size = Math.abs(error) * 100;
  let band = 0;
  while (band < EDGES.length && size >= EDGES[band]) band++;
  return error < 0 && band > 0 ? -band : band;
}

/** A CSS colour made of the page's diverging scale, so that it follows light and dark. */
export function colourOf(band: Band): string {
  const share = Math.round((Math.abs(band) / EDGES.length) * 100);
  return `color-mix(in oklab, var(--heat-${band < 0 ? "below" : "above"}) ${share}%, var(--heat-zero))`;
}

/**
 * The map as one SVG path for each band that occurs, a cell being 1 × 1 and the first row at the bottom. Cells of one band that stand side
 * by side are one rectangle, which keeps a page without scripts small.
 */
export function bandPaths(map: ErrorMap): readonly { readonly band: Band; readonly path: string }[] {
  const { size, errors } = map;
  const paths = new Map<Band, string>();
  for (let j = 0; j < size; j++) {
    const top = size - 1 - j;
    for (let start = 0; start < size;) {
      const band = bandOf(errors[j * size + start]);
      let end = start + 1;
      while (end < size && bandOf(errors[j * size + end]) === band) end++;
      paths.set(band, `${paths.get(band) ?? ""}M${start} ${top}h${end - start}v1h${start - end}z`);
      start = end;
    }
  }
  return [...paths].sort(([a], [b]) => a - b).map(([band, path]) => ({ band, path }));
}

/** From so many cells on, a line of one cell a step is drawn as the diagonal that it stands for. */
const DIAGONAL_FROM = 32;

/** The line, in the same coordinates, beyond which the mantissas carry into the exponent; empty when all or none do. */
export function carryLine(map: ErrorMap): string {
  const { size, carryFrom } = map;
  let path = "";
  for (let j = 0; j < size; j++) {
    const at = carryFrom[j];
    const below = j === 0 ? at : carryFrom[j - 1];
    if (at === size || (at === 0 && below === 0)) continue;
    if (path === "") path = `M${at} ${size - j}V${size - j - 1}`;
    else if (below - at === 1 && size >= DIAGONAL_FROM) path += `L${at} ${size - j - 1}`;
    else path += `H${at}${at > 0 ? "v-1" : ""}`;
  }
  return path;
}
