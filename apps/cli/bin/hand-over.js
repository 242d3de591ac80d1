/**
 * @file Another program in the place of this process: with its streams, the signals that are sent to it, and its exit code.
 *
 * Plain JavaScript, as an older Node may read it.
 */
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";

/** Runs a program and ends as it does: with its exit code, or with 128 and the number of the signal that ended it. */
export function handOver(program, parameters) {
  const child = spawn(program, parameters, { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => {
      // Ctrl-C in a terminal goes to both processes, and a second one means something else.
      if (signal !== "SIGINT" || !hasTerminal()) child.kill(signal);
    });
  child.on("error", (error) => {
    console.error(`papers: ${program} could not be started: ${error.message}.`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

function hasTerminal() {
  if (process.platform === "win32") return true;
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
