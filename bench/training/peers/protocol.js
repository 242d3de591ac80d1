/** How a contestant of npm answers the runner: a line about itself after a first step, then milliseconds for each line of standard input. */
import { createInterface } from "node:readline";

/** The workload's name and its sizes. */
export const [name, sizes] = [process.argv.at(-2), JSON.parse(process.argv.at(-1))];

/** Numbers of about unit size; a step's speed does not depend on them. */
export const noise = (n) => Float32Array.from({ length: n }, () => Math.random() * 2 - 1);

/** Integers from 0 up to `below`. */
export const integers = (n, below) => Int32Array.from({ length: n }, () => Math.floor(Math.random() * below));

export const missing = (sentence) => {
  console.log(JSON.stringify({ missing: sentence }));
  process.exit(0);
};

/** Answers until standard input ends. `step` resolves when the new parameters are there. */
export async function answer(about, step) {
  const time = async () => {
    const start = performance.now();
    await step();
    return performance.now() - start;
  };
  console.log(JSON.stringify({ ...about, first: await time() }));
  for await (const _ of createInterface(process.stdin)) console.log(await time());
  process.exit(0);
}
