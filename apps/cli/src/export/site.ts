/** @file The site as a process of its own, for as long as its pages are copied. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const SITE = join(import.meta.dirname, "../../../web/start.ts");

export interface StartedSite {
  address: string;
  /** Ends it, or finds that it has ended. */
  stop(): Promise<void>;
}

/** The site as its readers get it, but for what needs a server. */
export async function startSite(root: string, origin: string, program = SITE): Promise<StartedSite> {
  const child = spawn(process.execPath, [program], {
    cwd: root,
    env: {
      ...process.env,
      PORT: "0",
      HOST: "127.0.0.1",
      ORIGIN: origin,
      // The site whose database it is may be at work.
      WORK: "never",
      RUNS: "off",
      REQUESTS_PER_MINUTE: "0",
      LOG_LEVEL: "error",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // One that never started has ended too; addressOf says why.
  const ended = once(child, "exit").catch(() => undefined);
  return {
    address: await addressOf(child),
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve_, reject) => {
    let output = "";
    const read = (part: Buffer): void => {
      output += part.toString();
      const port = /http:\/\/localhost:(\d+)/.exec(output)?.[1];
      if (port !== undefined) resolve_(`http://127.0.0.1:${port}`);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.on("error", reject);
    child.on("exit", () => reject(new Error(`The site did not start: ${output.trim()}`)));
  });
}
