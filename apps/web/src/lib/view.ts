/** @file What pages get from the server: plain data, already judged and put in words. */
import type {
  CheckResult,
  Claim,
  MeasurementInfo,
  Paper,
  ParameterInfo,
  PresetName,
  Run,
  Table,
  Variation,
  VerdictName,
} from "@working-papers/lab";
import type { RunsOpenTo } from "@working-papers/daily";
import type { Markup } from "./markup.ts";
import type { Agreement } from "./run/compare.ts";
import type { FigureOnPage } from "./server/figures.ts";
import type { RecordedColumn } from "./server/recorded.ts";
import type { VerdictCounts } from "./verdicts.ts";

export interface PaperCardView extends Pick<
  Paper,
  "slug" | "arxiv" | "title" | "authors" | "date" | "summary" | "system"
> {
  counts: VerdictCounts;
  claims: number;
  experiments: number;
  runs: number;
  /** It has a system and recorded runs. */
  works: boolean;
}

export interface CheckView {
  /** What is compared. */
  what: string;
  expected: string;
  outcome: CheckResult["outcome"];
  /** «0.0302»; nothing when not measured. */
  measured?: string;
  unit?: string;
  /** «0.0301 to 0.0303 (95 %), 3 seeds»; nothing for a single run. */
  spread?: string;
}

/** A run on this server. */
export interface HereRun extends Agreement {
  id: string;
  href: string;
  experiment: string;
  preset: PresetName;
  altered: boolean;
  seed: number;
  /** ISO time at which it was done. */
  at: string;
}

export interface RunLink {
  id: string;
  href: string;
  experiment: string;
  seed: number;
}

export interface ClaimView extends Pick<
  Claim,
  "id" | "statement" | "place" | "origin" | "recalled" | "scale" | "scaleNote"
> {
  reported: string;
  verdict: VerdictName;
  reason: string;
  checks: CheckView[];
  runs: RunLink[];
  /** Runs on this server of the experiments that it rests on, with the parameters of the recorded ones. */
  here: HereRun[];
  /** Its own page. */
  href: string;
}

export interface NamedMeasurement extends MeasurementInfo {
  name: string;
}

export interface RunView {
  id: string;
  href: string;
  preset: PresetName;
  altered: boolean;
  seed: number;
  parameters: Run["params"];
  measurements: Run["measurements"];
  startedAt: string;
  seconds: number;
}

export interface PresetView {
  parameters: Record<string, string | number | boolean>;
  cost: string;
}

export interface ExperimentView {
  id: string;
  version: number;
  title: string;
  question: string;
  method: Markup;
  varies: Variation;
  parameters: ParameterInfo[];
  presets: Record<PresetName, PresetView>;
  measurements: NamedMeasurement[];
  recorded: RecordedColumn[];
  runs: RunView[];
  /** Runs on this server, newest first. */
  here: HereRun[];
  /** Who may have it run on this server. */
  runsOpenTo: RunsOpenTo;
  /** From one recorded run: the first of the preset `full`, else of `quick`, with the lowest seed. */
  figures: FigureOnPage[];
  tables: Table[];
  shownRun?: RunView;
}

/** What a form about a digest shows. */
export interface ChoicesView {
  weekly: boolean;
  /** 1 is Monday. */
  weekdays: number[];
  hour: number;
  zone: string;
  zones: readonly string[];
  papers: "all" | "some" | "none";
  categories: string;
  /** One a line. */
  searches: string;
  verdicts: boolean;
  minimum: number;
}

/** The digest of a member's own address. */
export type OwnSubscription =
  | { active: true; says: string; next: Date | null; choices: ChoicesView }
  | { active: false; choices: ChoicesView };
