/** @file What is wrong with files, on stderr, one line each. */
import type { Problem } from "@working-papers/lab/node";

export function reportProblems(problems: Problem[]): void {
  for (const { file, message } of problems) console.error(`papers: ${file}: ${message}`);
}
