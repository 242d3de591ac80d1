/** @file What is wrong, on stderr, one line each: files, and what ended a command. */
import { UsageError } from "@working-papers/lab";
import type { Problem } from "@working-papers/lab/node";

export function reportProblems(problems: Problem[]): void {
  for (const { file, message } of problems) console.error(`papers: ${file}: ${message}`);
}

/** The last word of a command that failed, and its exit code: 2 when it was used wrongly. */
export function reportFailure(error: unknown): void {
  const { name, message } = error as Error;
  console.error(`papers: ${message}`);
  process.exitCode = error instanceof UsageError || name === "UsageError" ? 2 : 1;
}
