/**
 * @file Badges: how a paper's claims stand, or one claim, as a small picture for other people's pages.
 *
 * An SVG that needs nothing else: its own background, so that it reads on light and dark pages; fonts that everybody has, with the length of each text
 * fixed, so that none runs over its edge; a title for screen readers.
 */
import { answer, findFolder, ProblemError, type Serve } from "@working-papers/daily";
import { nearestNames, type VerdictName } from "@working-papers/lab";
import { countVerdicts, describeCounts, verdictNames } from "../verdicts.ts";
import { escapeHtml } from "./escape.ts";
import { verdictColours, verdictMark } from "./verdict-mark.ts";

const HEIGHT = 22;
const SIZE = 11;
const PAD = 7;
const MARK = 10;
const DARK = "#2b2d33";
const LIGHT = "#fdfcf9";
const INK = "#1c1b1a";

/** What stands on the light half: marks and words, in order. */
type Part = { mark: VerdictName } | { words: string; colour: string };

/** «claims ■ 14 ◩ 3»: how many claims stand how. */
export function paperBadge(title: string, verdicts: readonly VerdictName[]): string {
  const counts = countVerdicts(verdicts);
  const parts = verdictNames
    .filter((name) => counts[name] > 0)
    .flatMap((name): Part[] => [{ mark: name }, { words: String(counts[name]), colour: INK }]);
  return badge(
    "working paper",
    parts.length > 0 ? parts : [{ words: "no claims", colour: INK }],
    `${title}: ${describeCounts(counts)}`,
  );
}

/** «LM-05 ■ reproduced» */
export function claimBadge(claim: string, verdict: VerdictName): string {
  return badge(
    claim,
    [{ mark: verdict }, { words: verdict, colour: verdictColours[verdict] }],
    `${claim}: ${verdict}`,
  );
}

function badge(label: string, parts: readonly Part[], title: string): string {
  const split = widthOf(label) + 2 * PAD;
  let x = split + PAD;
  const drawn = parts.map((part) => {
    if ("mark" in part) {
      const mark = verdictMark(part.mark, x, (HEIGHT - MARK) / 2, MARK);
      x += MARK + 4;
      return mark;
    }
    const words = text(part.words, x, part.colour);
    x += widthOf(part.words) + PAD;
    return words;
  });
  const name = escapeHtml(withoutControls(title));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${x}" height="${HEIGHT}" viewBox="0 0 ${x} ${HEIGHT}" role="img" aria-label="${name}">`,
    `<title>${name}</title>`,
    `<rect x=".5" y=".5" width="${x - 1}" height="${HEIGHT - 1}" rx="3" fill="${LIGHT}" stroke="${DARK}"/>`,
    `<path d="M3.5 0H${split}V${HEIGHT}H3.5A3.5 3.5 0 0 1 0 ${HEIGHT - 3.5}V3.5A3.5 3.5 0 0 1 3.5 0Z" fill="${DARK}"/>`,
    text(label, PAD, LIGHT),
    ...drawn,
    "</svg>",
  ].join("");
}

function text(words: string, x: number, colour: string): string {
  return `<text x="${x}" y="15" fill="${colour}" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="${SIZE}" textLength="${widthOf(words)}" lengthAdjust="spacingAndGlyphs">${escapeHtml(withoutControls(words))}</text>`;
}

/** About the width that Verdana gives; `textLength` makes it exact whatever the font. */
function widthOf(words: string): number {
  let em = 0;
  for (const letter of words)
    em += /[ijlI.,:;'|!-]/.test(letter)
      ? 0.36
      : /[mwMW]/.test(letter)
        ? 0.95
        : /[A-Z0-9]/.test(letter)
          ? 0.67
          : 0.6;
  return Math.ceil(em * SIZE);
}

/** XML has no control characters, not even escaped. */
function withoutControls(words: string): string {
  return words.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, "");
}

/** Answers `/badges/l-mul.svg` and `/badges/l-mul/LM-05.svg`; identifiers of arXiv name papers too. */
export const serveBadge: Serve = async (request, { evidence }) => {
  const path = decodeURIComponent(new URL(request.url).pathname);
  const [, name = "", claim] = /^\/badges\/(.+?)(?:\/([A-Z]{1,5}-?\d+[a-z]?))?\.svg$/.exec(path) ?? [];
  const folder = await findFolder(evidence, name);
  if (!folder) {
    const slugs = (await evidence.all()).map(({ paper }) => paper.slug);
    throw new ProblemError(
      404,
      `There is no badge at ${path.slice(0, 100)}: /badges/l-mul.svg or /badges/l-mul/LM-05.svg was expected, of a paper that works here.`,
      nearestNames(name, slugs).map((slug) => `/badges/${slug}.svg`),
    );
  }
  const { paper, verdicts } = folder;
  const verdict = verdicts.find((one) => one.claim === claim);
  if (claim !== undefined && !verdict)
    throw new ProblemError(
      404,
      `The paper ${paper.slug} has no claim «${claim}».`,
      nearestNames(
        claim,
        paper.claims.map(({ id }) => id),
      ).map((id) => `/badges/${paper.slug}/${id}.svg`),
    );
  return answer(request, {
    body: verdict
      ? claimBadge(verdict.claim, verdict.verdict)
      : paperBadge(
          paper.title,
          verdicts.map((one) => one.verdict),
        ),
    type: "image/svg+xml; charset=utf-8",
    fresh: 300,
    // A picture and nothing else, also when somebody opens it by itself.
    headers: { "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox" },
  });
};
