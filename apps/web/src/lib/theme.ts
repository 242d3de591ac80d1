/** @file Light, dark, or as the reader's system has it: kept in a cookie, so that the first byte of a page has it right. */

export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const themeCookie = "theme";
export const themeSeconds = 365 * 24 * 3600;

/** A theme from text that anybody may have written; `auto` when it is none. */
export function parseTheme(text: string | undefined | null): Theme {
  return themes.find((theme) => theme === text) ?? "auto";
}
