/**
 * @file «More like this», for a member who has switched it on: from that member's own votes, computed here, and with no effect on anybody else's lists.
 *
 * Nothing is learned and nothing is stored but the choice itself: what is recommended follows from the votes as they stand, so a vote that is taken back has had
 * its effect.
 */
import { eq } from "drizzle-orm";
import { demand, type Member } from "../accounts/index.ts";
import type { Db } from "../database/open.ts";
import { personalRanking } from "../database/schema.ts";
import type { Card } from "../papers/card.ts";
import { readPapers } from "../papers/read.ts";
import { plain } from "../papers/tex.ts";
import type { SearchEngine } from "../search/engine.ts";
import { words } from "../search/tokens.ts";
import { votesOf } from "../votes/index.ts";

/** With fewer votes nothing can be said. */
export const LEAST_VOTES = 3;

/** Whether a member wants recommendations. */
export async function wantsPersonal(db: Db, memberId: string): Promise<boolean> {
  const rows = await db.select().from(personalRanking).where(eq(personalRanking.memberId, memberId));
  return rows.length > 0;
}

/** Switches recommendations on or off. @throws SignInNeeded */
export async function setPersonal(db: Db, actor: Member | undefined, on: boolean): Promise<void> {
  demand(actor, "personal.manage", { isOwner: true });
  const { id: memberId } = actor;
  if (on) await db.insert(personalRanking).values({ memberId }).onConflictDoNothing();
  else await db.delete(personalRanking).where(eq(personalRanking.memberId, memberId));
}

export interface Recommendation {
  paper: Card;
  score: number;
  /** Papers that the member voted for, the nearest first, and words that both have, as the recommended one writes them. */
  near: { paper: Card; words: string[] }[];
}

export interface Recommendations {
  /** Votes that were asked with: those that stand, of papers that search knows. */
  votes: number;
  papers: Recommendation[];
}

/** Papers that a member did not vote for and that are like those voted for; `since` a day, where one is given. None with fewer than `LEAST_VOTES` votes. */
export async function recommend(
  db: Db,
  search: Pick<SearchEngine, "alike">,
  memberId: string,
  most: number,
  since?: string,
): Promise<Recommendations> {
  const votes = (await votesOf(db, memberId)).filter(({ removed }) => removed === null);
  if (votes.length < LEAST_VOTES) return { votes: votes.length, papers: [] };
  const found = await search.alike(
    votes.map(({ paperId }) => paperId),
    most,
    since,
  );
  const ids = [...new Set(found.flatMap(({ near }) => near.map(({ id }) => id)))];
  const cards = new Map((await readPapers(db, ids)).map((card) => [card.id, card]));
  return {
    votes: votes.length,
    papers: found.map(({ paper, score, near }) => {
      const written = writtenAs(paper);
      return {
        paper,
        score,
        near: near.flatMap(({ id, shared }) => {
          const card = cards.get(id);
          return card ? [{ paper: card, words: shared.map((stem) => written.get(stem) ?? stem) }] : [];
        }),
      };
    }),
  };
}

/** How a paper writes its words, by their stems: «measur» is nobody's word. */
function writtenAs({ title, abstract }: Card): Map<string, string> {
  const written = new Map<string, string>();
  for (const [word] of plain(`${title} ${abstract}`).matchAll(/[\p{L}\p{N}]+/gu)) {
    const [stem] = words(word);
    if (stem !== undefined && !written.has(stem)) written.set(stem, word.toLowerCase());
  }
  return written;
}
