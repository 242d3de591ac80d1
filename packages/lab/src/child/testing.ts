/** @file A repository with one paper whose experiment misbehaves on request, for tests of what runs experiments. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../../..", import.meta.url));

const paper = `import { definePaper } from "@working-papers/lab";
export default definePaper({
  slug: "walk", arxiv: "2609.00000", title: "A walk", authors: ["Ada Example"], date: "2026-09-01", listed: "2026-09-02",
  categories: ["stat.CO"], summary: "A random walk that is long or short, as the parameters of the experiment say.", system: "a walk of so many steps",
  claims: [{
    id: "WK-01", statement: "A walk ends near its start.", place: "section 1", reported: { text: "0", value: 0 }, scale: "full",
    checks: [{ experiment: "steps", measurement: "place", expect: { kind: "near", value: 0, tolerance: 1000 } }],
  }],
});
`;

/** Slow on purpose: a state is saved at every step, and every step takes some milliseconds. */
const experiment = `import { defineExperiment, z } from "@working-papers/lab";
export default defineExperiment({
  id: "steps", version: 1, title: "Steps", question: "Where does it end?", method: "One step after the other.",
  provider: "javascript", varies: "by seed",
  parameters: z.strictObject({
    count: z.int().min(1).max(100000).meta({ title: "Steps" }),
    pause: z.int().min(0).max(1000).meta({ title: "Milliseconds between steps" }),
    mood: z.enum(["fine", "heap", "memory", "busy", "crash", "error", "late"]).meta({ title: "What goes wrong" }),
  }),
  measurements: { place: { title: "Place" } },
  presets: {
    quick: { parameters: { count: 20, pause: 5, mood: "fine" }, cost: "nothing" },
    full: { parameters: { count: 200, pause: 20, mood: "fine" }, cost: "four seconds" },
  },
  async run({ parameters: { count, pause, mood }, random, checkpoint, step }) {
    const hold = [];
    if (mood === "heap") for (;;) hold.push(new Array(10000).fill(hold.length + 0.5));
    if (mood === "memory") for (;;) { hold.push(new Uint8Array(16e6).fill(1)); await new Promise((r) => setTimeout(r, 10)); }
    if (mood === "busy") {
      await checkpoint.save({ i: 0, place: 0, position: 0 });
      for (;;) hold.length = 0;
    }
    if (mood === "crash") process.kill(process.pid, "SIGKILL");
    if (mood === "error") throw new Error("The reason.");
    const state = (await checkpoint.load()) ?? { i: 0, place: 0, position: 0 };
    random.seek(state.position);
    for (; state.i < count; ) {
      await step(state.i / count, "step " + state.i);
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      state.place += random.uniform() - 0.5;
      state.i++;
      await checkpoint.save({ ...state, position: random.position });
      if (mood === "late" && state.i * 2 >= count) throw new Error("Half of the way is enough.");
    }
    return {
      measurements: { place: state.place },
      tables: [{ id: "place", title: "Place", columns: [{ title: "at" }], rows: [[state.place]] }],
    };
  },
});
`;

export interface TestRepository {
  root: string;
  remove(): Promise<void>;
}

/** Below this repository, so that the paper finds its packages; beside `papers/`, so that nothing else finds it. */
export async function testRepository(): Promise<TestRepository> {
  const parent = join(repository, ".papers");
  await mkdir(parent, { recursive: true });
  const root = await mkdtemp(join(parent, "runs-test-"));
  const folder = join(root, "papers", "walk");
  await mkdir(join(folder, "experiments"), { recursive: true });
  await writeFile(join(root, "papers", "package.json"), '{ "name": "test-papers", "type": "module" }\n');
  await writeFile(join(folder, "paper.ts"), paper);
  await writeFile(join(folder, "experiments", "steps.ts"), experiment);
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}
