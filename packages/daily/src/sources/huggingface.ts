/**
 * @file Daily listings chosen by people, as Hugging Face's `/api/daily_papers` gives them: an optional source.
 *
 * The list names papers and their order; what it says of votes there is kept as a signal. Only what is needed is read, so that a field more or less
 * does not matter.
 */
import { z } from "zod";
import { parseArxivId } from "../papers/arxiv-id.ts";
import { describe, excerptOf, sort, type Parsed } from "../papers/record.ts";
import { readTime } from "./dates.ts";

const Item = z.looseObject({
  paper: z.looseObject({
    id: z.string(),
    title: z.string().optional(),
    summary: z.string().optional(),
    authors: z.array(z.looseObject({ name: z.string(), hidden: z.boolean().optional() })).default([]),
    publishedAt: z.string().optional(),
    submittedOnDailyAt: z.string().optional(),
    upvotes: z.number().nonnegative().optional(),
    withdrawnAt: z.string().nullish(),
  }),
  title: z.string().optional(),
  summary: z.string().optional(),
});

export interface DailyListing extends Parsed {
  /** Votes at the source as of this answer, each with the day on which the paper is listed. */
  votes: { paperId: string; day: string; value: number }[];
}

/**
 * @param day the day that was asked for; an answer for a day without papers is that of an earlier one, so the items' own day counts first
 * @throws Error when the answer is not a JSON list
 */
export function parseDailyListing(text: string, day: string): DailyListing {
  let items: unknown;
  try {
    items = JSON.parse(text);
  } catch {
    throw new Error("A list in JSON was expected, and the answer is not JSON.");
  }
  if (!Array.isArray(items)) throw new Error("A list in JSON was expected, not one value.");
  const listing: DailyListing = { papers: [], rejected: [], votes: [] };
  items.slice(0, 1_000).forEach((value: unknown, position) => {
    const item = Item.safeParse(value);
    if (!item.success) {
      listing.rejected.push({ reason: describe(item.error), excerpt: excerptOf(value) });
      return;
    }
    const { paper, title, summary } = item.data;
    const id = parseArxivId(paper.id)?.id ?? paper.id;
    const before = listing.papers.length;
    const listed = readTime(paper.submittedOnDailyAt)?.toISOString().slice(0, 10) ?? day;
    sort(
      {
        id,
        title: paper.title ?? title ?? "",
        abstract: paper.summary ?? summary ?? "",
        authors: paper.authors.filter(({ hidden }) => hidden !== true).map(({ name }) => ({ name })),
        categories: [],
        comment: null,
        journalRef: null,
        doi: null,
        licence: null,
        submitted: readTime(paper.publishedAt),
        ...(paper.withdrawnAt ? { withdrawn: true } : {}),
        listings: [{ list: "curated", day: listed, position, kind: "listed" }],
      },
      listing,
    );
    if (listing.papers.length > before && paper.upvotes !== undefined)
      listing.votes.push({ paperId: id, day: listed, value: paper.upvotes });
  });
  return listing;
}
