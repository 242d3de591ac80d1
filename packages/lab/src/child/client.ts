/**
 * @file The parent's side: a run in a process of its own, within a budget of memory and time.
 *
 * An experiment may need more than its host has, or never end. In a child it can be stopped whatever it does, and its crash is a sentence, not the
 * end of the site.
 */
import { fork, type ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import type { CheckpointStore } from "../checkpoint.ts";
import type { Run } from "../run.ts";
import type { Progress } from "../runner.ts";
import type { ChildRequest, FromChild, ToChild } from "./protocol.ts";

export interface ChildBudget {
  /** Mebibytes of memory: of the JavaScript heap everywhere, of the whole process on Linux. */
  memory: number;
  /** Seconds in all. */
  seconds: number;
  /** Seconds of them that earlier attempts took. Default 0. */
  spent?: number;
}

export interface ChildOptions {
  request: ChildRequest;
  budget: ChildBudget;
  /** A run waits until a state is kept; when keeping fails, so does the run. `remove` is the caller's business. */
  checkpoints: Pick<CheckpointStore, "load" | "save">;
  onProgress?: (progress: Progress) => void;
  /** Stops the run after its current step; what it saved is kept. */
  signal?: AbortSignal;
}

const main = fileURLToPath(new URL("main.ts", import.meta.url));
/** Between looks at what the child uses, in milliseconds. */
const WATCH_MS = 500;
/** How long a child may take to stop by itself. */
const GRACE_MS = 5_000;
/** Lower than the pages of the same machine. */
const NICENESS = 10;
/** What a child needs of the environment; secrets of the site are not among it. */
const PASSED_ON = ["PATH", "HOME", "TMPDIR", "TZ", "LANG", "OMP_NUM_THREADS", "SYSTEMROOT", "TEMP"];

/** Why a run in a child did not end with a result; the message is a sentence for its reader. */
export class ChildRunError extends Error {
  override name = "ChildRunError";
  /**
   * `threw`: the experiment did, and would again from what it saved; `stopped`: it needed more than its budget, or its state could not be kept;
   * `died`: the process was ended from outside or crashed, and a further attempt may go on from what was saved.
   */
  readonly how: "threw" | "stopped" | "died";
  constructor(message: string, how: ChildRunError["how"]) {
    super(message);
    this.how = how;
  }
}

/**
 * Runs an experiment in a child process.
 *
 * @returns the run; undefined when the signal stopped it
 * @throws ChildRunError when the experiment failed, or needed more than its budget
 */
export async function runInChild(options: ChildOptions): Promise<Run | undefined> {
  const { request, budget, checkpoints, onProgress, signal } = options;
  if (signal?.aborted) return undefined;
  const child = fork(main, [String(process.pid)], {
    serialization: "advanced",
    execArgv: [`--max-old-space-size=${Math.floor(budget.memory)}`],
    env: environment(),
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  lowerPriority(child);
  const complaints = lastWords(child);
  let verdict: { run?: Run; stopped?: true; failed?: ChildRunError } | undefined;

  const conclude = (with_: typeof verdict): void => {
    verdict ??= with_;
  };
  const kill = (reason: string): void => {
    conclude({ failed: new ChildRunError(reason, "stopped") });
    child.kill("SIGKILL");
  };
  const tell = (message: ToChild): void => {
    if (child.connected) child.send(message, () => undefined);
  };
  const hear = async (message: FromChild): Promise<void> => {
    if (message.type === "progress") onProgress?.(message.progress);
    else if (message.type === "load") tell({ type: "loaded", saved: await checkpoints.load(message.key) });
    else if (message.type === "save") {
      await checkpoints.save(message.key, message.saved);
      tell({ type: "saved" });
    } else if (message.type === "done") conclude({ run: message.run });
    else if (message.type === "stopped") conclude({ stopped: true });
    else conclude({ failed: new ChildRunError(message.message, "threw") });
  };
  child.on("message", (message: FromChild) => {
    hear(message).catch((error: unknown) =>
      kill(`The state of the run could not be kept or read: ${(error as Error).message}`),
    );
  });

  let grace: NodeJS.Timeout | undefined;
  const stop = (): void => {
    tell({ type: "stop" });
    grace = setTimeout(() => {
      conclude({ stopped: true });
      child.kill("SIGKILL");
    }, GRACE_MS);
  };
  signal?.addEventListener("abort", stop, { once: true });
  const limit = setTimeout(
    () => kill(tooLong(budget)),
    Math.max(0, budget.seconds - (budget.spent ?? 0)) * 1_000,
  );
  const watch = setInterval(async () => {
    const used = await residentMebibytes(child);
    if (used !== undefined && used > budget.memory) kill(tooLarge(budget));
  }, WATCH_MS);

  tell({ type: "start", request });
  const ended = await new Promise<{ code: number | null; by: NodeJS.Signals | null }>((resolve) => {
    child.once("error", (error) => {
      const message = `The process of the run could not be started: ${error.message}`;
      conclude({ failed: new ChildRunError(message, "stopped") });
      resolve({ code: null, by: null });
    });
    // Both: the last message may still be on its way when the process has ended.
    const open = new Set(["close", "disconnect"]);
    let last: { code: number | null; by: NodeJS.Signals | null } = { code: null, by: null };
    const closed = (what: string): void => {
      if (open.delete(what) && open.size === 0) resolve(last);
    };
    child.once("disconnect", () => closed("disconnect"));
    child.once("close", (code, by) => {
      last = { code, by };
      closed("close");
    });
  });
  clearTimeout(limit);
  clearTimeout(grace);
  clearInterval(watch);
  signal?.removeEventListener("abort", stop);

  if (verdict?.run) return verdict.run;
  if (verdict?.stopped || (!verdict && signal?.aborted)) return undefined;
  if (verdict?.failed) throw verdict.failed;
  if (outOfMemory.test(complaints())) throw new ChildRunError(tooLarge(budget), "stopped");
  throw new ChildRunError(unexpected(ended), "died");
}

function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function lowerPriority({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, NICENESS);
  } catch {
    // Gone already, or not allowed: it runs all the same.
  }
}

/** What the child wrote on stderr last: V8 says there when it has no more memory. */
function lastWords({ stderr }: ChildProcess): () => string {
  let text = "";
  stderr?.on("data", (part: Buffer) => (text = `${text}${part.toString()}`.slice(-4_000)));
  return () => text;
}

/** Memory that a process holds, on Linux; elsewhere unknown. */
async function residentMebibytes({ pid, exitCode }: ChildProcess): Promise<number | undefined> {
  if (process.platform !== "linux" || pid === undefined || exitCode !== null) return undefined;
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(text)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1_024;
}

function tooLarge({ memory }: ChildBudget): string {
  return `The run needed more than its ${memory} MB of memory and was stopped: choose smaller parameters, or run it on a machine of your own.`;
}

function tooLong({ seconds }: ChildBudget): string {
  const budget = seconds < 120 ? `${Math.round(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;
  return `The run took longer than its ${budget} and was stopped: choose smaller parameters, or run it on a machine of your own.`;
}

const outOfMemory = /heap out of memory|Allocation failed|ERR_WORKER_OUT_OF_MEMORY/;

function unexpected({ code, by }: { code: number | null; by: NodeJS.Signals | null }): string {
  const how = by === null ? `with code ${code}` : `by ${by}`;
  return `The process of the run was ended ${how} before there was a result; run it again, and it goes on from what it had saved.`;
}
