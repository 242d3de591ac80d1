/**
 * @file Everything a host can set: environment variables, with what they mean and what holds without them. The table in `docs/hosting.md` is checked
 * against this one.
 */
import { z } from "zod";
import { databaseAddress } from "../database/address.ts";
import { readSender, readSmtp } from "../mail/host.ts";

const text = z.string().trim();
const yes = z.enum(["true", "false"], { error: "true or false" }).transform((value) => value === "true");

function whole(low: number, high: number) {
  const allowed = `a whole number from ${low} to ${high}`;
  return z
    .string()
    .regex(/^\d+$/, { error: allowed })
    .transform(Number)
    .refine((value) => value >= low && value <= high, { error: allowed });
}

function oneOf<const Names extends readonly [string, ...string[]]>(...names: Names) {
  return z.enum(names, { error: `${names.slice(0, -1).join(", ")} or ${names.at(-1)}` });
}

const categories = text
  .transform((list) => list.split(/[\s,+]+/).filter(Boolean))
  .refine((list) => list.every((one) => /^[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z-]+)?$/.test(one)), {
    error: "categories like cs.LG, separated by commas",
  });

function reads(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

interface Variable<Schema extends z.ZodType> {
  schema: Schema;
  /** The text that holds when the variable is not set; without it nothing does. */
  standard?: string;
  /** What holds without it, in words, where the standard does not say it. */
  otherwise?: string;
  says: string;
}

function variable<const One extends Variable<z.ZodType>>(of: One): One {
  return of;
}

/** Every variable, in the order of the documentation. */
export const VARIABLES = {
  PORT: variable({
    schema: whole(0, 65_535),
    standard: "3000",
    says: "The port to listen on; 0 takes a free one.",
  }),
  HOST: variable({
    schema: text.min(1),
    standard: "127.0.0.1",
    says: "The address to listen on; 0.0.0.0 for all of the machine's.",
  }),
  ORIGIN: variable({
    schema: z.url({ protocol: /^https?$/, error: "an address like https://papers.example.org" }),
    otherwise: "taken from the request",
    says: "The address that readers use, when a proxy stands in front. Forms are checked against it.",
  }),
  ADDRESS_HEADER: variable({
    schema: text,
    otherwise: "the connection's address",
    says: "The header in which a trusted proxy gives the reader's address, like `x-forwarded-for`. Limits go by it.",
  }),
  XFF_DEPTH: variable({
    schema: whole(1, 20),
    standard: "1",
    says: "Trusted proxies in front, when `ADDRESS_HEADER` is `x-forwarded-for`.",
  }),
  WORKING_PAPERS_ROOT: variable({
    schema: text,
    otherwise: "found upwards from the program",
    says: "The repository whose papers are shown and run.",
  }),
  DATA_DIR: variable({
    schema: text,
    otherwise: "`data` in the repository",
    says: "The folder of the embedded database. One process at a time can have it open.",
  }),
  DATABASE_URL: variable({
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, { error: "an address like postgres://user@host/database" }),
    otherwise: "the embedded database",
    says: "A PostgreSQL server (15 or later) in its place. Any number of processes may share it.",
  }),
  CONTACT: variable({
    schema: text.regex(/^[^\r\n]+$/, { error: "one line" }),
    otherwise: "no service is asked",
    says: "An address or mail of the host, which the services that are asked get to know. Needed for any ingestion from the network.",
  }),
  ARXIV_URL: variable({
    schema: z.url({ protocol: /^https?$/, error: "an address like https://export.arxiv.org" }),
    standard: "https://export.arxiv.org",
    says: "Where arXiv's query API is asked for papers that members submit: a mirror or a cache of one's own.",
  }),
  INGEST_CATEGORIES: variable({
    schema: categories,
    otherwise: "none",
    says: "arXiv categories whose announcements are taken in every day: `cs.LG,stat.ML`.",
  }),
  INGEST_SET: variable({
    schema: text.regex(/^[A-Za-z-]+(?::[A-Za-z.-]+)*$/, { error: "a set like cs or physics:hep-th" }),
    otherwise: "none",
    says: "A set of arXiv's OAI-PMH repository whose changes are harvested every night: `cs`, `physics:hep-th`.",
  }),
  INGEST_CURATED: variable({
    schema: yes,
    standard: "false",
    says: "Whether the day's listing of Hugging Face is taken in as the list `curated`. It is somebody else's selection.",
  }),
  INGEST_KEEP_DAYS: variable({
    schema: whole(1, 3_650),
    standard: "30",
    says: "Days for which answers of services are kept as they came, and runs that came to nothing.",
  }),
  EMBEDDER: variable({
    schema: text.regex(/^(trained|onnx:.+)$/, { error: "trained or onnx:/path/to/model.onnx" }),
    standard: "trained",
    says: "What search compares meanings with: `trained` on the site's own papers, or a sentence encoder `onnx:/path/to/model.onnx`. Build the index anew after a change.",
  }),
  EMBEDDER_TOKENIZER: variable({
    schema: text,
    otherwise: "`tokenizer.json` beside the model",
    says: "The tokenizer of the sentence encoder, in the format of Hugging Face's tokenizers (WordPiece).",
  }),
  RUNS: variable({
    schema: oneOf("off", "members", "everyone"),
    standard: "everyone",
    says: "Who may have experiments run on the server. Members are those who are signed in.",
  }),
  RUN_MEMORY: variable({ schema: whole(64, 1_048_576), standard: "2048", says: "Memory of one run, in MB." }),
  RUN_MINUTES: variable({ schema: whole(1, 1_430), standard: "60", says: "Time of one run, in minutes." }),
  RUNS_AT_ONCE: variable({
    schema: whole(1, 256),
    standard: "1",
    says: "Runs that one process works on at once.",
  }),
  RUNS_PER_VISITOR: variable({
    schema: whole(1, 1_000),
    standard: "2",
    says: "Runs that one reader may have waiting or running.",
  }),
  RUNS_WAITING: variable({ schema: whole(1, 100_000), standard: "50", says: "Runs that may wait in all." }),
  VOTES_AFTER_HOURS: variable({
    schema: whole(0, 8_760),
    standard: "24",
    says: "Hours of an account's life after which its votes, comments and runs count for trending. Earlier ones are stored and count from then on.",
  }),
  VOTES_YOUNG_DAYS: variable({
    schema: whole(0, 365),
    standard: "14",
    says: "Days for which an account is young: of young accounts only three more than of older ones count on one paper in a day. 0 for a site whose members know each other.",
  }),
  WORK: variable({
    schema: oneOf("here", "elsewhere", "never"),
    standard: "here",
    says: "Whether the site's own process does the work of the queue. `elsewhere` leaves it to `papers work`, which needs PostgreSQL; `never` is for a second site on the same database, whose timetable and work are not its own.",
  }),
  SESSION_SECRET: variable({
    schema: text.min(32, { error: "32 characters or more" }),
    otherwise: "a key that the site makes once and keeps in its database",
    says: "Signs the cookies of members' sessions. A new one signs everybody out.",
  }),
  GITHUB_CLIENT_ID: variable({
    schema: text,
    otherwise: "no signing in through GitHub",
    says: "The client id of an OAuth app at GitHub, through which members may sign in.",
  }),
  GITHUB_CLIENT_SECRET: variable({ schema: text, otherwise: "none", says: "Its client secret." }),
  GITHUB_URL: variable({
    schema: z.url({ protocol: /^https?$/, error: "an address like https://github.com" }),
    standard: "https://github.com",
    says: "Which GitHub: a GitHub Enterprise Server has another address.",
  }),
  ORCID_CLIENT_ID: variable({
    schema: text,
    otherwise: "no signing in through ORCID",
    says: "The client id at ORCID's public API, through which members show who they are.",
  }),
  ORCID_CLIENT_SECRET: variable({ schema: text, otherwise: "none", says: "Its client secret." }),
  ORCID_URL: variable({
    schema: z.url({ protocol: /^https?$/, error: "an address like https://orcid.org" }),
    standard: "https://orcid.org",
    says: "Which ORCID: `https://sandbox.orcid.org` is for trying.",
  }),
  SMTP_URL: variable({
    schema: text.refine((value) => reads(() => readSmtp(value)), {
      error: "an address like smtp://user:password@mail.example.org:587",
    }),
    otherwise: "no mail is sent; it stays in the outbox",
    says: "The server that takes the site's mail: `smtp://user:password@host:587`, or `smtps://…` for TLS from the first byte. Needs `MAIL_FROM` and `ORIGIN`.",
  }),
  MAIL_FROM: variable({
    schema: text.refine((value) => reads(() => readSender(value, "")), {
      error: "an address like Working Papers <papers@example.org>",
    }),
    otherwise: "none",
    says: "Who mail is from: `Working Papers <papers@example.org>`.",
  }),
  MAIL_DOMAIN: variable({
    schema: text.toLowerCase().regex(/^(?=.{4,190}$)(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}$/, {
      error: "a domain like return.example.org",
    }),
    otherwise: "what comes back goes to `MAIL_FROM`",
    says: "A domain whose mail comes in here: reports go to `bounce+…`, leaving by mail to `unsubscribe+…` and complaints to `complaint` at it.",
  }),
  MAIL_LISTEN: variable({
    schema: text.regex(/^(?:(?:[a-z0-9.-]+|\[[0-9a-f:]+\]):)?\d{1,5}$/i, {
      error: "a port, or an address like 127.0.0.1:2525",
    }),
    otherwise: "`papers mail receive` takes in what comes back",
    says: "Where an SMTP server for `MAIL_DOMAIN` listens in the process that does the work: `2525` (on the machine itself alone) or `0.0.0.0:25`.",
  }),
  MAIL_PER_MINUTE: variable({
    schema: whole(0, 1_000_000),
    standard: "600",
    says: "Mails a minute to one receiving domain. 0 sets no limit.",
  }),
  DKIM_KEY: variable({
    schema: text,
    otherwise: "mail is not signed here",
    says: "A file with the RSA key in PEM that mail is signed with. Needs `DKIM_SELECTOR`.",
  }),
  DKIM_SELECTOR: variable({
    schema: text.regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,60}[A-Za-z0-9])?$/, { error: "a name like 2026a" }),
    otherwise: "none",
    says: "The name before `._domainkey` under which the public key stands in the DNS.",
  }),
  MAILBOX: variable({
    schema: oneOf("page", "off"),
    otherwise: "a page in development alone",
    says: "Whether `/mailbox` shows what is in the outbox, with every link in it, to everybody who asks: never on a site that others can reach.",
  }),
  REQUESTS_PER_MINUTE: variable({
    schema: whole(0, 1_000_000),
    standard: "600",
    says: "Requests that one address may make a minute; a search counts as four. 0 sets no limit.",
  }),
  PAGES_MB: variable({
    schema: whole(0, 65_536),
    standard: "64",
    says: "Memory for pages that are kept as they were written until what they show changes, in MB.",
  }),
  METRICS_TOKEN: variable({
    schema: text.min(8, { error: "8 characters or more" }),
    otherwise: "anybody who reaches the site may read",
    says: "A bearer token without which `/metrics` is not answered.",
  }),
  LOG_LEVEL: variable({
    schema: oneOf("debug", "info", "warn", "error"),
    standard: "info",
    says: "What is logged: `info` has a line for every request.",
  }),
  LOG_FORMAT: variable({
    schema: oneOf("json", "text"),
    otherwise: "`text` on a terminal, else `json`",
    says: "How it is logged: one JSON object a line, or for people.",
  }),
} as const;

type Variables = typeof VARIABLES;
type Value<Name extends keyof Variables> =
  z.output<Variables[Name]["schema"]> | (Variables[Name] extends { standard: string } ? never : undefined);

/** The settings, parsed. */
export type Settings = { readonly [Name in keyof Variables]: Value<Name> } & {
  /** Where the database is: `DATABASE_URL`, or the folder. */
  readonly database: string;
};

/**
 * Reads the environment. An empty variable counts as one that is not set.
 *
 * @param root the repository, for the standard data folder
 * @throws Error naming a variable, what was expected and what came
 */
export function readSettings(root: string, environment: NodeJS.ProcessEnv = process.env): Settings {
  const settings: Record<string, unknown> = {};
  for (const [name, { schema, standard }] of Object.entries(VARIABLES) as [string, Variable<z.ZodType>][]) {
    const given = environment[name]?.trim() || standard;
    if (given === undefined) continue;
    const parsed = schema.safeParse(given);
    if (!parsed.success)
      throw new Error(`${name} must be ${expected(parsed.error)}, not «${secretless(name, given)}».`);
    settings[name] = parsed.data;
  }
  settings.database = databaseAddress(root, environment);
  const done = settings as unknown as Settings;
  checkTogether(done);
  return done;
}

function expected(error: z.ZodError): string {
  return error.issues[0].message;
}

/** Secrets do not go into logs, and addresses may hold passwords. */
function secretless(name: string, value: string): string {
  if (/SECRET|TOKEN|PASSWORD|KEY/.test(name)) return "…";
  return value.replace(/:\/\/[^@/]*@/, "://…@").slice(0, 100);
}

function checkTogether(settings: Settings): void {
  checkMail(settings);
  if (settings.WORK === "elsewhere" && settings.DATABASE_URL === undefined)
    throw new Error(
      "WORK=elsewhere needs DATABASE_URL: the embedded database belongs to one process, which does the work as well.",
    );
  for (const site of ["GITHUB", "ORCID"] as const) {
    const [id, secret] = [`${site}_CLIENT_ID`, `${site}_CLIENT_SECRET`] as const;
    if ((settings[id] === undefined) !== (settings[secret] === undefined))
      throw new Error(`${id} and ${secret} belong together: set both, or none.`);
  }
  const source = (["INGEST_CATEGORIES", "INGEST_SET"] as const).find((name) => settings[name] !== undefined);
  if (settings.CONTACT === undefined && (source !== undefined || settings.INGEST_CURATED))
    throw new Error(
      `${source ?? "INGEST_CURATED"} needs CONTACT: the services that are asked want to know by whom.`,
    );
}

function checkMail({
  SMTP_URL,
  MAIL_FROM,
  ORIGIN,
  MAIL_LISTEN,
  MAIL_DOMAIN,
  DKIM_KEY,
  DKIM_SELECTOR,
}: Settings): void {
  if (SMTP_URL !== undefined && MAIL_FROM === undefined)
    throw new Error("SMTP_URL needs MAIL_FROM: every mail says who it is from.");
  if (SMTP_URL !== undefined && ORIGIN === undefined)
    throw new Error("SMTP_URL needs ORIGIN: links in mails name the site's address.");
  if (MAIL_LISTEN !== undefined && MAIL_DOMAIN === undefined)
    throw new Error("MAIL_LISTEN needs MAIL_DOMAIN: mail is taken in for its addresses alone.");
  if ((DKIM_KEY === undefined) !== (DKIM_SELECTOR === undefined))
    throw new Error("DKIM_KEY and DKIM_SELECTOR belong together: set both, or none.");
}
