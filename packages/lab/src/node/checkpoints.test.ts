/** @file Checkpoints as files: what is saved comes back, and a kill at any moment loses nothing that was saved. */
import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
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
  startedAt: "now",
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
      `The checkpoint ${path} is damaged; delete it to start the run anew.`,
    );
  }
});

test("killed while saving without pause, the last state that was acknowledged or a later one is there", async () => {
  const module = fileURLToPath(new URL("checkpoints.ts", import.meta.url));
  const program = `
    const { fileCheckpoints } = await import(${JSON.stringify(module)});
    const store = fileCheckpoints(${JSON.stringify(folder)});
    const big = new Float64Array(50_000);
    for (let i = 1; ; i++) {
      await store.save("run", { state: { i, big: big.fill(i) }, fraction: 0, elapsedMs: 0, startedAt: "" });
      process.stdout.write(i + "\\n");
    }`;
  for (const delay of [250, 400, 550]) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let acknowledged = "";
    child.stdout.on("data", (text) => (acknowledged += text));
    setTimeout(() => child.kill("SIGKILL"), delay);
    await new Promise((resolve) => child.on("close", resolve));
    const last = Number(acknowledged.trim().split("\n").at(-1));
    if (last === 0) continue;
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
      const save = (state) => store.save("run", { state, fraction: 0, elapsedMs: 0, startedAt: "" });
      await save("small");
      await save(new Uint8Array(1_000_000)).catch((error) => console.log(error.code));`;
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
