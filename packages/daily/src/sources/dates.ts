/** @file Dates as feeds write them. */

/** An ISO or RFC 822 time; undefined for what is none, or lies outside of the years in which papers are. */
export function readTime(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text.trim());
  if (Number.isNaN(time)) return undefined;
  const year = new Date(time).getUTCFullYear();
  return year >= 1900 && year <= 2200 ? new Date(time) : undefined;
}

/** The calendar day that a time names in its own zone: `Thu, 10 Sep 2026 00:00:00 -0400` is the 10th, wherever one reads it. */
export function readLocalDay(text: string | undefined): string | undefined {
  const time = readTime(text);
  if (time === undefined || text === undefined) return undefined;
  const zone = /([+-])(\d{2}):?(\d{2})\s*$/.exec(text.trim());
  const minutes = zone ? (zone[1] === "-" ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3])) : 0;
  return new Date(time.getTime() + minutes * 60_000).toISOString().slice(0, 10);
}
