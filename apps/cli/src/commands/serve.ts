/** @file `papers serve`: the site, as `npm start` does. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { findRoot } from "../root.ts";

export async function serve(options: { port?: string; host?: string }): Promise<void> {
  const root = findRoot();
  const env = { ...process.env };
  if (options.port !== undefined) env.PORT = options.port;
  if (options.host !== undefined) env.HOST = options.host;
  const child = spawn(process.execPath, [join(root, "apps", "web", "start.ts")], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  process.on("SIGINT", () => child.kill("SIGINT"));
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.exitCode = await new Promise<number>((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
}
