/** @file A name in parts, as citation styles sort and shorten it. */
import type { Author } from "../papers/record.ts";
import { plain } from "../papers/tex.ts";

/** Parts in the terms of CSL: `particle` is its non-dropping particle, «van der» of «van der Berg». */
export interface PersonName {
  family: string;
  given?: string;
  particle?: string;
  suffix?: string;
}

/** A collaboration, or a name of one word or without spaces, which has no parts. */
export interface LiteralName {
  literal: string;
}

const GROUP = /\b(?:collaborations?|team|consortium|group|project|committee|community|initiative|lab|AI)$/i;
const SUFFIX = /^(?:Jr\.?|Sr\.?|II|III|IV)$/;
/** «van», «de la», «von der», «al-», «d'»: lower case before the family name. */
const PARTICLE = /^[\p{Ll}][\p{Ll}'’.-]*$/u;

/** Reads a name where the source does not split it: «Wil M. P. van der Aalst» is van der Aalst, Wil M. P. */
export function nameParts(author: Author): PersonName | LiteralName {
  const name = plain(author.name);
  if (author.family !== undefined) {
    // OAI-PMH puts what follows a family name into the whole name only.
    const last = name.split(" ").at(-1)!;
    const suffix = SUFFIX.test(last) && !author.family.endsWith(last) ? last : undefined;
    return person(plain(author.family).split(" "), author.given && plain(author.given), suffix);
  }
  const words = name.split(" ");
  if (words.length === 1 || GROUP.test(name)) return { literal: name };
  const suffix = words.length > 2 && SUFFIX.test(words.at(-1)!) ? words.pop() : undefined;
  const begin = words.findIndex((word, i) => i > 0 && i < words.length - 1 && PARTICLE.test(word));
  const split = begin < 0 ? words.length - 1 : begin;
  return person(
    words.slice(split),
    words.slice(0, split).join(" ").replace(/,$/, ""),
    suffix?.replace(/,$/, ""),
  );
}

function person(last: string[], given: string | undefined, suffix: string | undefined): PersonName {
  let begin = 0;
  while (begin < last.length - 1 && PARTICLE.test(last[begin])) begin++;
  return {
    family: last.slice(begin).join(" "),
    ...(given ? { given } : {}),
    ...(begin > 0 ? { particle: last.slice(0, begin).join(" ") } : {}),
    ...(suffix ? { suffix } : {}),
  };
}

/** «van der Berg, Jr, Anna»: the order in which BibTeX and RIS files keep a name. */
export function invertedName({ family, given, particle, suffix }: PersonName, suffixLast = false): string {
  const last = particle === undefined ? family : `${particle} ${family}`;
  const rest = suffixLast ? [given, suffix] : [suffix, given];
  return [last, ...rest.filter((part) => part !== undefined)].join(", ");
}
