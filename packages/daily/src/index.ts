/**
 * @file The daily-papers domain: papers in a database, where they come from, how they are listed, found and ranked, and how lists are fed to readers.
 *
 * Everything begins with `openDatabase`; `openSearch` adds search, `politeClient` the sources, `startQueue` the jobs.
 */
export { openDatabase, type Database, type Db, type OpenOptions } from "./database/open.ts";
export { databaseAddress } from "./database/address.ts";
export { migrate } from "./database/migrate.ts";
export { dumpDatabase, restoreDatabase, type DumpOptions } from "./database/dump.ts";

export { parseArxivId, type ArxivId } from "./papers/arxiv-id.ts";
export {
  IncomingPaper,
  type Author,
  type IncomingPaperInput,
  type Parsed,
  type Rejected,
} from "./papers/record.ts";
export { storePapers, storePlaces, type Stored } from "./papers/store.ts";
export { storeRecorded } from "./papers/recorded.ts";
export { readPaper, readPapers, revisionOf, type PaperPage, type PaperVersion } from "./papers/read.ts";
export type { Card } from "./papers/card.ts";
export { plain } from "./papers/tex.ts";

export {
  addDays,
  daysBetween,
  isDay,
  parsePeriod,
  periodOf,
  toDay,
  type Day,
  type Period,
  type Unit,
} from "./lists/period.ts";
export { lastDay, readFeed, type Feed, type FeedPaper, type FeedRequest } from "./lists/feed.ts";
export { readSides, type Sides } from "./lists/sides.ts";

export { importBibtex, importJsonLines, importListings, type Imported } from "./ingest/file.ts";
export {
  ClientError,
  politeClient,
  SERVICES,
  type Client,
  type ClientOptions,
  type Service,
} from "./ingest/client.ts";
export {
  harvestOai,
  ingestDaily,
  ingestIds,
  ingestListing,
  repairListed,
  type HarvestOptions,
  type SourceOptions,
} from "./ingest/sources.ts";
export type { Report } from "./ingest/reading.ts";

export {
  buildIndex,
  openSearch,
  type Hit,
  type RelatedPaper,
  type SearchAnswer,
  type SearchEngine,
  type SearchOptions,
  type SearchRequest,
  type SearchStatus,
} from "./search/engine.ts";
export { searchDatabase } from "./search/database.ts";
export { parseQuery, type Query } from "./search/query.ts";
export type { Embedder } from "./search/embedder.ts";
export type { Facet, Facets } from "./search/facets.ts";
export { FUSION, MOST, type Mode } from "./search/rank.ts";
export { NEARNESS } from "./search/lexical.ts";
export { WEIGHTS } from "./search/segment.ts";

export { addSignals, setSignals, type Signal } from "./ranking/signals.ts";
export {
  computeTrending,
  explain,
  readTrending,
  scoreOf,
  signalsOf,
  TERMS,
  TRENDING,
  type Term,
  type Trending,
} from "./ranking/trending.ts";

export { feedItem, type FeedDocument, type FeedItem } from "./syndication/document.ts";
export { ATOM_TYPE, writeAtom } from "./syndication/atom.ts";
export { RSS_TYPE, writeRss } from "./syndication/rss.ts";
export { JSON_FEED_TYPE, writeJsonFeed } from "./syndication/json-feed.ts";

export { startQueue, type JobDefinition, type Queue, type QueueOptions } from "./jobs/queue.ts";
export { dailyJobs, type DailyJobsOptions } from "./jobs/daily.ts";

export * from "./runs/index.ts";
