/**
 * @file Ctrl-C and a request to terminate, as a signal that work can be stopped by.
 *
 * A second Ctrl-C ends the process. A second request to terminate does not: what manages services sends it to every process of a service, and one of
 * these may pass it on.
 */

export interface Interrupt {
  signal: AbortSignal;
  /** Gives the process its usual answer to both back. */
  release(): void;
}

export function stopOnInterrupt(): Interrupt {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: controller.signal,
    release() {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    },
  };
}
