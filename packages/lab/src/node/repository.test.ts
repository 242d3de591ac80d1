/** @file Papers as folders: recorded runs that count, that do not, and that contradict each other, and papers that do. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { testRepository, type TestRepository } from "../child/testing.ts";
import { sealRun, type Run } from "../run.ts";
import { runOf } from "../testing.ts";
import { recordRun } from "./record.ts";
import { openRepository, type PaperFolder } from "./repository.ts";

let files: TestRepository;
let results: string;

/** An experiment of which there was a version before. */
const leaps = `import { defineExperiment, z } from "@working-papers/lab";
const preset = { parameters: { length: 3 }, cost: "nothing" };
export default defineExperiment({
  id: "leaps", version: 2, title: "Leaps", question: "How far?", method: "One leap.", provider: "javascript", varies: "by seed",
  parameters: z.strictObject({ length: z.int().meta({ title: "Length" }) }),
  measurements: { place: { title: "Place" } }, presets: { quick: preset, full: preset },
  run: async ({ parameters }) => ({ measurements: { place: parameters.length } }),
});
`;

beforeAll(async () => {
  files = await testRepository();
  results = join(files.root, "papers", "walk", "results");
  await writeFile(join(files.root, "papers", "walk", "experiments", "leaps.ts"), leaps);
});
afterEach(() => rm(results, { recursive: true, force: true }));
afterAll(() => files.remove());

const load = async (): Promise<PaperFolder> => (await openRepository(files.root)).load("walk");

/** A recorded run of leaps; what is not given is as the experiment has it. */
async function recorded(change: Partial<Run>): Promise<Run> {
  const leaping = (await load()).experiments.find(({ id }) => id === "leaps")!;
  const { id: _id, digest: _digest, ...content } = runOf(leaping, { place: 3 });
  const run = sealRun({ ...content, paper: "walk", ...change });
  await recordRun(run, results);
  return run;
}

const fileOf = ({ id }: Run): string => `papers/walk/results/${id}.json`;

test("runs of older versions are kept and do not count, whatever their parameters and measurements", async () => {
  const current = await recorded({});
  const older = await recorded({
    experimentVersion: 1,
    varies: "never",
    params: { height: 1 },
    measurements: { far: 2 },
  });
  expect(await load()).toMatchObject({ runs: [current], superseded: [older], problems: [] });
});

test("an older run that was changed is a problem as any other, and so is one of a newer version", async () => {
  const older = await recorded({ experimentVersion: 1 });
  await writeFile(join(results, `${older.id}.json`), JSON.stringify({ ...older, seed: 2 }));
  const newer = await recorded({ experimentVersion: 3 });
  const { runs, superseded, problems } = await load();
  expect([runs, superseded]).toEqual([[], []]);
  expect(problems).toEqual(
    expect.arrayContaining([
      {
        file: fileOf(older),
        message: "digest: the content was changed after it was recorded, run the experiment again",
      },
      {
        file: fileOf(newer),
        message:
          "experimentVersion: recorded by version 3 of leaps, which is only version 2 here; update the experiment",
      },
    ]),
  );
});

test("of two runs that ought to have measured the same and did not, the later one is a problem", async () => {
  const startedAt = "2026-01-02T00:00:00.000Z";
  const first = await recorded({});
  const { provenance } = first;
  const second = await recorded({ measurements: { place: 4 }, provenance: { ...provenance, startedAt } });
  // Another seed, another provider: these may differ.
  await recorded({ seed: 2, measurements: { place: 5 } });
  await recorded({ measurements: { place: 6 }, provenance: { ...provenance, providers: ["cuda"] } });
  const { runs, problems } = await load();
  expect(runs).toHaveLength(4);
  expect(problems).toEqual([
    {
      file: fileOf(second),
      message: `measurements: differ from those of ${first.id}, which has the same parameters, seed and provider`,
    },
  ]);
});

test("a folder that is none is a problem, one that is not there is not", async () => {
  expect((await load()).problems).toEqual([]);
  await writeFile(results, "in the way");
  expect((await load()).problems).toEqual([
    { file: "papers/walk/results", message: expect.stringMatching(/^the folder cannot be read: ENOTDIR/) },
  ]);
});

test("of two papers with one arXiv id the first is kept, and the other's file is named", async () => {
  const folder = join(files.root, "papers", "wander");
  await mkdir(folder);
  await writeFile(
    join(folder, "paper.ts"),
    `export default { slug: "wander", arxiv: "2609.00000", claims: [] };`,
  );
  const repository = await openRepository(files.root);
  expect((await repository.records()).map(({ slug }) => slug)).toEqual(["walk"]);
  const { folders, problems } = await repository.loadAll();
  expect(folders.map(({ paper }) => paper.slug)).toEqual(["walk", "wander"]);
  expect(problems).toEqual([
    {
      file: "papers/wander/paper.ts",
      message: "arxiv: 2609.00000 is the id of walk already, which the site shows; give each paper its own",
    },
  ]);
});
