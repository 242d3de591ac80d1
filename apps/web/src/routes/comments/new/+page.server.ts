import { daily } from "#lib/server/daily.ts";
import {
  attachRequests,
  commentView,
  emptyDraft,
  readDraft,
  refusalOf,
  runCards,
  said,
  siteForMail,
  subjectOf,
  type DraftForm,
  type RunCardView,
  type Subject,
} from "#lib/server/discussion/index.ts";
import { renderComment } from "#lib/server/markdown/index.ts";
import { signInPath } from "#lib/server/path.ts";
import { checkAttached, readComment, writeComment, type Comment } from "@working-papers/daily";
import { error, fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { PaperFolder } from "@working-papers/lab/node";
import type { Actions, PageServerLoad } from "./$types";

interface About {
  subject: Subject;
  folder: PaperFolder | undefined;
  parent: Comment | undefined;
}

/** What the address says the comment is about; 404 when that is nothing. */
async function aboutOf({ url, locals }: Pick<RequestEvent, "url" | "locals">): Promise<About> {
  const answered = url.searchParams.get("parent");
  const parent =
    answered === null ? undefined : await readComment(daily().database.db, answered, locals.member);
  if (answered !== null && (!parent || parent.deleted))
    error(404, "The comment that you answer is not there any more.");
  const paper = parent?.paperId ?? url.searchParams.get("paper") ?? "";
  const claim = parent ? (parent.claim ?? undefined) : (url.searchParams.get("claim") ?? undefined);
  const found = await subjectOf(paper, claim);
  if (!found) error(404, "There is no such paper here to comment on.");
  if (claim !== undefined && !found.subject.claim) error(404, "The paper has no such claim.");
  return { ...found, parent };
}

export const load: PageServerLoad = async (event) => {
  const { url, locals } = event;
  const { subject, folder, parent } = await aboutOf(event);
  const query = new URLSearchParams(
    [...url.searchParams].filter(([name]) => /^(paper|claim|parent)$/.test(name)),
  );
  const context = { db: daily().database.db, folder, member: locals.member };
  // «Discuss this run» leads here with the run in the address; what is sent has it in the form.
  const run = url.searchParams.get("run");
  const draft: DraftForm = run === null ? emptyDraft : { ...emptyDraft, runs: [run] };
  return {
    subject,
    query: query.toString(),
    parent: parent && (await commentView(context, { comment: parent, depth: 0 })),
    signIn: locals.member ? undefined : signInPath(url),
    attach: folder !== undefined && folder.experiments.length > 0,
    draft,
    runs: await cardsOf(draft, folder, subject.claim?.id),
  };
};

/** Cards of what can be attached; what cannot is said when the comment is sent. */
async function cardsOf(
  draft: DraftForm,
  folder: PaperFolder | undefined,
  claim: string | undefined,
): Promise<RunCardView[]> {
  const { db } = daily().database;
  const cards = await Promise.all(
    attachRequests(draft).map(async (request) => {
      const attached = await checkAttached(db, [request], folder).catch(() => []);
      return runCards(db, attached, folder, claim);
    }),
  );
  return cards.flat();
}

interface Drafted extends About {
  draft: DraftForm;
  runs: RunCardView[];
}

async function drafted(event: RequestEvent): Promise<Drafted> {
  const about = await aboutOf(event);
  const draft = readDraft(await event.request.formData());
  return { ...about, draft, runs: await cardsOf(draft, about.folder, about.subject.claim?.id) };
}

export const actions: Actions = {
  /** Shows the form again with what was sent in it; nothing is stored. */
  async preview(event) {
    const { draft, runs, folder } = await drafted(event);
    const shown = { draft, runs, preview: renderComment(draft.text) };
    const refusal = await refusalOf(() => checkAttached(daily().database.db, attachRequests(draft), folder));
    return refusal ? fail(refusal.status, { ...shown, ...said(refusal) }) : shown;
  },
  /** The form with a run of the page in it. */
  async attach(event) {
    const { draft, runs } = await drafted(event);
    return { draft, runs };
  },
  async post(event) {
    const { draft, runs, subject, parent, folder } = await drafted(event);
    const refusal = await refusalOf(async () => {
      const { id } = await writeComment(
        daily().database.db,
        event.locals.member,
        {
          paperId: subject.id,
          ...(subject.claim ? { claim: subject.claim.id } : {}),
          ...(parent ? { parent: parent.id } : {}),
          text: draft.text,
          runs: attachRequests(draft),
        },
        siteForMail(event.url),
        folder,
      );
      redirect(303, `${subject.discussion.replace(/#.*/, "")}#comment-${id}`);
    });
    return refusal && fail(refusal.status, { draft, runs, ...said(refusal) });
  },
};
