/**
 * @file Papers as folders: finds `papers/<slug>/`, loads record, experiments and recorded runs.
 *
 * A folder is all a paper needs to be found. What is wrong in one file is reported as a problem of that file and breaks
 * nothing else.
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { canonicalJson } from "../canonical.ts";
import { UsageError, type AnyExperiment } from "../experiment.ts";
import type { Paper } from "../paper.ts";
import { isSuperseded, mismatch, parseRun, type Run } from "../run.ts";
import { didYouMean } from "../suggest.ts";
import { judge, type Verdict } from "../verdict.ts";

export interface Problem {
  /** Path of the file, relative to the repository's root. */
  file: string;
  /** What is wrong with it; begins with the field when there is one. */
  message: string;
}

export interface PaperFolder {
  paper: Paper;
  directory: string;
  experiments: AnyExperiment[];
  /** Recorded runs that fit their experiment as it stands, oldest first. */
  runs: Run[];
  /** Recorded runs of older versions of their experiment, oldest first: kept, and counted nowhere. */
  superseded: Run[];
  verdicts: Verdict[];
  problems: Problem[];
}

export interface Repository {
  root: string;
  /** Slugs of all folders under `papers/` that hold a record. */
  slugs(): Promise<string[]>;
  /** @throws UsageError when there is no such paper, with the nearest names */
  load(slug: string): Promise<PaperFolder>;
  /** The records that could be read, one for an arXiv id, without experiments and runs: quick. */
  records(): Promise<Paper[]>;
  /** All papers whose record could be read, and the problems of those whose record could not. */
  loadAll(): Promise<{ folders: PaperFolder[]; problems: Problem[] }>;
}

/** @throws UsageError when `root` has no folder `papers` */
export async function openRepository(root: string): Promise<Repository> {
  const papers = join(resolve(root), "papers");
  const isFolder = await stat(papers).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new UsageError(`A folder with papers was expected at ${papers}, but there is none.`);
  const recorded = runCache();

  async function slugs(): Promise<string[]> {
    const entries = await readdir(papers, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== "node_modules");
    const withRecord = await Promise.all(
      folders.map(async ({ name }) => ((await exists(join(papers, name, "paper.ts"))) ? name : undefined)),
    );
    return withRecord.filter((name) => name !== undefined).sort();
  }

  async function load(slug: string): Promise<PaperFolder> {
    const known = await slugs();
    if (!known.includes(slug)) throw new UsageError(`There is no paper «${slug}».${didYouMean(slug, known)}`);
    return loadFolder(slug);
  }

  async function records(): Promise<Paper[]> {
    const read = await Promise.allSettled((await slugs()).map(readRecord));
    const found = read.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    return found.filter((paper) => firstOfId(found, paper) === paper);
  }

  async function readRecord(slug: string): Promise<Paper> {
    const paper = await importDefault<Paper>(join(papers, slug, "paper.ts"));
    if (paper.slug !== slug)
      throw new Error(`The record in papers/${slug} is of «${paper.slug}»; folder and slug must agree.`);
    return paper;
  }

  async function loadFolder(slug: string): Promise<PaperFolder> {
    const directory = join(papers, slug);
    const paper = await readRecord(slug);
    const problems: Problem[] = [];
    const experiments = await loadExperiments(directory, problems);
    const { runs, superseded } = await loadRuns(slug, directory, experiments, problems);
    problems.push(...claimProblems(paper, directory, experiments), ...conflicts(directory, runs));
    for (const problem of problems) problem.file = relative(resolve(root), problem.file);
    return {
      paper,
      directory,
      experiments,
      runs,
      superseded,
      verdicts: paper.claims.map((claim) => judge(claim, runs)),
      problems,
    };
  }

  async function loadRuns(
    slug: string,
    directory: string,
    experiments: AnyExperiment[],
    problems: Problem[],
  ): Promise<Pick<PaperFolder, "runs" | "superseded">> {
    const folder = join(directory, "results");
    const files = (await list(folder, problems)).filter((name) => name.endsWith(".json"));
    const runs: Run[] = [];
    const superseded: Run[] = [];
    for (const name of files) {
      const file = join(folder, name);
      try {
        const run = await recorded.read(file);
        if (run.paper !== slug) throw new Error(`paper: ${slug} was expected, not ${run.paper}`);
        if (`${run.id}.json` !== name)
          throw new Error(`id: the file of run ${run.id} must be called ${run.id}.json`);
        const experiment = experiments.find(({ id }) => id === run.experiment);
        if (!experiment) throw new Error(`experiment: papers/${slug} has no experiment ${run.experiment}`);
        if (isSuperseded(run, experiment)) {
          superseded.push(run);
          continue;
        }
        const wrong = mismatch(run, experiment);
        if (wrong) throw new Error(wrong);
        runs.push(run);
      } catch (error) {
        problems.push({ file, message: (error as Error).message });
      }
    }
    for (const found of [runs, superseded])
      found.sort((a, b) => (a.provenance.startedAt < b.provenance.startedAt ? -1 : 1));
    return { runs, superseded };
  }

  async function loadAll(): Promise<{ folders: PaperFolder[]; problems: Problem[] }> {
    const folders: PaperFolder[] = [];
    const problems: Problem[] = [];
    for (const slug of await slugs()) {
      try {
        const folder = await loadFolder(slug);
        folders.push(folder);
        problems.push(...folder.problems);
      } catch (error) {
        problems.push({ file: join("papers", slug, "paper.ts"), message: (error as Error).message });
      }
    }
    return { folders, problems: [...problems, ...sharedIds(folders)] };
  }

  return { root: resolve(root), slugs, load, records, loadAll };
}

const firstOfId = (papers: readonly Paper[], { arxiv }: Paper): Paper =>
  papers.find((paper) => paper.arxiv === arxiv)!;

/** One problem for each paper with the arXiv id of one before it: the site and its lists have one place for an id. */
function sharedIds(folders: readonly PaperFolder[]): Problem[] {
  const papers = folders.map(({ paper }) => paper);
  return papers.flatMap((paper) => {
    const first = firstOfId(papers, paper);
    if (first === paper) return [];
    const message = `arxiv: ${paper.arxiv} is the id of ${first.slug} already, which the site shows; give each paper its own`;
    return [{ file: join("papers", paper.slug, "paper.ts"), message }];
  });
}

async function loadExperiments(directory: string, problems: Problem[]): Promise<AnyExperiment[]> {
  const folder = join(directory, "experiments");
  const names = await list(folder, problems);
  const files = names.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  const loaded: AnyExperiment[] = [];
  for (const name of files) {
    const file = join(folder, name);
    try {
      const experiment = await importDefault<AnyExperiment>(file);
      if (experiment.id !== name.slice(0, -3))
        throw new Error(`id: ${name.slice(0, -3)} was expected, as the file is called, not ${experiment.id}`);
      loaded.push(experiment);
    } catch (error) {
      problems.push({ file, message: (error as Error).message });
    }
  }
  return loaded;
}

/** Checks that name an experiment or a measurement that does not exist. */
function claimProblems(paper: Paper, directory: string, experiments: AnyExperiment[]): Problem[] {
  const problems: Problem[] = [];
  for (const claim of paper.claims) {
    for (const check of claim.checks) {
      const experiment = experiments.find(({ id }) => id === check.experiment);
      if (!experiment) {
        const names = experiments.map(({ id }) => id);
        problems.push({
          file: join(directory, "paper.ts"),
          message: `claim ${claim.id}: there is no experiment ${check.experiment}.${didYouMean(check.experiment, names)}`,
        });
      } else if (!(check.measurement in experiment.measurements)) {
        const names = Object.keys(experiment.measurements);
        problems.push({
          file: join(directory, "paper.ts"),
          message: `claim ${claim.id}: ${check.experiment} does not measure ${check.measurement}.${didYouMean(check.measurement, names)}`,
        });
      }
    }
  }
  return problems;
}

/** Runs that must have measured the same and did not. Timings may differ; a different provider may round differently. */
function conflicts(directory: string, runs: Run[]): Problem[] {
  const problems: Problem[] = [];
  const first = new Map<string, Run>();
  for (const run of runs) {
    if (run.varies === "by machine") continue;
    const key = canonicalJson([
      run.experiment,
      run.params,
      run.varies === "never" ? 0 : run.seed,
      run.provenance.providers,
    ]);
    const earlier = first.get(key);
    if (!earlier) first.set(key, run);
    else if (canonicalJson(earlier.measurements) !== canonicalJson(run.measurements))
      problems.push({
        file: join(directory, "results", `${run.id}.json`),
        message: `measurements: differ from those of ${earlier.id}, which has the same parameters, seed and provider`,
      });
  }
  return problems;
}

/** Recorded runs never change, so a file with the same time and size is parsed and checked once per process. */
function runCache() {
  const known = new Map<string, { stamp: string; run: Run }>();
  return {
    async read(file: string): Promise<Run> {
      const { mtimeMs, size } = await stat(file);
      const stamp = `${mtimeMs}:${size}`;
      const hit = known.get(file);
      if (hit?.stamp === stamp) return hit.run;
      const run = parseRun(parseJson(await readFile(file, "utf8")));
      known.set(file, { stamp, run });
      return run;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`the file is not JSON (${(error as Error).message})`, { cause: error });
  }
}

async function importDefault<Value>(file: string): Promise<Value> {
  const module = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { default?: Value };
  if (module.default === undefined) throw new Error("a default export was expected, but the module has none");
  return module.default;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The names in a folder of a paper. None when there is no such folder; when it cannot be read, that is a problem. */
async function list(folder: string, problems: Problem[]): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") problems.push({ file: folder, message: `the folder cannot be read: ${message}` });
    return [];
  }
}
