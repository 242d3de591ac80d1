/**
 * @file The fonts of pictures: the site's own serif, Noto's for scripts that it lacks, and KaTeX's for signs of formulas. Each file holds a part of a script and is read when a
 * character of it is to be drawn.
 */
import { create, type Font } from "fontkit";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** In the order in which they are asked for a character. */
const FAMILIES = [
  "@fontsource-variable/source-serif-4",
  "@fontsource-variable/noto-sans-arabic",
  "@fontsource-variable/noto-sans-hebrew",
  "@fontsource-variable/noto-sans-sc",
];

/** Below this a variable font's own weight is too thin beside the serif, and outlines are widened. */
const THIN = 300;

export interface Face {
  font: Font;
  /** Widening of outlines, in em, for fonts whose default weight is thin. */
  widen: number;
}

interface Part {
  ranges: [number, number][];
  file: string;
}

/** The signs of formulas that no text font has. */
const MATHS: Part = { ranges: [[0x2000, 0x2bff]], file: "katex/dist/fonts/KaTeX_Main-Regular.woff2" };

let parts: Part[] | undefined;
const faces = new Map<string, Face>();

/** The face that has a character; nothing when none does. */
export function faceOf(codePoint: number): Face | undefined {
  parts ??= [...FAMILIES.flatMap(partsOf), MATHS];
  for (const { ranges, file } of parts)
    if (ranges.some(([from, to]) => codePoint >= from && codePoint <= to)) {
      const face = load(file);
      if (face.font.hasGlyphForCodePoint(codePoint)) return face;
    }
  return undefined;
}

/** Every package of a font says which characters its files are for, as CSS has it: «U+0-ff,U+131». */
function partsOf(name: string): Part[] {
  const family = name.split("/")[1];
  const subsets = require(`${name}/unicode.json`) as Record<string, string>;
  return Object.entries(subsets).map(([subset, text]) => ({
    file: `${name}/files/${family}-${subset.replace(/[[\]]/g, "")}-wght-normal.woff2`,
    ranges: text.split(",").map((range) => {
      const [from, to = from] = range.trim().replace(/^U\+/i, "").split("-");
      return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
    }),
  }));
}

function load(file: string): Face {
  const known = faces.get(file);
  if (known) return known;
  const font = create(readFileSync(require.resolve(file))) as Font;
  const weight = (font.variationAxes as { wght?: { default: number } } | undefined)?.wght?.default ?? 400;
  const face = { font, widen: weight < THIN ? 0.028 : 0 };
  faces.set(file, face);
  return face;
}
