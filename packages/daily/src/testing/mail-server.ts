/** @file A mail server on loopback for tests: keeps what it accepts, and refuses what it is told to. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

export interface ReceivedMail {
  from: string;
  to: string;
  raw: string;
  /** Header fields, unfolded, by name in small letters; the last of several. */
  headers: Record<string, string>;
}

export interface TestMailServer {
  address: string;
  received: ReceivedMail[];
  /** Answers of the server by recipient: a refusal like `550 5.1.1 No such user`, at RCPT or at the end of DATA. */
  refuse: { rcpt?: (to: string) => string | undefined; data?: (to: string) => string | undefined };
  close(): Promise<void>;
}

export async function startMailServer(): Promise<TestMailServer> {
  const received: ReceivedMail[] = [];
  const refuse: TestMailServer["refuse"] = {};
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 100,
    onRcptTo: ({ address }, _, callback) => callback(refusal(refuse.rcpt?.(address))),
    async onData(stream, session, callback) {
      // A client that dies in the middle has sent nothing.
      const raw = (await buffer(stream).catch(() => undefined))?.toString("latin1");
      if (raw === undefined) return callback(new Error("The message was cut off."));
      const { mailFrom, rcptTo } = session.envelope;
      const to = rcptTo.map(({ address }) => address).join(", ");
      const refused = refusal(refuse.data?.(to));
      if (!refused)
        received.push({ from: mailFrom === false ? "" : mailFrom.address, to, raw, headers: headersOf(raw) });
      return callback(refused);
    },
  });
  server.on("error", () => undefined);
  const inner = server.listen(0, "127.0.0.1");
  await once(inner, "listening");
  return {
    address: `smtp://127.0.0.1:${(inner.address() as AddressInfo).port}`,
    received,
    refuse,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function refusal(answer: string | undefined): Error | null {
  if (answer === undefined) return null;
  return Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) });
}

function headersOf(raw: string): Record<string, string> {
  const head = raw.split("\r\n\r\n")[0].replace(/\r\n[ \t]/g, " ");
  return Object.fromEntries(
    head.split("\r\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}
