/** @file A claim's page as Markdown: what is stated, what was measured, the verdict, what its authors reply, what readers say. */
import {
  escapeMarkdown,
  findFolder,
  markdown,
  ProblemError,
  readDiscussion,
  type SiteContext,
} from "@working-papers/daily";
import type { PaperFolder } from "@working-papers/lab/node";
import { discussionMarkdown, earlierComments } from "./discussion.ts";

/**
 * @throws ProblemError when there is no such paper or claim
 */
export async function claimMarkdown(
  site: SiteContext,
  slug: string,
  id: string,
  origin: string,
): Promise<string> {
  const folder = await findFolder(site.evidence, slug);
  const index = folder?.paper.claims.findIndex((claim) => claim.id === id) ?? -1;
  if (!folder || index < 0)
    throw new ProblemError(404, `There is no claim «${id.slice(0, 40)}» of «${slug.slice(0, 80)}» here.`);
  const { title, arxiv } = folder.paper;
  const replies = await readDiscussion(site.db, { paperId: arxiv, claim: id, replies: true });
  const discussion = await readDiscussion(site.db, { paperId: arxiv, claim: id, replies: false });
  const parts = [
    `# ${id}: ${folder.verdicts[index].verdict}`,
    escapeMarkdown(folder.paper.claims[index].statement),
    [
      `- Paper: [${markdown(title)}](${origin}/papers/${folder.paper.slug}.md) (${arxiv})`,
      ...claimFacts(folder, index, origin),
      `- Page: ${origin}/papers/${folder.paper.slug}/claims/${id}`,
    ].join("\n"),
    checks(folder, index),
    discussionMarkdown(replies.comments, "## The authors reply", origin),
    discussionMarkdown(
      discussion.comments,
      "## Discussion",
      origin,
      earlierComments(discussion, arxiv, origin, id),
    ),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

/** What a claim's section on the paper's page says, too. */
export function claimFacts({ paper, verdicts }: PaperFolder, index: number, origin: string): string[] {
  const claim = paper.claims[index];
  const { reason, runs } = verdicts[index];
  return [
    `- Where: ${escapeMarkdown(claim.place)}`,
    `- Reported: ${escapeMarkdown(claim.reported.text)}`,
    `- Scale: ${claim.scale}${claim.scaleNote ? ` (${escapeMarkdown(claim.scaleNote)})` : ""}`,
    `- Measured: ${escapeMarkdown(reason)}`,
    ...(runs.length > 0
      ? [`- Runs: ${runs.map((id) => `[${id}](${origin}/papers/${paper.slug}/runs/${id})`).join(", ")}`]
      : []),
  ];
}

function checks({ verdicts }: PaperFolder, index: number): string {
  const lines = verdicts[index].checks.map(
    ({ outcome, reason }) => `- ${outcome}: ${escapeMarkdown(reason)}`,
  );
  return lines.length > 0 ? `## Checks\n\n${lines.join("\n")}` : "";
}
