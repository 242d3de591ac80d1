/** @file Processes that work on the same question tell each other what they found: islands of a search, on one machine or several. */

/** A place where members of a topic leave their latest message for all others. */
export interface Exchange {
  /** Replaces this member's message; anything that JSON can hold. */
  send(message: unknown): Promise<void>;
  /** Messages of other members that are new since the last call. They come from elsewhere: parse them. */
  receive(): Promise<unknown[]>;
  /** Takes this member's message back and lets go of the connection. */
  close(): Promise<void>;
}

/** An exchange between members of one process. */
export function memoryExchange(): (topic: string) => Exchange {
  const topics = new Map<string, Map<symbol, { version: number; message: string }>>();
  let version = 0;
  return (topic) => {
    const self = Symbol(topic);
    const members = topics.get(topic) ?? new Map<symbol, { version: number; message: string }>();
    topics.set(topic, members);
    let seen = 0;
    return {
      async send(message) {
        members.set(self, { version: ++version, message: JSON.stringify(message) });
      },
      async receive() {
        const fresh = [...members].filter(([member, entry]) => member !== self && entry.version > seen);
        seen = version;
        return fresh.map(([, { message }]) => JSON.parse(message) as unknown);
      },
      async close() {
        members.delete(self);
      },
    };
  };
}
