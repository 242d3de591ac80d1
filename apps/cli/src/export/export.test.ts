/** @file A site as files: addresses, links, policy, and a crawl of a small site on loopback. */
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { crawl } from "./crawl.ts";
import { addressOf, fileOf, relative, rewritePage } from "./links.ts";
import { withPolicy } from "./policy.ts";

const page = new URL("http://localhost:3000/day/2026-09-10");

test.each([
  ["/", "text/html", "index.html"],
  ["/papers/l-mul", "text/html; charset=utf-8", "papers/l-mul.html"],
  ["/day/2026-09-10?page=2", "text/html", "day/2026-09-10~page-2.html"],
  ["/papers/2609.00001", "text/html", "papers/2609.00001.html"],
  ["/papers/l-mul.json", "application/json", "papers/l-mul.json"],
  ["/feeds/today", "application/atom+xml", "feeds/today.xml"],
  ["/feeds/latest.atom?page=2", "application/atom+xml", "feeds/latest~page-2.atom"],
  ["/og/x.png", "image/png", "og/x.png"],
  ["/a/%3Cb%3E", "text/html", "a/_b_.html"],
])("%s of type %s is kept in %s", (path, type, file) => {
  expect(fileOf(new URL(path, page), type)).toBe(file);
});

test.each([
  ["?page=2&view=list", "http://localhost:3000/day/2026-09-10?page=2"],
  ["?page=1", "http://localhost:3000/day/2026-09-10"],
  ["../papers/x#claims", "http://localhost:3000/papers/x"],
  ["?sort=newest&page=3", "http://localhost:3000/day/2026-09-10?page=3&sort=newest"],
])("a link %s names the page %s", (link, address) => {
  expect(addressOf(link, page)!.href).toBe(address);
});

test("links of other sites are not ours", () => {
  expect(addressOf("https://arxiv.org/abs/2609.00001", page)).toBeUndefined();
  expect(addressOf("mailto:a@example.org", page)).toBeUndefined();
  expect(addressOf("http://[", page)).toBeUndefined();
});

test("the way from file to file holds in any folder", () => {
  expect(relative("papers/l-mul.html", "index.html")).toBe("../index.html");
  expect(relative("index.html", "papers/hep-th/99.html")).toBe("papers/hep-th/99.html");
});

test("a page's links lead to files, and what needs a server is not seen", () => {
  const files = new Map([
    ["/", "index.html"],
    ["/papers/x", "papers/x.html"],
    ["/day/2026-09-10?page=2", "day/2026-09-10~page-2.html"],
    ["/search/here", "search/here.html"],
  ]);
  const html = `<a href="/papers/x#claims">x</a><a href="?page=2">2</a><a href="/runs">runs</a><a href="#top">top</a><a href="https://arxiv.org/">a</a>
<a href="/sign-in" rel="nofollow" data-needs-server>Sign in</a>
<form method="post" action="/theme"><button>dark</button></form><form action="/search" role="search"><input name="q"></form><img src="../_app/x.svg">`;
  expect(rewritePage(html, page, "day/2026-09-10.html", files)).toBe(
    `<a href="../papers/x.html#claims">x</a><a href="2026-09-10~page-2.html">2</a><a>runs</a><a href="#top">top</a><a href="https://arxiv.org/">a</a>
<a style="display:none" rel="nofollow" data-needs-server>Sign in</a>
<form style="display:none" method="post" action="/theme"><button>dark</button></form><form action="../search/here.html" role="search"><input name="q"></form><img src="../_app/x.svg">`.replace(
      '<a">',
      "<a>",
    ),
  );
});

test("the policy stands in the page, with the digests of its scripts in place of a nonce", () => {
  const html =
    '<html><head><script nonce="abc">alert(1)</script><script type="application/ld+json">{}</script></head></html>';
  // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
  const digest = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='";
  expect(withPolicy(html, "script-src 'self' 'nonce-abc'; frame-ancestors 'none'; object-src 'none'")).toBe(
    `<html><head><meta http-equiv="content-security-policy" content="script-src 'self' ${digest}; object-src 'none'"><script>alert(1)</script><script type="application/ld+json">{}</script></head></html>`,
  );
  expect(withPolicy(html, null)).toBe(html);
});

describe("a crawl", () => {
  let server: Server;
  let site: string;
  let folder: string;
  const answers: Record<string, [status: number, type: string, body: string, location?: string]> = {
    "/": [
      200,
      "text/html",
      '<a href="/papers/x">x</a><a href="/gone">gone</a><a href="/old">old</a><a href="/search?q=a">a</a>',
    ],
    "/feeds/latest.atom": [
      200,
      "application/atom+xml",
      '<link rel="next" href="https://papers.example.org/feeds/latest.atom?list=a&amp;page=2"/>',
    ],
    "/feeds/latest.atom?list=a&page=2": [
      200,
      "application/atom+xml",
      '<link rel="self" href="https://papers.example.org/feeds/latest.atom?page=3"/>',
    ],
    "/feeds/latest.json": [
      200,
      "application/feed+json",
      '{ "next_url": "https://papers.example.org/feeds/latest.json?page=2" }',
    ],
    "/feeds/latest.json?page=2": [200, "application/feed+json", "{}"],
    "/papers/x": [
      200,
      "text/html",
      '<a href="/papers/x?page=2">2</a><a href="/papers/x.json">json</a><a href="/runs/1">r</a>',
    ],
    "/papers/x?page=2": [200, "text/html", '<a href="/">home</a>'],
    "/papers/x.json": [200, "application/json", '{"url":"https://papers.example.org/papers/x","n":1}'],
    "/old": [308, "text/html", "", "/papers/x"],
    "/sitemap.xml": [200, "application/xml", "<loc>https://papers.example.org/hidden</loc>"],
    "/hidden": [200, "text/html", '<link rel="canonical" href="https://papers.example.org/hidden">'],
  };
  const asked: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "crawl-"));
    server = createServer((request, response) => {
      asked.push(request.url!);
      const [status, type, body, location] = answers[request.url!] ?? [404, "text/plain", "no"];
      response.writeHead(status, { "content-type": type, ...(location && { location }) }).end(body);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("takes each page once, follows the sitemap, says what is missing, and leaves links that work", async () => {
    const crawled = await crawl({
      site,
      folder,
      publicBase: "https://papers.example.org/copy/",
      origin: "https://papers.example.org",
      seeds: ["/sitemap.xml", "/feeds/latest.atom", "/feeds/latest.json"],
    });
    expect(crawled).toEqual({ pages: 4, files: 10, missing: [{ path: "/gone", status: 404, from: "/" }] });
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.some((path) => path.startsWith("/runs") || path.startsWith("/search"))).toBe(false);
    expect((await readdir(folder, { recursive: true })).sort()).toEqual([
      "feeds",
      "feeds/latest.atom",
      "feeds/latest.json",
      "feeds/latest~list-a~page-2.atom",
      "feeds/latest~page-2.json",
      "hidden.html",
      "index.html",
      "old.html",
      "papers",
      "papers/x.html",
      "papers/x.json",
      "papers/x~page-2.html",
      "sitemap.xml",
    ]);
    const read = (file: string): Promise<string> => readFile(join(folder, file), "utf8");
    expect(await read("feeds/latest.atom")).toContain(
      'href="https://papers.example.org/copy/feeds/latest~list-a~page-2.atom"',
    );
    // The third page is not here, and the first is another.
    expect(await read("feeds/latest~list-a~page-2.atom")).toContain("/copy/feeds/latest.atom?page=3");
    expect(await read("feeds/latest.json")).toContain(
      '"https://papers.example.org/copy/feeds/latest~page-2.json"',
    );
    expect(await read("index.html")).toBe(
      '<a href="papers/x.html">x</a><a>gone</a><a href="papers/x.html">old</a><a>a</a>',
    );
    expect(await read("old.html")).toContain('content="0; url=papers/x.html"');
    expect(await read("papers/x.json")).toBe('{"url":"https://papers.example.org/copy/papers/x.html","n":1}');
    expect(await read("sitemap.xml")).toBe("<loc>https://papers.example.org/copy/hidden.html</loc>");
    expect(await read("hidden.html")).toBe(
      '<link rel="canonical" href="https://papers.example.org/copy/hidden.html">',
    );
  });
});
