/** @file A small site for tests of what answers to machines: lists, a paper that works, a paper that tries to break things. */
import { findRepository, openRepository } from "@working-papers/lab/node";
import type { Database } from "../database/open.ts";
import { comment } from "../database/schema.ts";
import { storePapers, storePlaces } from "../papers/store.ts";
import { setSignals } from "../ranking/signals.ts";
import { computeTrending } from "../ranking/trending.ts";
import { buildIndex, openSearch } from "../search/engine.ts";
import type { SiteContext } from "../site/context.ts";
import { submitPaper } from "../submissions/index.ts";
import { castVote } from "../votes/index.ts";
import { newMember } from "./members.ts";
import { incoming } from "./papers.ts";

/** A Thursday. */
export const DAY = "2026-09-10";
export const HOSTILE_TITLE = `H$^{\\mathbf{3}}$DP is $a < b$ & "c"? <script>alert('x')</script> ]]>\u202e &#x41; 😀 --> {`;
export const HOSTILE_ID = "hep-th/9901001";

const placed = (id: string, day: string, position: number, more: object = {}) =>
  incoming({
    id,
    announced: day,
    submitted: `${day}T10:00:00Z`,
    listings: [{ list: "arxiv", day, position, kind: "new" }],
    ...more,
  });

/** Stores the papers, computes trending and opens search. */
export async function smallSite({ db }: Database): Promise<SiteContext> {
  await storePapers(db, "file", [
    placed("2410.00907", DAY, 0, {
      title: "Addition is all you need",
      authors: [{ name: "Ada van der Example" }, { name: "Béla Minta" }],
    }),
    placed(HOSTILE_ID, DAY, 1, {
      title: HOSTILE_TITLE,
      abstract: "First <b>paragraph</b> ]]> &amp;.\n\nSecond $x<1$\u0007 one.",
      authors: [{ name: 'A. "Q" & <i>B</i>' }],
      categories: ["hep-th", "cs.CL"],
      updated: "2026-09-12T00:00:00Z",
      version: 2,
      comment: "withdrawn",
    }),
    placed("2609.00003", "2026-09-09", 0, { title: "Quantization of everything", authors: [] }),
    placed("2609.00004", "2026-08-01", 0, { title: "Old but quantized", categories: ["cs.CL"] }),
    incoming({ id: "doi:10.1000/x.y(1)<2>", title: "Of no list", doi: "10.1000/x.y(1)<2>", submitted: null }),
  ]);
  await storePlaces(db, [{ list: "curated", day: DAY, paperId: "2410.00907", position: 0, kind: "listed" }]);
  await setSignals(db, [
    { paperId: "2410.00907", day: DAY, kind: "upvotes-elsewhere", value: 7 },
    { paperId: "2410.00907", day: DAY, kind: "comments", value: 2 },
  ]);
  const reader = await newMember(db, "reader");
  await castVote(db, reader, { paperId: "2410.00907", up: true });
  const said = { paperId: "2410.00907", memberId: reader.id, text: "Measured." };
  await db.insert(comment).values([
    { id: "a", ...said },
    { id: "b", ...said },
  ]);
  await submitPaper(db, reader, { given: "2609.00003" }, "2026-09-09");
  await computeTrending(db, DAY);
  await buildIndex(db);
  const repository = await openRepository(findRepository(import.meta.dirname, process.cwd()));
  const folders = [await repository.load("l-mul")];
  return {
    db,
    search: await openSearch(db),
    evidence: { all: async () => folders },
    name: "Working Papers",
    today: () => DAY,
  };
}
