/**
 * @file Titles and abstracts as authors write them, in TeX, as HTML that is safe to put on a page.
 *
 * They are texts of strangers. HTML in them is shown, not obeyed; formulas are MathML made by KaTeX, which is given no macros, no links and no
 * pictures, and nothing long: what asks for more is shown as its source. Links lead to http and https only.
 */
import { plain } from "@working-papers/daily";
import { escapeHtml } from "./escape.ts";
import { MAX_FORMULA, strangersFormula, tamed } from "./formula.ts";

/** Characters of formulas that are typeset in one text; the rest is shown as its source. */
const MAX_FORMULAS = 6_000;
const FORMULA = new RegExp(
  [
    `\\$\\$([^$]{1,${MAX_FORMULA}})\\$\\$`,
    // A dollar before a digit does not end a formula: «from $5 to $9» has none.
    `(?<!\\\\)\\$([^$]{1,${MAX_FORMULA}})(?<!\\\\)\\$(?!\\d)`,
    `\\\\\\(([^$]{1,${MAX_FORMULA}}?)\\\\\\)`,
    `\\\\\\[([^$]{1,${MAX_FORMULA}}?)\\\\\\]`,
  ].join("|"),
  "g",
);

/** One line or paragraph of TeX as inline HTML. */
export function inlineTex(text: string): string {
  const tame = tamed(text);
  let html = "";
  let at = 0;
  let budget = MAX_FORMULAS;
  for (const match of tame.matchAll(FORMULA)) {
    html += words(tame.slice(at, match.index));
    at = match.index + match[0].length;
    const source = match[1] ?? match[2] ?? match[3] ?? match[4];
    budget -= source.length;
    html += budget >= 0 ? strangersFormula(source, match[0]) : escapeHtml(match[0]);
  }
  return html + words(tame.slice(at));
}

/** Paragraphs of TeX as HTML, one string each. */
export function paragraphs(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== "")
    .map(inlineTex);
}

const tags: Readonly<Record<string, string>> = {
  emph: "em",
  textit: "em",
  textsl: "em",
  em: "em",
  it: "em",
  textbf: "strong",
  bf: "strong",
  texttt: "code",
  textsuperscript: "sup",
  textsubscript: "sub",
};

const COMMAND =
  /\\(emph|textit|textsl|textbf|texttt|textsuperscript|textsubscript)\s*\{([^{}]*)\}|\{\\(em|it|bf)\s+([^{}]*)\}|\\href\s*\{([^{}\s]*)\}\s*\{([^{}]*)\}|\\url\s*\{([^{}\s]*)\}|~?\\cite[a-z]*\*?\s*\{[^{}]*\}|(https?:\/\/[^\s<>{}"'`\\^|]+)/gi;

function words(text: string): string {
  let html = "";
  let at = 0;
  for (const match of text.matchAll(COMMAND)) {
    html += escapeHtml(plain(text.slice(at, match.index)));
    at = match.index + match[0].length;
    const [, command, inside, face, faced, target, named, url, bare] = match;
    const tag = tags[command ?? face];
    if (tag) html += `<${tag}>${escapeHtml(plain(inside ?? faced))}</${tag}>`;
    else if (target !== undefined) html += link(target, plain(named));
    else if (url !== undefined) html += link(url, url);
    else if (bare !== undefined) {
      // Punctuation after an address belongs to the sentence.
      const address = bare.replace(/[.,;:!?)\]]+$/, "");
      html += link(address, address) + escapeHtml(bare.slice(address.length));
    }
  }
  return html + escapeHtml(plain(text.slice(at)));
}

function link(target: string, name: string): string {
  const address = target.replaceAll("\\", "");
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return escapeHtml(name || target);
  return `<a href="${escapeHtml(address)}" rel="nofollow noreferrer ugc">${escapeHtml(name || address)}</a>`;
}
