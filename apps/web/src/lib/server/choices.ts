/** @file What readers choose of lists and searches by an address, with what pages call it: the first is the default. */

export const LIST_ORDERS = { position: "as listed", newest: "newest first", trending: "trending" } as const;
export const SEARCH_MODES = { both: "words and meaning", words: "words", meaning: "meaning" } as const;
export const SEARCH_ORDERS = { relevance: "best first", newest: "newest first" } as const;
