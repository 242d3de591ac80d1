/** @file Text as outlines: lines broken to a width, mixed directions (Unicode's bidirectional algorithm), fonts chosen character by character. */
import bidiFactory from "bidi-js";
import { faceOf, type Face } from "./fonts.ts";

const bidi = bidiFactory();
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Scripts that break between any two characters. */
const IDEOGRAPHIC = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const CLOSING = /^[\p{Pe}\p{Pf}、。，．：；？！ー々…]+$/u;
const MISSING = "\u25a1";

export interface Line {
  /** SVG path data, at the origin of the baseline; y grows downwards. */
  path: string;
  /** Part of the path that is widened, by so many em. */
  thin: string;
  width: number;
  rtl: boolean;
}

interface Run {
  text: string;
  face: Face;
  level: number;
}

/** One line of text. */
export function drawLine(text: string, size: number, rtl = isRtl(text)): Line {
  const line: Line = { path: "", thin: "", width: 0, rtl };
  for (const run of visualOrder(runsOf(text, rtl))) {
    const { font, widen } = run.face;
    const scale = size / font.unitsPerEm;
    const { glyphs, positions } = layout(font, run.text, run.level);
    glyphs.forEach((glyph, i) => {
      const { xAdvance, xOffset, yOffset } = positions[i];
      const outline = glyph.path
        .scale(scale, -scale)
        .translate(line.width + xOffset * scale, -yOffset * scale)
        .toSVG();
      if (widen > 0) line.thin += outline;
      else line.path += outline;
      line.width += xAdvance * scale;
    });
  }
  return line;
}

/** How wide a text is on one line. */
export function widthOf(text: string, size: number): number {
  let width = 0;
  for (const { text: part, face, level } of runsOf(text, isRtl(text)))
    width += (layout(face.font, part, level).advanceWidth / face.font.unitsPerEm) * size;
  return width;
}

interface Piece {
  text: string;
  width: number;
  /** Without the space at its end, which takes no room at the end of a line. */
  inked: number;
}

/** Lines of at most `width`, about equally long; the last one ends with an ellipsis when there were more than `most`. */
export function breakLines(
  text: string,
  size: number,
  width: number,
  most: number,
): { lines: string[]; cut: boolean } {
  const pieces = piecesOf(text)
    .flatMap((one) => (widthOf(one, size) <= width ? [one] : letters(one)))
    .map((one): Piece => ({ text: one, width: widthOf(one, size), inked: widthOf(one.trimEnd(), size) }));
  const lines = filled(pieces, width);
  if (lines.length > most) {
    const kept = lines.slice(0, most);
    return { lines: [...kept.slice(0, -1), shortened(kept.at(-1)!, size, width)], cut: true };
  }
  // The narrowest column with as many lines leaves no single word behind.
  let [low, high] = [width / 2, width];
  for (let step = 0; step < 8; step++) {
    const middle = (low + high) / 2;
    if (filled(pieces, middle).length <= lines.length) high = middle;
    else low = middle;
  }
  return { lines: filled(pieces, high), cut: false };
}

function filled(pieces: readonly Piece[], width: number): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const piece of pieces) {
    if (line !== "" && used + piece.inked > width) {
      lines.push(line.trimEnd());
      line = "";
      used = 0;
    }
    line += line === "" ? piece.text.trimStart() : piece.text;
    used += piece.width;
  }
  return line.trim() === "" ? lines : [...lines, line.trimEnd()];
}

/** One line of at most `width`. */
export function fitLine(text: string, size: number, width: number): string {
  return breakLines(text, size, width, 1).lines[0] ?? "";
}

/** Whether the first letter with a direction is written from right to left. */
export function isRtl(text: string): boolean {
  return bidi.getEmbeddingLevels(text).paragraphs[0]?.level === 1;
}

/** Where a line may break: after spaces and hyphens, and around ideographs, but never before what closes or ends. */
function piecesOf(text: string): string[] {
  return text
    .split(/(?<=[\s\-–—/])/u)
    .flatMap((word) => (IDEOGRAPHIC.test(word) ? letters(word) : [word]))
    .reduce<string[]>((pieces, piece) => {
      if (pieces.length > 0 && CLOSING.test(piece)) pieces.push(pieces.pop()! + piece);
      else pieces.push(piece);
      return pieces;
    }, []);
}

function letters(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** Cut at a word where there is one not far away, else at a letter. */
function shortened(line: string, size: number, width: number): string {
  const room = width - widthOf(" …", size);
  const kept = letters(line);
  while (kept.length > 0 && widthOf(kept.join(""), size) > room) kept.pop();
  const all = kept.join("");
  const words = all.length === line.length ? all : all.replace(/\s+\S{0,20}$/u, "");
  return `${words.trimEnd()} …`;
}

function layout(font: Face["font"], text: string, level: number): ReturnType<Face["font"]["layout"]> {
  return font.layout(text, undefined, undefined, undefined, level % 2 === 1 ? "rtl" : "ltr");
}

/** Pieces of one font and one direction, in the order of the text. */
function runsOf(text: string, rtl: boolean): Run[] {
  const { levels } = bidi.getEmbeddingLevels(text, rtl ? "rtl" : "ltr");
  const runs: Run[] = [];
  let at = 0;
  for (const { segment } of graphemes.segment(text)) {
    const level = levels[at];
    at += segment.length;
    const shown = level % 2 === 1 ? (bidi.getMirroredCharacter(segment) ?? segment) : segment;
    const last = runs.at(-1);
    const { text: drawn, face } = drawable(shown, last?.face);
    if (last?.face === face && last.level === level) last.text += drawn;
    else runs.push({ text: drawn, face, level });
  }
  return runs;
}

/** A character and the face that draws it: the one before it if it can; a box when no font has it. */
function drawable(text: string, before: Face | undefined): { text: string; face: Face } {
  const codePoint = text.codePointAt(0)!;
  if (before && /^[\s\p{P}]/u.test(text) && before.font.hasGlyphForCodePoint(codePoint))
    return { text, face: before };
  const face = faceOf(codePoint);
  if (face) return { text, face };
  return { text: MISSING, face: faceOf(MISSING.codePointAt(0)!) ?? faceOf(0x20)! };
}

/** Rule L2: from the highest level down, runs of at least that level are turned around. */
function visualOrder(runs: Run[]): Run[] {
  const ordered = [...runs];
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  for (let level = highest; level > 0; level--) {
    let start = 0;
    while (start < ordered.length) {
      let end = start;
      while (end < ordered.length && ordered[end].level >= level) end++;
      if (end > start) ordered.splice(start, end - start, ...ordered.slice(start, end).toReversed());
      start = Math.max(end, start + 1);
    }
  }
  return ordered;
}
