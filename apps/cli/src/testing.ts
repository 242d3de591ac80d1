/** @file The command line as tests start it: a process with arguments, two streams and an exit code. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../bin/papers.js", import.meta.url));

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts `papers` on the repository at `root`. */
export function startPapers(
  root: string,
  parameters: string[],
  environment: NodeJS.ProcessEnv = process.env,
) {
  const child = spawn(process.execPath, [program, ...parameters], {
    env: { ...environment, WORKING_PAPERS_ROOT: root, NO_COLOR: "1" },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text) => (stdout += text));
  child.stderr.on("data", (text) => (stderr += text));
  const finished = new Promise<Finished>((resolve) =>
    child.on("close", (code) => resolve({ code, stdout, stderr })),
  );
  return { child, finished };
}
