/**
 * @file The search engine of one process: the stored index in memory, the papers that came after it in a small second segment, and the questions.
 *
 * `buildIndex` is a job: it trains the embedder, embeds and indexes every paper, and stores the result. `openSearch` reads what is stored. Until
 * the first index is built everything lies in the second segment, without meaning; so search works from the first paper on.
 */
import { asc, gt, inArray } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { paper } from "../database/schema.ts";
import { paging } from "../lists/feed.ts";
import { cardColumns, type Card } from "../papers/card.ts";
import { newestGeneration, readArtifact, writeArtifacts } from "./artifacts.ts";
import { idOf, joinSegments, keyOf, type Corpus } from "./corpus.ts";
import type { SearchDocument } from "./document.ts";
import { guarded, latentEmbedder, type Embedder } from "./embedder.ts";
import { decode, encode } from "./encode.ts";
import { countFacets, type Facets } from "./facets.ts";
import { trainLatent, type LatentModel } from "./latent.ts";
import { isEmpty, parseQuery, type Query } from "./query.ts";
import { rank, type Mode, type Ranked, type Vectors } from "./rank.ts";
import { alikeTo } from "./alike.ts";
import { allowed } from "./filter.ts";
import { relatedTo } from "./related.ts";
import { buildSegment, type Segment } from "./segment.ts";

export interface SearchRequest {
  q: string;
  /** Default `both`. */
  mode?: Mode;
  /** Default `relevance`. */
  sort?: "relevance" | "newest";
  /** From 1. */
  page?: number;
  /** Papers a page, 1 to 100. Default 20. */
  size?: number;
}

export interface Hit {
  paper: Card;
  /** What it was ranked by: see `rank.ts`. */
  score: number;
  words: number;
  meaning: number | undefined;
}

export interface SearchAnswer {
  query: Query;
  hits: Hit[];
  /** Papers in the result list, which ends at the best 1,000. */
  total: number;
  page: number;
  pages: number;
  facets: Facets;
  /** What was read otherwise than written, in sentences. */
  notes: string[];
}

export interface RelatedPaper {
  paper: Card;
  score: number;
  shared: string[];
}

/** A paper like several others. */
export interface AlikePaper {
  paper: Card;
  score: number;
  /** The ones that it is nearest to, the nearest first, with the words in common: stems, the most telling first. */
  near: { id: string; shared: string[] }[];
}

export interface SearchStatus {
  papers: number;
  /** Papers that came or changed after the stored index. */
  since: number;
  embedder: string | undefined;
  /** The revision up to which papers are in. */
  revision: number;
}

export interface SearchEngine {
  search(request: SearchRequest): Promise<SearchAnswer>;
  /** Ids only, best first: for measuring. */
  ids(q: string, mode?: Mode): Promise<string[]>;
  /** Papers like this one; none for an unknown id. */
  related(id: string, most?: number): Promise<RelatedPaper[]>;
  /** Papers like some others, the latest choice first; of those that came on a day or later, where one is given. */
  alike(ids: readonly string[], most: number, since?: string): Promise<AlikePaper[]>;
  /** Takes in what was stored since. Cheap when there is nothing. */
  refresh(): Promise<SearchStatus>;
  status(): SearchStatus;
}

export interface SearchOptions {
  /** A host's own model in place of the trained one. It must be the same for `buildIndex` and `openSearch`. */
  embedder?: Embedder;
}

interface Index {
  corpus: Corpus;
  vectors: Vectors | undefined;
  embedder: Embedder | undefined;
  base: Base | undefined;
  revision: number;
  since: number;
}

interface Base {
  generation: number;
  segment: Segment;
  vectors: Vectors | undefined;
  embedder: Embedder | undefined;
}

/** Withdrawn papers that a list of recommendations makes up for. */
const WITHDRAWN = 20;

/** Opens search over what is stored. */
export async function openSearch(db: Db, options: SearchOptions = {}): Promise<SearchEngine> {
  let index = await takeIn(db, options, undefined);
  let refreshing: Promise<void> | undefined;
  const status = (): SearchStatus => ({
    papers: index.corpus.papers,
    since: index.since,
    embedder: index.embedder?.id,
    revision: index.revision,
  });
  return {
    status,
    async search(request) {
      const { page, size } = paging({ page: request.page, size: request.size ?? 20 });
      // A refresh may put another index in the place of this one meanwhile; an answer stays with the one it began with.
      const using = index;
      const query = parseQuery(request.q);
      let found = isEmpty(query) ? [] : await ranked(query, request.mode ?? "both", using);
      found = idFirst(using.corpus, query, found);
      if (request.sort === "newest") found = byDay(using.corpus, withWords(found));
      const shown = found.slice((page - 1) * size, page * size);
      const papers = await cards(
        db,
        shown.map(({ number }) => keyOf(using.corpus, number)),
      );
      return {
        query,
        hits: shown.flatMap(({ number, score, words, meaning }) => {
          const card = papers.get(keyOf(using.corpus, number));
          return card ? [{ paper: card, score, words, meaning }] : [];
        }),
        total: found.length,
        page,
        pages: Math.max(1, Math.ceil(found.length / size)),
        facets: countFacets(
          using.corpus,
          found.map(({ number }) => number),
        ),
        notes: query.notes,
      };
    },
    async ids(q, mode = "both") {
      const using = index;
      const query = parseQuery(q);
      return isEmpty(query)
        ? []
        : (await ranked(query, mode, using)).map(({ number }) => idOf(using.corpus, number));
    },
    async related(id, most = 10) {
      const using = index;
      const number = numberOf(using.corpus, id);
      if (number === undefined) return [];
      const found = relatedTo(using.corpus, using.vectors, number, most);
      const papers = await cards(
        db,
        found.map((one) => keyOf(using.corpus, one.number)),
      );
      return found.flatMap((one) => {
        const card = papers.get(keyOf(using.corpus, one.number));
        return card ? [{ paper: card, score: one.score, shared: one.shared }] : [];
      });
    },
    async alike(ids, most, since) {
      const { corpus, vectors } = index;
      const chosen = ids.flatMap((id) => numberOf(corpus, id) ?? []);
      if (chosen.length === 0) return [];
      const mask = allowed(corpus, parseQuery(since === undefined ? "" : `after:${since}`));
      // Some of them may be withdrawn, which the index does not know.
      const found = alikeTo(corpus, vectors, chosen, most + WITHDRAWN, mask);
      const papers = await cards(
        db,
        found.map(({ number }) => keyOf(corpus, number)),
      );
      const alike = found.flatMap(({ number, score, near }) => {
        const card = papers.get(keyOf(corpus, number));
        const told = near.map(({ number: other, shared }) => ({ id: idOf(corpus, other), shared }));
        return card && !card.withdrawn ? [{ paper: card, score, near: told }] : [];
      });
      return alike.slice(0, most);
    },
    async refresh() {
      refreshing ??= takeIn(db, options, index)
        .then((fresh) => void (index = fresh))
        .finally(() => void (refreshing = undefined));
      await refreshing;
      return status();
    },
  };
}

async function ranked(query: Query, mode: Mode, using: Index): Promise<Ranked[]> {
  const { embedder, corpus, vectors } = using;
  const [vector] =
    mode !== "words" && embedder && query.terms.length > 0 ? await embedder.embed([query.text]) : [];
  return rank(corpus, query, mode, vectors, vector);
}

/**
 * Trains, embeds and indexes every paper and stores the result for all processes.
 *
 * Papers that have not changed since the last index keep their vectors when the embedder is a host's own; the trained one changes with the corpus.
 */
export async function buildIndex(db: Db, options: SearchOptions = {}): Promise<SearchStatus> {
  const { papers, revision } = await readPapers(db, -1);
  const segment = buildSegment(papers);
  const model = options.embedder ? undefined : await trainLatent(segment);
  const embedder = options.embedder ? guarded(options.embedder) : latentEmbedder(model!);
  const known = options.embedder ? await storedVectors(db, embedder) : undefined;
  const values = new Float32Array(papers.length * embedder.dimensions);
  for (let start = 0; start < papers.length; start += 64) {
    const batch = papers.slice(start, start + 64);
    const asked = batch.filter((one) => !known?.get(one));
    const fresh = asked.length > 0 ? await embedder.embed(asked.map(textOf)) : [];
    let next = 0;
    batch.forEach((one, i) =>
      values.set(known?.get(one) ?? fresh[next++], (start + i) * embedder.dimensions),
    );
    await new Promise((resolve) => setImmediate(resolve));
  }
  const vectors: StoredVectors = { embedder: embedder.id, dimensions: embedder.dimensions, values };
  await writeArtifacts(db, revision, {
    segment: await encode(segment),
    vectors: await encode(vectors),
    ...(model ? { model: await encode(model) } : {}),
  });
  return { papers: papers.length, since: 0, embedder: embedder.id, revision };
}

interface StoredVectors extends Vectors {
  embedder: string;
}

/** Vectors of the stored index, for papers that have not changed since. */
async function storedVectors(
  db: Db,
  embedder: Embedder,
): Promise<{ get(paper: IndexedPaper): Float32Array | undefined } | undefined> {
  const base = await readBase(db, { embedder });
  if (!base?.vectors || base.embedder?.id !== embedder.id) return undefined;
  const { values, dimensions } = base.vectors;
  const numbers = new Map<number, number>();
  base.segment.keys.forEach((key, i) => numbers.set(key, i));
  return {
    get({ key, revision }) {
      const i = revision <= base.generation ? numbers.get(key) : undefined;
      return i === undefined ? undefined : values.subarray(i * dimensions, (i + 1) * dimensions);
    },
  };
}

async function readBase(db: Db, options: SearchOptions): Promise<Base | undefined> {
  const generation = await newestGeneration(db, "segment");
  if (generation === undefined) return undefined;
  const read = async <Value>(name: string): Promise<Value | undefined> => {
    const bytes = await readArtifact(db, name, generation);
    return bytes && decode<Value>(bytes);
  };
  const segment = await read<Segment>("segment");
  // Replaced while it was being read: the newer one is there by now.
  if (!segment) return readBase(db, options);
  const stored = await read<StoredVectors>("vectors");
  const model = options.embedder ? undefined : await read<LatentModel>("model");
  const embedder = options.embedder ? guarded(options.embedder) : model && latentEmbedder(model);
  // Vectors of another embedder say nothing to this one; words go on alone until the index is built anew.
  const fits = stored && embedder && stored.embedder === embedder.id;
  return {
    generation,
    segment,
    vectors: fits ? stored : undefined,
    embedder: fits ? embedder : undefined,
  };
}

/** The stored index when it is another than the one at hand, and the papers after it. */
async function takeIn(db: Db, options: SearchOptions, at: Index | undefined): Promise<Index> {
  const generation = await newestGeneration(db, "segment");
  const base = at?.base && at.base.generation === generation ? at.base : await readBase(db, options);
  const { papers, revision } = await readPapers(db, base?.generation ?? -1);
  if (at && at.base === base && at.revision === revision) return at;
  const later = buildSegment(papers, base?.segment.lengths);
  const corpus = joinSegments(base ? [base.segment, later] : [later]);
  return {
    corpus,
    vectors: base?.vectors && base.embedder && (await extend(base.vectors, base.embedder, papers)),
    embedder: base?.embedder,
    base,
    revision,
    since: papers.length,
  };
}

async function extend(
  vectors: Vectors,
  embedder: Embedder,
  papers: readonly SearchDocument[],
): Promise<Vectors> {
  if (papers.length === 0) return vectors;
  const values = new Float32Array(vectors.values.length + papers.length * vectors.dimensions);
  values.set(vectors.values);
  const fresh = await embedder.embed(papers.map(textOf));
  fresh.forEach((vector, i) => values.set(vector, vectors.values.length + i * vectors.dimensions));
  return { dimensions: vectors.dimensions, values };
}

/** What of a paper is embedded. */
function textOf(document: SearchDocument): string {
  return `${document.title}\n${document.abstract}`;
}

interface IndexedPaper extends SearchDocument {
  revision: number;
}

const READ = 2_000;

/** Papers whose revision is larger, in order of revision, and the largest one. */
async function readPapers(db: Db, after: number): Promise<{ papers: IndexedPaper[]; revision: number }> {
  const papers: IndexedPaper[] = [];
  let revision = after;
  for (;;) {
    const rows = await db
      .select({
        key: paper.key,
        id: paper.id,
        title: paper.title,
        abstract: paper.abstract,
        authors: paper.authors,
        categories: paper.categories,
        announced: paper.announced,
        submitted: paper.submitted,
        revision: paper.revision,
      })
      .from(paper)
      .where(gt(paper.revision, revision))
      .orderBy(asc(paper.revision))
      .limit(READ);
    for (const { authors, announced, submitted, ...row } of rows)
      papers.push({
        ...row,
        authors: authors.map(({ name }) => name),
        day: announced ?? submitted?.toISOString().slice(0, 10),
      });
    if (rows.length > 0) revision = rows.at(-1)!.revision;
    if (rows.length < READ) return { papers, revision: Math.max(revision, 0) };
  }
}

async function cards(db: Db, keys: number[]): Promise<Map<number, Card>> {
  if (keys.length === 0) return new Map();
  const rows = await db.select(cardColumns).from(paper).where(inArray(paper.key, keys));
  return new Map(rows.map((row) => [row.key, row]));
}

function numberOf(corpus: Corpus, id: string): number | undefined {
  for (let p = corpus.parts.length - 1; p >= 0; p--) {
    const { segment, offset } = corpus.parts[p];
    const i = placesOf(segment).get(id);
    if (i !== undefined) return offset + i;
  }
  return undefined;
}

const places = new WeakMap<Segment, ReadonlyMap<string, number>>();

/** Where in a segment each paper is: made at the first question, as a search by words never asks. */
function placesOf(segment: Segment): ReadonlyMap<string, number> {
  const known = places.get(segment);
  if (known) return known;
  const made = new Map(segment.ids.map((id, i) => [id, i]));
  places.set(segment, made);
  return made;
}

/** A query that is an arXiv identifier has that paper first. */
function idFirst(corpus: Corpus, query: Query, found: Ranked[]): Ranked[] {
  const number = query.id === undefined ? undefined : numberOf(corpus, query.id);
  if (number === undefined) return found;
  return [
    { number, score: 2, words: 1, meaning: undefined },
    ...found.filter((one) => one.number !== number),
  ];
}

/** In order of days what was found by meaning alone would come before what has the words. */
function withWords(found: Ranked[]): Ranked[] {
  return found.some(({ words }) => words > 0) ? found.filter(({ words }) => words > 0) : found;
}

function byDay(corpus: Corpus, found: Ranked[]): Ranked[] {
  const day = new Map<number, number>();
  for (const { segment, offset } of corpus.parts)
    for (const { number } of found)
      if (number >= offset && number < offset + segment.days.length)
        day.set(number, segment.days[number - offset]);
  return found.toSorted((a, b) => day.get(b.number)! - day.get(a.number)! || b.score - a.score);
}
