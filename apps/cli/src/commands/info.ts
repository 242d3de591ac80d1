/** @file `papers info <paper>`: what it is, its claims with verdicts, its experiments with parameters. */
import { allowedValues, describeParameters, presetNames } from "@working-papers/lab";
import { reportProblems } from "../problems.ts";
import { repository } from "../root.ts";
import { styled, verdictLabel } from "../terminal.ts";
import { textTable } from "../table.ts";

export async function info(slug: string, options: { json?: boolean }): Promise<void> {
  const { paper, experiments, verdicts, runs, problems } = await (await repository()).load(slug);
  const described = experiments.map((experiment) => ({
    id: experiment.id,
    title: experiment.title,
    question: experiment.question,
    version: experiment.version,
    varies: experiment.varies,
    provider: experiment.provider,
    parameters: describeParameters(experiment),
    presets: experiment.presets,
    measurements: experiment.measurements,
  }));
  if (options.json) {
    console.log(
      JSON.stringify({ paper, verdicts, experiments: described, runs: runs.map(({ id }) => id) }, null, 2),
    );
    reportProblems(problems);
    return;
  }
  const lines = [
    styled("bold", paper.title),
    paper.authors.join(", "),
    `arXiv:${paper.arxiv}, ${paper.date}`,
    "",
    paper.summary,
    "",
  ];
  const claims = paper.claims.map((claim, index) => [
    styled("bold", claim.id),
    verdictLabel(verdicts[index].verdict),
    claim.scale,
    claim.statement,
  ]);
  lines.push(
    textTable(
      [{ title: "claim" }, { title: "verdict" }, { title: "scale" }, { title: "statement", wraps: true }],
      claims,
    ),
    "",
  );
  for (const experiment of experiments) {
    lines.push(`${styled("bold", `${slug}/${experiment.id}`)}  ${experiment.question}`);
    for (const name of presetNames(experiment))
      lines.push(`  --preset ${name}: ${experiment.presets[name].cost}`);
    for (const parameter of describeParameters(experiment))
      lines.push(`  --set ${parameter.name}=…: ${parameter.title}, ${allowedValues(parameter)}`);
    lines.push("");
  }
  if (experiments.length === 0) lines.push("No experiments yet: the system of this paper is still to come.");
  console.log(lines.join("\n").trimEnd());
  reportProblems(problems);
}
