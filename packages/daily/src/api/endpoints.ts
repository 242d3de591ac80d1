/** @file The table of endpoints, in the order in which paths are compared: the special ones first. */
import { z } from "zod";
import { nearestNames } from "@working-papers/lab";
import type { PaperFolder } from "@working-papers/lab/node";
import { ProblemError } from "../http/problem.ts";
import { lastDay, readFeed } from "../lists/feed.ts";
import { isDay, parsePeriod } from "../lists/period.ts";
import { readByPublication } from "../papers/publication.ts";
import { readDiscussion } from "../discussion/index.ts";
import { readPaper, type PaperPage } from "../papers/read.ts";
import { readInputs } from "../ranking/inputs.ts";
import { explain, readTrending } from "../ranking/trending.ts";
import { paperExport, paperPage, sourceOf } from "../site/addresses.ts";
import { findFolder, type SiteContext } from "../site/context.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";
import * as schemas from "./schemas.ts";
import { claimShapes, commentShape, hasRuns, momentOf, runLine, shaper } from "./shapes.ts";

const calendarDay = z.iso
  .date("must be a day like 2026-09-10")
  .refine(isDay, "must be a day like 2026-09-10");

const MAX_QUERY = 4_000;
const SEARCH_PAGE = 100;

const whole = (low: number, high: number, otherwise: number, says: string) =>
  z.coerce
    .number({ error: `must be a whole number from ${low} to ${high}` })
    .int(`must be a whole number from ${low} to ${high}`)
    .min(low, `must be a whole number from ${low} to ${high}`)
    .max(high, `must be a whole number from ${low} to ${high}`)
    .default(otherwise)
    .describe(says);
const pageFromZero = whole(0, 100_000, 0, "page, from 0");
const category = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9.-]{1,39}$/, "must be a category like cs.CL")
  .optional()
  .describe("only papers in this category, like cs.CL");
const period = (form: RegExp, example: string, says: string) =>
  z.string().regex(form, `must look like ${example}`).optional().describe(says);
const id = z
  .string()
  .max(250)
  .describe("arXiv identifier (a version may follow), or the short name of a paper that works here");
const nothing = z.strictObject({});
const ofPaper = z.strictObject({ id });

export const endpoints: readonly Endpoint[] = [
  endpoint({
    id: "dailyPapers",
    path: "/api/daily_papers",
    summary: "The list of a day, a week or a month",
    description:
      "Without a date the last day that has papers. Asked for a period without papers (a weekend, a holiday) it answers with the last one before; `submittedOnDailyAt` says which. An impossible date is an error.",
    params: nothing,
    query: z.strictObject({
      date: period(/^\d{4}-\d{2}-\d{2}$/, "2026-09-10", "a day"),
      week: period(/^\d{4}-W\d{2}$/, "2026-W37", "an ISO week"),
      month: period(/^\d{4}-\d{2}$/, "2026-09", "a month"),
      p: pageFromZero,
      limit: whole(1, 100, 50, "papers a page"),
      sort: z
        .enum(["publishedAt", "trending"], { error: "must be publishedAt or trending" })
        .optional()
        .describe("`publishedAt`: by submission; `trending`: by the published score; without it as listed"),
      category,
      list: z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,39}$/, "must be the name of a list like curated")
        .optional()
        .describe(
          "`working`: what runs here; `picks`: what editors picked; `people`: what members submitted; `curated`: what people elsewhere chose; `arxiv`: what was announced; without it all",
        ),
    }),
    response: schemas.DailyPapers,
    example: "/api/daily_papers?limit=3",
    async answer({ site, origin, query }) {
      const { date, week, month, p, limit, sort } = query;
      const given = [date, week, month].filter((one) => one !== undefined);
      if (given.length > 1)
        throw new ProblemError(400, "One of date, week and month was expected, not several.");
      const asked = given[0] ?? (await lastDay(site.db, query.list, query.category)) ?? site.today();
      try {
        parsePeriod(asked);
      } catch (error) {
        throw new ProblemError(400, (error as Error).message);
      }
      const feed = await readFeed(site.db, {
        period: asked,
        list: query.list,
        category: query.category,
        sort: sort === "publishedAt" ? "newest" : sort,
        page: p + 1,
        size: limit,
      });
      const { item } = await shaper(site, origin, feed.papers);
      return {
        body: feed.papers.map(item),
        ...(p + 1 < feed.pages ? { next: { p: p + 1 } } : {}),
        ...(p > 0 ? { previous: { p: p - 1 } } : {}),
      };
    },
  }),
  endpoint({
    id: "trendingInputs",
    path: "/api/trending/inputs",
    summary: "What a trending list was computed from",
    description:
      "All papers that were looked at, with what was counted of each by day, and the numbers of the formula: enough to compute the order again. They are those of the moment at which the list was computed.",
    params: nothing,
    query: z.strictObject({
      date: calendarDay.optional().describe("a day; without it today"),
    }),
    response: schemas.TrendingInputs,
    example: "/api/trending/inputs",
    async answer({ site, query }) {
      const inputs = await readInputs(site.db, query.date ?? site.today());
      return {
        body: {
          date: inputs?.day ?? null,
          computedAt: momentOf(inputs?.computed ?? null),
          formula: inputs?.formula ?? null,
          papers: inputs?.papers ?? [],
        },
      };
    },
  }),
  endpoint({
    id: "trending",
    path: "/api/trending",
    summary: "Trending, with every term of every score",
    description: "The stored order of a day, or of the last one before it that was computed.",
    params: nothing,
    query: z.strictObject({
      date: calendarDay.optional().describe("a day; without it today"),
      limit: whole(1, 100, 50, "papers"),
    }),
    response: schemas.Trending,
    example: "/api/trending?limit=3",
    async answer({ site, origin, query }) {
      const trending = await readTrending(site.db, query.date ?? site.today(), query.limit);
      const papers = trending?.papers ?? [];
      const { paper } = await shaper(site, origin, papers);
      return {
        body: {
          date: trending?.day ?? null,
          papers: papers.map((card) => ({
            rank: card.rank,
            score: card.score,
            formula: explain(card.terms),
            terms: card.terms,
            paper: paper(card),
          })),
        },
      };
    },
  }),
  endpoint({
    id: "claims",
    path: "/api/claims",
    summary: "Claims of all papers that work, with their verdicts",
    description: "A verdict is computed from recorded runs whenever it is asked for.",
    params: nothing,
    query: z.strictObject({ verdict: schemas.VerdictName.optional().describe("only claims that stand so") }),
    response: schemas.ClaimLines,
    example: "/api/claims?verdict=not+reproduced",
    async answer({ site, query }) {
      const folders = (await site.evidence.all()).filter(hasRuns);
      const lines = folders.flatMap(({ paper, verdicts }) =>
        paper.claims.map(({ id: claim, statement, scale }, i) => {
          const { verdict, reason, runs } = verdicts[i];
          return { paper: paper.arxiv, slug: paper.slug, claim, statement, scale, verdict, reason, runs };
        }),
      );
      return {
        body: lines.filter(({ verdict }) => query.verdict === undefined || verdict === query.verdict),
      };
    },
  }),
  endpoint({
    id: "papers",
    path: "/api/papers",
    summary: "All papers by publication, the latest first",
    description: "The `Link` header leads to the next page; its cursor stays valid when papers come in.",
    params: nothing,
    query: z.strictObject({
      cursor: z.string().max(100).optional().describe("from the `Link` header of the page before"),
      limit: whole(1, 100, 50, "papers a page"),
    }),
    response: schemas.Papers,
    example: "/api/papers?limit=3",
    async answer({ site, origin, query }) {
      const { papers, next } = await readByPublication(site.db, query.cursor, query.limit);
      const { paper } = await shaper(site, origin, papers);
      return { body: papers.map(paper), ...(next === undefined ? {} : { next: { cursor: next } }) };
    },
  }),
  endpoint({
    id: "search",
    path: "/api/papers/search",
    summary: "Search by words and by meaning",
    description: `Quotes, minus, \`author:\`, \`category:\`, \`after:\` and \`before:\` are understood. A page has at most ${SEARCH_PAGE} papers.`,
    params: nothing,
    query: z.strictObject({
      q: z
        .string({ error: "is needed: the words to search for" })
        .max(MAX_QUERY, `may have ${MAX_QUERY} characters at most`),
      p: pageFromZero,
      limit: whole(1, 120, 20, "papers a page"),
      sort: z.enum(["relevance", "newest"], { error: "must be relevance or newest" }).default("relevance"),
    }),
    response: schemas.DailyPapers,
    example: "/api/papers/search?q=quantization&limit=3",
    async answer({ site, origin, query: { q, p, limit, sort } }) {
      const size = Math.min(limit, SEARCH_PAGE);
      const found = await site.search.search({ q, sort, page: p + 1, size });
      const cards = found.hits.map(({ paper }) => paper);
      const { item } = await shaper(site, origin, cards);
      return {
        body: cards.map(item),
        ...(p + 1 < found.pages ? { next: { p: p + 1 } } : {}),
        ...(p > 0 ? { previous: { p: p - 1 } } : {}),
      };
    },
  }),
  endpoint({
    id: "claimsOfPaper",
    path: "/api/papers/{id}/claims",
    summary: "A paper's claims and how they stand",
    description: "With what each check expects, and the runs that the verdict rests on.",
    params: ofPaper,
    query: nothing,
    response: schemas.Claims,
    example: "/api/papers/2410.00907/claims",
    answer: async ({ site, origin, params }) => ({
      body: claimShapes(await working(site, params.id), origin),
    }),
  }),
  endpoint({
    id: "verdictsOfPaper",
    path: "/api/papers/{id}/verdicts",
    summary: "The verdicts on a paper's claims, check by check",
    description: "With the measured interval of every check and the reason in a sentence.",
    params: ofPaper,
    query: nothing,
    response: schemas.Verdicts,
    example: "/api/papers/2410.00907/verdicts",
    answer: async ({ site, params }) => ({ body: (await working(site, params.id)).verdicts }),
  }),
  endpoint({
    id: "runsOfPaper",
    path: "/api/papers/{id}/runs",
    summary: "A paper's recorded runs",
    description: "Without tables and figures, which the address of each has.",
    params: ofPaper,
    query: z.strictObject({ experiment: z.string().optional().describe("only runs of this experiment") }),
    response: schemas.RunLines,
    example: "/api/papers/2410.00907/runs?experiment=operand-vectors",
    async answer({ site, origin, params, query }) {
      const { runs, experiments } = await working(site, params.id);
      const { experiment } = query;
      if (experiment !== undefined && !experiments.some((one) => one.id === experiment)) {
        const names = nearestNames(
          experiment,
          experiments.map((one) => one.id),
        );
        throw new ProblemError(
          404,
          `There is no experiment «${experiment.slice(0, 60)}» of this paper.`,
          names.map((name) => `/api/papers/${params.id}/runs?experiment=${name}`),
        );
      }
      return {
        body: runs
          .filter((run) => experiment === undefined || run.experiment === experiment)
          .map((run) => runLine(run, origin)),
      };
    },
  }),
  endpoint({
    id: "run",
    path: "/api/papers/{id}/runs/{run}",
    summary: "A recorded run as it is stored",
    description:
      "Parameters, seed, measurements, tables, figures and provenance, with the digest of all of it.",
    params: z.strictObject({ id, run: z.string().max(200).describe("id of a run") }),
    query: nothing,
    response: schemas.RunShape,
    example: "/api/papers/2410.00907/runs",
    async answer({ site, params }) {
      const { runs } = await working(site, params.id);
      const found = runs.find((run) => run.id === params.run);
      if (found) return { body: found };
      const names = nearestNames(
        params.run,
        runs.map((run) => run.id),
      );
      throw new ProblemError(
        404,
        `There is no recorded run «${params.run.slice(0, 80)}» of this paper.`,
        names.map((name) => `/api/papers/${params.id}/runs/${name}`),
      );
    },
  }),
  endpoint({
    id: "discussionOfPaper",
    path: "/api/papers/{id}/discussion",
    summary: "What is said about a paper and its claims",
    description:
      "Comments as Markdown, with the runs that they rest on: the newest 500, the oldest of them first. The `Link` header leads to earlier ones. Answers name the comment that they answer.",
    params: ofPaper,
    query: z.strictObject({
      claim: z.string().max(40).optional().describe("only comments on this claim, like LM-05"),
      cursor: z.string().max(200).optional().describe("from the `Link` header of the page before"),
    }),
    response: schemas.DiscussionShape,
    example: "/api/papers/2410.00907/discussion",
    async answer({ site, origin, params, query }) {
      const { paper } = await known(site, params.id);
      const { comments, earlier } = await readDiscussion(site.db, { paperId: paper.id, ...query });
      return {
        body: comments.map((comment) => commentShape(comment, origin)),
        ...(earlier === undefined ? {} : { next: { cursor: earlier } }),
      };
    },
  }),
  endpoint({
    id: "paper",
    path: "/api/papers/{id}",
    summary: "One paper",
    description: "With its versions, its places in lists, and where its other forms are.",
    params: ofPaper,
    query: nothing,
    response: schemas.PaperDetail,
    example: "/api/papers/2410.00907",
    async answer({ site, origin, params }) {
      const { paper: card, versions, places } = await known(site, params.id);
      const { paper } = await shaper(site, origin, [card]);
      const shaped = paper(card);
      const page = origin + paperPage(card.id, shaped.works?.slug);
      const { comment, journalRef, doi, licence } = card;
      return {
        body: {
          ...shaped,
          comment,
          journalRef,
          doi,
          licence,
          versions: versions.map(({ version, submitted, withdrawn }) => ({
            version,
            submittedAt: momentOf(submitted),
            withdrawn,
          })),
          lists: places.map(({ list, day, kind }) => ({ list, date: day, kind })),
          links: {
            page,
            ...sourceOf(card.id),
            markdown: `${page}.md`,
            bibtex: origin + paperExport(card.id, "bib"),
            csl: origin + paperExport(card.id, "csl.json"),
            ris: origin + paperExport(card.id, "ris"),
          },
        },
      };
    },
  }),
];

async function known(site: SiteContext, name: string): Promise<PaperPage> {
  const folder = await findFolder(site.evidence, name);
  const found = await readPaper(site.db, folder?.paper.arxiv ?? name);
  if (found) return found;
  const slugs = (await site.evidence.all()).map(({ paper }) => paper.slug);
  throw new ProblemError(
    404,
    `There is no paper «${name.slice(0, 80)}» here: an arXiv identifier like 2410.00907 was expected, of a paper that this site has.`,
    /[a-z]/.test(name) ? nearestNames(name, slugs).map((slug) => `/api/papers/${slug}`) : [],
  );
}

/** The folder of a paper that works. One that is only known has no claims here, which is said as such. */
async function working(site: SiteContext, name: string): Promise<PaperFolder> {
  const folder = await findFolder(site.evidence, name);
  if (folder) return folder;
  const { paper } = await known(site, name);
  const byId = await findFolder(site.evidence, paper.id);
  if (byId) return byId;
  throw new ProblemError(
    404,
    `The paper ${paper.id} is known here, but nobody has implemented it yet: it has no claims and no runs.`,
  );
}
