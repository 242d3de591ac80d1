/**
 * @file What stands in a digest: the new papers and changed verdicts that fit somebody's choices.
 *
 * A pass reads what is new once, and asks each search once, over the new papers alone; who chose the same and was told up to the same numbers gets the
 * same content, made once.
 */
import { and, gt, inArray, sql } from "drizzle-orm";
import type { Paper } from "@working-papers/lab";
import type { Db, Executor } from "../database/open.ts";
import { arrival, listing, paper, trending, verdictChange } from "../database/schema.ts";
import { cardColumns, type Card } from "../papers/card.ts";
import { corpusOf, keyOf, type Corpus } from "../search/corpus.ts";
import { allowed } from "../search/filter.ts";
import { scoreWords } from "../search/lexical.ts";
import { parseQuery } from "../search/query.ts";
import { NEWS_DAYS } from "./arrivals.ts";
import type { Choices } from "./choices.ts";

export interface Section {
  /** `search` with its query, or `lists` with the categories. */
  kind: "search" | "lists";
  query?: string;
  categories?: readonly string[];
  papers: readonly Card[];
  /** Further ones, which the site has. */
  more: number;
}

export interface ChangedVerdict {
  /** Of the paper: short name and title. */
  slug: string;
  title: string;
  claim: string;
  /** What the claim says, where the paper still has it. */
  statement: string;
  before: string | null;
  verdict: string;
  reason: string;
}

export interface DigestContent {
  sections: readonly Section[];
  verdicts: readonly ChangedVerdict[];
  /** New papers, shown or counted, and verdicts. */
  items: number;
  /** Short names of the papers that work here, by identifier. */
  slugs: ReadonlyMap<string, string>;
}

/** Papers of the repository, for titles and statements. */
export interface Told {
  readonly paper: Pick<Paper, "slug" | "title" | "arxiv" | "claims">;
}

/** Since when and up to what somebody is told. */
export interface Span {
  arrivalSeen: number;
  verdictSeen: number;
}

/** What is new, up to these numbers. */
export interface News {
  upTo: { arrival: number; verdict: number };
  /** @param db the transaction, where there is one: an embedded database has no second connection */
  contentFor(db: Executor, choices: Choices, span: Span): Promise<DigestContent>;
  /** Searches that were asked, for measuring. */
  searches(): number;
}

const MOST_PAPERS = 30;
const MOST_FOUND = 10;

interface New {
  /** Its number as an arrival. */
  number: number;
  key: number;
  categories: readonly string[];
}

/** Reads what is new after the smallest numbers of anybody who is due. */
export async function readNews(
  db: Db,
  since: Span,
  upTo: { arrival: number; verdict: number },
  repository: readonly Told[],
): Promise<News> {
  const fresh = await newPapers(db, since.arrivalSeen, upTo.arrival);
  const changes = await changesAfter(db, since.verdictSeen, upTo.verdict);
  return newsOf(fresh, changes, upTo, repository);
}

/** The papers of the last day that has some, however long ago: for showing how a digest looks. */
export async function readLastDay(db: Db, repository: readonly Told[]): Promise<News> {
  const last = await db
    .selectDistinctOn([paper.key], { number: sql<number>`1`, key: paper.key, categories: paper.categories })
    .from(listing)
    .innerJoin(paper, sql`${paper.id} = ${listing.paperId}`)
    .where(sql`${listing.day} = (select max(day) from listing) and not ${paper.withdrawn}`);
  return newsOf(last, [], { arrival: 1, verdict: 0 }, repository);
}

function newsOf(
  fresh: readonly New[],
  changes: readonly Change[],
  upTo: { arrival: number; verdict: number },
  repository: readonly Told[],
): News {
  const cards = new Map<number, Card>();
  const found = new Map<string, Promise<ReadonlySet<number>>>();
  const contents = new Map<string, Promise<DigestContent>>();
  const slugs = new Map(repository.map(({ paper: { arxiv, slug } }) => [arxiv, slug]));
  let corpus: Promise<Corpus> | undefined;

  function papersFound(tx: Executor, query: string): Promise<ReadonlySet<number>> {
    const known = found.get(query);
    if (known) return known;
    corpus ??= corpusOfNew(tx, fresh);
    const asked = corpus.then((papers) => matching(papers, query));
    found.set(query, asked);
    return asked;
  }

  async function cardsOf(tx: Executor, papers: readonly New[]): Promise<Card[]> {
    const missing = papers.map(({ key }) => key).filter((key) => !cards.has(key));
    if (missing.length > 0)
      for (const card of await tx.select(cardColumns).from(paper).where(inArray(paper.key, missing)))
        cards.set(card.key, card);
    return papers.flatMap(({ key }) => cards.get(key) ?? []);
  }

  async function compose(tx: Executor, choices: Choices, span: Span): Promise<DigestContent> {
    const theirs = fresh.filter(({ number }) => number > span.arrivalSeen);
    const told = new Set<number>();
    const sections: Section[] = [];
    const add = async (
      section: Omit<Section, "papers" | "more">,
      all: readonly New[],
      most: number,
    ): Promise<void> => {
      const untold = all.filter(({ key }) => !told.has(key));
      for (const { key } of untold) told.add(key);
      if (untold.length === 0) return;
      const papers = await cardsOf(tx, untold.slice(0, most));
      sections.push({ ...section, papers, more: untold.length - papers.length });
    };
    for (const query of choices.searches) {
      const keys = theirs.length === 0 ? new Set<number>() : await papersFound(tx, query);
      await add(
        { kind: "search", query },
        theirs.filter(({ key }) => keys.has(key)),
        MOST_FOUND,
      );
    }
    const { categories } = choices;
    if (categories.length > 0)
      await add(
        { kind: "lists", categories },
        theirs.filter((one) => fits(one, categories)),
        MOST_PAPERS,
      );
    const verdicts = choices.verdicts ? netChanges(changes, span.verdictSeen, repository) : [];
    const papers = sections.reduce((sum, { papers: shown, more }) => sum + shown.length + more, 0);
    return { sections, verdicts, items: papers + verdicts.length, slugs };
  }

  return {
    upTo,
    searches: () => found.size,
    contentFor(tx, { categories, searches, verdicts, ...rest }, span) {
      const key = JSON.stringify([categories, searches, verdicts, span.arrivalSeen, span.verdictSeen]);
      const made = contents.get(key) ?? compose(tx, { ...rest, categories, searches, verdicts }, span);
      contents.set(key, made);
      return made;
    },
  };
}

function fits({ categories }: New, wanted: readonly string[]): boolean {
  return (
    wanted[0] === "*" ||
    categories.some((one) => wanted.some((name) => one === name || one.startsWith(`${name}.`)))
  );
}

/** In the order of digests: what somebody chose, then what trends, then the lists' own order. */
async function newPapers(db: Db, after: number, upTo: number): Promise<New[]> {
  return db
    .select({ number: arrival.key, key: arrival.paperKey, categories: paper.categories })
    .from(arrival)
    .innerJoin(paper, sql`${paper.key} = ${arrival.paperKey}`)
    .where(
      sql`${arrival.key} > ${after} and ${arrival.key} <= ${upTo} and ${arrival.at} > now() - make_interval(days => ${NEWS_DAYS}) and not ${paper.withdrawn}`,
    )
    .orderBy(
      sql`(select min(case ${listing.list} when 'working' then 0 when 'curated' then 1 when 'arxiv' then 3 else 2 end)
        from ${listing} where ${listing.paperId} = ${paper.id} and ${listing.day} >= ${arrival.day})`,
      sql`(select ${trending.score} from ${trending} where ${trending.paperId} = ${paper.id} order by ${trending.day} desc limit 1) desc nulls last`,
      arrival.key,
    );
}

async function corpusOfNew(db: Executor, fresh: readonly New[]): Promise<Corpus> {
  const rows = await db
    .select({
      key: paper.key,
      id: paper.id,
      title: paper.title,
      abstract: paper.abstract,
      authors: paper.authors,
      categories: paper.categories,
      announced: paper.announced,
    })
    .from(paper)
    .where(
      inArray(
        paper.key,
        fresh.map(({ key }) => key),
      ),
    );
  return corpusOf(
    rows.map(({ authors, announced, ...row }) => ({
      ...row,
      authors: authors.map(({ name }) => name),
      day: announced ?? undefined,
    })),
  );
}

/** Rounding in sums of shares. */
const ALL = 1 - 1e-4;

/** Keys of the papers that a search finds: its filters hold, and they have all of its words. A list that is read every morning has no room for half. */
export function matching(corpus: Corpus, text: string): ReadonlySet<number> {
  const query = parseQuery(text);
  const mask = allowed(corpus, query);
  const { share } = scoreWords(corpus, query.terms);
  const keys = new Set<number>();
  for (let number = 0; number < corpus.size; number++)
    if (mask[number] === 1 && (query.terms.length === 0 || share[number] >= ALL))
      keys.add(keyOf(corpus, number));
  return keys;
}

type Change = Pick<
  typeof verdictChange.$inferSelect,
  "key" | "paper" | "claim" | "before" | "verdict" | "reason"
>;

async function changesAfter(db: Db, after: number, upTo: number): Promise<Change[]> {
  const { key, paper: slug, claim, before, verdict, reason } = verdictChange;
  return db
    .select({ key, paper: slug, claim, before, verdict, reason })
    .from(verdictChange)
    .where(and(gt(key, after), sql`${key} <= ${upTo}`))
    .orderBy(key);
}

/** From how a claim stood to how it stands, whatever was in between; back where it was is no change. */
function netChanges(
  changes: readonly Change[],
  after: number,
  repository: readonly Told[],
): ChangedVerdict[] {
  const first = new Map<string, Change>();
  const last = new Map<string, Change>();
  for (const change of changes) {
    if (change.key <= after) continue;
    const name = `${change.paper} ${change.claim}`;
    if (!first.has(name)) first.set(name, change);
    last.set(name, change);
  }
  const papers = new Map(repository.map(({ paper: one }) => [one.slug, one]));
  return [...last].flatMap(([name, { paper: slug, claim, verdict, reason }]) => {
    const { before } = first.get(name)!;
    const one = papers.get(slug);
    // A claim that is new and waits for its measurement is no news.
    if (verdict === null || verdict === before || !one || (before === null && verdict === "not tested"))
      return [];
    const statement = one.claims.find(({ id }) => id === claim)?.statement;
    return statement === undefined
      ? []
      : [{ slug, title: one.title, claim, statement, before, verdict, reason }];
  });
}
