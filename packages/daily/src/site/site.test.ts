/** @file Sitemaps, robots.txt, llms.txt, OpenSearch, and addresses that can be read back, on both databases. */
import { beforeAll, expect, test } from "vitest";
import { childOf, childrenOf, parseXml, textOf } from "../sources/xml.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { smallSite } from "../testing/site.ts";
import { serveAbout } from "./about.ts";
import { feedPath, listPage, parseListName, type ListAddress } from "./addresses.ts";
import type { SiteContext } from "./context.ts";
import { serve } from "./serve.ts";
import { serveSitemap } from "./sitemap.ts";

const ORIGIN = "https://papers.example.org";
const SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9";

overBothDatabases("what a site says of itself", (fresh) => {
  let site: SiteContext;
  beforeAll(async () => {
    site = await smallSite(await fresh());
  });
  const sitemap = async (path: string) => serve(serveSitemap, new Request(ORIGIN + path), site);
  const about = async (path: string) => (await serve(serveAbout, new Request(ORIGIN + path), site)).text();
  const addresses = async (path: string) =>
    childrenOf(parseXml(await (await sitemap(path)).text()), "url", SITEMAP).map((url) => ({
      loc: textOf(url, "loc", SITEMAP)!.slice(ORIGIN.length),
      lastmod: textOf(url, "lastmod", SITEMAP),
    }));

  test("the sitemap index names files with their last change", async () => {
    const root = parseXml(await (await sitemap("/sitemap.xml")).text());
    expect(root).toMatchObject({ name: "sitemapindex", namespace: SITEMAP });
    expect(
      childrenOf(root, "sitemap", SITEMAP).map((one) => [textOf(one, "loc"), textOf(one, "lastmod")]),
    ).toEqual([
      [`${ORIGIN}/sitemaps/pages.xml`, "2026-09-12"],
      [`${ORIGIN}/sitemaps/papers-1.xml`, "2026-09-12"],
    ]);
  });

  test("every paper is in a sitemap, by the address of its page, with its day", async () => {
    expect(await addresses("/sitemaps/papers-1.xml")).toEqual([
      { loc: "/papers/l-mul", lastmod: "2026-09-10" },
      { loc: "/papers/hep-th/9901001", lastmod: "2026-09-12" },
      { loc: "/papers/2609.00003", lastmod: "2026-09-09" },
      { loc: "/papers/2609.00004", lastmod: "2026-08-01" },
      { loc: "/papers/doi%3A10.1000/x.y(1)%3C2%3E", lastmod: undefined },
    ]);
    expect((await sitemap("/sitemaps/papers-2.xml")).status).toBe(404);
  });

  test("days and runs are among the pages", async () => {
    const pages = await addresses("/sitemaps/pages.xml");
    expect(pages).toContainEqual({ loc: "/day/2026-09-10", lastmod: "2026-09-10" });
    expect(pages.some(({ loc }) => loc.startsWith("/papers/l-mul/runs/"))).toBe(true);
  });

  test("robots.txt and llms.txt lead to what there is", async () => {
    expect(await about("/robots.txt")).toContain(`\nSitemap: ${ORIGIN}/sitemap.xml\n`);
    const text = await about("/llms.txt");
    expect(text).toMatch(/^# Working Papers\n\n> /);
    expect(text).toContain(`](${ORIGIN}/papers/l-mul.md): `);
    expect(text).toContain("`GET /api/daily_papers`");
  });

  test("a browser can add the search box", async () => {
    const root = parseXml(await about("/opensearch.xml"));
    expect(root).toMatchObject({
      name: "OpenSearchDescription",
      namespace: "http://a9.com/-/spec/opensearch/1.1/",
    });
    expect(textOf(root, "ShortName")!.length).toBeLessThanOrEqual(16);
    expect(childOf(root, "Url")!.attributes.template).toBe(`${ORIGIN}/search?q={searchTerms}`);
  });
});

test.each<ListAddress>([
  { kind: "latest" },
  { kind: "latest", category: "cs.CL", list: "curated" },
  { kind: "day", period: "2026-09-10" },
  { kind: "week", period: "2026-W37", category: "hep-th" },
  { kind: "trending" },
  { kind: "search", q: 'a&b "c" ?#%/é' },
])("the address of %j is read back", (list) => {
  const url = new URL(ORIGIN + feedPath(list, "atom"));
  expect(parseListName(url.pathname.slice("/feeds/".length, -".atom".length), url.searchParams)).toEqual(
    list,
  );
  expect(URL.canParse(ORIGIN + listPage(list))).toBe(true);
});
