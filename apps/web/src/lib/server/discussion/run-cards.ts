/** @file Runs attached to comments, as small cards: what was measured beside what the claims expect, where it ran, and the command that repeats it. */
import { claimPage, readServerRun, type Attached, type AttachedKind, type Db } from "@working-papers/daily";
import { acceptedRange, describeExpectation, formatNumber, type Run } from "@working-papers/lab";
import type { PaperFolder } from "@working-papers/lab/node";
import { changedParameters, runCommand } from "../../command.ts";
import { typeset } from "../../typeset.ts";
import { runHref } from "../claims.ts";

export interface MeasuredLine {
  /** What was measured. */
  what: string;
  /** «0.19 bits». */
  value: string;
  /** What a claim expects of it, and whether this run's value lies there. A single run decides no claim. */
  expected?: { claim: string; href: string; text: string; inside: boolean };
}

export interface RunCardView {
  kind: AttachedKind;
  id: string;
  /** Of runs that this site has. */
  href: string | undefined;
  experiment: { id: string; title: string };
  preset: string;
  altered: boolean;
  seed: number;
  /** Of an earlier version of the experiment: its numbers may mean something else. */
  stale: boolean;
  lines: MeasuredLine[];
  /** Measurements that the card has no room for. */
  more: number;
  command: string;
  /** Where a reader ran it, in their words. */
  machine: string | undefined;
}

const SHOWN = 4;

type Told = Pick<
  Run,
  "experiment" | "experimentVersion" | "preset" | "altered" | "seed" | "params" | "measurements"
>;

/** Cards of the runs that can be told of; those whose experiment is gone are left out. */
export async function runCards(
  db: Db,
  attached: readonly Attached[],
  folder: PaperFolder | undefined,
  claim?: string,
): Promise<RunCardView[]> {
  if (!folder) return [];
  const cards: RunCardView[] = [];
  for (const one of attached) {
    const run = await toldBy(db, one, folder);
    const card = run && cardOf(one, run, folder, claim);
    if (card) cards.push(card);
  }
  return cards;
}

async function toldBy(db: Db, attached: Attached, folder: PaperFolder): Promise<Told | undefined> {
  if (attached.kind === "reader") return attached.run;
  if (attached.kind === "recorded") return folder.runs.find(({ id }) => id === attached.id);
  return doneOnServer(db, attached.id);
}

// A run that is done does not change; reading one checks its digest.
const known = new Map<string, Told>();
const KNOWN = 500;

async function doneOnServer(db: Db, id: string): Promise<Told | undefined> {
  const seen = known.get(id);
  if (seen) return seen;
  const run = (await readServerRun(db, id))?.result;
  if (!run) return undefined;
  const { tables: _tables, figures: _figures, ...told } = run;
  if (known.size >= KNOWN) known.delete(known.keys().next().value!);
  known.set(id, told);
  return told;
}

function cardOf(
  attached: Attached,
  run: Told,
  folder: PaperFolder,
  claim: string | undefined,
): RunCardView | undefined {
  const { slug } = folder.paper;
  const experiment = folder.experiments.find(({ id }) => id === run.experiment);
  if (!experiment) return undefined;
  const { preset, altered, seed, params } = run;
  const lines = measuredLines(run, folder, claim);
  return {
    kind: attached.kind,
    id: attached.id,
    href: { server: `/runs/${attached.id}`, recorded: runHref(slug, attached.id), reader: undefined }[
      attached.kind
    ],
    experiment: { id: experiment.id, title: typeset(experiment.title) },
    preset,
    altered,
    seed,
    stale: run.experimentVersion !== experiment.version,
    lines: lines.slice(0, SHOWN),
    more: Math.max(0, lines.length - SHOWN),
    command: runCommand({
      paper: slug,
      experiment: experiment.id,
      preset,
      seed,
      changes: changedParameters(params, experiment.presets[preset].parameters),
    }),
    machine: attached.kind === "reader" ? machineOf(attached.run.provenance) : undefined,
  };
}

/** What claims ask of the experiment first, those of the claim that is spoken of before all others. */
function measuredLines(run: Told, folder: PaperFolder, claim: string | undefined): MeasuredLine[] {
  const experiment = folder.experiments.find(({ id }) => id === run.experiment)!;
  const checks = folder.paper.claims
    .flatMap(({ id, checks: all }) => all.map((check) => ({ id, check })))
    .filter(({ check }) => check.experiment === run.experiment && check.measurement in run.measurements)
    .sort((a, b) => Number(b.id === claim) - Number(a.id === claim));
  const lines = checks.map(({ id, check }): MeasuredLine => {
    const value = run.measurements[check.measurement];
    const { low, high } = acceptedRange(check.expect);
    return {
      ...lineOf(check.measurement, value, check.says),
      expected: {
        claim: id,
        href: claimPage(folder.paper.slug, id),
        text: describeExpectation(check.expect),
        inside: value >= low && value <= high,
      },
    };
  });
  const asked = new Set(checks.map(({ check }) => check.measurement));
  const others = Object.entries(run.measurements).filter(([name]) => !asked.has(name));
  return [...lines, ...others.map(([name, value]) => lineOf(name, value))];

  function lineOf(name: string, value: number, says?: string): MeasuredLine {
    const info = experiment.measurements[name];
    const unit = info?.unit ? `\u00a0${info.unit}` : "";
    return { what: says ?? info?.title ?? name, value: formatNumber(value, info?.decimals) + unit };
  }
}

function machineOf({ runtime, platform, processor }: Run["provenance"]): string {
  return [runtime, platform, processor].filter((part) => part !== "").join(", ");
}
