/** @file Texts as words: how papers and queries are cut into terms, the same way for both. */
import { stem } from "./stem.ts";

/** Words that say nothing about what a text is about. They stay in the stream for phrases and do not score. */
const STOP_WORDS = new Set(
  `a about above after again against all also am an and any are as at be because been before being below between both but by can cannot could
  did do does doing down during each et etc few for from further had has have having he her here hers him his how however i if in into is it its
  itself just may me might more most must my no nor not now of off on once only or other our ours out over own per same she should so some such
  than that the their theirs them then there these they this those through thus to too under until up upon us very via was we were what when
  where which while who whom whose why will with within without would you your`
    .split(/\s+/)
    .filter(Boolean),
);

const MAX_WORD = 40;
const stems = new Map<string, string>();
const MAX_STEMS = 200_000;

/** Terms in order of the text, stop words included. A hyphen, a stroke and a full stop separate; `$`, braces and TeX commands go. */
export function words(text: string): string[] {
  const plain = text
    .replace(/\\[a-zA-Z]+\*?/g, " ")
    // é is e and an accent; ﬁ and ² become what they stand for.
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/['’](?:s\b)?/g, "");
  // Scripts without spaces count by the character.
  const found = plain.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|[\p{L}\p{N}]+/gu) ?? [];
  return found.map((word) => stemmed(word.length > MAX_WORD ? word.slice(0, MAX_WORD) : word));
}

/** Whether a term (as `words` gives it) is a stop word. */
export function isStopWord(term: string): boolean {
  return STOP_STEMS.has(term);
}

function stemmed(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const found = /^[a-z]+$/.test(word) ? stem(word) : word;
  if (stems.size >= MAX_STEMS) stems.clear();
  stems.set(word, found);
  return found;
}

const STOP_STEMS = new Set([...STOP_WORDS].map(stemmed));
