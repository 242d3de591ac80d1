/** @file Figures of runs as SVG files, and how to show files to a person. */
import { spawn } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Run } from "@working-papers/lab";

/**
 * Writes every figure of the runs: the only one of the only run to `path` itself, others beside each other with the names of
 * run and figure before `.svg`. Without a path they go to a new temporary folder. Returns the paths.
 *
 * @param asked how many runs were asked for, of which these are there
 */
export async function writeFigures(runs: Run[], asked: number, path?: string): Promise<string[]> {
  const { figureSvg } = await import("@working-papers/lab/figure");
  const figures = runs.flatMap((run) =>
    run.figures.map((figure) => ({ name: `${run.id}-${figure.id}`, figure })),
  );
  const base = (path ?? join(await mkdtemp(join(tmpdir(), "papers-")), "figure.svg")).replace(/\.svg$/i, "");
  const written: string[] = [];
  for (const { name, figure } of figures) {
    const file = asked === 1 && figures.length === 1 ? `${base}.svg` : `${base}-${name}.svg`;
    await writeFile(file, await figureSvg(figure));
    written.push(file);
  }
  return written;
}

/** Opens files with what the desktop has for them; where there is no desktop, says where they are. */
export async function openFiles(files: string[]): Promise<void> {
  const [command, ...first] =
    process.platform === "darwin"
      ? ["open"]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", ""]
        : ["xdg-open"];
  for (const file of files) {
    await new Promise<void>((resolve) => {
      const child = spawn(command, [...first, file], { stdio: "ignore", detached: true });
      child.on("error", () => {
        console.error(`papers: no program was found to open figures with; this one is at ${file}.`);
        resolve();
      });
      child.on("spawn", () => {
        child.unref();
        resolve();
      });
    });
  }
}
