/** @file Questions whose answer many requests want at once. */

/**
 * One asking for all who come while it waits its turn. Nobody gets an answer to a question that was put before he came: who comes while one is under way
 * gets the next.
 */
export function shared<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let underWay: Promise<Value> | undefined;
  let next: Promise<Value> | undefined;
  function begin(): Promise<Value> {
    const asking = ask().finally(() => {
      if (underWay === asking) underWay = undefined;
    });
    return (underWay = asking);
  }
  return () => {
    if (!underWay) return begin();
    const after = (): Promise<Value> => {
      next = undefined;
      return begin();
    };
    return (next ??= underWay.then(after, after));
  };
}
