/** @file Every list and every search as a feed and as an export, structurally checked against the specifications, on both databases. */
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { serveExport } from "../citation/serve.ts";
import { feedPath, exportPath, type ListAddress } from "../site/addresses.ts";
import type { SiteContext } from "../site/context.ts";
import { serve } from "../site/serve.ts";
import { parseBibtex } from "../sources/bibtex.ts";
import { childOf, childrenOf, parseXml, textOf, type Element } from "../sources/xml.ts";
import { storePapers } from "../papers/store.ts";
import { incoming } from "../testing/papers.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { DAY, HOSTILE_ID, smallSite } from "../testing/site.ts";
import { serveFeed } from "./serve.ts";

const ORIGIN = "https://papers.example.org";
const ATOM = "http://www.w3.org/2005/Atom";
const LISTS: ListAddress[] = [
  { kind: "latest" },
  { kind: "latest", category: "cs.CL" },
  { kind: "latest", list: "curated" },
  { kind: "day", period: DAY },
  { kind: "week", period: "2026-W37" },
  { kind: "month", period: "2026-09", category: "hep-th" },
  { kind: "trending" },
  { kind: "search", q: "quantized" },
  { kind: "search", q: '<x>&"\u0007 author:minta' },
  { kind: "search", q: "" },
];

/** RFC 4287, sections 4.1.1 and 4.1.2, and RFC 3339 dates. */
function checkAtom(root: Element): Element[] {
  expect(root).toMatchObject({ name: "feed", namespace: ATOM });
  const entries = childrenOf(root, "entry", ATOM);
  const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
  for (const one of [root, ...entries]) {
    for (const name of ["id", "title", "updated"]) expect(childrenOf(one, name, ATOM)).toHaveLength(1);
    expect(textOf(one, "id", ATOM)).toMatch(/^tag:papers\.example\.org,2026:\S+$/);
    expect(textOf(one, "updated", ATOM)).toMatch(time);
    for (const link of childrenOf(one, "link", ATOM)) expect(URL.canParse(link.attributes.href)).toBe(true);
    const kinds = childrenOf(one, "link", ATOM).map(
      ({ attributes }) => `${attributes.rel} ${attributes.type} ${attributes.hreflang}`,
    );
    expect(new Set(kinds).size).toBe(kinds.length);
  }
  for (const entry of entries) {
    expect(childrenOf(entry, "author", ATOM).length).toBeGreaterThan(0);
    expect(childrenOf(entry, "content", ATOM)).toHaveLength(1);
    expect(textOf(entry, "published", ATOM)).toMatch(time);
  }
  const ids = entries.map((entry) => textOf(entry, "id", ATOM));
  expect(new Set(ids).size).toBe(ids.length);
  return entries;
}

/** The RSS 2.0 specification of the RSS Advisory Board: required elements, RFC 822 dates, permanent identifiers. */
function checkRss(root: Element): Element[] {
  expect(root).toMatchObject({ name: "rss", attributes: { version: "2.0" } });
  const channel = childOf(root, "channel")!;
  for (const name of ["title", "link", "description"]) expect(childrenOf(channel, name, "")).toHaveLength(1);
  const date = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
  expect(textOf(channel, "lastBuildDate", "")).toMatch(date);
  const items = childrenOf(channel, "item", "");
  for (const item of items) {
    for (const name of ["title", "link", "guid", "pubDate", "description"])
      expect(childrenOf(item, name, "")).toHaveLength(1);
    expect(textOf(item, "pubDate")).toMatch(date);
    expect(URL.canParse(textOf(item, "link", "")!)).toBe(true);
  }
  return items;
}

const JsonFeed = z.object({
  version: z.literal("https://jsonfeed.org/version/1.1"),
  title: z.string().min(1),
  home_page_url: z.url(),
  feed_url: z.url(),
  next_url: z.url().optional(),
  items: z.array(
    z.object({
      id: z.string().min(1),
      url: z.url(),
      title: z.string(),
      content_text: z.string(),
      date_published: z.iso.datetime(),
      date_modified: z.iso.datetime(),
      authors: z.array(z.object({ name: z.string().min(1) })),
      tags: z.array(z.string()),
    }),
  ),
});

overBothDatabases("feeds and exports", (fresh) => {
  let site: SiteContext;
  beforeAll(async () => {
    site = await smallSite(await fresh());
  });
  const feed = (path: string, init: RequestInit = {}) =>
    serve(serveFeed, new Request(ORIGIN + path, init), site);
  const exported = (path: string) => serve(serveExport, new Request(ORIGIN + path), site);

  test.each(LISTS)("%j is the same papers in three valid formats", async (list) => {
    const atom = checkAtom(parseXml(await (await feed(feedPath(list, "atom"))).text()));
    const rss = checkRss(parseXml(await (await feed(feedPath(list, "rss"))).text()));
    const json = JsonFeed.parse(await (await feed(feedPath(list, "json"))).json());
    const ids = json.items.map(({ id }) => id);
    expect(atom.map((entry) => textOf(entry, "id"))).toEqual(ids);
    expect(rss.map((item) => textOf(item, "guid"))).toEqual(ids);
  });

  test("says where it is itself, and where its page is", async () => {
    const root = parseXml(await (await feed(feedPath({ kind: "search", q: "a&b" }, "atom"))).text());
    expect(childrenOf(root, "link", ATOM).map(({ attributes }) => attributes.href)).toEqual([
      `${ORIGIN}/feeds/search.atom?q=a%26b`,
      `${ORIGIN}/search?q=a%26b`,
    ]);
  });

  test("dates a paper by the day that lists it", async () => {
    const { items } = JsonFeed.parse(await (await feed("/feeds/day/2026-09-10.json")).json());
    expect(items.map(({ date_published }) => date_published)).toEqual(
      Array(2).fill("2026-09-10T00:00:00.000Z"),
    );
    expect(items[1].date_modified).toBe("2026-09-12T00:00:00.000Z");
  });

  test("tells how the claims of a paper that works stand", async () => {
    const { items } = JsonFeed.parse(await (await feed("/feeds/latest.json")).json());
    expect(items[0].url).toBe(`${ORIGIN}/papers/l-mul`);
    expect(items[0].content_text).toMatch(/^Its claims, measured here: \d+ reproduced, /);
  });

  test("names what a hostile paper is called, as text", async () => {
    const [, item] = checkRss(parseXml(await (await feed(`/feeds/day/${DAY}.rss`)).text()));
    expect(textOf(item, "title")).toBe(
      `Withdrawn: H³DP is a < b & "c"? <script>alert('x')</script> ]]> &#x41; 😀 –>`,
    );
    expect(textOf(item, "encoded")).not.toMatch(/<(?!\/?p>)/);
  });

  test("is answered with 304 when nothing changed", async () => {
    const first = await feed("/feeds/latest.atom");
    const again = await feed("/feeds/latest.atom", {
      headers: { "if-none-match": first.headers.get("etag")! },
    });
    expect(again.status).toBe(304);
    const since = await feed("/feeds/latest.atom", {
      headers: { "if-modified-since": first.headers.get("last-modified")! },
    });
    expect(since.status).toBe(304);
    expect(first.headers.get("content-type")).toBe("application/atom+xml; charset=utf-8");
  });

  test.each(LISTS)("%j is exported with as many papers as its feed has", async (list) => {
    const count = JsonFeed.parse(await (await feed(feedPath(list, "json"))).json()).items.length;
    const bibtex = parseBibtex(await (await exported(exportPath(list, "bib"))).text());
    expect(bibtex.rejected).toEqual([]);
    expect(bibtex.papers).toHaveLength(count);
    expect(
      z
        .array(z.object({ id: z.string(), title: z.string() }))
        .parse(await (await exported(exportPath(list, "csl.json"))).json()),
    ).toHaveLength(count);
    const ris = await (await exported(exportPath(list, "ris"))).text();
    expect(ris.match(/^ER {2}- /gm)?.length ?? 0).toBe(count);
  });

  test("one paper is exported under any of its names", async () => {
    const response = await exported(`/exports/papers/${HOSTILE_ID}.bib`);
    expect(response.headers.get("content-disposition")).toBe('inline; filename="papers-hep-th-9901001.bib"');
    expect(parseBibtex(await response.text()).papers[0].id).toBe(HOSTILE_ID);
    expect(await (await exported("/exports/papers/l-mul.ris")).text()).toContain(
      "TI  - Addition is all you need\r\n",
    );
    const doi = await exported(`/exports/papers/${encodeURIComponent("doi:10.1000/x.y(1)<2>")}.csl.json`);
    expect(await doi.json()).toMatchObject([{ DOI: "10.1000/x.y(1)<2>" }]);
  });

  test.each([
    ["/feeds/nothing.atom", 404],
    ["/feeds/latest.txt", 404],
    ["/feeds/day/2026-02-30.atom", 400],
    ["/feeds/day/2026-W37.rss", 400],
    ["/feeds/category/%3Cx%3E.atom", 400],
    ["/feeds/latest.atom?list=%00", 400],
    ["/feeds/latest.atom?page=0", 400],
  ])("%s is refused in a sentence", async (path, status) => {
    const response = await feed(path);
    expect(response.status).toBe(status);
    expect(((await response.json()) as { detail: string }).detail).toMatch(/^[«T].+\.$/s);
  });

  test("an export that is none is refused in a sentence", async () => {
    for (const path of ["/exports/papers/9999.99999.bib", "/exports/latest.docx", "/exports/%E0%A4%A.bib"])
      expect((await exported(path)).headers.get("content-type")).toBe("application/problem+json");
  });
});

describe("a list that is longer than a feed", () => {
  overBothDatabases("is read to its end", (fresh) => {
    test.each(["/feeds/latest", "/feeds/week/2026-W37", "/feeds/category/cs.LG"])(
      "by the links of %s, each paper once",
      async (path) => {
        const { db } = await fresh();
        const papers = Array.from({ length: 330 }, (_, i) => {
          const day = i < 250 ? DAY : i < 300 ? "2026-09-03" : "2026-08-06";
          return incoming({
            id: `2609.${10_000 + i}`,
            categories: ["cs.LG"],
            announced: day,
            listings: [{ list: "arxiv", day, position: i, kind: "new" }],
          });
        });
        await storePapers(db, "file", papers);
        const site: SiteContext = {
          db,
          search: { search: () => Promise.reject(new Error("not asked")) },
          evidence: { all: async () => [] },
          name: "Working Papers",
          today: () => DAY,
        };
        const get = async (to: string) =>
          (await serve(serveFeed, new Request(new URL(to, ORIGIN)), site)).text();
        const found: string[][] = [];
        for (let to: string | undefined = `${path}.json`; to;) {
          const { items, next_url } = JsonFeed.parse(JSON.parse(await get(to)));
          found.push(items.map(({ id }) => id.slice(-10)));
          to = next_url;
        }
        const all = path.includes("W37") ? 250 : 330;
        expect(found.map(({ length }) => length)).toEqual(all === 250 ? [100, 100, 50] : [100, 100, 100, 30]);
        expect(found.flat()).toEqual(papers.slice(0, all).map(({ id }) => id));
        const [first, second] = await Promise.all(
          ["", "?page=2"].map(async (query) => parseXml(await get(`${path}.atom${query}`))),
        );
        const links = (root: Element) =>
          childrenOf(root, "link", ATOM).map(({ attributes }) => `${attributes.rel} ${attributes.href}`);
        expect(links(first)).toContain(`next ${ORIGIN}${path}.atom?page=2`);
        expect(links(second)).toContain(`self ${ORIGIN}${path}.atom?page=2`);
        expect(textOf(second, "id", ATOM)).toBe(textOf(first, "id", ATOM));
        expect(await get(`${path}.rss?page=4`)).not.toContain('rel="next"');
      },
    );
  });
});

describe("an empty site", () => {
  overBothDatabases("its feeds", (fresh) => {
    test("are valid and say that there is nothing", async () => {
      const { db } = await fresh();
      const site: SiteContext = {
        db,
        search: { search: () => Promise.reject(new Error("not asked")) },
        evidence: { all: async () => [] },
        name: "Working Papers",
        today: () => DAY,
      };
      for (const list of LISTS.filter(({ kind }) => kind !== "search")) {
        const response = await serve(serveFeed, new Request(ORIGIN + feedPath(list, "atom")), site);
        expect(checkAtom(parseXml(await response.text()))).toEqual([]);
      }
    });
  });
});
