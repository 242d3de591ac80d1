/** @file `papers serve`: the site, as `npm start` does, in this process, so that a signal to stop comes to the site once. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findRoot } from "../root.ts";

export async function serve(options: { port?: string; host?: string }): Promise<void> {
  const root = findRoot();
  if (options.port !== undefined) process.env.PORT = options.port;
  if (options.host !== undefined) process.env.HOST = options.host;
  process.chdir(root);
  await import(pathToFileURL(join(root, "apps", "web", "start.ts")).href);
}
