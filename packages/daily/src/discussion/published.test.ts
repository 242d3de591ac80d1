/** @file Comments for programs, on both databases: as feeds of a paper and of the site, and in the API. */
import { findRepository, openRepository } from "@working-papers/lab/node";
import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { serveApi } from "../api/serve.ts";
import type { Db } from "../database/open.ts";
import { authorship } from "../database/schema.ts";
import { storePapers } from "../papers/store.ts";
import type { SiteContext } from "../site/context.ts";
import { serve } from "../site/serve.ts";
import { childrenOf, parseXml, textOf } from "../sources/xml.ts";
import { serveFeed } from "../syndication/serve.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { newMember } from "../testing/members.ts";
import { incoming } from "../testing/papers.ts";
import { hideComment, replyToVerdict, writeComment } from "./index.ts";

const ORIGIN = "https://papers.example.org";
const folder = await (await openRepository(findRepository(import.meta.dirname, process.cwd()))).load("l-mul");
const [recorded] = folder.runs;

overBothDatabases("comments for programs", (fresh) => {
  let site: SiteContext;
  let db: Db;
  let ids: string[];
  beforeAll(async () => {
    ({ db } = await fresh());
    await storePapers(db, "file", [
      incoming({ id: "2410.00907", title: "Addition $+$ is <all>" }),
      incoming({ id: "hep-th/9901001" }),
    ]);
    const ada = await newMember(db, "ada", { name: 'A. "Q" & <b>B</b>' });
    const eve = await newMember(db, "eve", { role: "editor" });
    await db.insert(authorship).values({
      id: "a1",
      paperId: "2410.00907",
      memberId: "ada",
      name: "Ada Example",
      evidence: "",
      state: "granted",
    });
    const { tables: _tables, figures: _figures, ...told } = recorded;
    const drafts = [
      { paperId: "2410.00907", text: "<script>alert(1)</script> ]]> &amp;", claim: "LM-05" },
      { paperId: "hep-th/9901001", text: "An old one." },
      {
        paperId: "2410.00907",
        text: "I measured it.",
        runs: [{ kind: "reader" as const, json: JSON.stringify(told) }],
      },
      { paperId: "2410.00907", text: "secret" },
    ];
    ids = [];
    for (const draft of drafts) {
      await db.execute(sql`delete from bucket`);
      ids.push((await writeComment(db, ada, draft, undefined, folder)).id);
    }
    await hideComment(db, eve, ids[3], "Off the subject.");
    await replyToVerdict(db, ada, {
      paperId: "2410.00907",
      claim: "LM-05",
      verdict: "partly",
      text: "With more bits.",
    });
    site = {
      db,
      search: { search: () => Promise.reject(new Error("not asked")) },
      evidence: { all: async () => [folder] },
      name: "Working Papers",
      today: () => "2026-09-10",
    };
  });
  const feed = (path: string) => serve(serveFeed, new Request(ORIGIN + path), site);
  const api = async (path: string) => (await serve(serveApi, new Request(ORIGIN + path), site)).json();

  test("are a feed of the whole site, the newest first, as text", async () => {
    const root = parseXml(await (await feed("/feeds/comments.atom")).text());
    const entries = childrenOf(root, "entry");
    expect(entries.map((entry) => textOf(entry, "title"))).toEqual([
      'A. "Q" & <b>B</b>, author, replies to the verdict «partly» of LM-05, Addition + is <all>',
      'A. "Q" & <b>B</b>, author, on Addition + is <all>',
      'A. "Q" & <b>B</b> on On hep-th/9901001',
      'A. "Q" & <b>B</b>, author, on LM-05, Addition + is <all>',
    ]);
    expect(textOf(entries[3], "id")).toBe(`tag:papers.example.org,2026:comment/${ids[0]}`);
    expect(textOf(entries[3], "content")).toBe(
      "<p>&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; &amp;amp;</p>",
    );
  });

  test.each(["/feeds/comments/2410.00907.json", "/feeds/comments/l-mul.json"])(
    "are a feed of one paper: %s",
    async (path) => {
      const read = (await (await feed(path)).json()) as { feed_url: string; items: { url: string }[] };
      expect(read.feed_url).toBe(`${ORIGIN}/feeds/comments/2410.00907.json`);
      expect(read.items).toHaveLength(3);
      expect(read.items[1].url).toBe(`${ORIGIN}/comments/${ids[2]}`);
    },
  );

  test("are a feed of a paper with a slash in its identifier, and none of a paper that nobody has", async () => {
    const rss = await feed("/feeds/comments/hep-th/9901001.rss");
    expect(await rss.text()).toContain("<link>https://papers.example.org/comments/");
    expect((await feed("/feeds/comments/2410.99999.atom")).status).toBe(404);
  });

  test("are read through the API with what they rest on; what is hidden has its reason and no text", async () => {
    const read = (await api("/api/papers/l-mul/discussion")) as Record<string, unknown>[];
    expect(read.map(({ id, state }) => [id, state])).toEqual([
      [ids[0], "shown"],
      [ids[2], "shown"],
      [ids[3], "hidden"],
      [expect.any(String), "shown"],
    ]);
    expect(read[2]).toMatchObject({ text: "", hiddenBecause: "Off the subject.", runs: [] });
    expect(read[1]).toMatchObject({
      by: { name: 'A. "Q" & <b>B</b>', isAuthor: true },
      runs: [{ kind: "reader", reported: { measurements: recorded.measurements } }],
    });
    expect(read[3]).toMatchObject({ verdict: "partly", claim: "LM-05" });
    expect(await api("/api/papers/2410.00907/discussion?claim=LM-05")).toHaveLength(2);
    expect(JSON.stringify(read)).not.toContain('example.org"');
    expect(JSON.stringify(read)).not.toContain("ada@");
  });

  test("are read through the API to the first one of a long discussion", async () => {
    await db.execute(sql`
      insert into comment (id, paper_id, member_id, text, created)
      select 'n' || n, 'hep-th/9901001', 'ada', 'number ' || n, now() + make_interval(secs => n) from generate_series(1, 500) as n`);
    const newest = await serve(serveApi, new Request(`${ORIGIN}/api/papers/hep-th/9901001/discussion`), site);
    const read = (await newest.json()) as { text: string }[];
    expect(read).toHaveLength(500);
    expect(read.at(-1)!.text).toBe("number 500");
    const [, next] = /<https:\/\/papers\.example\.org([^>]+)>; rel="next"/.exec(newest.headers.get("link")!)!;
    expect(await api(next)).toMatchObject([{ text: "An old one." }]);
  });
});
