/** @file Time left, from the pace so far. */
import type { Progress } from "@working-papers/lab";
import { progressBar } from "./terminal.ts";

/** A bar for work whose share done is known; the first share may have been done before. */
export function pacedBar(label: string): { at(fraction: number, note?: string): void; clear(): void } {
  const bar = progressBar(label);
  const beganMs = performance.now();
  let first: number | undefined;
  return {
    at(fraction, note) {
      first ??= fraction;
      const elapsedSeconds = (performance.now() - beganMs) / 1_000;
      const done = fraction - first;
      const progress: Progress = { fraction, elapsedSeconds };
      if (done > 0) progress.remainingSeconds = (elapsedSeconds * (1 - fraction)) / done;
      if (note !== undefined) progress.note = note;
      bar.update(progress);
    },
    clear: bar.clear,
  };
}
