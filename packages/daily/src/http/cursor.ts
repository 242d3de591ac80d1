/** @file Where a page of a list by time ends: a place between two rows, so that what comes in or goes meanwhile shifts no page. */
import { ProblemError } from "./problem.ts";

export interface Place {
  /** As PostgreSQL prints it at UTC, with every digit. */
  time: string;
  /** Of the row, among those of one time. */
  key: string;
}

export function writeCursor({ time, key }: Place): string {
  return Buffer.from(`${time}Z|${key}`).toString("base64url");
}

/** Whether a day and a time are ones that there are: PostgreSQL refuses the 31st of February, which Date takes for a day of March. */
function isMoment(time: string): boolean {
  const moment = new Date(`${time.replace(" ", "T")}Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(time.slice(0, 10));
}

/**
 * @param key the form of the list's keys
 * @returns the place, its time as PostgreSQL reads it
 * @throws ProblemError when the cursor is none of this list
 */
export function readCursor(cursor: string, key: RegExp): Place {
  const match = /^(-infinity|\d{4}-\d{2}-\d{2} [\d:.]+)Z\|([\w-]+)$/.exec(
    Buffer.from(cursor, "base64url").toString("latin1"),
  );
  if (!match || !key.test(match[2]) || !(match[1] === "-infinity" || isMoment(match[1])))
    throw new ProblemError(
      400,
      "The cursor was not made by this site: leave it out to begin with the first page.",
    );
  return { time: match[1] === "-infinity" ? match[1] : `${match[1]}Z`, key: match[2] };
}
