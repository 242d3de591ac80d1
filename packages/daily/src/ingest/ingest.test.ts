/** @file Ingestion end to end: a service on loopback, the polite client, the database. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "../database/open.ts";
import { answer, harvest, listing, paper, rejection, signal } from "../database/schema.ts";
import { readFeed } from "../lists/feed.ts";
import {
  apiAnswer,
  apiEntry,
  apiError,
  dailyListing,
  dailyRss,
  oaiDeleted,
  oaiError,
  oaiPage,
  oaiRecord,
} from "../testing/answers.ts";
import { emptied, overBothDatabases } from "../testing/databases.ts";
import { takeTurn } from "./bucket.ts";
import { politeClient, type Client } from "./client.ts";
import { importBibtex, importJsonLines, importListings } from "./file.ts";
import { forgetAnswers } from "./reading.ts";
import {
  harvestOai,
  ingestDaily,
  ingestIds,
  ingestListing,
  ingestSubmitted,
  repairListed,
} from "./sources.ts";

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

const say =
  (body: string, status = 200, headers = {}): Reply =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

const line = (i: number): string =>
  JSON.stringify({ id: `2609.${String(i).padStart(5, "0")}`, title: `Paper ${i}`, abstract: "A" });

/** A page of the query API, of a question that has so many answers in all. */
const page = (found: string[], total: number): Reply =>
  say(
    apiAnswer(
      found.map((id) => apiEntry(id)),
      total,
    ),
  );

/** The day of submission that a question is about, without hyphens. */
const dayOf = (url: string): string => /submittedDate%3A%5B(\d{8})/.exec(url)![1];

overBothDatabases("ingestion", (fresh) => {
  let database: Database;
  let server: Server;
  let base: string;
  let client: Client;
  let reply: Reply;
  let asked: { url: string; headers: IncomingMessage["headers"]; at: number }[];

  beforeAll(async () => {
    database = await fresh();
    server = createServer((request, response) => {
      asked.push({ url: request.url!, headers: request.headers, at: performance.now() });
      reply(request, response);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    await emptied(database);
    asked = [];
    client = politeClient({
      db: database.db,
      contact: "mailto:host@example.org",
      services: [{ origin: base, pace: { name: "test", spacing: 30 } }],
      patience: 10,
      most: 1_000_000,
    });
  });

  const ids = async (): Promise<string[]> =>
    (await database.db.select({ id: paper.id }).from(paper).orderBy(asc(paper.id))).map(({ id }) => id);

  test("of a daily list stores papers and places, and a second answer changes nothing", async () => {
    reply = say(dailyRss, 200, { etag: '"one"', "last-modified": "Thu, 10 Sep 2026 04:00:00 GMT" });
    expect(await ingestDaily(client, ["cs.LG", "stat.ML"], { base })).toEqual({
      added: 2,
      changed: 0,
      unchanged: 0,
      rejected: 1,
      answers: 1,
      same: 0,
      unreadable: 0,
    });
    expect(asked[0].url).toBe("/rss/cs.LG+stat.ML");
    expect(asked[0].headers["user-agent"]).toBe("working-papers/0.1 (+mailto:host@example.org)");
    expect(await ingestDaily(client, ["cs.LG", "stat.ML"], { base })).toMatchObject({
      added: 0,
      unchanged: 2,
    });
    const feed = await readFeed(database.db, { list: "arxiv", period: "2026-09-10" });
    expect(feed.papers.map(({ id, kind }) => [id, kind])).toEqual([
      ["2609.00001", "new"],
      ["2203.01250", "replace-cross"],
    ]);
  });

  test("asks only for what has changed", async () => {
    reply = (request, response) =>
      request.headers["if-none-match"] === '"one"'
        ? say("", 304)(request, response)
        : say(dailyRss, 200, { etag: '"one"' })(request, response);
    await ingestDaily(client, ["cs.LG"], { base });
    expect(await ingestDaily(client, ["cs.LG"], { base })).toMatchObject({
      answers: 0,
      same: 1,
      unchanged: 0,
    });
  });

  test("keeps the answer as it came, also one that cannot be read, which is asked for again", async () => {
    reply = say("<rss><channel>", 200, { etag: '"broken"' });
    expect(await ingestDaily(client, ["cs.LG"], { base })).toMatchObject({ added: 0, unreadable: 1 });
    const [kept] = await database.db.select().from(answer);
    expect(kept).toMatchObject({ status: 200, source: "arxiv-daily", read: null });
    expect(gunzipSync(kept.body).toString()).toBe("<rss><channel>");
    const [why] = await database.db.select().from(rejection);
    expect(why).toMatchObject({ answerKey: kept.key });
    expect(why.reason).toContain("not well-formed XML");
    reply = say(dailyRss);
    expect(await ingestDaily(client, ["cs.LG"], { base })).toMatchObject({ added: 2 });
    expect(asked[1].headers["if-none-match"]).toBeUndefined();
  });

  test("forgets old answers but the one that spares the next", async () => {
    reply = say(dailyRss, 200, { etag: '"one"' });
    await ingestDaily(client, ["cs.LG"], { base });
    await ingestDaily(client, ["cs.LG"], { base });
    await ingestDaily(client, ["cs.AI"], { base });
    await database.db.execute(
      sql`update answer set fetched = fetched - interval '40 days' where url like '%LG'`,
    );
    expect(await forgetAnswers(database.db, 30)).toBe(1);
    await ingestDaily(client, ["cs.LG"], { base });
    expect(asked.at(-1)!.headers["if-none-match"]).toBe('"one"');
  });

  test("by identifiers asks in batches and takes what is known", async () => {
    reply = (request, response) => {
      const wanted = new URL(request.url!, base).searchParams.get("id_list")!.split(",");
      say(apiAnswer(wanted.filter((id) => !id.endsWith("7")).map((id) => apiEntry(`${id}v1`))))(
        request,
        response,
      );
    };
    const many = Array.from({ length: 120 }, (_, i) => `2609.${String(i).padStart(5, "0")}`);
    expect(await ingestIds(client, many, { base })).toMatchObject({ added: 108, answers: 2 });
    expect(asked[1].at - asked[0].at).toBeGreaterThan(28);
    await expect(ingestIds(client, ["2609.00001&x=1"], { base })).rejects.toThrow(
      "is not an arXiv identifier",
    );
  });

  test("gives the reason when the service refuses", async () => {
    reply = say(apiError, 400);
    await expect(ingestIds(client, ["2609.00001"], { base })).rejects.toThrow("incorrect id format for abc");
    reply = say("gone", 410);
    await expect(ingestIds(client, ["2609.00001"], { base })).rejects.toThrow("answered 410.");
  });

  test("of a newer version keeps the texts of the one before; an older one changes nothing that is shown", async () => {
    reply = say(apiAnswer([apiEntry("2609.00001v1", "First")]));
    await ingestIds(client, ["2609.00001"], { base });
    reply = say(apiAnswer([apiEntry("2609.00001v3", "Third")]));
    expect(await ingestIds(client, ["2609.00001"], { base })).toMatchObject({ changed: 1 });
    reply = say(apiAnswer([apiEntry("2609.00001v2", "Second")]));
    expect(await ingestIds(client, ["2609.00001"], { base })).toMatchObject({ unchanged: 1 });
    const [row] = await database.db.select().from(paper);
    expect(row).toMatchObject({ version: 3, title: "Third" });
    const { rows } = await database.db.execute(
      sql`select version::int, title from paper_version order by version`,
    );
    expect(rows).toEqual([
      { version: 1, title: "First" },
      { version: 2, title: "Second" },
      { version: 3, title: null },
    ]);
  });

  test("of OAI-PMH goes through all pages, marks what is deleted, and begins where it ended", async () => {
    reply = say(apiAnswer([apiEntry("2609.00009v1")]));
    await ingestIds(client, ["2609.00009"], { base });
    reply = (request, response) => {
      const query = new URL(request.url!, base).searchParams;
      const token = query.get("resumptionToken");
      if (token === null) say(oaiPage([oaiRecord("2609.00001")], "t|2"))(request, response);
      else say(oaiPage([oaiRecord("2609.00002"), oaiDeleted]))(request, response);
    };
    asked = [];
    expect(await harvestOai(client, { base: `${base}/oai`, set: "cs", from: "2026-09-01" })).toMatchObject({
      added: 2,
      answers: 2,
    });
    expect(asked.map(({ url }) => url)).toEqual([
      "/oai?verb=ListRecords&metadataPrefix=arXiv&from=2026-09-01&set=cs",
      "/oai?verb=ListRecords&resumptionToken=t%7C2",
    ]);
    expect((await database.db.select().from(paper).where(eq(paper.id, "2609.00009")))[0].withdrawn).toBe(
      true,
    );
    reply = say(oaiError("noRecordsMatch", "nothing"));
    await harvestOai(client, { base: `${base}/oai`, set: "cs" });
    expect(asked[2].url).toBe("/oai?verb=ListRecords&metadataPrefix=arXiv&from=2026-09-11&set=cs");
  });

  test("of OAI-PMH goes on in the middle after a failure, and from the beginning when the place is forgotten", async () => {
    let broken = true;
    reply = (request, response) => {
      const token = new URL(request.url!, base).searchParams.get("resumptionToken");
      if (token === null) say(oaiPage([oaiRecord("2609.00001")], broken ? "old" : ""))(request, response);
      else if (broken) say("<oops", 200)(request, response);
      else say(oaiError("badResumptionToken", "expired"))(request, response);
    };
    await expect(harvestOai(client, { base: `${base}/oai` })).rejects.toThrow("could not be read");
    expect(await ids()).toEqual(["2609.00001"]);
    expect((await database.db.select().from(harvest))[0].resumption).toBe("old");
    broken = false;
    expect(await harvestOai(client, { base: `${base}/oai` })).toMatchObject({ unchanged: 1 });
    expect(asked.at(-2)!.url).toContain("resumptionToken=old");
    expect((await database.db.select().from(harvest))[0]).toMatchObject({
      resumption: null,
      since: "2026-09-11",
    });
  });

  test("of a curated listing stores places and votes once", async () => {
    reply = say(dailyListing([{ id: "2609.00002", upvotes: 7 }, { id: "2609.00001" }]));
    await ingestListing(client, "2026-09-12", { base });
    await ingestListing(client, "2026-09-12", { base });
    expect(await database.db.select().from(listing).orderBy(asc(listing.position))).toMatchObject([
      { list: "curated", day: "2026-09-10", paperId: "2609.00002", position: 0 },
      { paperId: "2609.00001", position: 1 },
    ]);
    expect(await database.db.select().from(signal).where(eq(signal.paperId, "2609.00002"))).toMatchObject([
      { kind: "upvotes-elsewhere", day: "2026-09-10", value: 7 },
    ]);
  });

  test("asks again when told to wait, and not before", async () => {
    let first = true;
    reply = (request, response) => {
      if (first) say("slow down", 429, { "retry-after": "1" })(request, response);
      else say(dailyRss)(request, response);
      first = false;
    };
    expect(await ingestDaily(client, ["cs.LG"], { base })).toMatchObject({ added: 2 });
    expect(asked[1].at - asked[0].at).toBeGreaterThan(950);
  });

  test("gives up after three failures, and at once when the wait is long", async () => {
    reply = say("sorry", 500);
    await expect(ingestDaily(client, ["cs.LG"], { base })).rejects.toThrow(
      "answered 500 and may be asked again later",
    );
    expect(asked).toHaveLength(3);
    reply = say("sorry", 503, { "retry-after": "86400" });
    await expect(ingestDaily(client, ["cs.LG"], { base })).rejects.toThrow("answered 503");
    expect(asked).toHaveLength(4);
  });

  test("goes nowhere that is not on the list, not by redirection either", async () => {
    await expect(client.get("x", "http://169.254.169.254/latest")).rejects.toThrow(
      "is not one of the services",
    );
    await expect(client.get("x", "file:///etc/passwd")).rejects.toThrow("is not one of the services");
    reply = say("", 302, { location: "http://169.254.169.254/" });
    await expect(client.get("x", `${base}/a`)).rejects.toThrow("is not one of the services");
    reply = (request, response) =>
      request.url === "/a"
        ? say("", 301, { location: "/b" })(request, response)
        : say("here")(request, response);
    expect((await client.get("x", `${base}/a`)).body).toBe("here");
    reply = say("", 302, { location: "/again" });
    await expect(client.get("x", `${base}/again`)).rejects.toThrow("redirects too often");
  });

  test("does not read an endless answer", async () => {
    reply = say("x".repeat(2_000_000));
    await expect(client.get("x", `${base}/long`)).rejects.toThrow("longer than 1000000 bytes");
    reply = say(gzipSync(Buffer.alloc(50_000_000)) as unknown as string, 200, { "content-encoding": "gzip" });
    await expect(client.get("x", `${base}/bomb`)).rejects.toThrow("longer than 1000000 bytes");
  });

  test("takes turns: one connection, and a pace that two processes share", async () => {
    const pace = { name: "shared", spacing: 60 };
    const times: number[] = [];
    let open = 0;
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        const turn = await takeTurn(database.db, pace);
        expect(++open).toBe(1);
        times.push(performance.now());
        await new Promise((resolve) => setTimeout(resolve, 5));
        open--;
        await turn.done();
      }),
    );
    times.sort((a, b) => a - b);
    for (let i = 1; i < times.length; i++) expect(times[i] - times[i - 1]).toBeGreaterThan(55);
  });

  test("of files takes JSON Lines, BibTeX and listings, and repairs what is listed and missing", async () => {
    const folder = await mkdtemp(join(tmpdir(), "daily-files-"));
    const lines = join(folder, "papers.jsonl.gz");
    await writeFile(
      lines,
      gzipSync(
        [
          JSON.stringify({
            id: "2609.00001",
            title: "One",
            abstract: "A",
            authors: ["Ada Example"],
            categories: ["cs.LG"],
            announced: "2026-09-10",
          }),
          "{broken",
          "",
          JSON.stringify({
            id: "2609.00001",
            title: "One",
            abstract: "A",
            authors: ["Ada Example"],
            categories: ["cs.LG"],
            announced: "2026-09-10",
          }),
        ].join("\n"),
      ),
    );
    expect(await importJsonLines(database.db, lines)).toEqual({
      added: 1,
      changed: 0,
      unchanged: 1,
      rejected: 1,
      skipped: 0,
    });
    const bib = join(folder, "papers.bib");
    await writeFile(bib, "@misc{a, title={Two}, author={Béla Minta}, eprint={2609.00002}}");
    expect(await importBibtex(database.db, bib)).toMatchObject({ added: 1, rejected: 0 });
    const days = join(folder, "days.json");
    await writeFile(
      days,
      JSON.stringify({ "2026-09-10": ["2609.00003", "2609.00001", "nonsense"], tomorrow: [] }),
    );
    expect(await importListings(database.db, days)).toEqual({ days: 2, places: 2, rejected: 2 });
    const feed = () => readFeed(database.db, { list: "curated", period: "2026-09-10" });
    expect((await feed()).papers.map(({ id }) => id)).toEqual(["2609.00001"]);
    reply = say(apiAnswer([apiEntry("2609.00003v1")]));
    expect(await repairListed(client, 10, { base })).toMatchObject({ added: 1 });
    expect((await feed()).papers.map(({ id }) => id)).toEqual(["2609.00003", "2609.00001"]);
    await expect(importJsonLines(database.db, join(folder, "none.jsonl"))).rejects.toThrow("ENOENT");
  });

  test("of a file goes on where it was stopped", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "daily-")), "many.jsonl");
    await writeFile(path, Array.from({ length: 2_500 }, (_, i) => line(i)).join("\n"));
    const stop = new AbortController();
    const seen: number[] = [];
    const first = importJsonLines(database.db, path, {
      signal: stop.signal,
      progress: ({ read, fraction }) => {
        expect(fraction).toBeGreaterThan(0);
        seen.push(read);
        stop.abort(new Error("enough"));
      },
    });
    await expect(first).rejects.toThrow("enough");
    expect(seen).toEqual([1_000]);
    const rest = { added: 1_500, changed: 0, unchanged: 0, rejected: 0, skipped: 1_000 };
    expect(await importJsonLines(database.db, path)).toEqual(rest);
    // Done once, the file is read anew: it may have been corrected in the database meanwhile.
    const again = { added: 0, changed: 0, unchanged: 2_500, rejected: 0, skipped: 0 };
    expect(await importJsonLines(database.db, path)).toEqual(again);
  });

  test("of days of submission asks day by day, page by page, and goes on with the day at which it failed", async () => {
    let failing = true;
    reply = (request, response) => {
      const url = request.url!;
      const start = Number(new URLSearchParams(url.split("?")[1]).get("start"));
      if (dayOf(url) === "20260910")
        return start === 0
          ? page(["2609.00001v1", "2609.00002v1"], 3)(request, response)
          : page(["2609.00003v1"], 3)(request, response);
      if (failing) return say("no", 500)(request, response);
      return page(["2609.00004v1"], 1)(request, response);
    };
    const days = { from: "2026-09-10", until: "2026-09-11", base };
    await expect(ingestSubmitted(client, ["cs.LG"], days)).rejects.toThrow("answered 500");
    failing = false;
    const before = asked.length;
    expect(await ingestSubmitted(client, ["cs.LG"], days)).toMatchObject({ added: 1 });
    expect(asked.slice(before).map(({ url }) => dayOf(url))).toEqual(["20260911"]);
    // Finished, the same question is asked anew: papers may have been revised.
    expect(await ingestSubmitted(client, ["cs.LG"], days)).toMatchObject({ added: 0, unchanged: 4 });
    await expect(ingestSubmitted(client, ["cs.LG"], { ...days, until: "2026-09-01" })).rejects.toThrow(
      "the later one comes second",
    );
  });
});
