/**
 * @file The English stemmer of the Snowball project («Porter 2»), after its published definition.
 *
 * PostgreSQL's `english` configuration has the same one, in the release of its day; a test compares the two. Ours is the later one, which tells
 * university from universe and organization from organ.
 */

const VOWEL = /[aeiouy]/;
const DOUBLE = /(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/;
const LI_ENDING = /[cdeghkmnrt]$/;

/** Words whose stem the rules would get wrong. */
const EXCEPTIONS = new Map([
  ["skis", "ski"],
  ["skies", "sky"],
  ["dying", "die"],
  ["lying", "lie"],
  ["tying", "tie"],
  ["idly", "idl"],
  ["gently", "gentl"],
  ["ugly", "ugli"],
  ["early", "earli"],
  ["only", "onli"],
  ["singly", "singl"],
  ...["sky", "news", "howe", "atlas", "cosmos", "bias", "andes"].map((word): [string, string] => [
    word,
    word,
  ]),
]);
/** Left as they are after step 1a. */
const AFTER_1A = new Set([
  "inning",
  "outing",
  "canning",
  "herring",
  "earring",
  "proceed",
  "exceed",
  "succeed",
]);

const STEP_2: readonly (readonly [string, string])[] = [
  ["ization", "ize"],
  ["ational", "ate"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["iveness", "ive"],
  ["tional", "tion"],
  ["biliti", "ble"],
  ["lessli", "less"],
  ["entli", "ent"],
  ["ation", "ate"],
  ["alism", "al"],
  ["aliti", "al"],
  ["ousli", "ous"],
  ["iviti", "ive"],
  ["fulli", "ful"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["abli", "able"],
  ["izer", "ize"],
  ["ator", "ate"],
  ["alli", "al"],
  ["bli", "ble"],
  ["ogi", "og"],
  ["li", ""],
];
const STEP_3: readonly (readonly [string, string])[] = [
  ["ational", "ate"],
  ["tional", "tion"],
  ["alize", "al"],
  ["icate", "ic"],
  ["iciti", "ic"],
  ["ative", ""],
  ["ical", "ic"],
  ["ness", ""],
  ["ful", ""],
];
const STEP_4 = "ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic".split(" ");

/** The stem of a lower-case word; words of one or two letters are their own. */
export function stem(word: string): string {
  if (word.length <= 2) return word;
  const exception = EXCEPTIONS.get(word);
  if (exception !== undefined) return exception;
  // A y that is a consonant is written Y: at the beginning, and after a vowel.
  let w = word
    .replace(/^'/, "")
    .replace(/^y/, "Y")
    .replace(/([aeiouy])y/g, "$1Y");
  const [r1, r2] = regions(w);
  w = step1a(w.replace(/(?:'s'|'s|')$/, ""));
  if (AFTER_1A.has(w)) return w;
  w = step1b(w, r1);
  if (/.[^aeiouy][yY]$/.test(w)) w = `${w.slice(0, -1)}i`;
  w = step2(w, r1);
  w = step3(w, r1, r2);
  w = step4(w, r2);
  return step5(w, r1, r2).toLowerCase();
}

/** Where R1 and R2 begin: after the first consonant that follows a vowel, and after the next such one. */
function regions(w: string): [number, number] {
  const special = /^(?:gener|commun|arsen|past|univers|later|emerg|organ)/.exec(w);
  const r1 = special ? special[0].length : nextRegion(w, 0);
  return [r1, nextRegion(w, r1)];
}

function nextRegion(w: string, from: number): number {
  for (let i = from + 1; i < w.length; i++) if (!VOWEL.test(w[i]) && VOWEL.test(w[i - 1])) return i + 1;
  return w.length;
}

function step1a(w: string): string {
  if (w.endsWith("sses")) return w.slice(0, -2);
  if (/(?:ied|ies)$/.test(w)) return w.length > 4 ? w.slice(0, -2) : w.slice(0, -1);
  if (/(?:us|ss)$/.test(w)) return w;
  // Only when a vowel stands before the letter before the s: gas and this keep theirs, gaps loses it.
  return w.endsWith("s") && VOWEL.test(w.slice(0, -2)) ? w.slice(0, -1) : w;
}

function step1b(w: string, r1: number): string {
  const eed = /(?:eed|eedly)$/.exec(w);
  if (eed) return eed.index >= r1 ? `${w.slice(0, eed.index)}ee` : w;
  const ending = /(?:ingly|edly|ing|ed)$/.exec(w);
  if (!ending || !VOWEL.test(w.slice(0, ending.index))) return w;
  const cut = w.slice(0, ending.index);
  if (/(?:at|bl|iz)$/.test(cut)) return `${cut}e`;
  // Not when only a, e or o stands before the two: add, egg.
  if (DOUBLE.test(cut)) return /^[aeo]..$/.test(cut) ? cut : cut.slice(0, -1);
  return isShort(cut, r1) ? `${cut}e` : cut;
}

/** A short word: R1 is empty and it ends in a short syllable. */
function isShort(w: string, r1: number): boolean {
  return r1 >= w.length && endsShort(w);
}

function endsShort(w: string): boolean {
  return /[^aeiouy][aeiouy][^aeiouywxY]$/.test(w) || /^[aeiouy][^aeiouy]$/.test(w) || w === "past";
}

function step2(w: string, r1: number): string {
  for (const [ending, replacement] of STEP_2) {
    if (!w.endsWith(ending)) continue;
    const at = w.length - ending.length;
    if (at < r1) return w;
    if (ending === "ogi" && w[at - 1] !== "l") return w;
    if (ending === "li" && !LI_ENDING.test(w.slice(0, at))) return w;
    return w.slice(0, at) + replacement;
  }
  return w;
}

function step3(w: string, r1: number, r2: number): string {
  for (const [ending, replacement] of STEP_3) {
    if (!w.endsWith(ending)) continue;
    const at = w.length - ending.length;
    return at < r1 || (ending === "ative" && at < r2) ? w : w.slice(0, at) + replacement;
  }
  return w;
}

function step4(w: string, r2: number): string {
  for (const ending of STEP_4) {
    if (!w.endsWith(ending)) continue;
    const at = w.length - ending.length;
    if (at < r2 || (ending === "ion" && !/[st]/.test(w[at - 1] ?? ""))) return w;
    return w.slice(0, at);
  }
  return w;
}

function step5(w: string, r1: number, r2: number): string {
  const at = w.length - 1;
  if (w.endsWith("e")) return at >= r2 || (at >= r1 && !endsShort(w.slice(0, at))) ? w.slice(0, at) : w;
  return w.endsWith("ll") && at >= r2 ? w.slice(0, at) : w;
}
