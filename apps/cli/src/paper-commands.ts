/**
 * @file Commands that a paper brings: `papers/<slug>/command.ts` exports `commands`, and they become `papers <slug> <command>`.
 *
 * The file is found by its place, and imported only when its paper is named.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { z, type Exchange } from "@working-papers/lab";
import { stderr } from "node:process";
import { stopOnInterrupt } from "./interrupt.ts";
import { findRoot } from "./root.ts";

/** What a command may do with the terminal. */
export interface Terminal {
  /** Aborted by Ctrl-C. A second one ends the process. */
  signal: AbortSignal;
  /** A line of the result, on stdout. */
  print(line: string): void;
  /** Joins a topic on which processes exchange what they find, over the site's PostgreSQL; nothing without one. */
  exchange(topic: string): Promise<Exchange | undefined>;
  /** One line about the progress, which overwrites the one before; only where a person sees it. */
  progress(line: string): void;
}

const PaperCommand = z.strictObject({
  name: z.string().regex(/^[a-z][a-z-]*$/),
  description: z.string().min(1),
  options: z.record(
    z.string(),
    z.strictObject({
      /** `<placeholder>` of an option with a value; without it the option is a switch. */
      value: z.string().optional(),
      description: z.string(),
      default: z.string().optional(),
    }),
  ),
  run: z.custom<(options: Record<string, string | boolean | undefined>, terminal: Terminal) => Promise<void>>(
    (value) => typeof value === "function",
  ),
});

/** Adds the commands of the paper that the arguments name, and to the help which papers have some. */
export async function addPaperCommands(program: Command, named: string | undefined): Promise<void> {
  const papers = join(findRoot(), "papers");
  const fileOf = (slug: string): string => join(papers, slug, "command.ts");
  const slugs = existsSync(papers) ? readdirSync(papers).filter((slug) => existsSync(fileOf(slug))) : [];
  if (slugs.length > 0)
    program.addHelpText(
      "after",
      `\nPapers with commands of their own: ${slugs.join(", ")}; try papers ${slugs[0]} --help`,
    );
  if (named === undefined || !slugs.includes(named)) return;
  const loaded: { commands?: unknown } = await import(pathToFileURL(fileOf(named)).href);
  const parsed = z.array(PaperCommand).safeParse(loaded.commands);
  if (!parsed.success)
    throw new Error(
      `papers/${named}/command.ts must export commands: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`,
    );
  const group = program.command(named).description(`commands of the paper ${named}`);
  for (const { name, description, options, run } of parsed.data) {
    const command = group.command(name).description(description);
    for (const [option, { value, description: text, default: preset }] of Object.entries(options))
      command.option(`--${option}${value ? ` ${value}` : ""}`, text, preset);
    command.action((given: Record<string, string | boolean | undefined>) =>
      withTerminal((terminal) => run(given, terminal)),
    );
  }
}

async function withTerminal(run: (terminal: Terminal) => Promise<void>): Promise<void> {
  const interrupt = stopOnInterrupt();
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write("\r\u001B[2K");
    shown = false;
  };
  try {
    await run({
      signal: interrupt.signal,
      print(line) {
        clear();
        console.log(line);
      },
      exchange: joinExchange,
      progress(line) {
        if (!stderr.isTTY) return;
        clear();
        stderr.write(line.slice(0, Math.max(20, (stderr.columns ?? 80) - 1)));
        shown = true;
      },
    });
  } finally {
    clear();
    interrupt.release();
  }
}

async function joinExchange(topic: string): Promise<Exchange | undefined> {
  const { openDatabase, openExchange, readSettings } = await import("@working-papers/daily");
  const { DATABASE_URL: address } = readSettings(findRoot());
  if (address === undefined) return undefined;
  const database = await openDatabase(address, { connections: 2, migrate: false });
  try {
    const exchange = await openExchange(database, topic);
    return {
      ...exchange,
      close: () => exchange.close().finally(() => database.close()),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
