/** @file Ends a command with one sentence of why. */
export function stop(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
