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
import type { Markup } from "./markup.ts";
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
  title: string;
  question: string;
  method: Markup;
  varies: Variation;
  parameters: ParameterInfo[];
  presets: Record<PresetName, PresetView>;
  measurements: NamedMeasurement[];
  recorded: RecordedColumn[];
  runs: RunView[];
  /** From one recorded run: the latest of the preset `full`, else of `quick`, with the lowest seed. */
  figures: FigureOnPage[];
  tables: Table[];
  shownRun?: RunView;
}
