/** @file Markdown of lists, papers and other pages: what is asked for, and that texts of strangers stay text. */
import {
  openDatabase,
  IncomingPaper,
  storePapers,
  type Comment,
  type Database,
  type SiteContext,
} from "@working-papers/daily";
import { findRepository, openRepository } from "@working-papers/lab/node";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { marked } from "marked";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { htmlMarkdown } from "./html.ts";
import { wantsMarkdown } from "./asked.ts";
import { HOSTILE } from "../markdown/hostile.ts";
import { discussionMarkdown } from "./discussion.ts";
import { listMarkdown } from "./list.ts";
import { paperMarkdown } from "./paper.ts";

const ORIGIN = "https://papers.example.org";

const wants = (path: string, accept?: string, method = "GET"): boolean =>
  wantsMarkdown({
    request: new Request(ORIGIN + path, { method, headers: accept === undefined ? {} : { accept } }),
    url: new URL(ORIGIN + path),
  });

describe("Markdown is asked for", () => {
  test.each([
    ["/papers/l-mul.md", undefined, true],
    ["/papers/l-mul", undefined, false],
    ["/papers/l-mul", "*/*", false],
    ["/papers/l-mul", "text/*", false],
    ["/papers/l-mul", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false],
    ["/papers/l-mul", "text/markdown", true],
    ["/papers/l-mul", "text/markdown, text/html, */*", true],
    ["/papers/l-mul", "text/markdown;q=0.5, text/html", false],
    ["/papers/l-mul", "text/markdown;q=0", false],
  ])("%s with Accept: %s: %s", (path, accept, wanted) => {
    expect(wants(path, accept)).toBe(wanted);
  });

  test("never by who sends something", () => {
    expect(wants("/theme.md", "text/markdown", "POST")).toBe(false);
  });
});

const listed = (position: number) => [{ list: "arxiv", day: "2026-09-10", position, kind: "new" as const }];

describe("pages", () => {
  let folder: string;
  let database: Database;
  let site: SiteContext;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "twins-test-"));
    database = await openDatabase(folder);
    await storePapers(database.db, "file", [
      IncomingPaper.parse({
        id: "2410.00907",
        title: "Addition is all you need",
        abstract: "We add $a + b$ and measure it.",
        authors: [{ name: "Ada Example" }],
        categories: ["cs.CL"],
        listings: listed(0),
      }),
      IncomingPaper.parse({
        id: "hep-th/9901001",
        title: "[click](javascript:alert(1)) <script>alert(1)</script> $x<y$ # *_`",
        abstract: "<img src=x onerror=alert(1)>\n\n# Not a heading",
        authors: [{ name: "<b>B</b>" }],
        categories: ["hep-th"],
        listings: listed(1),
      }),
    ]);
    const repository = await openRepository(findRepository(import.meta.dirname, process.cwd()));
    const folders = [await repository.load("l-mul")];
    site = {
      db: database.db,
      search: { search: () => Promise.reject(new Error("not asked")) },
      evidence: { all: async () => folders },
      name: "Working Papers",
      today: () => "2026-09-10",
    };
    // A busy machine takes its time to start a database.
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });
  const list = (path: string) =>
    listMarkdown(site, { kind: "day", period: "2026-09-10" }, new URL(ORIGIN + path));

  test("a list has its papers with their abstracts, and how claims stand", async () => {
    const text = await list("/day/2026-09-10.md");
    expect(text).toMatch(/^# Working Papers: papers of 2026-09-10\n/);
    expect(text).toContain(`## [Addition is all you need](${ORIGIN}/papers/l-mul.md)`);
    expect(text).toContain("We add $a + b$ and measure it.");
    expect(text).toMatch(/- Runs here: \d+ reproduced/);
  });

  test("a hostile title is text: no markup of it is left when somebody renders the Markdown", async () => {
    const html = await marked.parse(await list("/day/2026-09-10.md"));
    expect(html).not.toMatch(/<script|<img|href="javascript|<b>/);
    expect(html.match(/<h2/g)).toHaveLength(2);
    expect(html).not.toContain("<h1>Not a heading");
  });

  test("a paper that works has claims with verdicts, experiments with commands, notes and a citation", async () => {
    const text = await paperMarkdown(site, "2410.00907", ORIGIN);
    expect(text).toMatch(/^# Addition is all you need\n/);
    expect(text).toContain("\n## Abstract\n\nWe add $a + b$ and measure it.\n");
    expect(text).toMatch(
      /\n### \[LM-01\]\(https:\/\/papers.example.org\/papers\/l-mul\/claims\/LM-01.md\): (reproduced|partly|not reproduced|not tested)\n/,
    );
    expect(text).toContain("npx papers run l-mul/operand-vectors --preset quick");
    expect(text).toContain("\n## Notes\n");
    expect(text).toContain("@misc{example");
    // One title: the headings of the notes went down.
    expect(text.replace(/```[\s\S]*?```/g, "").match(/^# /gm)).toHaveLength(1);
  });

  test("a paper that nobody has is refused in a sentence", async () => {
    await expect(paperMarkdown(site, "none", ORIGIN)).rejects.toThrow("There is no paper «none» here.");
  });
});

test("a page without a form of its own is its main part: links whole, controls gone, tables kept", () => {
  const html = `<html><head><title>t</title></head><body><nav>menu</nav><main id="content" class="wide">
    <h1>About</h1><p>Read <a href="/about/search">this</a>.<button>Copy</button></p>
    <table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>
    <svg><text>drawn</text></svg><script>alert(1)</script></main><footer>foot</footer></body></html>`;
  expect(htmlMarkdown(html, ORIGIN)).toBe(`# About

Read [this](${ORIGIN}/about/search).

| a | b |
| - | - |
| 1 | 2 |
`);
});

const comment = (text: string, more: object = {}): Comment => ({
  id: "abc",
  paperId: "2410.00907",
  claim: null,
  parent: null,
  by: { id: "ada", name: "[Ada](javascript:x) <b>", isAuthor: true },
  text,
  verdict: null,
  created: new Date("2026-09-10T01:02:03Z"),
  edited: null,
  version: 1,
  deleted: null,
  hidden: null,
  runs: [],
  ...more,
});

describe("a discussion", () => {
  test.each(HOSTILE)("stays text when somebody renders the Markdown: %j", async (text) => {
    const made = discussionMarkdown([comment(text), comment("after it")], "## Discussion", ORIGIN);
    const html = await marked.parse(made);
    expect(html.match(/<pre>/g)).toHaveLength(2);
    expect(html.replace(/<pre>[\s\S]*?<\/pre>/g, "")).not.toMatch(/<script|<img|javascript:x"|<b>|owned/);
    expect(html).toContain("after it");
  });

  test("cannot end its fence", async () => {
    const html = await marked.parse(discussionMarkdown([comment("~~~\n~~~~\n# Out")], "## D", ORIGIN));
    expect(html).not.toContain("<h1");
  });

  test("leaves out what is deleted or hidden, and is nothing without the rest", () => {
    expect(discussionMarkdown([comment("")], "## Discussion", ORIGIN)).toBe("");
  });
});
