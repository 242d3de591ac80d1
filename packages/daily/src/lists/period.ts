/** @file Days, ISO weeks and months as dated lists have them: read from an address, with first and last day and a name. */

/** A calendar day, YYYY-MM-DD. */
export type Day = string;

export type Unit = "day" | "week" | "month";

export interface Period {
  unit: Unit;
  /** As in an address: `2026-09-10`, `2026-W37`, `2026-09`. */
  id: string;
  first: Day;
  last: Day;
}

const DAY_MS = 86_400_000;

/**
 * Reads a day, an ISO week or a month.
 *
 * @throws RangeError when the text is none of them, or the calendar has no such day or week
 */
export function parsePeriod(text: string): Period {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text)) return periodOf("day", text);
  const month = /^(\d{4})-(\d{2})$/.exec(text);
  if (month && isDay(`${text}-01`)) return periodOf("month", `${text}-01`);
  const week = /^(\d{4})-W(\d{2})$/.exec(text);
  if (week) {
    // The week with 4 January in it is the first one.
    const fourth = Date.UTC(Number(week[1]), 0, 4);
    const period = periodOf("week", toDay(fourth + (Number(week[2]) - 1) * 7 * DAY_MS));
    if (period.id === text && isDay(period.first)) return period;
  }
  throw new RangeError(
    `«${text.slice(0, 40)}» is not a day (2026-09-10), an ISO week (2026-W37) or a month (2026-09).`,
  );
}

/** The day, week or month that a day belongs to. */
export function periodOf(unit: Unit, day: Day): Period {
  const time = Date.parse(`${day}T00:00:00Z`);
  if (unit === "day") return { unit, id: day, first: day, last: day };
  if (unit === "month") {
    const [year, month] = day.split("-").map(Number);
    return {
      unit,
      id: day.slice(0, 7),
      first: `${day.slice(0, 7)}-01`,
      last: toDay(Date.UTC(year, month, 0)),
    };
  }
  const monday = time - ((new Date(time).getUTCDay() + 6) % 7) * DAY_MS;
  const year = new Date(monday + 3 * DAY_MS).getUTCFullYear();
  const fourth = Date.UTC(year, 0, 4);
  const firstMonday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS;
  const number = Math.round((monday - firstMonday) / (7 * DAY_MS)) + 1;
  return {
    unit,
    id: `${year}-W${String(number).padStart(2, "0")}`,
    first: toDay(monday),
    last: toDay(monday + 6 * DAY_MS),
  };
}

/** Whether the calendar has the day: 2026-02-30 is none. Neither are years that have no neighbours of four digits, or that no database knows. */
export function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    text > "0002" &&
    text < "9998" &&
    !Number.isNaN(time) &&
    toDay(time) === text
  );
}

/** The UTC day of a time. */
export function toDay(time: number | Date): Day {
  return new Date(time).toISOString().slice(0, 10);
}

/** A day so many days later (or earlier). */
export function addDays(day: Day, days: number): Day {
  return toDay(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);
}

/** Days from one day to another. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}
