/**
 * @file `papers autonumerics-zero …`: the commands this paper brings to the command line.
 */
import { resolve } from "node:path";
import { setImmediate as immediate } from "node:timers/promises";
import { UsageError, type Exchange } from "@working-papers/lab";
import { emit, LANGUAGES, type Language } from "./code/emit.ts";
import { checkAllFloats, float32Count, type Exhaustive } from "./float32/exhaustive.ts";
import { deepen } from "./float32/judge.ts";
import { digits } from "./measure.ts";
import { cost, isBitOperation, OPERATORS, type OperatorName, type Program } from "./programs/program.ts";
import { formula, store } from "./programs/text.ts";
import type { Entry } from "./search/archive.ts";
import { messageReader, writeMessage } from "./search/messages.ts";
import { finish } from "./search/search.ts";
import { threadedSearch, type ThreadedSearch, type ThreadOptions } from "./search/threads.ts";
import { isModule, loadTarget } from "./targets/source.ts";
import type { ErrorKind, Target } from "./targets/target.ts";

interface Terminal {
  signal: AbortSignal;
  /** A line of the result. */
  print(line: string): void;
  /** The one line of progress that is overwritten. */
  progress(line: string): void;
  /** Joins a topic on which processes exchange what they find; nothing without a database server. */
  exchange(topic: string): Promise<Exchange | undefined>;
}

export const commands = [
  {
    name: "search",
    description: "search short programs for a function, level their constants and prove their error",
    options: {
      function: {
        value: "<f>",
        description:
          "function of x, such as exp2(x) or sin(x)/x, or what a module exports: file.ts or file.ts#name",
        default: "exp2(x)",
      },
      domain: { value: "<low,high>", description: "closed interval of x", default: "0,1" },
      error: {
        value: "<kind>",
        description: "relative, absolute or ulp (units in the last place of float32)",
        default: "relative",
      },
      arithmetic: {
        value: "<kind>",
        description:
          "real, or float32: every operation rounds, and all float32 numbers are checked at the end",
        default: "real",
      },
      ops: { value: "<n>", description: "operations at most", default: "10" },
      operators: {
        value: "<list>",
        description: `operations that programs may use, of ${Object.keys(OPERATORS).join(" ")}; the last three on bits, in float32 only`,
        default: "+,-,*,/",
      },
      minutes: { value: "<n>", description: "minutes of search", default: "1" },
      candidates: {
        value: "<n>",
        description: "stop after so many candidates instead; the result then depends on nothing else",
      },
      seed: { value: "<n>", description: "seed", default: "1" },
      threads: { value: "<n>", description: "threads, one island each", default: "2" },
      islands: {
        description:
          "exchange programs with other processes that search the same, on any machine, over the site's PostgreSQL (DATABASE_URL)",
      },
      code: { value: "<language>", description: `print the longest program as ${LANGUAGES.join(", ")}` },
      json: { description: "print one JSON document and nothing else" },
    },
    run: searchCommand,
  },
];

type Options = Record<string, string | boolean | undefined>;

async function searchCommand(options: Options, terminal: Terminal): Promise<void> {
  const maxOperations = wholeNumber(options, "ops", 1, 24);
  const seed = wholeNumber(options, "seed", 0, Number.MAX_SAFE_INTEGER);
  const threads = wholeNumber(options, "threads", 1, 64);
  const budget = options.candidates === undefined ? Infinity : wholeNumber(options, "candidates", 1, 1e12);
  const minutes = budget < Infinity ? Infinity : positive(options, "minutes");
  const language = languageOf(options.code);
  const arithmetic = oneOf(options, "arithmetic", ["real", "float32"] as const);
  const search: ThreadOptions = {
    ...sourceOf(options),
    arithmetic,
    maxOperations,
    seed,
    alphabet: alphabetOf(String(options.operators), arithmetic),
    points: maxOperations > 12 ? 64 : 32,
  };
  const target = await loadTarget(search);
  const exchange = options.islands === true ? await join(search, terminal) : undefined;
  const found = threadedSearch(search, threads, exchange ? `${crypto.randomUUID()} ` : "");
  const start = performance.now();
  try {
    const hear = messageReader({ ...search, target, arithmetic });
    let heard = 0;
    for (let seconds = 0; found.fitted < budget && seconds < 60 * minutes && !terminal.signal.aborted;) {
      await found.advance(arithmetic === "float32" ? 10 : 50);
      if (exchange) heard += await meet(exchange, found, hear);
      seconds = (performance.now() - start) / 1000;
      const front = found
        .leaders()
        .map(({ program, error }) => `${cost(program)}:${short(error, target)}`)
        .join(" ");
      const others = exchange ? `, ${heard} programs from other islands` : "";
      terminal.progress(
        `${Math.round(seconds)} s, ${found.fitted} candidates${others}, ${unit(target)} ${front}`,
      );
    }
    const seconds = (performance.now() - start) / 1000;
    const front: Line[] = [];
    for (const entry of found.leaders())
      front.push(
        arithmetic === "float32" ? await inFloat32(entry, target, terminal) : inRealNumbers(entry, target),
      );
    const summary = { target, arithmetic, seed, candidates: found.fitted, heard, seconds };
    if (options.json === true) terminal.print(JSON.stringify(documentOf(front, summary), null, 2));
    else report(front, summary, language, terminal);
  } finally {
    await found.close();
    await exchange?.close();
  }
}

/** One process's seat among all that search the same. */
async function join(search: ThreadOptions, terminal: Terminal): Promise<Exchange> {
  const { function: of, domain, error, arithmetic, maxOperations, alphabet } = search;
  const question = { of, domain, error, arithmetic, maxOperations, alphabet };
  const exchange = await terminal.exchange(`autonumerics-zero ${JSON.stringify(question)}`);
  if (!exchange)
    throw new UsageError(
      "--islands needs the site's PostgreSQL, named by DATABASE_URL; without it the islands are the threads of this process (--threads).",
    );
  return exchange;
}

/** Tells the others the best programs, and lets every island hear theirs. How many came. */
async function meet(
  exchange: Exchange,
  search: ThreadedSearch,
  hear: (message: unknown) => Entry[],
): Promise<number> {
  await exchange.send(writeMessage(search.leaders()));
  const entries = (await exchange.receive()).flatMap(hear);
  if (entries.length > 0) await search.welcome(entries);
  return entries.length;
}

/** A program of the front with what is known about its error. */
interface Line {
  program: Program;
  error: number;
  /** A proven bound, and how it was proven. */
  bound: number | undefined;
  how: string;
  certificate?: unknown;
}

function inRealNumbers(entry: Entry, target: Target): Line {
  const { program, error, certificate } = finish(entry, { target });
  const bound = certificate && certificate.bound < Infinity ? certificate.bound : undefined;
  return { program, error, bound, how: "proven in real arithmetic", certificate };
}

/** Its constants chosen on the whole domain, then every float32 number checked. An interrupt leaves the sample. */
async function inFloat32(entry: Entry, target: Target, terminal: Terminal): Promise<Line> {
  const operations = cost(entry.program);
  const { program, error } = await deepen(entry.program, target, {
    tries: 3000,
    rounds: 6,
    goal: 0,
    pause: async (share) =>
      terminal.progress(`${operations} operations: constants, ${Math.round(100 * share)} %`),
  });
  let checked: Exhaustive | undefined;
  try {
    checked = await checkAllFloats(program, target, {
      pause: async (share) => {
        terminal.progress(`${operations} operations: every float32 number, ${Math.round(100 * share)} %`);
        await immediate();
        terminal.signal.throwIfAborted();
      },
    });
  } catch (problem) {
    if (!terminal.signal.aborted) throw problem;
  }
  const bound = checked && checked.bound < Infinity ? checked.bound : undefined;
  return {
    program,
    error: checked?.error ?? error,
    bound,
    how: `at all ${float32Count(target.domain)} float32 numbers`,
    ...(checked ? { certificate: { ...checked, worst: undefined } } : {}),
  };
}

interface Summary {
  target: Target;
  arithmetic: "real" | "float32";
  seed: number;
  candidates: number;
  /** Programs that came from other processes. */
  heard: number;
  seconds: number;
}

function documentOf(front: readonly Line[], { target, ...summary }: Summary): object {
  return {
    function: target.name,
    domain: target.domain,
    error: target.error,
    ...summary,
    programs: front.map(({ program, error, certificate }) => ({
      operations: cost(program),
      error,
      certificate,
      ...store(program),
    })),
  };
}

function report(
  front: readonly Line[],
  { target, arithmetic, seed, candidates, heard, seconds }: Summary,
  language: Language | undefined,
  { print }: Terminal,
): void {
  const others = heard > 0 ? `, ${heard} programs from other islands` : "";
  print(
    `${target.name} on ${target.domain.join(" to ")}, ${target.error} error in ${arithmetic} arithmetic; seed ${seed}, ${candidates} candidates in ${seconds.toFixed(0)} s${others}`,
  );
  for (const { program, error, bound, how } of front) {
    const proof = bound === undefined ? "not proven" : `≤ ${bound.toExponential(3)} ${how}`;
    print(
      `${String(cost(program)).padStart(3)} operations  ${accuracy(error, target)}  ${proof}  ${formula(program)}`,
    );
  }
  const longest = front[front.length - 1];
  if (language && longest)
    print(
      `\n${emit(longest.program, language, { precision: arithmetic === "float32" ? "float32" : "float64" })}`,
    );
}

const unit = ({ error }: Target): string => (error === "ulp" ? "ulp" : "digits");
const short = (error: number, target: Target): string =>
  target.error === "ulp" ? error.toPrecision(3) : error > 0 ? digits(error).toFixed(1) : "all";

/** Digits of a relative or absolute error; units in the last place as they are. */
function accuracy(error: number, target: Target): string {
  return target.error === "ulp"
    ? `${error.toPrecision(4).padStart(9)} ulp`
    : `${digits(error).toFixed(3).padStart(7)} digits`;
}

function sourceOf(options: Options): Pick<ThreadOptions, "function" | "domain" | "error"> {
  const parts = String(options.domain)
    .split(",")
    .map((text) => text.trim());
  const [low, high] = parts.map(Number);
  if (parts.length !== 2 || parts.includes("") || Number.isNaN(low) || Number.isNaN(high))
    throw new UsageError(`--domain takes two numbers such as 0,1, not «${options.domain}».`);
  const error = oneOf<ErrorKind>(options, "error", ["relative", "absolute", "ulp"]);
  // A module is found from where the command was given, by this process and its threads.
  const given = String(options.function);
  const source = isModule(given) ? resolve(given) : given;
  return { function: source, domain: [low, high], error };
}

function oneOf<Name extends string>(options: Options, name: string, allowed: readonly Name[]): Name {
  const found = allowed.find((value) => value === options[name]);
  if (!found) throw new UsageError(`--${name} is one of ${allowed.join(", ")}, not «${options[name]}».`);
  return found;
}

function wholeNumber(options: Options, name: string, low: number, high: number): number {
  const value = Number(options[name]);
  if (!Number.isInteger(value) || value < low || value > high)
    throw new UsageError(`--${name} takes a whole number from ${low} to ${high}, not «${options[name]}».`);
  return value;
}

function positive(options: Options, name: string): number {
  const value = Number(options[name]);
  if (!(value > 0)) throw new UsageError(`--${name} takes a number above 0, not «${options[name]}».`);
  return value;
}

function alphabetOf(list: string, arithmetic: "real" | "float32"): number[] {
  const alphabet = list.split(",").map((text) => {
    const name = text.trim();
    if (!Object.hasOwn(OPERATORS, name))
      throw new UsageError(
        `--operators takes a list of ${Object.keys(OPERATORS).join(" ")}, and «${name}» is none of them.`,
      );
    return OPERATORS[name as OperatorName];
  });
  if (arithmetic === "real" && alphabet.some(isBitOperation))
    throw new UsageError(
      "ishr, iadd and isub work on the bits of float32 numbers; add --arithmetic float32 to search with them.",
    );
  return alphabet;
}

function languageOf(text: Options[string]): Language | undefined {
  if (text === undefined) return undefined;
  const language = LANGUAGES.find((candidate) => candidate === text);
  if (!language) throw new UsageError(`--code is one of ${LANGUAGES.join(", ")}, not «${text}».`);
  return language;
}
