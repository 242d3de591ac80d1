/**
 * @file `papers autonumerics-zero …`: the commands this paper brings to the command line.
 */
import { UsageError } from "@working-papers/lab";
import { emit, LANGUAGES, type Language } from "./code/emit.ts";
import { digits } from "./measure.ts";
import { cost, OPERATORS, type OperatorName } from "./programs/program.ts";
import { formula, store } from "./programs/text.ts";
import { finish, type Finding } from "./search/search.ts";
import { threadedSearch } from "./search/threads.ts";
import { defineTarget, type ErrorKind, type Target } from "./targets/target.ts";

interface Terminal {
  signal: AbortSignal;
  /** A line of the result. */
  print(line: string): void;
  /** The one line of progress that is overwritten. */
  progress(line: string): void;
}

export const commands = [
  {
    name: "search",
    description: "search short programs for a function, level their constants and prove their error",
    options: {
      function: {
        value: "<expression>",
        description: "function of x, such as exp2(x) or sin(x)/x",
        default: "exp2(x)",
      },
      domain: { value: "<low,high>", description: "closed interval of x", default: "0,1" },
      error: {
        value: "<kind>",
        description: "relative, absolute or ulp (units in the last place of float32)",
        default: "relative",
      },
      ops: { value: "<n>", description: "operations at most", default: "10" },
      operators: { value: "<list>", description: "operations that programs may use", default: "+,-,*,/" },
      minutes: { value: "<n>", description: "minutes of search", default: "1" },
      candidates: {
        value: "<n>",
        description: "stop after so many candidates instead; the result then depends on nothing else",
      },
      seed: { value: "<n>", description: "seed", default: "1" },
      threads: { value: "<n>", description: "threads, one island each", default: "2" },
      code: { value: "<language>", description: `print the longest program as ${LANGUAGES.join(", ")}` },
      json: { description: "print one JSON document and nothing else" },
    },
    run: searchCommand,
  },
];

type Options = Record<string, string | boolean | undefined>;

async function searchCommand(options: Options, terminal: Terminal): Promise<void> {
  const target = targetOf(options);
  const maxOperations = wholeNumber(options, "ops", 1, 24);
  const seed = wholeNumber(options, "seed", 0, Number.MAX_SAFE_INTEGER);
  const threads = wholeNumber(options, "threads", 1, 64);
  const budget = options.candidates === undefined ? Infinity : wholeNumber(options, "candidates", 1, 1e12);
  const minutes = budget < Infinity ? Infinity : positive(options, "minutes");
  const language = languageOf(options.code);
  const search = threadedSearch(
    {
      expression: target.name,
      domain: target.domain,
      error: target.error,
      maxOperations,
      seed,
      alphabet: alphabetOf(String(options.operators)),
      points: maxOperations > 12 ? 64 : 32,
    },
    threads,
  );
  const start = performance.now();
  try {
    for (let seconds = 0; search.fitted < budget && seconds < 60 * minutes && !terminal.signal.aborted;) {
      await search.advance(50);
      seconds = (performance.now() - start) / 1000;
      const front = search
        .leaders()
        .map(({ program, error }) => `${cost(program)}:${error > 0 ? digits(error).toFixed(1) : "all"}`);
      terminal.progress(`${Math.round(seconds)} s, ${search.fitted} candidates, digits ${front.join(" ")}`);
    }
    report(
      search.leaders().map((entry) => finish(entry, { target })),
      {
        target,
        seed,
        candidates: search.fitted,
        seconds: (performance.now() - start) / 1000,
        language,
        json: options.json === true,
      },
      terminal,
    );
  } finally {
    await search.close();
  }
}

interface Summary {
  target: Target;
  seed: number;
  candidates: number;
  seconds: number;
  language: Language | undefined;
  json: boolean;
}

function report(front: readonly Finding[], summary: Summary, { print }: Terminal): void {
  const { target, seed, candidates, seconds, language, json } = summary;
  const longest = front[front.length - 1];
  if (json) {
    const programs = front.map(({ operations, program, error, certificate }) => ({
      operations,
      error,
      certificate,
      ...store(program),
    }));
    print(
      JSON.stringify(
        {
          function: target.name,
          domain: target.domain,
          error: target.error,
          seed,
          candidates,
          seconds,
          programs,
        },
        null,
        2,
      ),
    );
    return;
  }
  print(
    `${target.name} on ${target.domain.join(" to ")}, ${target.error} error; seed ${seed}, ${candidates} candidates in ${seconds.toFixed(0)} s`,
  );
  for (const { operations, program, error, certificate } of front) {
    const bound =
      certificate && certificate.bound < Infinity
        ? `proven ≤ ${certificate.bound.toExponential(3)}`
        : "not proven";
    print(
      `${String(operations).padStart(3)} operations  ${accuracy(error, target)}  ${bound}  ${formula(program)}`,
    );
  }
  if (language && longest) print(`\n${emit(longest.program, language)}`);
}

/** Digits of a relative or absolute error; units in the last place as they are. */
function accuracy(error: number, target: Target): string {
  return target.error === "ulp"
    ? `${error.toPrecision(4).padStart(9)} ulp`
    : `${digits(error).toFixed(3).padStart(7)} digits`;
}

function targetOf(options: Options): Target {
  const parts = String(options.domain)
    .split(",")
    .map((text) => text.trim());
  const [low, high] = parts.map(Number);
  if (parts.length !== 2 || parts.includes("") || Number.isNaN(low) || Number.isNaN(high))
    throw new UsageError(`--domain takes two numbers such as 0,1, not «${options.domain}».`);
  const kinds: readonly ErrorKind[] = ["relative", "absolute", "ulp"];
  const error = kinds.find((kind) => kind === options.error);
  if (!error) throw new UsageError(`--error is one of ${kinds.join(", ")}, not «${options.error}».`);
  return defineTarget(String(options.function), { domain: [low, high], error });
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

function alphabetOf(list: string): number[] {
  return list.split(",").map((text) => {
    const name = text.trim();
    if (!Object.hasOwn(OPERATORS, name))
      throw new UsageError(
        `--operators takes a list of ${Object.keys(OPERATORS).join(" ")}, and «${name}» is none of them.`,
      );
    return OPERATORS[name as OperatorName];
  });
}

function languageOf(text: Options[string]): Language | undefined {
  if (text === undefined) return undefined;
  const language = LANGUAGES.find((candidate) => candidate === text);
  if (!language) throw new UsageError(`--code is one of ${LANGUAGES.join(", ")}, not «${text}».`);
  return language;
}
