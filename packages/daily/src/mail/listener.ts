/** @file An SMTP server for what comes back, where the host's mail server hands it on. It takes mail for the site's own addresses and nothing else. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerDataStream } from "smtp-server";
import { TooMany } from "../accounts/refused.ts";
import type { Db } from "../database/open.ts";
import { isTakenIn, receiveMail, type IntakeOptions } from "./intake.ts";

export interface MailListener {
  port: number;
  close(): Promise<void>;
}

/** Reports repeat what came back; more than this is none. */
const MOST_BYTES = 2 * 1_024 * 1_024;
const MOST_CLIENTS = 20;
const MOST_RECIPIENTS = 10;

/** @param at `25`, `127.0.0.1:2525`, `[::1]:2525` */
export async function listenForMail(
  db: Db,
  at: { host: string; port: number },
  options: IntakeOptions,
  onError: (error: Error) => void = () => undefined,
): Promise<MailListener> {
  const server = new SMTPServer({
    name: options.domain,
    banner: "Working Papers, reports of delivery only",
    disabledCommands: ["AUTH", "STARTTLS"],
    authOptional: true,
    size: MOST_BYTES,
    rejectOversized: true,
    maxClients: MOST_CLIENTS,
    socketTimeout: 60_000,
    closeTimeout: 1_000,
    disableReverseLookup: true,
    onRcptTo({ address }, session, callback) {
      void answered(callback, async () => {
        if (session.envelope.rcptTo.length >= MOST_RECIPIENTS)
          return refusal(452, "4.5.3 Too many recipients; send the others in another message.");
        return (await isTakenIn(db, address, options.domain))
          ? null
          : refusal(550, "5.1.1 No such mailbox here.");
      });
    },
    onData(stream, session, callback) {
      void answered(callback, async () => {
        const bytes = await read(stream);
        // Too many of them: the server says so.
        if (bytes !== undefined)
          for (const { address } of session.envelope.rcptTo)
            await receiveMail(db, { to: address, bytes }, options);
        return null;
      });
    },
  });

  async function answered(
    callback: (error: Error | null) => void,
    act: () => Promise<Error | null>,
  ): Promise<void> {
    let refused: Error | null;
    try {
      refused = await act();
    } catch (error) {
      if (!(error instanceof TooMany)) onError(error as Error);
      refused = refusal(451, "4.3.0 It could not be taken in now; try again later.");
    }
    callback(refused);
  }

  // Connections that break are their client's affair.
  server.on("error", () => undefined);
  const inner = server.listen(at.port, at.host);
  await once(inner, "listening");
  return {
    port: (inner.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** All bytes; nothing when they are too many, which the server then says. */
async function read(stream: SMTPServerDataStream): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) if (!stream.sizeExceeded) chunks.push(chunk);
  return stream.sizeExceeded ? undefined : Buffer.concat(chunks);
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
