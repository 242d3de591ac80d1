/** @file `papers mail receive`: takes in what comes back, from a mail server that hands a message to a program. */
import { buffer } from "node:stream/consumers";
import { UsageError } from "@working-papers/lab";
import { isTakenIn, receiveMail, unsubscribe } from "@working-papers/daily";
import { withDatabase } from "../database.ts";

/** What mail servers understand of a program's end (sysexits): there is no such mailbox, and try again later. */
const NO_SUCH_MAILBOX = 67;
const TRY_LATER = 75;
/** The server cuts what is longer; reports come first in a message. */
const MOST_BYTES = 2 * 1_024 * 1_024;

/** Reads a message from standard input. */
export async function receive(address: string): Promise<void> {
  if (process.stdin.isTTY)
    throw new UsageError(
      "A message on standard input was expected: papers mail receive is for a mail server's pipe (docs/hosting.md).",
    );
  const message = await buffer(process.stdin);
  try {
    await withDatabase(async ({ settings, database: { db } }) => {
      const domain = settings.MAIL_DOMAIN;
      if (domain === undefined)
        throw new UsageError(
          "papers mail receive needs MAIL_DOMAIN: mail is taken in for its addresses alone.",
        );
      const options = { domain, unsubscribe: (token: string) => unsubscribe(db, token) };
      const kind = (await isTakenIn(db, address, domain))
        ? await receiveMail(db, { to: address, bytes: message.subarray(0, MOST_BYTES) }, options)
        : undefined;
      if (kind === undefined) {
        process.exitCode = NO_SUCH_MAILBOX;
        console.error("5.1.1 No such mailbox here.");
      } else console.error(`Taken in: ${kind}.`);
    });
  } catch (error) {
    // The mail server keeps the message and tries again, whatever is wrong here.
    console.error((error as Error).message);
    process.exitCode = TRY_LATER;
  }
}
