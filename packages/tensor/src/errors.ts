/**
 * Errors that point at the caller. Tracing happens far above the operator that finds two shapes to disagree, so every message ends
 * with the first stack frame outside this package: the line a user can edit.
 */

export class TensorError extends Error {
  override name = "TensorError";
}

const sourceFolder = new URL(".", import.meta.url).href;

/** A frame counts as ours if it lies in this package's sources and is not one of its tests. */
const isOurs = (frame: string): boolean =>
  (frame.includes(sourceFolder) || frame.includes(sourceFolder.replace("file://", ""))) &&
  !/\.test\.ts/.test(frame);

/** Where in the caller's code a stack was captured, as `file:line:column`. */
export function callerLine(stack: string | undefined): string {
  const frames = (stack ?? "").split("\n").filter((line) => /^\s+at |@/.test(line));
  const frame = frames.find((line) => !isOurs(line) && !/node:internal|<anonymous>|native code/.test(line));
  const place = frame?.match(/(?:file:\/\/)?((?:https?:\/\/)?[^\s()@]+:\d+:\d+)\)?$/);
  return place ? place[1]! : "unknown line";
}

/** Remembers the current stack cheaply: V8 formats `stack` only when it is read. */
export function captureStack(): { readonly stack?: string } {
  const holder: { stack?: string } = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 40;
  if (Error.captureStackTrace) Error.captureStackTrace(holder, captureStack);
  else holder.stack = new Error().stack ?? "";
  Error.stackTraceLimit = stackTraceLimit;
  return holder;
}

/** Throws `message (at file:line)`, naming the caller's line of `origin`, or of the current stack. */
export function fail(message: string, origin: { readonly stack?: string } = captureStack()): never {
  throw new TensorError(`${message} (at ${callerLine(origin.stack)})`);
}
