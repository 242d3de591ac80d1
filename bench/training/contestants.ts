/**
 * Who takes part, and how a contestant is spoken to: a process that is started with the workload's name and sizes, prints one line of JSON about
 * itself after its first step, and from then on answers each line with the milliseconds of one step.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Sizes } from "./workloads/workload.ts";

export interface Contestant {
  readonly name: string;
  readonly version: string;
  /** Trained numbers: contestants must agree in it, or they train different networks. */
  readonly parameters: number;
  /** Milliseconds of tracing and of session creation, where the contestant has such phases. */
  readonly tracing?: number;
  readonly compile?: number;
  /** Milliseconds of the first step, compilation included. */
  readonly first: number;
  /** Takes a step; milliseconds. */
  step(): Promise<number>;
  stop(): void;
}

export interface Absence {
  readonly name: string;
  /** Why, and what to do, in a sentence. */
  readonly missing: string;
}

interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Description {
  readonly name: string;
  /** How to start it, or a sentence about what is missing. */
  readonly command: () => Command | string;
}

const peer = (file: string): string => join(import.meta.dirname, "peers", file);

/** The first interpreter that has PyTorch: $PYTHON alone where it is set. */
const python = (): string | undefined =>
  (process.env["PYTHON"]
    ? [process.env["PYTHON"]]
    : ["python3", "/usr/bin/python3", "/usr/local/bin/python3"]
  ).find((program) => spawnSync(program, ["-c", "import torch"], { stdio: "ignore" }).status === 0);

/**
 * PyTorch's speed is its BLAS's. OpenBLAS of 2022 and before (Debian 12's is) takes a processor newer than itself for one of 2004, and is then
 * five times slower: where this processor has AVX-512 it is told so. And of Debian's builds the one on OpenMP shares PyTorch's threads, while
 * the other's get in their way: it is used where it is installed. What the caller sets goes before.
 */
function blas(): Record<string, string> {
  const { OPENBLAS_CORETYPE, LD_LIBRARY_PATH } = process.env;
  const flags = existsSync("/proc/cpuinfo") ? readFileSync("/proc/cpuinfo", "utf8") : "";
  const [openmp] = globSync("/usr/lib/*/openblas-openmp");
  return {
    ...(!OPENBLAS_CORETYPE && flags.includes(" avx512vl ") && { OPENBLAS_CORETYPE: "SkylakeX" }),
    ...(!LD_LIBRARY_PATH && openmp && { LD_LIBRARY_PATH: openmp }),
  };
}

const installed = (name: string): boolean => existsSync(join(import.meta.dirname, "../node_modules", name));

const fromNpm = (name: string, needs: string, file: string, ...args: string[]): Description => ({
  name,
  command: () =>
    installed(needs)
      ? { program: process.execPath, args: [peer(file), ...args] }
      : `${needs} is not installed: npm ci --prefix bench installs it`,
});

export const contestants: readonly Description[] = [
  { name: "tensor", command: () => ({ program: process.execPath, args: [peer("tensor.ts")] }) },
  {
    name: "PyTorch",
    command() {
      const program = python();
      if (!program)
        return "no python3 has torch: apt-get install python3-torch libopenblas0-openmp, or set PYTHON";
      return { program, args: [peer("pytorch.py")], env: blas() };
    },
  },
  fromNpm("jax-js wasm", "@jax-js/jax", "jax-js.js"),
  fromNpm("tfjs wasm", "@tensorflow/tfjs-backend-wasm", "tfjs.js", "wasm"),
  fromNpm("tfjs cpu", "@tensorflow/tfjs", "tfjs.js", "cpu"),
];

/** Starts a contestant and waits for its first step, no longer than `patience` milliseconds. */
export async function start(
  { name, command }: Description,
  workload: string,
  sizes: Sizes,
  patience: number,
  profile?: string,
): Promise<Contestant | Absence> {
  const how = command();
  if (typeof how === "string") return { name, missing: how };
  const args = [
    ...how.args,
    workload,
    JSON.stringify(sizes),
    ...(profile && name === "tensor" ? [profile] : []),
  ];
  const child = spawn(how.program, args, {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...how.env },
  });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(0, 20_000)));
  child.stdin.on("error", () => {});
  const stop = (): void => {
    process.off("exit", stop);
    child.kill("SIGKILL");
  };
  process.once("exit", stop);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const timer = setTimeout(stop, patience);
  const { value, done } = await lines.next();
  clearTimeout(timer);
  if (done) {
    stop();
    const last = complaint
      .trim()
      .split("\n")
      .findLast((line) => /^[\w ]*(Error|error)/.test(line));
    return { name, missing: last ?? `no step within ${(patience / 1000).toFixed(0)} s` };
  }
  const about = JSON.parse(value) as Omit<Contestant, "name" | "step" | "stop"> | { missing: string };
  if ("missing" in about) {
    stop();
    return { name, missing: about.missing };
  }
  return {
    name,
    ...about,
    async step() {
      child.stdin.write("\n");
      const line = await lines.next();
      if (line.done) throw new Error(`${name} ended in the middle of ${workload}: ${complaint.trim()}`);
      return Number(line.value);
    },
    stop,
  };
}
