/**
 * @file When a digest is due: an hour of some weekdays, as the clock on the subscriber's wall shows it.
 *
 * An hour that a day does not have (clocks go forward) is read as the one after the gap, an hour that a day has twice (clocks go back) as the first: the
 * «compatible» disambiguation of Temporal, which is that of RFC 5545.
 */
/// <reference lib="esnext.temporal" />
import type { Day } from "../lists/period.ts";

export interface Schedule {
  /** 1 is Monday. One at least. */
  readonly weekdays: readonly number[];
  /** 0 to 23. */
  readonly hour: number;
  /** IANA name. */
  readonly zone: string;
}

/**
 * The next moment after one, on a local date after `last` where that is given: so that who moves his hour gets no second digest of a day.
 */
export function nextDue({ weekdays, hour, zone }: Schedule, after: Date, last?: Day): Date {
  const from = Temporal.Instant.fromEpochMilliseconds(after.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  const first =
    last !== undefined && last >= from.toString() ? Temporal.PlainDate.from(last).add({ days: 1 }) : from;
  for (let days = 0; days < 15; days++) {
    const day = first.add({ days });
    if (!weekdays.includes(day.dayOfWeek)) continue;
    const due = day.toZonedDateTime({ timeZone: zone, plainTime: { hour } }).epochMilliseconds;
    if (due > after.getTime()) return new Date(due);
  }
  throw new RangeError("A schedule needs a weekday.");
}

/** The date that a moment has on the subscriber's calendar. */
export function localDate(at: Date, zone: string): Day {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();
}

/** The zone's own name for itself, as `europe/berlin` is `Europe/Berlin`; nothing when there is none. */
export function readZone(text: string): string | undefined {
  // Offsets like +01:00 are zones to Temporal; they know no summer.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,60}$/.test(text)) return undefined;
  try {
    const name = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
    return RENAMED[name] ?? name;
  } catch {
    return undefined;
  }
}

/** Names that engines, those of browsers too, still list under their old ones. */
const RENAMED: Record<string, string> = {
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Godthab": "America/Nuuk",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

/** Zones to choose from. */
export function zones(): string[] {
  const names = Intl.supportedValuesOf("timeZone").map((zone) => RENAMED[zone] ?? zone);
  return ["UTC", ...names.filter((zone) => zone !== "UTC").sort()];
}
