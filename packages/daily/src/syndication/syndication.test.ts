/** @file The three formats against what their specifications require, with papers that try to break them. */
import { describe, expect, test } from "vitest";
import { childOf, childrenOf, parseXml, textOf } from "../sources/xml.ts";
import { writeAtom } from "./atom.ts";
import { feedItem, tagOf, type FeedDocument } from "./document.ts";
import { writeJsonFeed } from "./json-feed.ts";
import { writeRss } from "./rss.ts";

const ATOM = "http://www.w3.org/2005/Atom";
const TITLE = `Is $a < b$ & "c"? <script>alert('x')</script> ]]>\u0007 😀`;
/** In plain text: formulas are set, what XML cannot carry is gone. */
const SHOWN = `Is a < b & "c"? <script>alert('x')</script> ]]> 😀`;

const paper = {
  key: 1,
  id: "2609.00001",
  version: 2,
  title: TITLE,
  abstract: `First <b>paragraph</b>.\n\nSecond one, ${"long ".repeat(100)}`,
  authors: [{ name: "Ada & Béla" }, { name: "C. Example" }],
  categories: ["cs.LG", "cs.AI"],
  comment: null,
  journalRef: null,
  doi: null,
  licence: null,
  submitted: new Date("2026-09-08T10:00:00Z"),
  updated: new Date("2026-09-12T10:00:00Z"),
  announced: "2026-09-10",
  withdrawn: false,
  comments: 0,
  votes: 0,
  submittedBy: null,
  pick: null,
};
const feed: FeedDocument = {
  title: "Papers about <graphs>",
  description: "A search & its results.",
  page: "https://papers.example.org/search?q=graphs&sort=newest",
  self: "https://papers.example.org/search.atom?q=graphs&sort=newest",
  host: "papers.example.org",
  since: 2026,
  updated: new Date("2026-09-10T00:00:00Z"),
  next: "https://papers.example.org/search.atom?q=graphs&page=2",
  items: [feedItem(paper, "https://papers.example.org/2609.00001")],
};

describe("Atom", () => {
  const root = parseXml(writeAtom(feed));

  // RFC 4287, sections 4.1.1 and 4.1.2: what a feed and an entry must contain exactly once.
  test("has what RFC 4287 requires of a feed and of an entry", () => {
    expect(root).toMatchObject({ name: "feed", namespace: ATOM });
    const entry = childOf(root, "entry", ATOM)!;
    for (const name of ["id", "title", "updated"]) {
      expect(childrenOf(root, name, ATOM)).toHaveLength(1);
      expect(childrenOf(entry, name, ATOM)).toHaveLength(1);
    }
    expect(childrenOf(root, "link", ATOM).map(({ attributes }) => [attributes.rel, attributes.href])).toEqual(
      [
        ["self", feed.self],
        ["alternate", feed.page],
        ["next", feed.next],
      ],
    );
    expect(textOf(entry, "id", ATOM)).toBe("tag:papers.example.org,2026:paper/2609.00001");
    expect(textOf(entry, "title", ATOM)).toBe(SHOWN);
    expect(textOf(entry, "updated", ATOM)).toBe("2026-09-12T10:00:00.000Z");
    expect(textOf(root, "updated", ATOM)).toBe("2026-09-12T10:00:00.000Z");
    expect(childrenOf(entry, "author", ATOM).map((author) => textOf(author, "name", ATOM))).toEqual([
      "Ada & Béla",
      "C. Example",
    ]);
  });

  test("carries an abstract as paragraphs and never as the markup in it", () => {
    const content = childOf(childOf(root, "entry", ATOM), "content", ATOM)!;
    expect(content.attributes.type).toBe("html");
    expect(content.text).toMatch(/^<p>First &lt;b&gt;paragraph&lt;\/b&gt;\.<\/p><p>Second one, /);
  });

  test("names an author where the paper has none", () => {
    const nobody = { ...feed, items: [feedItem({ ...paper, authors: [] }, "https://papers.example.org/x")] };
    expect(childrenOf(childOf(parseXml(writeAtom(nobody)), "entry", ATOM), "author", ATOM)).toHaveLength(1);
  });
});

test("an entry's id is an IRI, also of a DOI with brackets", () => {
  const id = "paper/doi:10.1002/(sici)1<693::aid-asi4>3.0.co;2-o";
  expect(tagOf(feed, id)).toBe(
    "tag:papers.example.org,2026:paper/doi:10.1002/(sici)1%3C693::aid-asi4%3E3.0.co;2-o",
  );
});

describe("RSS", () => {
  const root = parseXml(writeRss(feed));
  const channel = childOf(root, "channel")!;

  test("has what RSS 2.0 requires of a channel and of an item", () => {
    expect(root.attributes.version).toBe("2.0");
    expect(textOf(channel, "title")).toBe("Papers about <graphs>");
    expect(childrenOf(channel, "link", "").map(({ text }) => text)).toEqual([feed.page]);
    expect(textOf(channel, "description")).toBe("A search & its results.");
    const item = childOf(channel, "item")!;
    expect(textOf(item, "title")).toBe(SHOWN);
    expect(textOf(item, "link")).toBe("https://papers.example.org/2609.00001");
    expect(childOf(item, "guid")).toMatchObject({
      text: "tag:papers.example.org,2026:paper/2609.00001",
      attributes: { isPermaLink: "false" },
    });
    // RFC 822 dates: 10 September 2026 was a Thursday.
    expect(textOf(item, "pubDate")).toBe("Thu, 10 Sep 2026 00:00:00 GMT");
    expect(textOf(channel, "lastBuildDate")).toBe("Sat, 12 Sep 2026 10:00:00 GMT");
  });

  test("has a short description and the whole abstract beside it", () => {
    const item = childOf(channel, "item")!;
    expect(textOf(item, "description")!.length).toBeLessThan(310);
    expect(textOf(item, "encoded")!.length).toBeGreaterThan(500);
    expect(childrenOf(item, "creator").map(({ text }) => text)).toEqual(["Ada & Béla", "C. Example"]);
  });
});

describe("JSON Feed", () => {
  test("has what version 1.1 requires", () => {
    const written = JSON.parse(writeJsonFeed(feed)) as { items: object[] };
    expect(written).toMatchObject({
      version: "https://jsonfeed.org/version/1.1",
      title: feed.title,
      feed_url: feed.self,
      next_url: feed.next,
    });
    expect(written.items[0]).toMatchObject({
      id: "tag:papers.example.org,2026:paper/2609.00001",
      url: "https://papers.example.org/2609.00001",
      external_url: "https://arxiv.org/abs/2609.00001v2",
      title: SHOWN.replace("]]>", "]]>\u0007"),
      content_text: paper.abstract,
      date_published: "2026-09-10T00:00:00.000Z",
      tags: ["cs.LG", "cs.AI"],
    });
  });
});

test("a feed without items is whole, and the same list is the same bytes", () => {
  const empty = { ...feed, items: [], next: undefined };
  for (const write of [writeAtom, writeRss, writeJsonFeed]) {
    expect(write(empty)).toBe(write({ ...empty }));
    expect(write(empty)).not.toContain("undefined");
  }
  expect(childrenOf(parseXml(writeAtom(empty)), "entry")).toEqual([]);
});

test("a withdrawn paper is named as such, and one without arXiv identifier has no address there", () => {
  expect(feedItem({ ...paper, withdrawn: true }, "x").title).toMatch(/^Withdrawn: /);
  expect(feedItem({ ...paper, id: "doi:10.1000/x" }, "x").source).toBeUndefined();
});
