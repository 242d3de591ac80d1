/** @file Names of authors where a source gives several in one string. */

/** «A. Author, B. Author and C. Author» → three names. Not for BibTeX, which puts the family name first. */
export function splitNames(text: string): string[] {
  return text
    .split(/\s*[,;]\s*(?:and\s+)?|\s+and\s+/i)
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
