/** @file Which of the papers on a page the reader has voted for: one question a page, and none for a visitor. */
import { votedAmong, type Member } from "@working-papers/daily";
import { daily } from "./daily.ts";

interface Votable {
  id: string;
  voted: boolean;
}

/** The same views, those that the member voted for marked. */
export async function withVotes<View extends Votable>(
  member: Member | undefined,
  views: readonly View[],
): Promise<View[]> {
  if (!member || views.length === 0) return [...views];
  const voted = await votedAmong(
    daily().database.db,
    member.id,
    views.map(({ id }) => id),
  );
  return views.map((view) => (voted.has(view.id) ? { ...view, voted: true } : view));
}
