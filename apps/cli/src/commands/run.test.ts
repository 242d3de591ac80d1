/** @file Long runs that are stopped, fail, or cannot be written: nothing that was computed is lost. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testRepository, type TestRepository } from "@working-papers/lab/testing";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startPapers, type Finished } from "../testing.ts";

let repository: TestRepository;
let experiments: string;
let results: string;

beforeAll(async () => {
  repository = await testRepository();
  experiments = join(repository.root, "papers/walk/experiments");
  results = join(repository.root, "papers/walk/results");
});
afterEach(async () => {
  await rm(results, { recursive: true, force: true });
  await rm(join(repository.root, ".papers"), { recursive: true, force: true });
});
afterAll(() => repository.remove());

const start = (parameters: string[]) => startPapers(repository.root, parameters);
const papers = (...parameters: string[]): Promise<Finished> => start(parameters).finished;

/** Another experiment of the paper, as long as `work` needs it. */
async function withExperiment(
  id: string,
  body: string,
  work: () => Promise<void>,
  varies = "by seed",
): Promise<void> {
  const file = join(experiments, `${id}.ts`);
  await writeFile(
    file,
    `import { defineExperiment, z } from "@working-papers/lab";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
const preset = { parameters: {}, cost: "nothing" };
export default defineExperiment({
  id: "${id}", version: 1, title: "Other", question: "What comes out?", method: "As it says.", provider: "javascript", varies: "${varies}",
  parameters: z.strictObject({}), measurements: { value: { title: "Value" } }, presets: { quick: preset, full: preset },
  async run({ seed, checkpoint, step }) { ${body} },
});
`,
  );
  await work().finally(() => rm(file));
}

const states = async (folder = "checkpoints"): Promise<string[]> =>
  readdir(join(repository.root, ".papers", folder)).catch(() => []);

test("a run that cannot be written keeps its state, from which the same command goes on", async () => {
  const out = join(repository.root, "out");
  const body = `
    const before = await checkpoint.load();
    await checkpoint.save("nearly done");
    if (!before) { rmSync(${JSON.stringify(out)}, { recursive: true }); writeFileSync(${JSON.stringify(out)}, "in the way"); }
    return { measurements: { value: before ? 2 : 1 } };`;
  await withExperiment("late", body, async () => {
    const failed = await papers("run", "walk/late", "--out", out);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(
      /^papers: Run late-quick-1-\w+ could not be written \(EEXIST: .*\); its state is kept, and the same command goes on from there\.$/m,
    );
    expect(await states()).toHaveLength(1);

    const refused = await papers("run", "walk/late", "--out", out);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain(`papers: Runs cannot be written to ${out}: EEXIST`);

    await rm(out);
    const { code, stderr } = await papers("run", "walk/late", "--out", out);
    expect(code).toBe(0);
    expect(stderr).toContain("walk/late seed 1 goes on from 0 %");
    expect(await readdir(out)).toHaveLength(1);
    expect(await states()).toEqual([]);
  });
});

const measured = ({ stdout }: Finished): unknown => JSON.parse(stdout).run.measurements;

test("killed after a checkpoint, the same command goes on from there to the same measurements", async () => {
  const command = ["run", "walk/steps", "--set", "count=100", "--set", "pause=10", "--json"];
  const whole = await papers(...command);
  const { child, finished } = start(command);
  const saved = async (): Promise<boolean> => (await states()).some((name) => name.endsWith(".checkpoint"));
  await vi.waitUntil(saved, { timeout: 30_000, interval: 5 });
  child.kill("SIGKILL");
  expect(await finished).toMatchObject({ code: null, stdout: "" });
  const resumed = await papers(...command);
  expect(resumed.stderr).toMatch(/^walk\/steps seed 1 goes on from \d+ %; --fresh starts anew\.\n$/);
  expect(measured(resumed)).toEqual(measured(whole));
  expect(await states()).toEqual([]);
});

test("when a later seed fails, the JSON of those before it is printed", async () => {
  const body = `
    if (seed === 2) throw new Error("The second seed is bad.");
    return { measurements: { value: seed } };`;
  await withExperiment("second", body, async () => {
    const { code, stdout, stderr } = await papers("run", "walk/second", "--seeds", "3", "--json");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "papers: The second seed is bad.\n" });
    expect(JSON.parse(stdout).run).toMatchObject({ seed: 1, measurements: { value: 1 } });
  });
});

test("stopped in a later seed, it prints what is done and the command for what is left", async () => {
  const body = `
    await checkpoint.save("begun");
    if (seed < 6) return { measurements: { value: seed } };
    process.kill(process.pid, "SIGINT");
    for (;;) { await new Promise((resolve) => setTimeout(resolve, 50)); await step(0.5); }`;
  await withExperiment("third", body, async () => {
    const command = "run walk/third --seed 4 --seeds 4 --preset full --fresh --json";
    const { code, stdout, stderr } = await papers(...command.split(" "));
    expect(code).toBe(130);
    expect(stderr).toMatch(
      /papers: stopped walk\/third seed 6; its state is kept\. What is left:\nnpx papers run walk\/third --preset full --seed 6 --seeds 1 --json\nnpx papers run walk\/third --preset full --seed 7 --seeds 1 --fresh --json\n$/,
    );
    expect(JSON.parse(stdout).runs.map(({ seed }: { seed: number }) => seed)).toEqual([4, 5]);
    expect(await states()).toHaveLength(1);
  });
});

test("with --record, a seed that is recorded is not computed again unless --fresh asks for it", async () => {
  const command = ["run", "walk/steps", "--set", "pause=0", "--seeds", "2", "--record"];
  await papers(...command);
  const first = await readdir(results);
  expect(first).toHaveLength(2);
  const again = await papers(...command, "--json");
  expect(again.stderr).toContain("walk/steps seed 1 is recorded already, as steps-quick-1-");
  expect(JSON.parse(again.stdout).runs.map(({ id }: { id: string }) => `${id}.json`)).toEqual(first.sort());
  expect(await readdir(results)).toHaveLength(2);
  await papers(...command, "--seeds", "1", "--fresh");
  expect(await readdir(results)).toHaveLength(3);
  await papers("run", "walk/steps", "--set", "pause=1", "--record");
  expect(await readdir(results)).toHaveLength(4);
});

test("a recorded run that measures time is not measured again either, unless --fresh asks for it", async () => {
  await withExperiment(
    "timed",
    "return { measurements: { value: performance.now() } };",
    async () => {
      const command = ["run", "walk/timed", "--record", "--json"];
      const first = JSON.parse((await papers(...command)).stdout).run;
      const again = await papers(...command);
      expect(again.stderr).toContain(`is recorded already, as ${first.id}; --fresh measures again.`);
      expect(JSON.parse(again.stdout).run).toEqual(first);
      await papers(...command, "--fresh");
      expect(await readdir(results)).toHaveLength(2);
      expect(JSON.parse((await papers(...command)).stdout).run).toEqual(first);
    },
    "by machine",
  );
});

test("a recorded run that is measured again and stopped goes on by the command that is said", async () => {
  const body = `
    const before = await checkpoint.load();
    await checkpoint.save("begun");
    if (process.env.STOP && !before) {
      process.kill(process.pid, "SIGINT");
      for (;;) { await new Promise((resolve) => setTimeout(resolve, 50)); await step(0.5); }
    }
    return { measurements: { value: seed } };`;
  await withExperiment("again", body, async () => {
    const command = ["run", "walk/again", "--record"];
    const stopping = (...more: string[]): Promise<Finished> =>
      startPapers(repository.root, [...command, ...more], { ...process.env, STOP: "1" }).finished;
    await papers(...command, "--seeds", "2");

    expect((await stopping("--fresh")).stderr).toContain(
      "papers: stopped walk/again; its state is kept, and the same command without --fresh goes on from there.",
    );
    const resumed = await papers(...command);
    expect(resumed.stderr).toMatch(/^walk\/again seed 1 goes on from 0 %.*\nrecorded .*\n$/);
    expect(await readdir(results)).toHaveLength(3);
    expect((await papers(...command)).stderr).toContain("is recorded already");

    expect((await stopping("--seeds", "2", "--fresh")).stderr).toContain(
      `papers: stopped walk/again seed 1; its state is kept. What is left:
npx papers run walk/again --seed 1 --seeds 1 --record
npx papers run walk/again --seed 2 --seeds 1 --record --fresh
`,
    );
  });
});

test("running again says what differs when it is found, and stopped it goes on from what was saved", async () => {
  const resumed = join(repository.root, "resumed");
  const body = `
    const before = await checkpoint.load();
    if (before) appendFileSync(${JSON.stringify(resumed)}, before);
    await checkpoint.save("seed " + seed + ";");
    if (process.env.STOP && seed === 2) {
      process.kill(process.pid, "SIGINT");
      for (;;) { await new Promise((resolve) => setTimeout(resolve, 50)); await step(0.5); }
    }
    return { measurements: { value: process.env.STOP ? 9 : seed } };`;
  await withExperiment("repeated", body, async () => {
    await papers("run", "walk/repeated", "--seeds", "3", "--record");
    const stopped = startPapers(repository.root, ["verify", "--rerun"], { ...process.env, STOP: "1" });
    expect(await stopped.finished).toMatchObject({ code: 130, stdout: "" });
    expect((await stopped.finished).stderr).toMatch(
      /^papers: papers\/walk\/results\/repeated-quick-1-\w+\.json: measurements\.value: recorded as 1, but run again it is 9\npapers: stopped at walk\/repeated-quick-2-\w+; what was saved is kept, and with the same code the same command goes on from there\.\n$/,
    );
    expect(await states("rerun")).toHaveLength(2);

    expect(await papers("verify", "--rerun")).toMatchObject({ code: 0, stderr: "" });
    expect(await readFile(resumed, "utf8")).toBe("seed 1;seed 2;");
    expect(await states("rerun")).toEqual([]);
  });
});

test("figures that cannot be written are told of first, and keep the state when they fail at last", async () => {
  const folder = join(repository.root, "figures");
  const svg = join(folder, "figure.svg");
  const body = `
    await checkpoint.save("nearly done");
    rmSync(${JSON.stringify(folder)}, { recursive: true }); writeFileSync(${JSON.stringify(folder)}, "in the way");
    const figure = { id: "f", title: "F", caption: "A dot.", spec: { data: { values: [{ x: 1 }] }, mark: "point" } };
    return { measurements: { value: 1 }, figures: [figure] };`;
  await withExperiment("drawn", body, async () => {
    const failed = await papers("run", "walk/drawn", "--svg", svg);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain("Value");
    expect(await states()).toHaveLength(1);

    const refused = await papers("run", "walk/drawn", "--svg", svg);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain(`papers: Figures cannot be written to ${folder}: EEXIST`);
    await rm(folder);
  });
});

test("stopped with figures, it says so first, and the command for what is left writes to another file", async () => {
  const folder = join(repository.root, "pictures");
  const svg = join(folder, "figure.svg");
  const body = `
    await checkpoint.save("begun");
    if (seed > 1) {
      process.kill(process.pid, "SIGINT");
      for (;;) { await new Promise((resolve) => setTimeout(resolve, 50)); await step(0.5); }
    }
    const figure = { id: "f", title: "F", caption: "A dot.", spec: { data: { values: [{ x: 1 }] }, mark: "point" } };
    return { measurements: { value: 1 }, figures: [figure] };`;
  await withExperiment("stopped", body, async () => {
    const { code, stderr } = await papers("run", "walk/stopped", "--seeds", "2", "--svg", svg);
    expect(code).toBe(130);
    const [file] = await readdir(folder);
    expect(file).toMatch(/^figure-stopped-quick-1-\w{8}-f\.svg$/);
    expect(stderr).toBe(`papers: stopped walk/stopped seed 2; its state is kept. What is left:
npx papers run walk/stopped --seed 2 --seeds 1 --svg ${join(folder, "figure-stopped-quick-2.svg")}
wrote ${join(folder, file)}
`);
  });
});

test("figures that are missing are told of after the error that ended the runs", async () => {
  const body = `
    if (seed === 2) throw new Error("The second seed is bad.");
    return { measurements: { value: seed } };`;
  await withExperiment("plain", body, async () => {
    const svg = join(repository.root, "pictures", "figure.svg");
    expect(await papers("run", "walk/plain", "--seeds", "3", "--svg", svg)).toMatchObject({
      code: 1,
      stderr: "papers: The second seed is bad.\npapers: There is no figure to write: these runs drew none.\n",
    });
  });
});

test("--record and --out write both", async () => {
  const out = join(repository.root, "both");
  await papers("run", "walk", "--set", "pause=0", "--record", "--out", out);
  expect(await readdir(out)).toHaveLength(1);
  expect(await readdir(out)).toEqual(await readdir(results));
});

test("an experiment that cannot be loaded is told of first, and the others run", async () => {
  const broken = join(experiments, "broken.ts");
  await writeFile(broken, `import "./missing.ts";\n`);
  try {
    const all = await papers("run", "walk", "--set", "pause=0", "--json");
    expect(all.code).toBe(1);
    expect(all.stderr).toMatch(/^papers: papers\/walk\/experiments\/broken\.ts: Cannot find module/);
    expect(JSON.parse(all.stdout).run.experiment).toBe("steps");
    const one = await papers("run", "walk/broken");
    expect(one).toMatchObject({ code: 1, stdout: "" });
    expect(one.stderr).toMatch(/^papers: papers\/walk\/experiments\/broken\.ts: Cannot find module/);
    expect(await papers("run", "walk/steps", "--set", "pause=0")).toMatchObject({ code: 0, stderr: "" });
  } finally {
    await rm(broken);
  }
});

test("a parameter that a later experiment does not have is refused before the first one runs", async () => {
  await withExperiment("unset", "return { measurements: { value: 1 } };", async () => {
    await mkdir(results, { recursive: true });
    expect(await papers("run", "walk", "--set", "pause=0", "--record")).toEqual({
      code: 2,
      stdout: "",
      stderr: "papers: Experiment unset has no parameters, so «pause» cannot be set.\n",
    });
    expect(await readdir(results)).toEqual([]);
  });
});
