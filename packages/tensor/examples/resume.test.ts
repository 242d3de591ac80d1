/**
 * The examples, killed with SIGKILL in the middle and started again, end with the same parameters and optimizer state, bit for bit, as when they
 * are left alone. They run as processes of their own, on small settings and real data.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { decodeSafetensors } from "../src/index.ts";

interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Runs an example to its end, or kills it as soon as `until` holds. */
async function run(example: string, args: readonly string[], until?: () => boolean): Promise<Run> {
  const path = fileURLToPath(new URL(example, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const ended = new Promise<Run>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, output }));
  });
  const watch = until && setInterval(() => until() && child.kill("SIGKILL"), 5);
  const result = await ended;
  clearInterval(watch);
  return result;
}

const settings = [
  [
    "characters.ts",
    "--steps 24 --save 4 --every 1000 --order 0 --batch 2 --length 16 --features 32 --layers 1",
  ],
  ["lenet.ts", "--epochs 1 --examples 192 --batch 16 --save 3"],
] as const;

describe("a training that is killed", () => {
  for (const [example, options] of settings)
    it(`goes on exactly: ${example}`, async (context) => {
      const folder = mkdtempSync(join(tmpdir(), "resume-"));
      const args = (file: string): string[] => [...options.split(" "), "--checkpoint", join(folder, file)];
      const whole = await run(example, args("whole"));
      if (whole.output.includes("which is not installed")) {
        console.log(`not tested: ${/the data set is.*/.exec(whole.output)![0]}`);
        return context.skip();
      }
      expect(whole).toMatchObject({ code: 0, signal: null });
      const file = join(folder, "killed");
      const killed = await run(example, args("killed"), () => existsSync(file));
      expect(killed.signal).toBe("SIGKILL");
      const [steps, end] = await Promise.all(
        [file, join(folder, "whole")].map(async (path) =>
          decodeSafetensors(readFileSync(path)).tensors["step"]!.item(),
        ),
      );
      expect(steps!).toBeLessThan(end!);
      const before = statSync(file).mtimeMs;
      const resumed = await run(example, args("killed"));
      expect(resumed.code).toBe(0);
      expect(statSync(file).mtimeMs).toBeGreaterThan(before);
      expect(Buffer.compare(readFileSync(file), readFileSync(join(folder, "whole")))).toBe(0);
    }, 300_000);
});
