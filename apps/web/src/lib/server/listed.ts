/** @file A paper as lists show it: texts made safe, links, and what was found where the paper works. */
import { paperPage, parseArxivId, type Card } from "@working-papers/daily";
import type { PaperFolder } from "@working-papers/lab/node";
import type { VerdictName } from "@working-papers/lab";
import { typeset } from "../typeset.ts";
import { countVerdicts, type VerdictCounts } from "../verdicts.ts";
import { hasSystem } from "./cards.ts";
import { claimViews } from "./claims.ts";
import { inlineTex, paragraphs } from "./tex.ts";

/** A claim in one line: what the paper reports beside what was measured. */
export interface Finding {
  id: string;
  href: string;
  statement: string;
  verdict: VerdictName;
  reported: string;
  measured: string;
  /** What was measured, where the claim has more than one check. */
  what: string | undefined;
}

export interface WorkingView {
  slug: string;
  /** Our own words. */
  summary: string;
  counts: VerdictCounts;
  claims: number;
  experiments: number;
  runs: number;
  /** It has a system and recorded runs. */
  works: boolean;
  findings: Finding[];
}

export interface ListedView {
  id: string;
  href: string;
  /** HTML. */
  title: string;
  authors: string[];
  categories: string[];
  /** ISO day. */
  day: string | undefined;
  /** Where its source has it. */
  source: { name: string; href: string } | undefined;
  withdrawn: boolean;
  /** HTML: the first sentences, and the rest that unfolds. */
  lead: string;
  rest: string[];
  comment: string | null;
  /** Votes that stand, and whether the reader's is among them: `withVotes` tells. */
  votes: number;
  voted: boolean;
  /** Comments that everybody may read. */
  comments: number;
  /** Who submitted it here; an empty name for who has left. */
  submittedBy: string | null;
  /** Why an editor picked it. */
  pick: Card["pick"];
  /** `new`, `cross`, `replace`…, where it stands in a list. */
  kind?: string;
  working?: WorkingView;
}

export function listedView(
  card: Card & { listed?: string; kind?: string },
  folder?: PaperFolder,
): ListedView {
  const { id, title, abstract, authors, categories, announced, submitted, withdrawn, comment } = card;
  const { votes, comments, submittedBy, pick } = card;
  const { lead, rest } = divided(abstract);
  return {
    id,
    href: paperPage(id, folder?.paper.slug),
    title: inlineTex(title),
    authors: authors.map(({ name }) => name),
    categories,
    day: announced ?? submitted?.toISOString().slice(0, 10),
    source: sourceOf(id),
    withdrawn,
    lead,
    rest,
    comment,
    votes,
    voted: false,
    comments,
    submittedBy,
    pick,
    ...(card.kind === undefined ? {} : { kind: card.kind }),
    ...(folder ? { working: workingView(folder) } : {}),
  };
}

/** Where arXiv, or whoever registered it, has a paper. */
export function sourceOf(id: string): { name: string; href: string } | undefined {
  if (id.startsWith("doi:"))
    return { name: id, href: `https://doi.org/${encodeURI(id.slice(4)).replaceAll("#", "%23")}` };
  return parseArxivId(id) ? { name: `arXiv ${id}`, href: `https://arxiv.org/abs/${id}` } : undefined;
}

const LEAD = 180;
const LEAD_MOST = 420;

/** An abstract as its first sentences and the rest. Sentences are not taken apart within a formula. */
export function divided(abstract: string): { lead: string; rest: string[] } {
  const [first, ...others] = abstract.split(/\n\s*\n/);
  const end = first ? endOfLead(first) : 0;
  // Within a sentence the cut is shown.
  const cut = first !== undefined && end < first.length && !/[.!?]["'\u201d)]*$/.test(first.slice(0, end));
  return {
    lead: inlineTex((first ?? "").slice(0, end)) + (cut ? " …" : ""),
    rest: [...paragraphs((first ?? "").slice(end).trim()), ...others.flatMap(paragraphs)],
  };
}

/** Behind the sentence in which the first 180 characters end; the whole text when little would be left. */
function endOfLead(text: string): number {
  if (text.length <= LEAD_MOST) return text.length;
  let dollars = 0;
  let space = -1;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "$" && text[i - 1] !== "\\") dollars++;
    if (dollars % 2 === 1) continue;
    if (text[i] === " " && i <= LEAD_MOST) space = i;
    if (
      i >= LEAD &&
      /[.!?]/.test(text[i]) &&
      /^\s+[A-Z"'`\\$]/.test(text.slice(i + 1, i + 4)) &&
      !/\b(e\.g|i\.e|et al|vs|cf|Fig|Eq)$/.test(text.slice(0, i))
    )
      return i + 1;
    if (i > LEAD_MOST && space > 0) return space;
  }
  return text.length;
}

const views = new WeakMap<PaperFolder, WorkingView>();

export function workingView(folder: PaperFolder): WorkingView {
  const known = views.get(folder);
  if (known) return known;
  const { slug, summary, claims } = folder.paper;
  const view = {
    slug,
    summary: typeset(summary),
    counts: countVerdicts(folder.verdicts.map(({ verdict }) => verdict)),
    claims: claims.length,
    experiments: folder.experiments.length,
    runs: folder.runs.length,
    works: hasSystem(folder) && folder.runs.length > 0,
    findings: findingsOf(folder),
  };
  views.set(folder, view);
  return view;
}

/** What differs from the paper is news first; then what is partly so; then what was reproduced. One of each, in the order of the claims. */
const NEWS: readonly VerdictName[] = ["not reproduced", "partly", "reproduced"];
const FINDINGS = 3;

function findingsOf(folder: PaperFolder): Finding[] {
  const measured = claimViews(folder).flatMap((claim) => {
    const checks = claim.checks.filter(({ measured: value }) => value !== undefined);
    // Of several checks, one that says why the verdict is what it is.
    const telling = claim.verdict === "reproduced" ? ["holds"] : ["fails", "undecided", "holds"];
    const check = telling.flatMap((outcome) => checks.filter((one) => one.outcome === outcome))[0];
    return check && claim.verdict !== "not tested" && claim.origin !== "ours" ? [{ claim, check }] : [];
  });
  const byNews = NEWS.map((verdict) => measured.filter(({ claim }) => claim.verdict === verdict));
  const chosen: typeof measured = [];
  for (let round = 0; chosen.length < FINDINGS && round < measured.length; round++)
    for (const group of byNews) if (group[round] && chosen.length < FINDINGS) chosen.push(group[round]);
  return chosen
    .sort((a, b) => NEWS.indexOf(a.claim.verdict) - NEWS.indexOf(b.claim.verdict))
    .map(({ claim, check }) => ({
      id: claim.id,
      href: `${paperPage(folder.paper.arxiv, folder.paper.slug)}#${claim.id}`,
      statement: claim.statement,
      verdict: claim.verdict,
      reported: claim.reported,
      measured: [check.measured, check.unit].filter(Boolean).join("\u00a0"),
      what: claim.checks.length > 1 ? check.what : undefined,
    }));
}
