import { acted } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { proposalViews, subjectOf } from "#lib/server/discussion/index.ts";
import { may, readProposal, withdrawProposal, type Proposal } from "@working-papers/daily";
import { error, redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

async function proposalOr404(id: string): Promise<Proposal> {
  return (await readProposal(daily().database.db, id)) ?? error(404, "There is no such proposal.");
}

export const load: PageServerLoad = async ({ params, locals: { member } }) => {
  const proposal = await proposalOr404(params.id);
  const found = await subjectOf(proposal.paperId, proposal.claim ?? undefined);
  if (!found?.folder) error(410, "The paper of this proposal is not here any more.");
  const isOwner = member !== undefined && proposal.by?.id === member.id;
  return {
    subject: found.subject,
    proposals: proposalViews([proposal], found.folder),
    mayWithdraw: proposal.state === "asked" && may(member, "proposal.withdraw", { isOwner }),
  };
};

export const actions: Actions = {
  async withdraw({ params, locals }) {
    await proposalOr404(params.id);
    return acted(async () => {
      await withdrawProposal(daily().database.db, locals.member, params.id);
      redirect(303, `/proposals/${params.id}`);
    });
  },
};
