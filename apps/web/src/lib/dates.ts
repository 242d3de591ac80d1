/** @file Days and durations as a reader says them. Days are days of the calendar, without a time zone. */

const longDay = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
const shortDay = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

/** «Tuesday 10 September 2024» for an ISO date. */
export function sayDay(date: string): string {
  return longDay.format(new Date(date)).replace(",", "");
}

/** «1 Oct 2024» for an ISO date or time. */
export function sayShortDay(date: string): string {
  return shortDay.format(new Date(date));
}

/** «12 s», «3 min 20 s», «1 h 5 min»; below ten seconds with one decimal. */
export function sayDuration(seconds: number): string {
  if (seconds < 0.05) return "less than 0.1 s";
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return join(Math.floor(whole / 60), "min", whole % 60, "s");
  return join(Math.floor(whole / 3600), "h", Math.floor((whole % 3600) / 60), "min");
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

const month = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const dayAndMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "UTC" });

/** A period in two lines: «Thursday» and «10 September 2026», «Week 37» and «7 to 13 September 2026», «September» and «2026». */
export function sayPeriod(period: {
  unit: "day" | "week" | "month";
  id: string;
  first: string;
  last: string;
}): {
  name: string;
  detail: string;
} {
  if (period.unit === "day") {
    const [name, ...detail] = sayDay(period.id).split(" ");
    return { name, detail: detail.join(" ") };
  }
  if (period.unit === "month") {
    const [name, detail] = month.format(new Date(period.first)).split(" ");
    return { name, detail };
  }
  const [first, last] = [period.first, period.last].map((day) => new Date(day));
  const from =
    first.getUTCMonth() === last.getUTCMonth() ? String(first.getUTCDate()) : dayAndMonth.format(first);
  return {
    name: `Week ${Number(period.id.slice(-2))}`,
    detail: `${from} to ${dayAndMonth.format(last)} ${last.getUTCFullYear()}`,
  };
}
