/** @file Digests come at the hour of the subscriber's clock. Expected moments are those of the zones' published rules. */
import { expect, test } from "vitest";
import { localDate, nextDue, readZone, zones } from "./schedule.ts";

const EVERY = [1, 2, 3, 4, 5, 6, 7];
const at = (zone: string, hour: number, after: string, weekdays = EVERY, last?: string): string =>
  nextDue({ zone, hour, weekdays }, new Date(after), last).toISOString();

test.each([
  // Summer time in Berlin ended on 25 October 2026 at 01:00 UTC, and begins on 28 March 2027 at 01:00 UTC.
  ["before the clocks go back", "Europe/Berlin", 8, "2026-10-23T12:00:00Z", "2026-10-24T06:00:00.000Z"],
  ["on the day they go back", "Europe/Berlin", 8, "2026-10-24T12:00:00Z", "2026-10-25T07:00:00.000Z"],
  [
    "an hour that comes twice is the first",
    "Europe/Berlin",
    2,
    "2026-10-24T12:00:00Z",
    "2026-10-25T00:00:00.000Z",
  ],
  [
    "an hour that does not come is the one after",
    "Europe/Berlin",
    2,
    "2027-03-27T12:00:00Z",
    "2027-03-28T01:00:00.000Z",
  ],
  [
    "and on the next day it is itself again",
    "Europe/Berlin",
    2,
    "2027-03-28T12:00:00Z",
    "2027-03-29T00:00:00.000Z",
  ],
  // New York: back on 1 November 2026 at 06:00 UTC, forward on 14 March 2027 at 07:00 UTC.
  ["New York in summer", "America/New_York", 1, "2026-10-31T00:00:00Z", "2026-10-31T05:00:00.000Z"],
  [
    "New York, the hour that comes twice",
    "America/New_York",
    1,
    "2026-10-31T12:00:00Z",
    "2026-11-01T05:00:00.000Z",
  ],
  [
    "New York, the hour that does not come",
    "America/New_York",
    2,
    "2027-03-13T12:00:00Z",
    "2027-03-14T07:00:00.000Z",
  ],
  // Sydney: forward on 4 October 2026 at 16:00 UTC the day before, back on 4 April 2027 at 16:00 UTC the day before.
  [
    "Sydney, the hour that does not come",
    "Australia/Sydney",
    2,
    "2026-10-03T00:00:00Z",
    "2026-10-03T16:00:00.000Z",
  ],
  [
    "Sydney, the hour that comes twice",
    "Australia/Sydney",
    2,
    "2027-04-03T00:00:00Z",
    "2027-04-03T15:00:00.000Z",
  ],
  // Lord Howe moves its clocks by half an hour: 02:00 becomes 02:30 on 4 October 2026 (15:30 UTC the day before).
  [
    "Lord Howe, a gap of half an hour",
    "Australia/Lord_Howe",
    2,
    "2026-10-03T00:00:00Z",
    "2026-10-03T15:30:00.000Z",
  ],
  ["Lord Howe in summer", "Australia/Lord_Howe", 8, "2026-12-01T00:00:00Z", "2026-12-01T21:00:00.000Z"],
  ["half-hour zones", "Asia/Kolkata", 7, "2026-11-26T00:00:00Z", "2026-11-26T01:30:00.000Z"],
  ["quarter-hour zones", "Asia/Kathmandu", 7, "2026-11-26T00:00:00Z", "2026-11-26T01:15:00.000Z"],
  ["Newfoundland", "America/St_Johns", 7, "2026-11-26T00:00:00Z", "2026-11-26T10:30:00.000Z"],
  [
    "the far side of the date line",
    "Pacific/Kiritimati",
    8,
    "2026-11-26T12:00:00Z",
    "2026-11-26T18:00:00.000Z",
  ],
  ["a day that Samoa never had", "Pacific/Apia", 8, "2011-12-29T20:00:00Z", "2011-12-30T18:00:00.000Z"],
  // Santiago goes forward at midnight: 6 September 2026 begins at 01:00, which is 04:00 UTC.
  [
    "a midnight that does not come",
    "America/Santiago",
    0,
    "2026-09-05T12:00:00Z",
    "2026-09-06T04:00:00.000Z",
  ],
])("%s", (_, zone, hour, after, due) => {
  expect(at(zone, hour, after)).toBe(due);
});

test("a moment is never its own next one", () => {
  expect(at("Europe/Berlin", 8, "2026-11-26T07:00:00Z")).toBe("2026-11-27T07:00:00.000Z");
  expect(at("Europe/Berlin", 8, "2026-11-26T06:59:59.999Z")).toBe("2026-11-26T07:00:00.000Z");
});

test("weekdays are those of the subscriber's calendar", () => {
  // 26 November 2026 is a Thursday; in Auckland Friday begins at 11:00 UTC.
  expect(at("Pacific/Auckland", 7, "2026-11-26T12:00:00Z", [5])).toBe("2026-11-26T18:00:00.000Z");
  expect(at("Pacific/Auckland", 7, "2026-11-26T19:00:00Z", [5])).toBe("2026-12-03T18:00:00.000Z");
  expect(at("America/Los_Angeles", 7, "2026-11-26T12:00:00Z", [1, 3])).toBe("2026-11-30T15:00:00.000Z");
});

test("who moves his hour gets no second digest of a day", () => {
  expect(at("Europe/Berlin", 18, "2026-11-26T08:00:00Z", EVERY, "2026-11-26")).toBe(
    "2026-11-27T17:00:00.000Z",
  );
  expect(at("Europe/Berlin", 18, "2026-11-26T08:00:00Z", EVERY, "2026-11-25")).toBe(
    "2026-11-26T17:00:00.000Z",
  );
  // Westward over the date line: Auckland's 27th was sent, in Honolulu it is still the 26th.
  expect(at("Pacific/Honolulu", 8, "2026-11-26T20:00:00Z", EVERY, "2026-11-27")).toBe(
    "2026-11-28T18:00:00.000Z",
  );
});

test("every day of three years has one digest, at its hour, in every kind of zone", () => {
  for (const zone of [
    "Europe/London",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Tehran",
    "Africa/Casablanca",
  ]) {
    let moment = new Date("2026-01-01T00:00:00Z");
    const days = new Set<string>();
    for (let i = 0; i < 3 * 365; i++) {
      const next = nextDue(
        { zone, hour: 6, weekdays: EVERY },
        moment,
        days.size === 0 ? undefined : [...days].at(-1),
      );
      expect(
        new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(next),
      ).toBe("06:00");
      days.add(localDate(next, zone));
      moment = next;
    }
    expect(days.size).toBe(3 * 365);
  }
});

test("zones are read by name alone", () => {
  expect(readZone("Europe/Berlin")).toBe("Europe/Berlin");
  expect(readZone("europe/berlin")).toBe("Europe/Berlin");
  expect(readZone("UTC")).toBe("UTC");
  // What browsers still say.
  expect(readZone("Asia/Calcutta")).toBe("Asia/Kolkata");
  for (const none of [
    "+01:00",
    "Europe/Atlantis",
    "",
    "Europe/Berlin\r\nBcc: eve@example.com",
    "../etc/passwd",
    "[u-ca=hebrew]",
  ])
    expect(readZone(none)).toBeUndefined();
  expect(zones()).toEqual(expect.arrayContaining(["UTC", "Europe/Berlin", "Asia/Kolkata"]));
});
