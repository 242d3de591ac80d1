/** @file The site's mail, as the settings say: who it is from, the jobs that write and send it, and what takes in what comes back. */
import type { Database } from "../database/open.ts";
import type { JobDefinition, Queue } from "../jobs/queue.ts";
import {
  listenForMail,
  readDkim,
  readSender,
  readSmtp,
  startPostman,
  type MailHost,
  type MailListener,
} from "../mail/index.ts";
import { composeDigests, unsubscribe, type ComposeOptions } from "../subscriptions/index.ts";
import type { Log } from "./log.ts";
import type { Settings } from "./settings.ts";

export const SITE_NAME = "Working Papers";

/** Who the site is to mail servers. Without settings it is nobody in particular: enough to show how mails look. */
export function mailHost(settings: Settings): MailHost {
  const { SMTP_URL, MAIL_FROM, MAIL_DOMAIN, DKIM_KEY, DKIM_SELECTOR } = settings;
  const from = readSender(MAIL_FROM ?? "papers@localhost.example", SITE_NAME);
  return {
    site: SITE_NAME,
    from,
    ...(MAIL_DOMAIN === undefined ? {} : { domain: MAIL_DOMAIN }),
    ...(SMTP_URL === undefined ? {} : { smtp: readSmtp(SMTP_URL) }),
    ...(DKIM_KEY === undefined || DKIM_SELECTOR === undefined
      ? {}
      : { dkim: readDkim(DKIM_KEY, DKIM_SELECTOR, from.address) }),
  };
}

/** The address of the site in its mails. */
export function originOf({ ORIGIN, PORT }: Pick<Settings, "ORIGIN" | "PORT">): string {
  return ORIGIN === undefined ? `http://localhost:${PORT}` : ORIGIN.replace(/\/+$/, "");
}

/** Writes the digests that are due, with links to the site. */
export const DIGESTS_JOB = "mail-digests";

export interface MailWork {
  jobs: JobDefinition[];
  /** Begins to look for mail that is due, and to listen for what comes back. */
  start(queue: Queue): Promise<void>;
  /** Where it listens; for tests, which let the system choose. */
  listener(): MailListener | undefined;
  stop(): Promise<void>;
}

export interface MailWorkOptions {
  settings: Settings;
  log: Log;
  repository: NonNullable<ComposeOptions["repository"]>;
}

/** @throws Error in a sentence for the host when the key for signatures cannot be read */
export function mailWork(database: Database, { settings, log, repository }: MailWorkOptions): MailWork {
  const { db } = database;
  const { smtp, ...host } = mailHost(settings);
  const postman =
    smtp &&
    startPostman(database, {
      host: { ...host, smtp },
      perMinute: settings.MAIL_PER_MINUTE,
      onError: (error) => log.error("Mail could not be sent.", { error }),
    });
  let listening: MailListener | undefined;
  return {
    jobs: [
      {
        name: DIGESTS_JOB,
        says: "Writes the digests that are due.",
        schedule: { cron: "*/5 * * * *", zone: "UTC" },
        expires: 3_600,
        run: (_, signal) =>
          composeDigests(
            db,
            { site: { name: SITE_NAME, origin: originOf(settings) }, domain: host.domain, repository },
            signal,
          ),
      },
      ...(postman ? [postman.job] : []),
    ],
    async start(queue) {
      await postman?.start(queue);
      if (settings.MAIL_LISTEN === undefined || host.domain === undefined) return;
      // Of several workers on one machine the first one listens.
      listening = await listenForMail(
        db,
        placeOf(settings.MAIL_LISTEN),
        { domain: host.domain, unsubscribe: (token) => unsubscribe(db, token) },
        (error) => log.error("Mail could not be taken in.", { error }),
      ).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "EADDRINUSE") throw error;
        log.warn("Another process listens at MAIL_LISTEN already; this one does not.", { error });
        return undefined;
      });
      if (listening) log.info("Listens for mail that comes back.", { port: listening.port });
    },
    listener: () => listening,
    async stop() {
      await listening?.close();
      await postman?.stop();
    },
  };
}

function placeOf(text: string): { host: string; port: number } {
  const at = text.lastIndexOf(":");
  return at < 0
    ? { host: "127.0.0.1", port: Number(text) }
    : { host: text.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(text.slice(at + 1)) };
}
