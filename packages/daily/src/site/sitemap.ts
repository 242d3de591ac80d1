/** @file Sitemaps (sitemaps.org 0.9): an index, and files of at most 50,000 addresses, each with the day of its last change. */
import { asc, sql } from "drizzle-orm";
import { listing, paper } from "../database/schema.ts";
import { answer } from "../http/answer.ts";
import { ProblemError } from "../http/problem.ts";
import { xml } from "../syndication/document.ts";
import { claimPage, listPage, paperPage } from "./addresses.ts";
import { foldersById, type SiteContext } from "./context.ts";

/** The protocol's own limit. */
export const MOST_ADDRESSES = 50_000;

const TYPE = "application/xml; charset=utf-8";
const FRESH_SECONDS = 3600;

/** Pages that are there whatever is listed. */
const STANDING = ["/", "/trending", "/comments", "/about", "/about/search", "/api"];

interface Address {
  path: string;
  /** YYYY-MM-DD */
  changed?: string | null;
}

/**
 * Answers `/sitemap.xml`, `/sitemaps/pages.xml` and `/sitemaps/papers-1.xml`.
 *
 * @throws ProblemError when there is no such file
 */
export async function serveSitemap(request: Request, site: SiteContext): Promise<Response> {
  const { pathname, origin } = new URL(request.url);
  if (pathname === "/sitemap.xml")
    return answer(request, { body: await index(site, origin), type: TYPE, fresh: FRESH_SECONDS });
  const [, part] = /^\/sitemaps\/(pages|papers-[1-9]\d{0,4})\.xml$/.exec(pathname) ?? [];
  const addresses =
    part === undefined
      ? []
      : part === "pages"
        ? await pages(site)
        : await papers(site, Number(part.slice("papers-".length)));
  if (addresses.length === 0)
    throw new ProblemError(404, "There is no such sitemap; /sitemap.xml names those there are.");
  return answer(request, { body: addressSet(addresses, origin), type: TYPE, fresh: FRESH_SECONDS });
}

async function index({ db }: SiteContext, origin: string): Promise<string> {
  const [{ count, changed }] = await db
    .select({ count: sql<number>`count(*)::int`, changed: sql<string | null>`max(${lastChange})::text` })
    .from(paper);
  const files: Address[] = [
    { path: "/sitemaps/pages.xml", changed },
    ...Array.from({ length: Math.ceil(count / MOST_ADDRESSES) }, (_, i) => ({
      path: `/sitemaps/papers-${i + 1}.xml`,
      changed,
    })),
  ];
  return `<?xml version="1.0" encoding="utf-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${files.map((file) => `  <sitemap>${inside(file, origin)}</sitemap>\n`).join("")}</sitemapindex>
`;
}

/** Lists by day, week and month would be three times the same: days are enough, and lead to the others. */
async function pages({ db, evidence }: SiteContext): Promise<Address[]> {
  const days = await db
    .selectDistinct({ day: listing.day })
    .from(listing)
    .orderBy(sql`${listing.day} desc`)
    .limit(MOST_ADDRESSES / 2);
  const runs = (await evidence.all()).flatMap((folder) =>
    folder.runs.map((run) => ({
      path: `/papers/${folder.paper.slug}/runs/${run.id}`,
      changed: run.provenance.startedAt.slice(0, 10),
    })),
  );
  const claims = (await evidence.all()).flatMap(({ paper: { slug, claims: all } }) =>
    all.map(({ id }): Address => ({ path: claimPage(slug, id) })),
  );
  const all = [
    ...STANDING.map((path): Address => ({ path })),
    ...days.map(({ day }): Address => ({ path: listPage({ kind: "day", period: day }), changed: day })),
    ...claims,
    ...runs,
  ];
  return all.slice(0, MOST_ADDRESSES);
}

const lastChange = sql`coalesce(${paper.updated}, ${paper.submitted}, ${paper.announced}::timestamptz)::date`;

async function papers({ db, evidence }: SiteContext, page: number): Promise<Address[]> {
  const folders = foldersById(await evidence.all());
  const rows = await db
    .select({ id: paper.id, changed: sql<string | null>`${lastChange}::text` })
    .from(paper)
    .orderBy(asc(paper.key))
    .limit(MOST_ADDRESSES)
    .offset((page - 1) * MOST_ADDRESSES);
  return rows.map(({ id, changed }) => ({ path: paperPage(id, folders.get(id)?.paper.slug), changed }));
}

function addressSet(addresses: readonly Address[], origin: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${addresses.map((address) => `  <url>${inside(address, origin)}</url>\n`).join("")}</urlset>
`;
}

function inside({ path, changed }: Address, origin: string): string {
  return `<loc>${xml(origin + path)}</loc>${changed ? `<lastmod>${changed}</lastmod>` : ""}`;
}
