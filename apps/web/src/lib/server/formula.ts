/** @file Formulas of strangers as MathML: KaTeX without macros, links or pictures, and nothing long. What asks for more is shown as its source. */
import katex from "katex";
import { escapeHtml } from "./escape.ts";

/** Longer formulas are shown as their source: nobody writes them but to see what happens. */
export const MAX_FORMULA = 600;
/** Stacked accents beyond this number are dropped: they would climb into the lines above. */
const STACK = /(\p{M}{3})\p{M}+/gu;

/** Definitions can double at each step, boxes can be as large as a page, links and pictures lead elsewhere. */
const FORBIDDEN =
  /\\(?:[egx]?def|let|futurelet|global|long|newcommand|renewcommand|providecommand|DeclareMathOperator|expandafter|noexpand|csname|char|rule|kern|mkern|mskip|hskip|hspace|vspace|raisebox|llap|rlap|clap|mathllap|mathrlap|mathclap|smash|phantom|href|url|includegraphics|html[A-Z]\w*|verb|cr|tag|begin)(?![a-zA-Z])/;
/** Arrays of formulas, which a display may have. */
const ENVIRONMENT = /\\begin\{(?:aligned|gathered|cases|[bpvV]?matrix)\}/g;

export function tamed(text: string): string {
  return text.replace(STACK, "$1");
}

/**
 * @param written the source as it stands in the text, for what is not set
 * @param display on a line of its own
 */
export function strangersFormula(source: string, written: string, display = false): string {
  const checked = display ? source.replace(ENVIRONMENT, "") : source;
  if (source.length > MAX_FORMULA || FORBIDDEN.test(checked)) return `<code>${escapeHtml(written)}</code>`;
  try {
    return katex.renderToString(source, {
      displayMode: display,
      output: "mathml",
      throwOnError: true,
      trust: false,
      strict: "ignore",
      maxExpand: 100,
      maxSize: 10,
      // KaTeX writes macros into this object; each formula begins without any.
      macros: {},
    });
  } catch {
    return `<code>${escapeHtml(written)}</code>`;
  }
}
