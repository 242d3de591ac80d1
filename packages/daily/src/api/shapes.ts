/** @file Papers, claims and runs in the shapes of `schemas.ts`. Addresses in answers are whole, for readers that are elsewhere. */
import type { PaperFolder } from "@working-papers/lab/node";
import type { Run, VerdictName } from "@working-papers/lab";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Db } from "../database/open.ts";
import { authorship, comment, signal } from "../database/schema.ts";
import type { Comment } from "../discussion/index.ts";
import type { Card } from "../papers/card.ts";
import { badgePath, paperPage, paperPicture } from "../site/addresses.ts";
import { foldersById, type SiteContext } from "../site/context.ts";
import type { ClaimShape, DailyPaper, DiscussionShape, PaperShape, RunLine, Works } from "./schemas.ts";

/** Makes shapes of cards: one question to the database for all of them. */
export async function shaper(
  { db, evidence }: Pick<SiteContext, "db" | "evidence">,
  origin: string,
  cards: readonly { id: string }[],
): Promise<{
  paper(card: Card & { listed?: string }): z.infer<typeof PaperShape>;
  item(card: Card & { listed?: string }): z.infer<typeof DailyPaper>;
}> {
  const [elsewhere, joined] = await Promise.all([votesElsewhere(db, cards), joinedByAuthors(db, cards)]);
  const folders = foldersById(await evidence.all());
  const paper = (card: Card & { listed?: string }): z.infer<typeof PaperShape> => ({
    id: card.id,
    authors: card.authors.map(({ name }, i) => ({ _id: String(i), name, hidden: false })),
    publishedAt: momentOf(card.submitted ?? card.announced),
    ...(card.listed === undefined ? {} : { submittedOnDailyAt: momentOf(card.listed)! }),
    title: card.title,
    summary: card.abstract,
    upvotes: card.votes + (elsewhere.get(card.id) ?? 0),
    categories: card.categories,
    version: card.version,
    ...(card.withdrawn ? { withdrawnAt: momentOf(card.updated) } : {}),
    works: worksOf(folders.get(card.id), origin),
  });
  return {
    paper,
    item(card) {
      const shaped = paper(card);
      const { publishedAt, title, summary } = shaped;
      return {
        paper: shaped,
        publishedAt,
        title,
        summary,
        thumbnail: origin + paperPicture(card.id),
        numComments: card.comments,
        ...(card.submittedBy ? { submittedBy: { fullname: card.submittedBy } } : {}),
        isAuthorParticipating: joined.has(card.id),
      };
    },
  };
}

/** Votes that a curated list told of. */
async function votesElsewhere(db: Db, cards: readonly { id: string }[]): Promise<Map<string, number>> {
  if (cards.length === 0) return new Map();
  const ids = cards.map(({ id }) => id);
  const rows = await db
    .select({ id: signal.paperId, votes: sql<number>`sum(${signal.value})::float8` })
    .from(signal)
    .where(and(inArray(signal.paperId, ids), eq(signal.kind, "upvotes-elsewhere")))
    .groupBy(signal.paperId);
  return new Map(rows.map(({ id, votes }) => [id, votes]));
}

/** Papers on which a verified author has commented. */
async function joinedByAuthors(db: Db, cards: readonly { id: string }[]): Promise<Set<string>> {
  if (cards.length === 0) return new Set();
  const ids = cards.map(({ id }) => id);
  const rows = await db
    .selectDistinct({ id: comment.paperId })
    .from(comment)
    .innerJoin(
      authorship,
      and(
        eq(authorship.paperId, comment.paperId),
        eq(authorship.memberId, comment.memberId),
        eq(authorship.state, "granted"),
      ),
    )
    .where(and(inArray(comment.paperId, ids), isNull(comment.deleted), isNull(comment.hidden)));
  return new Set(rows.map(({ id }) => id));
}

/** A comment; what is deleted or hidden has no text here either. */
export function commentShape(one: Comment, origin: string): z.infer<typeof DiscussionShape>[number] {
  const { id, claim, parent, by, text, verdict, created, edited, deleted, hidden, runs } = one;
  return {
    id,
    url: `${origin}/comments/${id}`,
    claim,
    parent,
    by: by && { name: by.name, isAuthor: by.isAuthor },
    text,
    verdict,
    createdAt: created.toISOString(),
    editedAt: momentOf(edited),
    state: deleted ? "deleted" : hidden ? "hidden" : "shown",
    hiddenBecause: hidden?.reason ?? null,
    runs: runs.map((run) => ({
      kind: run.kind,
      id: run.id,
      ...(run.kind === "reader" ? { reported: run.run } : {}),
    })),
  };
}

/** Days are midnights of UTC. */
export function momentOf(time: Date | string | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

export function hasRuns(folder: PaperFolder | undefined): folder is PaperFolder {
  return folder !== undefined && folder.runs.length > 0;
}

function worksOf(folder: PaperFolder | undefined, origin: string): z.infer<typeof Works> | null {
  if (!hasRuns(folder)) return null;
  const count = (name: VerdictName): number =>
    folder.verdicts.filter(({ verdict }) => verdict === name).length;
  const { slug, arxiv } = folder.paper;
  return {
    slug,
    page: origin + paperPage(arxiv, slug),
    claims: {
      reproduced: count("reproduced"),
      partly: count("partly"),
      notReproduced: count("not reproduced"),
      notTested: count("not tested"),
    },
    experiments: folder.experiments.length,
    runs: folder.runs.length,
    badge: origin + badgePath(slug),
  };
}

export function claimShapes(folder: PaperFolder, origin: string): z.infer<typeof ClaimShape>[] {
  return folder.paper.claims.map((claim, i) => {
    const { verdict, reason, runs } = folder.verdicts[i];
    return { ...claim, verdict, reason, runs, badge: origin + badgePath(folder.paper.slug, claim.id) };
  });
}

export function runLine(run: Run, origin: string): z.infer<typeof RunLine> {
  const { id, experiment, experimentVersion, preset, altered, seed, measurements, durationMs, digest } = run;
  return {
    id,
    experiment,
    experimentVersion,
    preset,
    altered,
    seed,
    measurements,
    startedAt: run.provenance.startedAt,
    durationMs,
    digest,
    url: `${origin}/api/papers/${run.paper}/runs/${id}`,
  };
}
