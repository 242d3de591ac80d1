import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { inTurn } from "./turn.ts";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "turn-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A process that has taken its turn, and ends it when told to. */
async function another(place: string, lock: string): Promise<ChildProcess> {
  const program = join(place, "another.ts");
  await writeFile(
    program,
    `import { appendFile } from "node:fs/promises";
    import { inTurn } from ${JSON.stringify(join(import.meta.dirname, "turn.ts"))};
    await inTurn(${JSON.stringify(lock)}, async () => {
      const told = new Promise((resolve) => process.once("message", resolve));
      process.send!("mine");
      await told;
      await appendFile(${JSON.stringify(join(place, "log"))}, "other's end, ");
    }, () => {});
    process.disconnect();`,
  );
  const child = fork(program);
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "message");
  return child;
}

test("one at a time: who asks while another process is at it waits, and says so once", async () => {
  const place = await folder();
  const lock = join(place, "new", "lock");
  const child = await another(place, lock);
  const log = join(place, "log");
  let waited = 0;
  await inTurn(
    lock,
    () => appendFile(log, "mine"),
    () => {
      waited++;
      child.send("end");
    },
  );
  expect(await readFile(log, "utf8")).toBe("other's end, mine");
  expect(waited).toBe(1);
});

test("the turn of a process that was killed is over", async () => {
  const place = await folder();
  const lock = join(place, "lock");
  const child = await another(place, lock);
  expect(
    await inTurn(
      lock,
      async () => "mine",
      () => child.kill("SIGKILL"),
    ),
  ).toBe("mine");
});

const fail = (): Promise<never> => Promise.reject(new Error("no"));
const neverWaiting = (): never => {
  throw new Error("Nobody is at it, so there is nothing to wait for.");
};

test("an act that fails gives its turn back", async () => {
  const lock = join(await folder(), "lock");
  await expect(inTurn(lock, fail, neverWaiting)).rejects.toThrow("no");
  expect(await inTurn(lock, async () => "mine", neverWaiting)).toBe("mine");
});
