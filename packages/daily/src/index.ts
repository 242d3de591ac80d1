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
export { escapeMarkdown, markdown, plain } from "./papers/tex.ts";

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

export {
  importBibtex,
  importJsonLines,
  importListings,
  type FileOptions,
  type FileProgress,
  type Imported,
} from "./ingest/file.ts";
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
  ingestSubmitted,
  repairListed,
  type HarvestOptions,
  type SourceOptions,
  type SubmittedOptions,
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

export { recordedQuality, type Quality, type RecordedQuality } from "./measure/recorded.ts";

export { setSignals, type Signal } from "./ranking/signals.ts";
export {
  LEAST_VOTES,
  recommend,
  setPersonal,
  wantsPersonal,
  type Recommendation,
  type Recommendations,
} from "./ranking/personal.ts";
export { refreshStale, refreshTrending } from "./ranking/refresh.ts";
export { readInputs, type Formula, type Input, type TrendingInputs } from "./ranking/inputs.ts";
export {
  computeTrending,
  explain,
  readTrending,
  scoreOf,
  TERMS,
  TRENDING,
  type Term,
  type Trending,
} from "./ranking/trending.ts";

export { serve, type Serve } from "./site/serve.ts";
export { findFolder, foldersById, type Evidence, type SiteContext } from "./site/context.ts";
export { readList, type ListedPaper, type Reading, type ReadList } from "./site/list.ts";
export {
  badgePath,
  claimPage,
  commentsFeedPath,
  EXPORT_FORMATS,
  exportPath,
  FEED_FORMATS,
  feedPath,
  listPage,
  paperExport,
  paperPage,
  paperPicture,
  type ExportFormat,
  type FeedFormat,
  type ListAddress,
} from "./site/addresses.ts";
export { answer, type Content } from "./http/answer.ts";
export { namesType, preferredType } from "./http/accept.ts";
export { problem, ProblemError } from "./http/problem.ts";
export { serveApi } from "./api/serve.ts";
export { endpoints } from "./api/endpoints.ts";
export { parameters } from "./api/openapi.ts";
export { serveFeed } from "./syndication/serve.ts";
export { pageIn } from "./http/page.ts";
export { serveSitemap } from "./site/sitemap.ts";
export { serveAbout } from "./site/about.ts";
export { serveExport } from "./citation/serve.ts";
export { bibtex } from "./citation/bibtex.ts";
export { citedCard, type Cited } from "./citation/cited.ts";

export { openExchange } from "./jobs/exchange.ts";
export { startQueue, type JobDefinition, type Queue, type QueueOptions } from "./jobs/queue.ts";
export { dailyJobs, SUBMISSIONS_JOB, TRENDING_JOB, type DailyJobsOptions } from "./jobs/daily.ts";

export * from "./accounts/index.ts";
export * from "./admin/index.ts";
export { HOLDINGS } from "./holdings.ts";
export * from "./authorship/index.ts";
export * from "./discussion/index.ts";
export * from "./runs/index.ts";
export * from "./submissions/index.ts";
export * from "./votes/index.ts";
export * from "./hosting/index.ts";
export { writeSearchFiles, type SearchFiles } from "./static-search/write.ts";
export * from "./mail/index.ts";
export * from "./subscriptions/index.ts";
