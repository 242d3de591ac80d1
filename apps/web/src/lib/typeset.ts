/** @file Small typography of plain text: what must not break stays together, apostrophes curl, a minus is a minus. */

export function typeset(text: string): string {
  return text
    .replace(/(\d) (%|×|[kMGT]?B\b|bits?\b|nm\b|pJ\b|s\b|ms\b)/g, "$1\u00a0$2")
    .replace(/(\p{L})'(?=\p{L}|\s|$|[.,;:)])/gu, "$1\u2019")
    .replace(/(^|[\s(≈=±])-(?=\d)/g, "$1\u2212");
}

/** A number in every digit that it has, with a minus that is one. */
export const inEveryDigit = (value: number): string => String(value).replace("-", "\u2212");
