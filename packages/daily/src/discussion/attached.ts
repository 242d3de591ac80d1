/**
 * @file Runs that a comment rests on.
 *
 * A run on this server and a recorded one are named; what they measured is read where they are. What a reader ran elsewhere is told by its JSON, which is checked
 * against the experiment and kept without tables and figures: it says what was measured, and how to measure it again.
 */
import {
  mismatch,
  nearestNames,
  parseRun,
  Run,
  type AnyExperiment,
  type Host,
  type Provenance,
} from "@working-papers/lab";
import type { PaperFolder } from "@working-papers/lab/node";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { Refused } from "../accounts/index.ts";
import type { Executor } from "../database/open.ts";
import { run as runTable } from "../database/schema.ts";
import { cleanLine } from "../papers/clean.ts";

/** Done on this server; recorded in the repository; or reported by a reader, who ran it elsewhere. */
export type AttachedKind = "server" | "recorded" | "reader";

/** A reader's run without its tables and figures. */
export const ReportedRun = Run.omit({ tables: true, figures: true });
export type ReportedRun = z.infer<typeof ReportedRun>;

export type Attached =
  { kind: "server" | "recorded"; id: string } | { kind: "reader"; id: string; run: ReportedRun };

/** What a form asks to attach. */
export type AttachRequest =
  | { kind: "server" | "recorded"; id: string }
  /** What `papers run --json` prints, or the page gives. */
  | { kind: "reader"; json: string };

/** Runs that one comment may have. */
export const MOST_RUNS = 4;
/** Characters of JSON that are looked at, and that are kept. */
const LARGEST = 400_000;
const LARGEST_KEPT = 20_000;

/**
 * Checks what is to be attached to a comment on a paper.
 *
 * @throws Refused in a sentence
 */
export async function checkAttached(
  db: Executor,
  requests: readonly AttachRequest[],
  folder: PaperFolder | undefined,
): Promise<Attached[]> {
  if (requests.length === 0) return [];
  if (!folder) throw refused("Only papers that work here have runs, and this one does not yet.");
  if (requests.length > MOST_RUNS)
    throw refused(`A comment may have ${MOST_RUNS} runs, and this one has ${requests.length}.`);
  const attached: Attached[] = [];
  for (const request of requests) {
    const one = await checkOne(db, request, folder);
    if (!attached.some(({ kind, id }) => kind === one.kind && id === one.id)) attached.push(one);
  }
  return attached;
}

async function checkOne(db: Executor, request: AttachRequest, folder: PaperFolder): Promise<Attached> {
  if (request.kind === "reader") {
    const run = readReportedRun(request.json, folder);
    return { kind: "reader", id: run.id, run };
  }
  const { kind, id } = request;
  if (kind === "recorded") {
    if (folder.runs.some((run) => run.id === id)) return { kind, id };
    throw refused(`There is no recorded run «${id.slice(0, 60)}» of this paper.`);
  }
  const [found] = await db
    .select({ paper: runTable.paper, state: runTable.state })
    .from(runTable)
    .where(eq(runTable.id, id));
  if (found?.paper !== folder.paper.slug)
    throw refused(`There is no run «${id.slice(0, 60)}» of this paper on the server.`);
  if (found.state !== "done")
    throw refused(`The run ${id} is not done: it can be attached once it has measured something.`);
  return { kind, id };
}

/**
 * A reader's run from its JSON. A whole run is checked against its digest; one without tables and figures cannot be.
 *
 * @throws Refused in a sentence: what was expected, what came
 */
export function readReportedRun(json: string, { paper, experiments }: PaperFolder): ReportedRun {
  const run = parsed(json);
  if (run.paper !== paper.slug)
    throw refused(`The run is one of the paper ${cleanLine(run.paper).slice(0, 60)}, not of ${paper.slug}.`);
  const experiment = experiments.find(({ id }) => id === run.experiment);
  if (!experiment)
    throw refused(
      `The paper has no experiment «${cleanLine(run.experiment).slice(0, 60)}».${meant(run.experiment, experiments)}`,
    );
  const wrong = mismatch({ ...run, tables: [], figures: [] }, experiment);
  if (wrong !== undefined) throw refused(`The run does not fit its experiment: ${wrong.slice(0, 300)}.`);
  const kept = { ...run, provenance: shortened(run.provenance) };
  if (JSON.stringify(kept).length > LARGEST_KEPT)
    throw refused("The run has more measurements than a comment can hold.");
  return kept;
}

function parsed(json: string): ReportedRun {
  if (json.length > LARGEST)
    throw refused(
      `The run has ${json.length} characters of JSON, and may have ${LARGEST}: leave its tables and figures out.`,
    );
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw refused("The run is not JSON: paste what «papers run … --json» prints.");
  }
  // `papers run --json` prints the run within a document.
  if (typeof value === "object" && value !== null && "run" in value) value = value.run;
  const whole = typeof value === "object" && value !== null && "tables" in value;
  if (whole)
    try {
      const { tables: _tables, figures: _figures, ...run } = parseRun(value);
      return run;
    } catch (error) {
      throw refused(`The run is not one as it was measured: ${(error as Error).message.slice(0, 300)}.`);
    }
  const read = ReportedRun.safeParse(value);
  if (read.success) return read.data;
  const [{ path, message }] = read.error.issues;
  throw refused(`The run is not complete: ${path.join(".") || "it"}: ${message}.`);
}

const line = (text: string): string => cleanLine(text).slice(0, 300);

/** Its texts are a stranger's, and only said. */
function shortened({ providers, startedAt, resumedFrom, ...host }: Provenance): Provenance {
  return {
    ...shortenedHost(host),
    providers: providers.slice(0, 10).map(line),
    startedAt,
    ...(resumedFrom && { resumedFrom: resumedFrom.slice(0, 10).map(shortenedHost) }),
  };
}

const shortenedHost = ({ commit, packages, runtime, platform, processor, cores }: Host): Host => ({
  commit: commit === null ? null : line(commit),
  packages: Object.fromEntries(
    Object.entries(packages)
      .slice(0, 20)
      .map(([name, version]) => [line(name), line(version)]),
  ),
  runtime: line(runtime),
  platform: line(platform),
  processor: line(processor),
  cores,
});

function meant(name: string, experiments: readonly AnyExperiment[]): string {
  const near = nearestNames(
    name.slice(0, 60),
    experiments.map(({ id }) => id),
  );
  return near.length > 0 ? ` Did you mean ${near.join(" or ")}?` : "";
}

function refused(sentence: string): Refused {
  return new Refused(400, sentence, "run");
}
