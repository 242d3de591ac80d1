/** @file Checkpoints as files: what is saved comes back, and a kill at any moment loses nothing that was saved. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileCheckpoints } from "./checkpoints.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "checkpoints-"))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const saved = {
  state: { weights: new Float32Array([1, 2, 3]), note: "ä" },
  fraction: 0.5,
  elapsedMs: 12,
  startedAt: "2026-01-01T00:00:00.000Z",
};

test("a state comes back as it was, typed arrays included, and is gone once removed", async () => {
  const store = fileCheckpoints(join(folder, "new"));
  expect(await store.load("a")).toBeUndefined();
  await store.save("a", saved);
  expect(await store.load("a")).toEqual(saved);
  await store.remove("a");
  await store.remove("a");
  expect(await store.load("a")).toBeUndefined();
});

test("a damaged file is refused with its path", async () => {
  const store = fileCheckpoints(folder);
  await store.save("a", saved);
  const path = join(folder, "a.checkpoint");
  const bytes = await readFile(path);
  for (const damaged of [bytes.subarray(0, -1), bytes.subarray(0, 10), Buffer.alloc(0)]) {
    await writeFile(path, damaged);
    await expect(store.load("a")).rejects.toThrow(
      `The checkpoint ${path} is damaged; delete it, or start the run anew with --fresh.`,
    );
  }
});

test.each([
  [{ fraction: undefined }, "fraction: is missing"],
  [{ pace: 3 }, "has the unknown field pace"],
  [{ startedAt: "now" }, "startedAt: invalid ISO datetime"],
  [{ hosts: [{ commit: null }] }, "hosts.0.packages: is missing"],
])("a state with %j is refused with its path and with what to do", async (change, why) => {
  const store = fileCheckpoints(folder);
  await store.save("a", { ...saved, ...change } as typeof saved);
  const path = join(folder, "a.checkpoint");
  await expect(store.load("a")).rejects.toThrow(
    new RegExp(`^The checkpoint ${path} was saved by another version \\(${why}.*\\); delete it, or start`),
  );
});

test("what cannot be read or saved is named with what to do", async () => {
  const path = join(folder, "a.checkpoint");
  await mkdir(join(path, "in the way"), { recursive: true });
  const store = fileCheckpoints(folder);
  await expect(store.load("a")).rejects.toThrow(
    /^The checkpoint .*a\.checkpoint cannot be read \(EISDIR: .*\); delete it, or start the run anew with --fresh\.$/,
  );
  await expect(store.save("a", saved)).rejects.toThrow(
    /^The checkpoint .*a\.checkpoint cannot be saved \(E.*\); make room or give access to it, and the run goes on from the state before\.$/,
  );
  expect(await readdir(folder)).toEqual(["a.checkpoint"]);
});

test("killed while saving without pause, the last state that was acknowledged or a later one is there", async () => {
  const module = fileURLToPath(new URL("checkpoints.ts", import.meta.url));
  const program = `
    const { fileCheckpoints } = await import(${JSON.stringify(module)});
    const store = fileCheckpoints(${JSON.stringify(folder)});
    const big = new Float64Array(50_000);
    for (let i = 1; ; i++) {
      await store.save("run", { state: { i, big: big.fill(i) }, fraction: 0, elapsedMs: 0, startedAt: "2026-01-01T00:00:00Z" });
      process.stdout.write(i + "\\n");
    }`;
  for (const delay of [0, 40, 150]) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let acknowledged = "";
    child.stdout.on("data", (text) => (acknowledged += text));
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), delay));
    await new Promise((resolve) => child.on("close", resolve));
    // A line that the kill cut short acknowledges nothing.
    const last = Number(acknowledged.split("\n").at(-2));
    expect(last).toBeGreaterThan(0);
    const { state } = (await fileCheckpoints(folder).load("run")) as {
      state: { i: number; big: Float64Array };
    };
    expect(state.i).toBeGreaterThanOrEqual(last);
    expect(new Set(state.big)).toEqual(new Set([state.i]));
    await rm(join(folder, "run.checkpoint"));
  }
  expect((await readdir(folder)).every((name) => name.endsWith(".part"))).toBe(true);
});

test.runIf(process.platform !== "win32")(
  "a state for which there is no room is refused, and leaves the one before it and nothing else",
  async () => {
    const module = fileURLToPath(new URL("checkpoints.ts", import.meta.url));
    const program = `
      const { fileCheckpoints } = await import(${JSON.stringify(module)});
      const store = fileCheckpoints(${JSON.stringify(folder)});
      const save = (state) => store.save("run", { state, fraction: 0, elapsedMs: 0, startedAt: "2026-01-01T00:00:00Z" });
      await save("small");
      await save(new Uint8Array(1_000_000)).catch((error) => console.log(error.cause.code));`;
    // A limit on the size of files cuts a write short as a full disk does.
    const limited = 'trap "" XFSZ; ulimit -f 100; exec "$0" --input-type=module -e "$1"';
    const child = spawn("sh", ["-c", limited, process.execPath, program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.on("data", (text) => (said += text));
    await new Promise((resolve) => child.on("close", resolve));
    expect(said).toBe("EFBIG\n");
    expect(await fileCheckpoints(folder).load("run")).toMatchObject({ state: "small" });
    expect(await readdir(folder)).toEqual(["run.checkpoint"]);
  },
);

test("what a process left unfinished goes when the same state is saved again", async () => {
  const gone = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => gone.on("close", resolve));
  const others = [`b.checkpoint.${gone.pid}.part`, `a.checkpoint.${process.ppid}.part`];
  for (const name of [`a.checkpoint.${gone.pid}.part`, ...others])
    await writeFile(join(folder, name), "half");
  await fileCheckpoints(folder).save("a", saved);
  expect((await readdir(folder)).sort()).toEqual(["a.checkpoint", ...others].sort());
});
