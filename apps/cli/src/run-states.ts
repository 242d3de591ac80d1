/** @file States of runs in `papers run`: gone on from, saved, and kept until the results have arrived where they were asked for. */
import type { CheckpointStore } from "@working-papers/lab";

export class RunStates {
  readonly #store: CheckpointStore;
  readonly #fresh: boolean;
  readonly #finished: string[] = [];
  #saved = false;

  /** @param fresh Whether what was saved before is to be passed over. */
  constructor(store: CheckpointStore, fresh: boolean) {
    this.#store = store;
    this.#fresh = fresh;
  }

  /** For the run that begins now. */
  begin(label: string): CheckpointStore {
    this.#saved = false;
    return {
      load: async (key) => {
        if (this.#fresh) return undefined;
        const restored = await this.#store.load(key);
        if (restored)
          console.error(
            `${label} goes on from ${Math.floor(restored.fraction * 100)} %; --fresh starts anew.`,
          );
        this.#saved = restored !== undefined;
        return restored;
      },
      save: async (key, state) => {
        await this.#store.save(key, state);
        this.#saved = true;
      },
      remove: async (key) => void this.#finished.push(key),
    };
  }

  /** Whether there is a state to go on from. */
  async has(key: string): Promise<boolean> {
    return !this.#fresh && (await this.#store.load(key)) !== undefined;
  }

  /** Whether the run begun last can be gone on with. */
  get saved(): boolean {
    return this.#saved;
  }

  /** What is left of the run begun last, in words. */
  get remains(): string {
    return this.#saved ? "its state is kept" : "it had saved no state";
  }

  /** How to go on with the run begun last. */
  get again(): string {
    if (!this.#saved) return "the same command starts it anew";
    return `the same command${this.#fresh ? " without --fresh" : ""} goes on from there`;
  }

  /** The results of all runs that have finished are where they were asked for: their states can go. */
  async arrived(): Promise<void> {
    for (const key of this.#finished.splice(0)) await this.#store.remove(key);
  }
}
