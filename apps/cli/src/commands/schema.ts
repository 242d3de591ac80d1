/** @file `papers schema`: the JSON Schemas of records and runs, or of one experiment's parameters. */
import { didYouMean, jsonSchemas, parametersSchema, UsageError } from "@working-papers/lab";
import { repository } from "../root.ts";

export async function schema(target: string | undefined): Promise<void> {
  console.log(JSON.stringify(target === undefined ? jsonSchemas() : await schemaOf(target), null, 2));
}

async function schemaOf(target: string): Promise<unknown> {
  const [slug, id = ""] = target.split("/");
  const { experiments } = await (await repository()).load(slug);
  const experiment = experiments.find((candidate) => candidate.id === id);
  if (experiment) return parametersSchema(experiment);
  const names = experiments.map((candidate) => candidate.id);
  throw new UsageError(`Paper ${slug} has no experiment «${id}».${didYouMean(id, names)}`);
}
