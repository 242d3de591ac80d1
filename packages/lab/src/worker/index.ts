/** @file The lab in a page: runs in a Web Worker. `startRun` is for the page, `serveRuns` for its worker. */
export { startRun, type StartedRun } from "./client.ts";
export type { RunRequest } from "./protocol.ts";
export { serveRuns } from "./serve.ts";
