/** @file What the demo's address may hold, read with a fallback for everything that is not allowed. */

export type Query = Readonly<Record<string, string>>;
export type SetQuery = (changes: Record<string, string | number | boolean | undefined>) => void;

export interface Props {
  query: Query;
  setQuery: SetQuery;
}

/** A number from the address, or the fallback when it is missing, no number, or out of range. */
export function numberOf(query: Query, key: string, low: number, high: number, fallback: number): number {
  const text = query[key];
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return value >= low && value <= high ? value : fallback;
}

/** One of some words from the address, or the first. */
export function wordOf<Word extends string>(
  query: Query,
  key: string,
  words: readonly [Word, ...Word[]],
): Word {
  return words.find((word) => word === query[key]) ?? words[0];
}

/** A control's value for the address: nothing when it stands at its default. */
export function unless<Value>(value: Value, fallback: Value): Value | undefined {
  return value === fallback ? undefined : value;
}

/** With a proper minus sign and a fixed number of decimals. */
export function fixed(value: number, decimals: number): string {
  return (Math.abs(value) < 0.5 * 10 ** -decimals ? 0 : value).toFixed(decimals).replace("-", "−");
}
