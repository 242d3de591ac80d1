import { setTimeout as sleep } from "node:timers/promises";

/**
 * Does what a database that is away for a moment may refuse: for some twelve seconds again and again.
 *
 * @param refused says of an error that trying again will not help
 * @throws what `work` threw last
 */
export async function patiently<T>(
  work: () => Promise<T>,
  refused: (error: unknown) => boolean = () => false,
): Promise<T> {
  for (let pause = 200; ; pause *= 2)
    try {
      return await work();
    } catch (error) {
      if (refused(error) || pause > 6_400) throw error;
      await sleep(pause);
    }
}
