import { runCommand } from "#lib/command.ts";
import { claimViews } from "#lib/server/claims.ts";
import { daily } from "#lib/server/daily.ts";
import {
  discussionView,
  proposalViews,
  refusalOf,
  said,
  verdictReplies,
} from "#lib/server/discussion/index.ts";
import { hereRuns } from "#lib/server/here.ts";
import { renderComment } from "#lib/server/markdown/index.ts";
import { paperFolder } from "#lib/server/repository.ts";
import { typeset } from "#lib/typeset.ts";
import { claimPage, isAuthorOf, proposalsOf, readComment, replyToVerdict } from "@working-papers/daily";
import { nearestNames, type Claim, type VerdictName } from "@working-papers/lab";
import type { PaperFolder } from "@working-papers/lab/node";
import { error, fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

type Params = Pick<RequestEvent<{ slug: string; claim: string }>, "params">;

async function claimOr404({ params }: Params): Promise<{ folder: PaperFolder; index: number; claim: Claim }> {
  const folder = await paperFolder(params.slug);
  const index = folder.paper.claims.findIndex(({ id }) => id === params.claim);
  if (index >= 0) return { folder, index, claim: folder.paper.claims[index] };
  const ids = folder.paper.claims.map(({ id }) => id);
  const suggestions = nearestNames(params.claim, ids).map((name) => ({
    name,
    href: claimPage(params.slug, name),
  }));
  error(404, `Paper ${params.slug} has no claim «${params.claim.slice(0, 40)}».`, { suggestions });
}

/** One claim: what the paper says, what was measured, how it is judged, what its authors reply, and what readers say. */
export const load: PageServerLoad = async (event) => {
  const { folder, index } = await claimOr404(event);
  const { member } = event.locals;
  const { db } = daily().database;
  const { slug, arxiv, title, claims } = folder.paper;
  const views = claimViews(folder, await hereRuns(folder));
  const claim = views[index];
  const replies = (await verdictReplies({ db, folder, member }, arxiv)).get(claim.id) ?? [];
  const isAuthor = member !== undefined && (await isAuthorOf(db, member.id, arxiv));
  const proposals = await proposalsOf(db, arxiv);
  const neighbour = (of: number) => claims[of] && { id: claims[of].id, href: claimPage(slug, claims[of].id) };
  return {
    paper: { slug, arxiv, title },
    claim,
    needs: claims[index].needs === undefined ? undefined : typeset(claims[index].needs),
    commands: commandsOf(folder, claims[index]),
    replies,
    reply: isAuthor ? { text: await ownReply(replies, event) } : undefined,
    proposals: proposalViews(
      proposals.filter((one) => one.claim === claim.id),
      folder,
    ),
    previous: neighbour(index - 1),
    next: neighbour(index + 1),
    discussion: await discussionView(arxiv, folder, member, event.url, claim.id),
  };
};

/** The Markdown of the reader's own reply, to be changed. */
async function ownReply(
  replies: readonly { id: string; own: boolean }[],
  { locals }: Pick<RequestEvent, "locals">,
): Promise<string> {
  const own = replies.find((one) => one.own);
  if (!own) return "";
  return (await readComment(daily().database.db, own.id, locals.member))?.text ?? "";
}

/** One for each experiment that the claim rests on. */
function commandsOf(
  folder: PaperFolder,
  { checks }: Claim,
): { title: string; href: string; command: string }[] {
  const { slug } = folder.paper;
  return [...new Set(checks.map(({ experiment }) => experiment))].flatMap((id) => {
    const experiment = folder.experiments.find((one) => one.id === id);
    if (!experiment) return [];
    const once = runCommand({ paper: slug, experiment: id, preset: "full", seed: 1, changes: {} });
    return [
      {
        title: typeset(experiment.title),
        href: `/papers/${slug}#experiment-${id}`,
        command: experiment.varies === "never" ? once : once.replace("--seed 1", "--seeds 3"),
      },
    ];
  });
}

async function typed({ request }: RequestEvent): Promise<string> {
  return String((await request.formData()).get("text") ?? "");
}

export const actions: Actions = {
  async preview(event) {
    const text = await typed(event);
    return { text, preview: renderComment(text) };
  },
  /** An author's reply to the verdict as it stands. */
  async reply(event) {
    const text = await typed(event);
    const { folder, index, claim } = await claimOr404(event);
    const verdict: VerdictName = folder.verdicts[index].verdict;
    const refusal = await refusalOf(async () => {
      await replyToVerdict(daily().database.db, event.locals.member, {
        paperId: folder.paper.arxiv,
        claim: claim.id,
        verdict,
        text,
      });
      redirect(303, `${claimPage(folder.paper.slug, claim.id)}#replies`);
    });
    return refusal && fail(refusal.status, { text, ...said(refusal) });
  },
};
