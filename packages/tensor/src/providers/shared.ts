/** What several calls use at once, a session for one, and what is released when the last of them has ended. */

export interface Shared<T> {
  /** Calls f with what was opened, which stays open until f has ended. Rejects where it could not be opened. */
  use<R>(f: (opened: T) => Promise<R>): Promise<R>;
  /** Releases it once the uses that have begun are over. No other may begin. */
  release(): Promise<void>;
}

/** Shares what is being opened. */
export function shared<T>(opening: Promise<T>, release: (opened: T) => Promise<void>): Shared<T> {
  const uses = new Set<Promise<unknown>>();
  return {
    async use(f) {
      const use = opening.then(f);
      uses.add(use);
      try {
        return await use;
      } finally {
        uses.delete(use);
      }
    },
    async release() {
      await Promise.allSettled(uses);
      // Where opening failed there is nothing to release: who uses it has the error.
      const [opened] = await Promise.allSettled([opening]);
      if (opened.status === "fulfilled") await release(opened.value);
    },
  };
}
