/** @file The command line as its users meet it: a process with arguments, two streams and an exit code. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Run } from "@working-papers/lab";
import { check, resolveConfig } from "prettier";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPapers, type Finished } from "./testing.ts";
import { newPaperFiles } from "./new-paper.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
let root: string;

// Below the repository, so that the new paper finds its packages; beside `papers/`, so that nothing else finds it.
beforeAll(async () => {
  await mkdir(join(repository, ".papers"), { recursive: true });
  root = await mkdtemp(join(repository, ".papers", "cli-test-"));
  await mkdir(join(root, "papers"));
  await papers("new", "pi-day");
});

afterAll(() => rm(root, { recursive: true, force: true }));

function papers(...parameters: string[]): Promise<Finished> {
  return start(parameters).finished;
}

const start = (parameters: string[]) => startPapers(root, parameters);

const idOf = (slug: string) => /arxiv: "(.*)"/.exec(newPaperFiles(slug)["paper.ts"])![1];

describe("a new paper", () => {
  test("is one folder, and found by every command without anything else", async () => {
    expect((await readdir(join(root, "papers/pi-day"), { recursive: true })).sort()).toEqual([
      "README.md",
      "experiments",
      "experiments/estimate.ts",
      "index.test.ts",
      "index.ts",
      "paper.ts",
    ]);
    expect((await papers("ls")).stdout).toContain("pi-day");
    expect((await papers("info", "pi-day")).stdout).toContain(
      "--set points=…: Points, a whole number from 1 to 1000000000",
    );
  });

  test("is formatted as this repository is", async () => {
    const options = await resolveConfig(join(repository, "papers", "x.ts"));
    for (const [name, text] of Object.entries(newPaperFiles("pi-day")))
      expect(await check(text, { ...options, filepath: name }), name).toBe(true);
  });

  test("has an arXiv id of its own until it is given the right one", () => {
    expect(idOf("pi-day")).toMatch(/^\d{4}\.9\d{4}$/);
    expect(idOf("pi-day")).toBe(idOf("pi-day"));
    expect(idOf("pi-day")).not.toBe(idOf("e-day"));
  });

  test("is judged once its runs are recorded", async () => {
    const before = JSON.parse((await papers("verify", "pi-day", "--json")).stdout);
    expect(before.papers[0].claims[0].verdict).toBe("not tested");

    const recorded = await papers("run", "pi-day", "--preset", "full", "--seeds", "3", "--record");
    expect(recorded.code).toBe(0);
    expect(recorded.stderr).toContain("pi-day/estimate at preset full: about a second on two cores.");

    const after = await papers("verify", "pi-day", "--json");
    expect(after.code).toBe(0);
    const { papers: verified, counts } = JSON.parse(after.stdout);
    expect(verified[0].claims[0]).toMatchObject({
      id: "EX-01",
      verdict: "reproduced",
      scale: "full",
      reported: { value: 3.1416 },
      measured: [{ experiment: "estimate", measurement: "estimate", n: 3, outcome: "holds" }],
    });
    expect(verified[0].claims[0].runs).toHaveLength(3);
    expect(counts).toEqual({ reproduced: 1, partly: 0, "not reproduced": 0, "not tested": 0 });
  });

  test("is not written over one that exists, nor under a name that is no slug", async () => {
    expect(await papers("new", "pi-day")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("exists already"),
    });
    expect(await papers("new", "../escape")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("not «../escape»"),
    });
  });
});

async function estimate(seed: string): Promise<unknown> {
  return JSON.parse((await papers("run", "pi-day", "--seed", seed, "--json")).stdout).run.measurements;
}

describe("papers run", () => {
  test("prints one JSON document with what is needed to repeat the run", async () => {
    const { code, stdout, stderr } = await papers(
      "run",
      "pi-day/estimate",
      "--seed",
      "7",
      "--set",
      "points=1000",
      "--json",
    );
    expect(code).toBe(0);
    expect(stderr).toBe("");
    const { run } = JSON.parse(stdout) as { run: Run };
    expect(run).toMatchObject({
      paper: "pi-day",
      experiment: "estimate",
      preset: "quick",
      altered: true,
      seed: 7,
      params: { points: 1000 },
      provenance: { cores: expect.any(Number), runtime: expect.stringMatching(/^Node\.js 26\./) },
      durationMs: expect.any(Number),
    });
  });

  test("measures the same for the same seed, and something else for another", async () => {
    expect(await estimate("5")).toEqual(await estimate("5"));
    expect(await estimate("5")).not.toEqual(await estimate("6"));
  });

  test("writes runs where it is told to", async () => {
    const folder = join(root, "out");
    const { stderr } = await papers("run", "pi-day", "--seeds", "2", "--out", folder);
    const files = await readdir(folder);
    expect(files).toHaveLength(2);
    expect(stderr).toContain(files[0]);
  });

  test("says that there is no figure to write where there is none", async () => {
    expect(await papers("run", "pi-day", "--svg", join(root, "x.svg"))).toMatchObject({
      code: 1,
      stderr: "papers: There is no figure to write: these runs drew none.\n",
    });
  });

  test("stopped by Ctrl-C says so and exits with 130", async () => {
    const endless = ["run", "pi-day", "--preset", "full", "--set", "points=1000000000"];
    const { child, finished } = start(endless);
    // What a full run costs is said as it starts: from then on Ctrl-C is the run's.
    child.stderr.once("data", () => child.kill("SIGINT"));
    const { code, stdout, stderr } = await finished;
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).toMatch(
      /papers: stopped pi-day; it had saved no state, and the same command starts it anew\.\n$/,
    );
  });

  test.each([
    [["run", "pi-dya"], "There is no paper «pi-dya». Did you mean pi-day?"],
    [["run", "pi-day/estimat"], "Paper pi-day has no experiment «estimat». Did you mean estimate?"],
    [["run", "pi-day", "--preset", "fulll"], "Experiment estimate has no preset «fulll». Did you mean full?"],
    [
      ["run", "pi-day", "--set", "points=0"],
      "Parameter points must be a whole number from 1 to 1000000000, not «0».",
    ],
    [
      ["run", "pi-day", "--set", "points=many"],
      "Parameter points must be a whole number from 1 to 1000000000, not «many».",
    ],
    [
      ["run", "pi-day", "--set", "point=4"],
      "Experiment estimate has no parameter «point». Did you mean points?",
    ],
    [
      ["run", "pi-day", "--set", "__proto__=9"],
      "Experiment estimate has no parameter «__proto__». There is: points.",
    ],
    [
      ["run", "pi-day", "--set", "points=4", "--set", "points=5"],
      "--set gives points twice, as «4» and «5»; give it once.",
    ],
    [["run", "pi-day", "--set", "points"], "--set expects name=value, not «points»."],
    [
      ["run", "pi-day", "--seed", "-1"],
      "--seed must be a whole number from 0 to 9007199254740991, not «-1».",
    ],
    [
      ["run", "pi-day/a/b"],
      "A paper or paper/experiment was expected, like l-mul or l-mul/operand-distributions, not «pi-day/a/b».",
    ],
    [["rnu"], "unknown command 'rnu' (Did you mean run?)"],
    [["run"], "missing required argument 'paper[/experiment]'"],
  ])("%j is refused in one sentence with exit code 2", async (parameters, sentence) => {
    expect(await papers(...parameters)).toEqual({ code: 2, stdout: "", stderr: `papers: ${sentence}\n` });
  });
});

describe("papers verify", () => {
  test("runs recorded runs again on request, and names one that measures something else", async () => {
    await papers("run", "pi-day", "--preset", "full", "--record");
    expect(await papers("verify", "pi-day", "--rerun")).toMatchObject({ code: 0, stderr: "" });

    const experiment = join(root, "papers/pi-day/experiments/estimate.ts");
    const source = await readFile(experiment, "utf8");
    await writeFile(experiment, source.replace("(4 * count) / points", "(4 * count + 4) / points"));
    const { code, stderr } = await papers("verify", "pi-day", "--rerun");
    await writeFile(experiment, source);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /results\/estimate-full-1-\w+\.json: measurements\.estimate: recorded as 3\.\d+, but run again it is 3\./,
    );
  });

  test("keeps runs of an older version, which do not count", async () => {
    await papers("run", "pi-day", "--preset", "full", "--seeds", "3", "--record");
    const experiment = join(root, "papers/pi-day/experiments/estimate.ts");
    const results = await readdir(join(root, "papers/pi-day/results"));
    const source = await readFile(experiment, "utf8");
    await writeFile(experiment, source.replace("version: 1", "version: 2"));
    const said = await papers("verify", "pi-day");
    const { papers: verified } = JSON.parse((await papers("verify", "pi-day", "--json")).stdout);
    await writeFile(experiment, source);
    expect(said).toMatchObject({ code: 0, stderr: "" });
    expect(said.stdout).toContain(
      `1 not tested. Every recorded run holds. ${results.length} runs of older versions are kept and do not count.\n`,
    );
    expect(verified[0].superseded).toHaveLength(results.length);
    expect(await readdir(join(root, "papers/pi-day/results"))).toEqual(results);
  });

  test("asks an experiment to prove again what its recorded runs hold", async () => {
    await papers("run", "pi-day", "--preset", "full", "--record");
    const experiment = join(root, "papers/pi-day/experiments/estimate.ts");
    const source = await readFile(experiment, "utf8");
    const doubting = "recheck: () => 'certificate: the bound is not proved',\n  async run(";
    await writeFile(experiment, source.replace("async run(", doubting));
    const { code, stderr } = await papers("verify", "pi-day");
    await writeFile(experiment, source);
    expect(code).toBe(1);
    expect(stderr).toMatch(/results\/estimate-full-1-\w+\.json: certificate: the bound is not proved\n/);
  });

  test.each([
    [
      [],
      "async run(",
      "recheck() { throw new Error('no such row'); },\n  async run(",
      /^the recheck of estimate failed: no such row$/,
    ],
    [
      ["--rerun"],
      "let count = 0;",
      "throw new Error('no such row'); let count = 0;",
      /^cannot be run again: no such row$/,
    ],
  ])("goes on when an experiment fails, with %j", async (options, code, failing, message) => {
    await papers("run", "pi-day", "--preset", "full", "--record");
    const experiment = join(root, "papers/pi-day/experiments/estimate.ts");
    const source = await readFile(experiment, "utf8");
    await writeFile(experiment, source.replace(code, failing));
    const verified = await papers("verify", "pi-day", "--json", ...options);
    await writeFile(experiment, source);
    expect(verified.code).toBe(1);
    const { papers: judged, problems } = JSON.parse(verified.stdout);
    expect(judged).toHaveLength(1);
    expect(problems[0]).toEqual({
      file: expect.stringMatching(/results\/estimate-full-1-\w+\.json$/),
      message: expect.stringMatching(message),
    });
  });

  test("names the file and the field of a record that was changed, and judges the rest", async () => {
    await papers("run", "pi-day", "--preset", "full", "--seeds", "3", "--record");
    const copy = await mkdtemp(join(repository, ".papers", "cli-test-"));
    await cp(root, copy, { recursive: true });
    const results = join(copy, "papers/pi-day/results");
    const [first, second, third] = (await readdir(results)).sort();
    const text = await readFile(join(results, first), "utf8");
    await writeFile(join(results, first), text.replace(/"estimate": 3\.\d+/, '"estimate": 3.1415926'));
    await writeFile(join(results, second), "{ not json");
    await writeFile(join(results, third), JSON.stringify({ id: "x" }));
    const kept = root;
    root = copy;
    try {
      const { code, stdout, stderr } = await papers("verify", "--json");
      expect(code).toBe(1);
      expect(stderr).toContain(
        `papers/pi-day/results/${first}: digest: the content was changed after it was recorded`,
      );
      expect(stderr).toContain(`papers/pi-day/results/${second}: the file is not JSON`);
      expect(stderr).toContain(`papers/pi-day/results/${third}: paper: is missing`);
      expect(JSON.parse(stdout).papers[0].slug).toBe("pi-day");
      expect((await papers("ls")).code).toBe(0);
    } finally {
      root = kept;
      await rm(copy, { recursive: true, force: true });
    }
  });
});

test("the schemas of records and runs are printed as JSON Schema", async () => {
  const { paper, run } = JSON.parse((await papers("schema")).stdout);
  expect(paper).toMatchObject({ type: "object", required: expect.arrayContaining(["slug", "claims"]) });
  expect(run).toMatchObject({ type: "object", required: expect.arrayContaining(["measurements", "digest"]) });
  expect(JSON.parse((await papers("schema", "pi-day/estimate")).stdout)).toMatchObject({
    required: ["points"],
  });
});

describe("a paper with commands of its own", () => {
  beforeAll(async () => {
    await writeFile(
      join(root, "papers/pi-day/command.ts"),
      `export const commands = [{
  name: "greet",
  description: "greets",
  options: { name: { value: "<name>", description: "whom", default: "world" }, loud: { description: "with an exclamation mark" } },
  async run({ name, loud }: { name: string; loud?: boolean }, { print }: { print(line: string): void }) {
    print("hello " + name + (loud ? "!" : ""));
  },
}];
`,
    );
  });
  afterAll(() => rm(join(root, "papers/pi-day/command.ts")));

  test("runs them under its name, with their options", async () => {
    expect(await papers("pi-day", "greet", "--name", "π", "--loud")).toMatchObject({
      code: 0,
      stdout: "hello π!\n",
      stderr: "",
    });
    expect((await papers("pi-day", "greet")).stdout).toBe("hello world\n");
  });

  test("is named in the help, and a wrong option is refused as everywhere", async () => {
    expect((await papers("--help")).stdout).toContain("Papers with commands of their own: pi-day");
    expect(await papers("pi-day", "greet", "--lout")).toMatchObject({ code: 2, stdout: "" });
  });

  test("is told when the file does not export commands", async () => {
    const file = join(root, "papers/pi-day/command.ts");
    const text = await readFile(file, "utf8");
    await writeFile(file, "export const commands = [{ name: 'greet' }];\n");
    const { code, stderr } = await papers("pi-day", "greet");
    await writeFile(file, text);
    expect(code).toBe(1);
    expect(stderr).toContain("papers/pi-day/command.ts must export commands");
  });
});
