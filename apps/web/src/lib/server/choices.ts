/** @file What readers choose of lists and searches by an address, with what pages call it: the first is the default. */

export const LIST_ORDERS = { position: "as listed", newest: "newest first", trending: "trending" } as const;
export const SEARCH_MODES = { both: "words and meaning", words: "words", meaning: "meaning" } as const;
export const SEARCH_ORDERS = { relevance: "best first", newest: "newest first" } as const;

/**
 * The choice that an address names; the first when it names none.
 *
 * @param refuse answers for an unknown one, from the names there are and the beginning of what was given
 */
export function oneOf<Name extends string>(
  choices: Readonly<Record<Name, string>>,
  given: string | null,
  refuse: (names: string, given: string) => never,
): Name {
  const names = Object.keys(choices) as Name[];
  if (given === null) return names[0];
  return names.find((name) => name === given) ?? refuse(names.join(", "), given.slice(0, 40));
}
