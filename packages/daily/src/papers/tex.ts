/**
 * @file The TeX that titles, names and abstracts carry, as plain text, and plain text as TeX.
 *
 * `plain` is for places that typeset nothing: feed readers, citation managers, pictures. It never fails: what it does not know it leaves out,
 * and keeps the letters inside.
 */
import { subscripts, superscripts, symbols } from "./tex-symbols.ts";

/** Accents of TeX and the combining characters they are. */
const ACCENTS: Record<string, string> = {
  "`": "\u0300",
  "'": "\u0301",
  "^": "\u0302",
  "~": "\u0303",
  "=": "\u0304",
  u: "\u0306",
  ".": "\u0307",
  '"': "\u0308",
  r: "\u030a",
  H: "\u030b",
  v: "\u030c",
  c: "\u0327",
  k: "\u0328",
};
const COMBINING = new Map(Object.entries(ACCENTS).map(([accent, character]) => [character, accent]));
const LETTERS: Record<string, string> = {
  ss: "ß",
  o: "ø",
  O: "Ø",
  l: "ł",
  L: "Ł",
  ae: "æ",
  AE: "Æ",
  oe: "œ",
  OE: "Œ",
  aa: "å",
  AA: "Å",
  i: "i",
  j: "j",
};
const SPECIAL = new Map(
  Object.entries(LETTERS).flatMap(([name, letter]) =>
    letter.length === 1 && /[^a-z]/.test(letter) && !/[åÅ]/.test(letter) ? [[letter, name]] : [],
  ),
);

/** Longer formulas than this are none that stands in a line. */
const MAX_FORMULA = 500;
/** `$…$` or `\\(…\\)`. A dollar before a digit does not end a formula: «from $5 to $9» has none. */
const FORMULA = new RegExp(`(\\$[^$]{1,${MAX_FORMULA}}\\$(?!\\d)|\\\\\\([^$]{1,${MAX_FORMULA}}?\\\\\\))`);

/** Stand for signs that a later step would read otherwise; texts have no control characters (clean.ts). */
const TILDE = "\u0001";
const BACKSLASH = "\u0002";
const UP = "\u0003";
const DOWN = "\u0004";

/** Accents and special letters as characters, escapes undone, grouping braces gone; formulas stay. */
export function untex(text: string): string {
  return text
    .split(FORMULA)
    .map((part, i) => (i % 2 === 1 ? part : withoutTex(part)))
    .join("");
}

function withoutTex(text: string): string {
  return text
    .replace(
      /\\([`'^~=."]|[urHvck](?![a-zA-Z]))\s*(?:\{\s*\\?([a-zA-Z])\s*\}|\\?([a-zA-Z]))/g,
      (_, accent: string, a?: string, b?: string) => `${a ?? b}${ACCENTS[accent]}`.normalize("NFC"),
    )
    .replace(
      /\\(ss|ae|AE|oe|OE|aa|AA|[oOlLij])(?![a-zA-Z])\s*(?:\{\})?/g,
      (_, letter: string) => LETTERS[letter],
    )
    .replace(/\\textasciitilde(?:\{\}|(?![a-zA-Z])\s*)/g, TILDE)
    .replace(/\\textasciicircum(?:\{\}|(?![a-zA-Z])\s*)/g, "^")
    .replace(/\\textbackslash(?:\{\}|(?![a-zA-Z])\s*)/g, BACKSLASH)
    .replace(/\\([&%$#_{}])/g, "$1")
    .replace(/(?<!\\)[{}]/g, "")
    .replace(/---?/g, (dash) => (dash.length === 3 ? "—" : "–"))
    .replace(/(?<!\\)~/g, " ")
    .replaceAll(TILDE, "~")
    .replaceAll(BACKSLASH, "\\");
}

/** One line or paragraph of plain text: accents are letters, formulas are what Unicode has for them: `H$^{\mathbf 3}$DP` is «H³DP». */
export function plain(text: string): string {
  return text
    .split(FORMULA)
    .map((part, i) => (i % 2 === 1 ? formula(part) : withoutTex(commands(part))))
    .join("")
    .normalize("NFC");
}

/** The letters within commands that only change a face, and the symbols that have a name. */
function commands(text: string): string {
  return text
    .replace(/``|''/g, (quotes) => (quotes === "``" ? "“" : "”"))
    .replace(
      /\\(text[a-z]*|emph|math[a-z]*|operatorname\*?|mbox|boldsymbol|bm|uppercase|underline)\s*\{/g,
      (all, name: string) => (/^text(?:ascii|backslash)/.test(name) ? all : "{"),
    )
    .replace(/\\([A-Za-z]{2,})(?:\s*\{\})?\s?/g, (all, name: string) => symbols[name] ?? all);
}

function formula(text: string): string {
  const inside = text.startsWith("$") ? text.slice(1, -1) : text.slice(2, -2);
  let line = inside
    .replace(
      /\\(?:left|right|big[lr]?|Big[lr]?|displaystyle|textstyle|limits|bf|it|rm|cal|tt|sf)(?![a-zA-Z])\s*/g,
      "",
    )
    .replace(/\\[,;:!> ]|~/g, " ")
    .replace(/\\(?:d|t)?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, "$1/$2")
    .replace(/\\sqrt\s*\{([^{}]*)\}/g, "√($1)")
    .replace(
      /\\(?:mathbb|mathcal|mathbf|mathrm|mathit|mathsf|mathtt|mathfrak|mathscr|text[a-z]*|operatorname\*?|boldsymbol|bm|hat|bar|tilde|vec|overline|underline|mbox)\s*(?=\{|[A-Za-z\\])/g,
      "",
    )
    .replace(
      /\\([A-Za-z]+)/g,
      (_, name: string) => symbols[name] ?? (LETTERS[name] && name.length > 1 ? LETTERS[name] : name),
    )
    .replace(/\\([^A-Za-z])/g, "$1");
  // Braces from the inside out: a script in a script.
  for (let round = 0; round < 4 && /[{^_]/.test(line); round++)
    line = line
      .replace(/([\^_])\s*\{([^{}^_]*)\}/g, (_, side: string, script: string) => raised(side, script))
      .replace(/([\^_])\s*([^\s{}^_])/gu, (_, side: string, script: string) => raised(side, script))
      .replace(/\{([^{}^_]*)\}/g, "$1");
  return line.replace(/[{}]/g, "").replaceAll(UP, "^").replaceAll(DOWN, "_").replace(/\s+/g, " ").trim();
}

/** `^{2}` as ², `_{max}` as «_max»: Unicode has no raised form of every letter. */
function raised(side: string, script: string): string {
  const table = side === "^" ? superscripts : subscripts;
  const characters = [...script.trim()];
  if (characters.every((character) => table[character] !== undefined))
    return characters.map((character) => table[character]).join("");
  if (side === "^" && script.trim() === "∘") return "°";
  return `${side === "^" ? UP : DOWN}${script.trim()}`;
}

/**
 * Plain text, or text with TeX in it, for a BibTeX field: signs with a meaning escaped, accented letters as TeX accents, so that old and new
 * BibTeX sort and set them alike; formulas stay as they are. Braces are balanced in every case.
 */
export function tex(text: string): string {
  return untex(text)
    .split(FORMULA)
    .map((part, i) => (i % 2 === 1 && isBalanced(part) ? part : escaped(part)))
    .join("");
}

function escaped(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[{}]/g, "")
    .replaceAll("\\", BACKSLASH)
    .replace(/[&%$#_]/g, (sign) => `\\${sign}`)
    .replaceAll("~", "\\textasciitilde{}")
    .replaceAll("^", "\\textasciicircum{}")
    .replace(
      /([A-Za-z])([\u0300-\u0304\u0306-\u0308\u030a-\u030c\u0327\u0328])/g,
      (all, letter: string, mark: string) => {
        const accent = COMBINING.get(mark);
        return accent === undefined
          ? all
          : `{\\${accent}{${letter === "i" || letter === "j" ? `\\${letter}` : letter}}}`;
      },
    )
    .replace(/[ßøØłŁæÆœŒ]/g, (letter) => `{\\${SPECIAL.get(letter)}}`)
    .replaceAll("—", "---")
    .replaceAll("–", "--")
    .replaceAll("\u00a0", "~")
    .replaceAll(BACKSLASH, "\\textbackslash{}")
    .normalize("NFC");
}

function isBalanced(formulaText: string): boolean {
  let depth = 0;
  for (let i = 0; i < formulaText.length; i++) {
    if (formulaText[i] === "\\") i++;
    else if (formulaText[i] === "{") depth++;
    else if (formulaText[i] === "}" && --depth < 0) return false;
  }
  return depth === 0 && !/%|^\$\s*\$$/.test(formulaText);
}

/** Text with TeX in it for Markdown: formulas stay between dollars, everything else is text and never markup. */
export function markdown(text: string): string {
  return text
    .split(FORMULA)
    .map((part, i) => (i % 2 === 1 && isBalanced(part) ? dollars(part) : escapeMarkdown(plain(part))))
    .join("");
}

/** A `<` in a formula would begin an element for who reads no formulas. */
function dollars(part: string): string {
  const inside = part.startsWith("$") ? part.slice(1, -1) : part.slice(2, -2);
  return `$${inside.replace(/\s+/g, " ").replaceAll("<", "\\lt ").trim()}$`;
}

/** Plain text as Markdown that says the same. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\]|~]/g, (sign) => `\\${sign}`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/^(\s*)([#>+-]|\d+[.)])(?=\s)/gm, (_, space: string, sign: string) => `${space}\\${sign}`);
}
