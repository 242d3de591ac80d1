/** @file A paper's page as Markdown: its record, and where it works claims, experiments and notes. */
import {
  bibtex,
  citedCard,
  escapeMarkdown,
  findFolder,
  markdown,
  paperPage,
  ProblemError,
  readDiscussion,
  readPaper,
  type PaperPage,
  type SiteContext,
} from "@working-papers/daily";
import type { PaperFolder } from "@working-papers/lab/node";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { countVerdicts, describeCounts } from "../../verdicts.ts";
import { sourceOf } from "../listed.ts";
import { claimFacts } from "./claim.ts";
import { discussionMarkdown, earlierComments } from "./discussion.ts";

/**
 * @throws ProblemError when there is no such paper
 */
export async function paperMarkdown(site: SiteContext, name: string, origin: string): Promise<string> {
  const folder = await findFolder(site.evidence, name);
  const page = await readPaper(site.db, folder?.paper.arxiv ?? name);
  if (!page) throw new ProblemError(404, `There is no paper «${name.slice(0, 80)}» here.`);
  const { id } = page.paper;
  const discussion = await readDiscussion(site.db, { paperId: id });
  const parts = [
    ...recordParts(page, folder, origin),
    ...(folder ? await workingParts(folder, origin) : []),
    discussionMarkdown(discussion.comments, "## Discussion", origin, earlierComments(discussion, id, origin)),
    ...versionParts(page),
    citation(page),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function recordParts(
  { paper, places }: PaperPage,
  folder: PaperFolder | undefined,
  origin: string,
): string[] {
  const source = sourceOf(paper.id);
  const facts = [
    paper.authors.length > 0
      ? `- Authors: ${paper.authors.map(({ name }) => markdown(name)).join(", ")}`
      : "",
    source ? `- Source: [${escapeMarkdown(source.name)}](${source.href})` : "",
    paper.categories.length > 0 ? `- Categories: ${paper.categories.join(", ")}` : "",
    paper.submitted ? `- Submitted: ${paper.submitted.toISOString().slice(0, 10)}` : "",
    paper.comment ? `- Comment: ${markdown(paper.comment)}` : "",
    paper.journalRef ? `- Published: ${markdown(paper.journalRef)}` : "",
    paper.doi ? `- DOI: ${escapeMarkdown(paper.doi)}` : "",
    places.length > 0
      ? `- Listed: ${places.map(({ day, list }) => `[${day}](${origin}/day/${day}.md) (${list})`).join(", ")}`
      : "",
    `- Page: ${origin}${paperPage(paper.id, folder?.paper.slug)}`,
  ];
  return [
    `# ${paper.withdrawn ? "Withdrawn: " : ""}${markdown(paper.title)}`,
    facts.filter(Boolean).join("\n"),
    paper.abstract ? `## Abstract\n\n${paper.abstract.split("\n\n").map(markdown).join("\n\n")}` : "",
  ];
}

async function workingParts(folder: PaperFolder, origin: string): Promise<string[]> {
  const { paper, verdicts, experiments, runs } = folder;
  const counts = describeCounts(countVerdicts(verdicts.map(({ verdict }) => verdict)));
  return [
    `## Summary\n\n${escapeMarkdown(paper.summary)}`,
    `## Claims\n\n${paper.claims.length} claims: ${counts}. Each verdict is computed from recorded runs.`,
    ...paper.claims.map((claim, i) => {
      const lines = claimFacts(folder, i, origin);
      return `### [${claim.id}](${origin}/papers/${paper.slug}/claims/${claim.id}.md): ${verdicts[i].verdict}\n\n${escapeMarkdown(claim.statement)}\n\n${lines.join("\n")}`;
    }),
    experiments.length > 0 ? `## Experiments\n\n${runs.length} recorded runs.` : "",
    ...experiments.map(
      ({ id, title, question, method, presets }) =>
        `### ${escapeMarkdown(title)}\n\n${escapeMarkdown(question)}\n\n${method.trim()}\n\n\`\`\`sh\nnpx papers run ${paper.slug}/${id} --preset quick   # ${presets.quick.cost}\nnpx papers run ${paper.slug}/${id} --preset full    # ${presets.full.cost}\n\`\`\``,
    ),
    await notes(folder),
  ];
}

/** The notes are Markdown already; their headings go one level down. */
async function notes({ directory }: PaperFolder): Promise<string> {
  const source = await readFile(join(directory, "README.md"), "utf8").catch(() => "");
  if (source === "") return "";
  let fenced = false;
  const lines = source
    .replace(/^# .*\n+/, "")
    .split("\n")
    .map((line) => {
      if (/^(```|~~~)/.test(line)) fenced = !fenced;
      return !fenced && /^#{1,5} /.test(line) ? `#${line}` : line;
    });
  return `## Notes\n\n${lines.join("\n").trim()}`;
}

function versionParts({ versions }: PaperPage): string[] {
  if (versions.length < 2) return [];
  const lines = versions.map(
    ({ version, submitted, withdrawn }) =>
      `- v${version}${submitted ? `, ${submitted.toISOString().slice(0, 10)}` : ""}${withdrawn ? ", withdrawn" : ""}`,
  );
  return [`## Versions\n\n${lines.join("\n")}`];
}

function citation({ paper }: PaperPage): string {
  return `## Cite\n\n\`\`\`bibtex\n${bibtex(citedCard(paper))}\n\`\`\``;
}
