/** @file The picture that stands for a page when somebody shares it: 1200 × 630, its claims as marks that can be counted. */
import { describeCounts, verdictNames, type VerdictCounts } from "../../verdicts.ts";
import { verdictMark } from "../verdict-mark.ts";
import { breakLines, drawLine, fitLine, isRtl } from "./text.ts";

export interface Picture {
  /** A small line above: «arXiv 2410.00907», a weekday. */
  kicker: string;
  title: string;
  /** A line below the title. */
  line: string;
  /** Of the claims that stand here; without any, `note` says why. */
  counts?: VerdictCounts;
  note: string;
}

export const WIDTH = 1200;
export const HEIGHT = 630;

const MARGIN = 72;
const INNER = WIDTH - 2 * MARGIN;
const INK = "#1c1b1a";
const MUTED = "#625f59";
const PAPER = "#fdfcf9";
const ACCENT = "#2b3f9e";
const RULE = "#dedad2";

/** Sizes of titles, with how many lines of each there is room for. */
const TITLES = [
  { size: 68, lines: 3 },
  { size: 58, lines: 3 },
  { size: 48, lines: 4 },
  { size: 40, lines: 5 },
];
const LEADING = 1.16;
const TITLE_TOP = 152;

/** SVG without any text in it: all letters are outlines. */
export function pictureSvg({ kicker, title, line, counts, note }: Picture): string {
  const fitting = TITLES.map(({ size, lines }) => ({ size, ...breakLines(title, size, INNER, lines) }));
  const { size, lines } = fitting.find(({ cut }) => !cut) ?? fitting.at(-1)!;
  const below = TITLE_TOP + lines.length * size * LEADING;
  const rtl = isRtl(title);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${PAPER}"/>`,
    `<rect width="${WIDTH}" height="10" fill="${ACCENT}"/>`,
    // The mark of the site.
    `<g transform="translate(${MARGIN} 56) scale(2.4)"><path fill="${ACCENT}" fill-rule="evenodd" d="M2 1h9l3 3v11H2zM3.4 2.4v11.2h9.2V4.7h-2.4V2.4zM6 6.2l4.6 2.9L6 12z"/></g>`,
    text("Working Papers", MARGIN + 50, 88, 32, INK, 0.6),
    text(fitLine(kicker, 28, 640), WIDTH - MARGIN, 88, 28, MUTED, 0, "end"),
    ...lines.map((one, i) =>
      text(
        one,
        rtl ? WIDTH - MARGIN : MARGIN,
        TITLE_TOP + size * 0.82 + i * size * LEADING,
        size,
        INK,
        size / 55,
        rtl ? "end" : "start",
        rtl,
      ),
    ),
    text(
      fitLine(line, 28, INNER),
      rtl ? WIDTH - MARGIN : MARGIN,
      below + 34,
      28,
      MUTED,
      0,
      rtl ? "end" : "start",
    ),
    `<rect x="${MARGIN}" y="458" width="${INNER}" height="2" fill="${RULE}"/>`,
    counts && total(counts) > 0 ? strip(counts) : "",
    text(fitLine(note, 28, INNER), MARGIN, 590, 28, counts ? INK : MUTED, 0),
    "</svg>",
  ].join("");
}

/** What the picture shows of claims, in words: also for its text alternative. */
export function sayClaims(counts: VerdictCounts): string {
  return `${total(counts)} claims: ${describeCounts(counts)}`;
}

function total(counts: VerdictCounts): number {
  return verdictNames.reduce((sum, name) => sum + counts[name], 0);
}

/** Marks as large as two rows allow. */
function strip(counts: VerdictCounts): string {
  const marks = verdictNames.flatMap((verdict) => Array.from({ length: counts[verdict] }, () => verdict));
  const room = 70;
  let rows = 1;
  const pitchOf = (count: number): number => Math.min(room / count, INNER / Math.ceil(marks.length / count));
  while (pitchOf(rows + 1) > pitchOf(rows)) rows++;
  const pitch = Math.min(pitchOf(rows), 50);
  const perRow = Math.ceil(marks.length / rows);
  const top = 474 + (room - rows * pitch) / 2;
  return marks
    .map((verdict, i) =>
      verdictMark(
        verdict,
        round(MARGIN + (i % perRow) * pitch),
        round(top + Math.floor(i / perRow) * pitch),
        round(pitch * 0.8),
      ),
    )
    .join("");
}

function text(
  words: string,
  x: number,
  y: number,
  size: number,
  colour: string,
  bold: number,
  anchor: "start" | "end" = "start",
  rtl?: boolean,
): string {
  const line = drawLine(words, size, rtl);
  const left = round(anchor === "end" ? x - line.width : x);
  const outline = (path: string, stroke: number): string =>
    path === ""
      ? ""
      : `<path fill="${colour}"${stroke > 0 ? ` stroke="${colour}" stroke-width="${round(stroke)}" stroke-linejoin="round"` : ""} transform="translate(${left} ${round(y)})" d="${path}"/>`;
  return outline(line.path, bold) + outline(line.thin, bold + size * 0.028);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
