/** @file What a comment is about: a paper, and perhaps one of its claims. */
import { claimPage, parseArxivId, paperPage, readPaper } from "@working-papers/daily";
import type { PaperFolder } from "@working-papers/lab/node";
import { typeset } from "../../typeset.ts";
import { daily } from "../daily.ts";
import { evidence } from "../evidence.ts";
import { inlineTex } from "../tex.ts";
import { discussionHref } from "./comments.ts";

export interface Subject {
  id: string;
  /** HTML. */
  title: string;
  href: string;
  /** Where its discussion is. */
  discussion: string;
  claim: { id: string; statement: string; href: string } | undefined;
}

/** The paper with its folder, where it works; nothing when there is no such paper. A claim that it does not have is left out. */
export async function subjectOf(
  paperId: string,
  claim?: string,
): Promise<{ subject: Subject; folder: PaperFolder | undefined; authors: string[] } | undefined> {
  const id = parseArxivId(paperId)?.id ?? paperId;
  const [found, known] = await Promise.all([readPaper(daily().database.db, id), evidence()]);
  if (!found) return undefined;
  const folder = known.byArxiv.get(found.paper.id);
  const slug = folder?.paper.slug;
  const about = folder?.paper.claims.find((one) => one.id === claim);
  return {
    folder,
    authors: found.paper.authors.map(({ name }) => name),
    subject: {
      id: found.paper.id,
      title: inlineTex(found.paper.title),
      href: paperPage(found.paper.id, slug),
      discussion: discussionHref(found.paper.id, slug, about?.id),
      claim: about && {
        id: about.id,
        statement: typeset(about.statement),
        href: claimPage(slug!, about.id),
      },
    },
  };
}
