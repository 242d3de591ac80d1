/** What the garbage collector does for sessions, in a process of its own where it can be called. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const url = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);

/** Compiles functions with a provider that counts sessions, drops some of them, and prints [compiled, released before, released after]. */
const script = `
import { jit, mul, ones } from ${url("./index.ts")};
import { cpu } from ${url("./providers/node.ts")};
let [compiled, released] = [0, 0];
const inner = cpu({ threads: 1 });
const provider = {
  name: "counting",
  async compile(model) {
    const { run, release } = await inner.compile(model);
    compiled++;
    return { run, release: () => (released++, release()) };
  },
};
const kept = jit((x) => mul(x, 2), { provider });
await kept(ones([3]));
const drop = async () => {
  for (let i = 0; i < 10; i++) {
    const f = jit((x) => mul(x, i + 2), { provider });
    await f(ones([3]));
    await f(ones([4]));
  }
};
await drop();
const before = released;
for (let i = 0; i < 100 && released < 20; i++) {
  globalThis.gc();
  await new Promise((resolve) => setTimeout(resolve, 10));
}
const values = await (await kept(ones([3]))).array();
console.log(JSON.stringify([compiled, before, released, values]));
`;

it("releases the sessions of a compiled function that is collected, and no others", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--expose-gc",
    "--input-type=module",
    "-e",
    script,
  ]);
  const [compiled, before, released, values] = JSON.parse(stdout) as [number, number, number, number[]];
  expect(compiled).toBe(21);
  expect(before).toBeLessThan(20);
  expect(released).toBe(20);
  expect(values).toEqual([2, 2, 2]);
}, 60_000);
