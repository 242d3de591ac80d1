import { daily } from "#lib/server/daily.ts";
import { requestOf } from "#lib/server/here.ts";
import { paperFolder } from "#lib/server/repository.ts";
import { stateView } from "#lib/server/run-state.ts";
import { askerOf, ownerOf } from "#lib/server/visitor.ts";
import { settings } from "#lib/server/work.ts";
import { latestRuns, RunRefused } from "@working-papers/daily";
import { didYouMean, UsageError } from "@working-papers/lab";
import { fail, redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

const SHOWN = 50;

/** The newest runs, with the reader's own marked. */
export const load: PageServerLoad = async ({ cookies, locals }) => {
  const owner = ownerOf({ cookies, locals });
  const runs = await latestRuns(daily().database.db, SHOWN);
  return {
    openTo: settings.RUNS,
    runs: runs.map((run) => ({
      ...stateView(run),
      id: run.id,
      paper: run.paper,
      experiment: run.experiment,
      preset: run.preset,
      altered: run.altered,
      seed: run.seed,
      own: run.owner === owner,
    })),
  };
};

/** Puts a run in the queue: paper and experiment in the address, preset, seed and parameters as the experiment's form names them. */
export const actions: Actions = {
  async default(event) {
    const { url, locals, request } = event;
    if (settings.RUNS === "members" && locals.member?.suspended !== undefined)
      return fail(403, { message: "An editor has suspended your account: run it in your page meanwhile." });
    if (settings.RUNS === "members" && locals.member === undefined)
      return fail(403, {
        message: "Members of this site can have experiments run on its server: sign in first.",
      });
    const folder = await paperFolder(url.searchParams.get("paper") ?? "");
    const name = url.searchParams.get("experiment") ?? "";
    const experiment = folder.experiments.find(({ id }) => id === name);
    if (!experiment) {
      const names = folder.experiments.map(({ id }) => id);
      return fail(404, {
        message: `Paper ${folder.paper.slug} has no experiment «${name.slice(0, 60)}».${didYouMean(name, names)}`,
      });
    }
    const fields = new Map<string, string>();
    for (const [key, value] of await request.formData())
      if (typeof value === "string" && key.startsWith(`${name}.`))
        fields.set(key.slice(name.length + 1), value);
    let id: string;
    try {
      ({ id } = await daily().work.askForRun(requestOf(folder, experiment, fields), askerOf(event)));
    } catch (error) {
      if (error instanceof UsageError) return fail(400, { message: error.message });
      if (error instanceof RunRefused) return fail(429, { message: error.message });
      throw error;
    }
    redirect(303, `/runs/${id}`);
  },
};
