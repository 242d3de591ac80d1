/**
 * @file The job that sends what is in the outbox, and the care for what other workers left.
 *
 * The table is the truth and the queue's job its messenger, as with runs: a job that finds nothing does nothing, and due mail without a job gets one.
 */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { sql } from "drizzle-orm";
import type { Database, Db } from "../database/open.ts";
import { patiently } from "../database/patiently.ts";
import type { JobDefinition, Queue } from "../jobs/queue.ts";
import { domainOf } from "./address.ts";
import { composeMessage } from "./compose.ts";
import { connect, SmtpFailure, type Connection } from "./connection.ts";
import {
  giveBack,
  keepDoubt,
  keepFailed,
  keepSent,
  LEASE_SECONDS,
  markFinishing,
  postpone,
  recoverMails,
  renewLeases,
  takeMails,
  type HeldMail,
} from "./holding.ts";
import type { MailHost } from "./host.ts";
import { pacedMails } from "./pace.ts";
import { storeReport } from "./reports.ts";
import { meaningOf } from "./status.ts";

export const MAIL_JOB = "mail-send";

export interface PostmanOptions {
  /** Who the site is, with the server that takes its mail. */
  host: MailHost & { smtp: NonNullable<MailHost["smtp"]> };
  /** Mails a minute to one receiving domain; 0 for no limit. Default 600. */
  perMinute?: number;
  /** Connections at once. Default 2. */
  connections?: number;
  /** Seconds after which a worker that says nothing has lost its mails. */
  lease?: number;
  onError?: (error: Error) => void;
}

export interface Postman {
  job: JobDefinition;
  /** Begins to look for mail that is due, and for mail whose worker is lost. */
  start(queue: Queue): Promise<void>;
  /** Sends what is due, until nothing is or the signal says so. */
  deliver(signal: AbortSignal): Promise<Delivered>;
  /** Lets the mails that are under way go out, and gives the others back. */
  stop(): Promise<void>;
}

export interface Delivered {
  sent: number;
  /** Not now, or in doubt. */
  postponed: number;
  failed: number;
}

const LOOK_MS = 2_000;
/** After a server could not be used, it is left alone for so long, and twice as long each further time. */
const CALM_MS = 5_000;
const LONGEST_CALM_MS = 300_000;
/** Mails that a worker holds at once: what is lost with it waits for the lease. */
const BATCH = 20;
/** Mails over one connection; servers like to see an end. */
const PER_CONNECTION = 200;

export function startPostman(database: Database, options: PostmanOptions): Postman {
  const { db } = database;
  const {
    host,
    perMinute = 600,
    connections = 2,
    lease = LEASE_SECONDS,
    onError = () => undefined,
  } = options;
  const worker = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const stopping = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  let timer: NodeJS.Timeout | undefined;
  let calm = 0;
  let calmUntil = 0;

  async function deliver(signal: AbortSignal): Promise<Delivered> {
    const delivered: Delivered = { sent: 0, postponed: 0, failed: 0 };
    const held = new Set<HeldMail>();
    const renewing = setInterval(
      () => void renewLeases(db, [...held], lease).catch(onError),
      (lease * 1_000) / 4,
    );
    try {
      while (!signal.aborted) {
        const taken = await takeMails(db, worker, BATCH, lease);
        if (taken.length === 0) break;
        const { now, later } = await pacedMails(db, taken, perMinute);
        await giveBack(db, later);
        if (now.length === 0) continue;
        for (const mail of now) held.add(mail);
        if (!(await sendAll(now, held, delivered, signal))) break;
      }
    } finally {
      clearInterval(renewing);
      await giveBack(
        db,
        [...held].map((mail) => ({ mail, after: 0 })),
      ).catch(onError);
    }
    return delivered;
  }

  const idle: Connection[] = [];
  const used = new WeakMap<Connection, number>();

  /** Sends some mails over a few connections. @returns false when the server cannot be reached, and it is better to wait */
  async function sendAll(
    mails: readonly HeldMail[],
    held: Set<HeldMail>,
    delivered: Delivered,
    signal: AbortSignal,
  ): Promise<boolean> {
    const waiting = [...mails];
    let reachable = true;
    async function one(): Promise<void> {
      let connection: Connection | undefined = idle.pop();
      for (let mail = waiting.shift(); mail && reachable && !signal.aborted; mail = waiting.shift()) {
        try {
          if (connection && (!connection.usable() || (used.get(connection) ?? 0) >= PER_CONNECTION)) {
            connection.close();
            connection = undefined;
          }
          connection ??= await connect(host.smtp, domainOf(host.from.address));
        } catch (error) {
          reachable = false;
          calm = Math.min(LONGEST_CALM_MS, Math.max(CALM_MS, calm * 2));
          calmUntil = performance.now() + calm;
          await postpone(db, mail, (error as Error).message);
          held.delete(mail);
          delivered.postponed++;
          onError(new Error(`The mail server cannot be used: ${(error as Error).message}`, { cause: error }));
          return;
        }
        calm = 0;
        used.set(connection, (used.get(connection) ?? 0) + 1);
        delivered[await sendOne(db, connection, mail, host, lease)]++;
        held.delete(mail);
      }
      if (connection?.usable()) idle.push(connection);
    }
    await Promise.all(Array.from({ length: Math.min(connections, mails.length) }, one));
    return reachable;
  }

  function closeIdle(): void {
    for (const connection of idle.splice(0)) connection.close();
  }

  async function run(signal: AbortSignal): Promise<Delivered> {
    const work = deliver(AbortSignal.any([signal, stopping.signal])).finally(closeIdle);
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  }

  async function look(queue: Queue): Promise<void> {
    await recoverMails(db);
    if (performance.now() < calmUntil) return;
    const { rows } = await db.execute<{ some: boolean }>(
      sql`select exists (select from mail where state = 'queued' and due <= now()) as some`,
    );
    // The key is this process's: a job that died with another process keeps nobody waiting.
    if (rows[0].some && underWay.size === 0) await queue.send(MAIL_JOB, {}, worker);
  }

  return {
    deliver: run,
    job: {
      name: MAIL_JOB,
      says: "Sends the mail that is due.",
      expires: 3_600,
      run: (_, signal) => (stopping.signal.aborted ? Promise.resolve() : run(signal)),
    },
    async start(queue) {
      // Nobody else can have this folder open: what is said to be under way was left by a process that is gone.
      if (database.kind === "pglite") await recoverMails(db, true);
      const again = (): void => {
        timer = setTimeout(async () => {
          await look(queue).catch(onError);
          if (!stopping.signal.aborted) again();
        }, LOOK_MS).unref();
      };
      again();
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await Promise.allSettled(underWay);
    },
  };
}

/** One mail, from its bytes to what became of it, which is stored before this returns. */
async function sendOne(
  db: Db,
  connection: Connection,
  mail: HeldMail,
  host: MailHost,
  lease: number,
): Promise<keyof Delivered> {
  let finishing = false;
  let answer: string;
  try {
    const message = await composeMessage(mail, host);
    answer = await connection.send(message, async () => {
      await markFinishing(db, mail, lease);
      finishing = true;
    });
  } catch (error) {
    if (!(error instanceof SmtpFailure)) {
      await keepFailed(db, mail, `It could not be written: ${(error as Error).message}`);
      return "failed";
    }
    const { code, status, command, message } = error;
    if (code !== undefined && code >= 500) {
      await db.transaction(async (tx) => {
        await keepFailed(tx, mail, message);
        // Of the other commands a refusal says nothing about the recipient.
        if (command === "RCPT TO" || (command === "DATA" && meaningOf(status, undefined) === "hard"))
          await storeReport(tx, {
            kind: meaningOf(status, code),
            mailId: mail.id,
            address: mail.recipient,
            status,
            detail: message,
          });
      });
      return "failed";
    }
    if (finishing && code === undefined) {
      await keepDoubt(db, mail, message);
      return "postponed";
    }
    return db.transaction(async (tx) => {
      if ((await postpone(tx, mail, message)) !== "failed") return "postponed";
      await storeReport(tx, {
        kind: "soft",
        mailId: mail.id,
        address: mail.recipient,
        status,
        detail: message,
      });
      return "failed";
    });
  }
  // An acceptance is stored in spite of a database that is away for a moment.
  await patiently(() => keepSent(db, mail, answer));
  return "sent";
}
