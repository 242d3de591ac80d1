/** @file The worker in which experiments run, with every paper's experiments within reach. */
import type { AnyExperiment } from "@working-papers/lab";
import { serveRuns } from "@working-papers/lab/worker";

const experiments = import.meta.glob<AnyExperiment>(
  ["../../../../../papers/*/experiments/*.ts", "!**/*.test.ts"],
  { import: "default" },
);

serveRuns(self, (paper, experiment) => {
  const load = experiments[`../../../../../papers/${paper}/experiments/${experiment}.ts`];
  if (load) return load();
  throw new Error(
    `The pages were built without ${paper}/${experiment}. Start the site again to build it in, or run it with the command.`,
  );
});
