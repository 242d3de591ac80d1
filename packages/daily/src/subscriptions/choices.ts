/** @file What a subscriber chooses: read from a form, or from what was stored. */
import { Refused } from "../accounts/refused.ts";
import { isEmpty, parseQuery } from "../search/query.ts";
import { readZone, type Schedule } from "./schedule.ts";

export interface Choices extends Schedule {
  /** Of papers in the daily lists: `*` alone for all, nothing for none. */
  readonly categories: readonly string[];
  /** As in the search box; a new paper is found when it has all the words. */
  readonly searches: readonly string[];
  /** Tell of verdicts that changed. */
  readonly verdicts: boolean;
  /** Fewer items make no mail; they wait for the next one. */
  readonly minimum: number;
}

export const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7] as const;
/** arXiv announces on the evenings of Sunday to Thursday in New York: a morning in Europe has something on these. */
export const WORKING_DAYS = [1, 2, 3, 4, 5] as const;

export const STANDARD: Choices = {
  weekdays: WORKING_DAYS,
  hour: 8,
  zone: "UTC",
  categories: ["*"],
  searches: [],
  verdicts: true,
  minimum: 1,
};

export const MOST_SEARCHES = 10;
const MOST_CATEGORIES = 30;
const MOST_QUERY = 300;
const MOST_MINIMUM = 50;

/**
 * Reads the form. What it does not have is as in `standard`: the box in the footer asks for an address alone.
 *
 * | field | value |
 * | --- | --- |
 * | `often` | `daily` or `weekly` |
 * | `day` | for `daily`: 1 (Monday) to 7, several |
 * | `weekday` | for `weekly`: one |
 * | `hour`, `zone`, `minimum` | |
 * | `papers` | `all`, `some` or `none`; for `some` `categories`, separated by commas or spaces |
 * | `searches` | one a line |
 * | `verdicts` | there or not, when the form says `full` |
 *
 * @throws Refused with a sentence, for the field
 */
export function readChoices(form: FormData, standard: Choices = STANDARD): Choices {
  const text = (name: string): string | undefined => {
    const value = form.get(name);
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  };
  const full = form.has("full");
  const choices: Choices = {
    weekdays: readDays(text("often"), form.getAll("day"), text("weekday"), standard),
    hour: readWhole(text("hour"), "hour", 0, 23, standard.hour),
    zone: readZoneField(text("zone"), standard.zone),
    categories: readCategories(text("papers"), text("categories"), standard.categories),
    searches: full || form.has("searches") ? readSearches(text("searches") ?? "") : standard.searches,
    verdicts: full ? form.has("verdicts") : standard.verdicts,
    minimum: readWhole(text("minimum"), "minimum", 1, MOST_MINIMUM, standard.minimum),
  };
  if (choices.categories.length === 0 && choices.searches.length === 0 && !choices.verdicts)
    throw new Refused(400, "Choose papers, a search or verdicts: there would be nothing to send.", "papers");
  return choices;
}

function readDays(
  often: string | undefined,
  days: FormDataEntryValue[],
  weekday: string | undefined,
  standard: Choices,
): readonly number[] {
  if (often === undefined) return standard.weekdays;
  const chosen = often === "weekly" ? [weekday ?? "1"] : days;
  const numbers = [...new Set(chosen.map(Number))].sort((a, b) => a - b);
  if (numbers.length === 0) throw new Refused(400, "Choose a weekday.", "day");
  if (!numbers.every((day) => Number.isInteger(day) && day >= 1 && day <= 7))
    throw new Refused(400, "Weekdays from Monday (1) to Sunday (7) were expected.", "day");
  return numbers;
}

function readWhole(
  text: string | undefined,
  field: string,
  low: number,
  high: number,
  standard: number,
): number {
  if (text === undefined) return standard;
  const value = Number(text);
  if (!/^\d{1,3}$/.test(text) || value < low || value > high)
    throw new Refused(400, `The ${field} must be a whole number from ${low} to ${high}.`, field);
  return value;
}

function readZoneField(text: string | undefined, standard: string): string {
  const zone = readZone(text ?? standard);
  if (zone === undefined) throw new Refused(400, "A time zone like Europe/Berlin was expected.", "zone");
  return zone;
}

function readCategories(
  papers: string | undefined,
  list: string | undefined,
  standard: readonly string[],
): readonly string[] {
  if (papers === undefined) return standard;
  if (papers === "all") return ["*"];
  if (papers === "none") return [];
  const categories = [...new Set((list ?? "").split(/[\s,;]+/).filter(Boolean))];
  if (categories.length === 0)
    throw new Refused(400, "Name categories like cs.LG, separated by commas.", "categories");
  const wrong = categories.find((one) => !/^[a-z]{2,12}(?:-[a-z]{2,5})*(?:\.[A-Za-z-]{2,12})?$/.test(one));
  if (wrong !== undefined)
    throw new Refused(400, `«${wrong.slice(0, 40)}» is not a category like cs.LG.`, "categories");
  if (categories.length > MOST_CATEGORIES)
    throw new Refused(400, `At most ${MOST_CATEGORIES} categories can be chosen.`, "categories");
  return categories;
}

function readSearches(text: string): readonly string[] {
  const lines = [...new Set(text.split(/\r\n|\r|\n/).map((line) => line.replace(/\s+/g, " ").trim()))].filter(
    Boolean,
  );
  if (lines.length > MOST_SEARCHES)
    throw new Refused(400, `At most ${MOST_SEARCHES} searches can be saved.`, "searches");
  for (const line of lines) {
    if (line.length > MOST_QUERY)
      throw new Refused(400, `A search can have ${MOST_QUERY} characters at most.`, "searches");
    if (isEmpty(parseQuery(line)))
      throw new Refused(400, `«${line.slice(0, 40)}» has no word that could be searched for.`, "searches");
  }
  return lines;
}

/** `every weekday at 08:00 (Europe/Berlin)`. */
export function scheduleInWords({ weekdays, hour, zone }: Schedule): string {
  const at = `at ${String(hour).padStart(2, "0")}:00 (${zone})`;
  const days = [...weekdays].sort((a, b) => a - b).join("");
  if (days === "1234567") return `every day ${at}`;
  if (days === "12345") return `Monday to Friday ${at}`;
  const names = [...weekdays].sort((a, b) => a - b).map((day) => WEEKDAYS[day - 1]);
  return `every ${names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`} ${at}`;
}

export const WEEKDAYS = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;

/** `papers in cs.LG and cs.CL, 2 saved searches, verdicts that changed`. */
export function contentInWords({ categories, searches, verdicts }: Choices): string {
  const parts = [
    categories[0] === "*"
      ? "the day's papers"
      : categories.length > 0
        ? `papers in ${categories.join(", ")}`
        : "",
    searches.length === 0 ? "" : `what is new for ${searches.map((one) => `«${one}»`).join(", ")}`,
    verdicts ? "verdicts that changed" : "",
  ];
  return parts.filter(Boolean).join("; ");
}
