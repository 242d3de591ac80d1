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
