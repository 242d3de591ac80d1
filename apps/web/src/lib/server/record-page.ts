/** @file The page of a paper by its identifier. */
import { paperPage, paperPicture, parseArxivId, type Member } from "@working-papers/daily";
import { error, redirect } from "@sveltejs/kit";
import { authorsHere, discussionView, type AuthorsHere, type DiscussionView } from "./discussion/index.ts";
import { evidence } from "./evidence.ts";
import { sourceOf } from "./listed.ts";
import { recordView, type RecordView } from "./record.ts";

/** A paper that works here has its page under its short name, and a version leads to its paper. Answers 404, with where the source has it, when there is none. */
export async function recordPage(
  given: string,
  url: URL,
  member?: Member,
): Promise<{
  record: RecordView;
  path: string;
  image: string;
  discussion: DiscussionView;
  authors: AuthorsHere;
}> {
  const id = parseArxivId(given)?.id ?? given;
  const folder = (await evidence()).byArxiv.get(id);
  if (folder) redirect(307, paperPage(id, folder.paper.slug));
  if (id !== given) redirect(308, paperPage(id));
  const record = await recordView(id, member);
  if (!record) {
    const source = sourceOf(id);
    error(
      404,
      `The paper «${id.slice(0, 60)}» is not on this site.`,
      source ? { suggestions: [{ name: source.name, href: source.href }] } : {},
    );
  }
  return {
    record,
    path: paperPage(id),
    image: paperPicture(id),
    discussion: await discussionView(id, undefined, member, url),
    authors: await authorsHere(id),
  };
}
