/** @file One SMTP connection, over which mails go one after the other. */
import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Message } from "./compose.ts";
import type { SmtpServer } from "./host.ts";

/** Why a mail did not go. */
export class SmtpFailure extends Error {
  override name = "SmtpFailure";
  /** The reply code of the server, 400 to 599; nothing when it did not answer. */
  readonly code: number | undefined;
  /** The enhanced status (RFC 3463), where it told one. */
  readonly status: string | undefined;
  /** At which command: `CONN`, `AUTH`, `MAIL FROM`, `RCPT TO`, `DATA`. */
  readonly command: string;

  constructor(cause: unknown) {
    const { message, response, responseCode, command } = cause as Error & {
      response?: string;
      responseCode?: number;
      command?: string;
    };
    super(response ?? message, { cause });
    this.code = responseCode;
    this.status = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? "")?.[1];
    this.command = command ?? "CONN";
  }
}

export interface Connection {
  /**
   * Sends a message to its one recipient.
   *
   * @param finishing waited for when the server has everything but the last line; when it throws, the last line is not sent
   * @returns what the server answered when it accepted the message
   * @throws SmtpFailure
   */
  send(message: Message, finishing: () => Promise<void>): Promise<string>;
  /** Whether another message can go over it. */
  usable(): boolean;
  close(): void;
}

const CONNECT_MS = 30_000;
/** What RFC 5321, section 4.5.3.2.6 gives a server to answer after the last line. */
const ANSWER_MS = 600_000;

/**
 * Connects, with TLS where the server offers it and always before a password, and signs in.
 *
 * @throws SmtpFailure
 */
export async function connect(server: SmtpServer, name: string): Promise<Connection> {
  const local = /^(?:localhost|127\.|::1$)/.test(server.host);
  const smtp = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    name,
    requireTLS: server.auth !== undefined && !server.secure && !local,
    // Nobody pretends to be this machine.
    ...(local ? { tls: { rejectUnauthorized: false } } : {}),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: ANSWER_MS,
  });
  let broken: unknown;
  // What happens between mails is told by the next one.
  smtp.on("error", (error) => (broken ??= error));
  smtp.once("end", () => (broken ??= new Error("The server closed the connection.")));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  smtp.once("error", reject);
  smtp.connect((error) => (error ? reject(error) : resolve()));
  try {
    await promise;
    if (server.auth) await done((then) => smtp.login(server.auth!, then));
  } catch (error) {
    smtp.close();
    throw new SmtpFailure(error);
  }
  return {
    async send({ envelope, bytes }, finishing) {
      async function* parts(): AsyncGenerator<Buffer> {
        yield bytes;
        await finishing();
      }
      try {
        const { response } = await done<{ response: string }>((then) =>
          smtp.send(
            { from: envelope.from, to: [envelope.to], size: bytes.length },
            Readable.from(parts()),
            then,
          ),
        );
        return response;
      } catch (error) {
        const failure = new SmtpFailure(error);
        // After a refusal the server waits for the next mail, if it is told that this one is over; anything else ends the connection.
        if (failure.code === undefined || failure.code === 421) {
          broken ??= error;
          smtp.close();
        } else await done((then) => smtp.reset(then)).catch((cause: unknown) => (broken ??= cause));
        throw failure;
      }
    },
    usable: () => broken === undefined,
    close: () => (broken === undefined ? smtp.quit() : smtp.close()),
  };
}

function done<Value>(call: (then: (error: Error | null, value?: Value) => void) => void): Promise<Value> {
  return new Promise((resolve, reject) =>
    call((error, value) => (error ? reject(error) : resolve(value as Value))),
  );
}
