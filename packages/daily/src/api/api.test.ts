/** @file The API by contract: what every endpoint really answers has the form that the document says, on both databases. */
import { Validator } from "@seriousme/openapi-schema-validator";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { overBothDatabases } from "../testing/databases.ts";
import { DAY, HOSTILE_ID, HOSTILE_TITLE, smallSite } from "../testing/site.ts";
import type { SiteContext } from "../site/context.ts";
import { serve } from "../site/serve.ts";
import { endpoints } from "./endpoints.ts";
import { openApiDocument } from "./openapi.ts";
import { DailyPapers, PaperDetail, ProblemShape, RunLines, Trending, TrendingInputs } from "./schemas.ts";
import { serveApi } from "./serve.ts";

const ORIGIN = "https://papers.example.org";

overBothDatabases("the API", (fresh) => {
  let site: SiteContext;
  beforeAll(async () => {
    site = await smallSite(await fresh());
  });
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    serve(serveApi, new Request(ORIGIN + path, init), site, (error) => {
      throw error;
    });
  const items = async (path: string) => DailyPapers.parse(await (await ask(path)).json());
  const ids = async (query: string) =>
    (await items(`/api/daily_papers${query}`)).map(({ paper }) => paper.id);
  const missing = async (path: string) => {
    const response = await ask(path);
    expect(response.status).toBe(404);
    return ProblemShape.parse(await response.json());
  };
  const idOf = async (path: string) => PaperDetail.parse(await (await ask(path)).json());
  const detail = async (path: string): Promise<string> => {
    const response = await ask(path);
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    return ProblemShape.parse(await response.json()).detail;
  };

  test.each(endpoints.map((endpoint) => [endpoint.id, endpoint] as const))(
    "%s answers what it declares",
    async (_, endpoint) => {
      const response = await ask(endpoint.example);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      const body: unknown = await response.json();
      const declared = endpoint.id === "run" ? RunLines : endpoint.response;
      expect(declared.parse(body)).toEqual(body);
      expect(JSON.stringify(body).length).toBeGreaterThan(100);
    },
  );

  test("has every recorded run whole", async () => {
    const runs = RunLines.parse(await (await ask("/api/papers/l-mul/runs")).json());
    const response = await ask(new URL(runs[0].url).pathname);
    const run = endpoints.find(({ id }) => id === "run")!.response.parse(await response.json());
    expect(run).toMatchObject({ id: runs[0].id, digest: runs[0].digest, paper: "l-mul" });
  });

  // Names and nesting as scripts for the field's daily_papers API read them.
  test("has the names and the nesting of daily_papers", async () => {
    const [first] = await items("/api/daily_papers?date=2026-09-10");
    expect(first).toMatchObject({
      paper: {
        id: "2410.00907",
        authors: [
          { _id: "0", name: "Ada van der Example", hidden: false },
          { _id: "1", name: "Béla Minta", hidden: false },
        ],
        publishedAt: "2026-09-10T10:00:00.000Z",
        submittedOnDailyAt: "2026-09-10T00:00:00.000Z",
        title: "Addition is all you need",
        summary: "We measure what happens and report it.",
        // One of a member, and seven that a curated list told of.
        upvotes: 8,
        works: { slug: "l-mul", page: `${ORIGIN}/papers/l-mul` },
      },
      publishedAt: "2026-09-10T10:00:00.000Z",
      title: "Addition is all you need",
      thumbnail: `${ORIGIN}/og/papers/2410.00907.png`,
      numComments: 2,
    });
    expect(first).not.toHaveProperty("submittedBy");
    const [submitted] = await items("/api/daily_papers?date=2026-09-09&list=people");
    expect(submitted).toMatchObject({ paper: { id: "2609.00003" }, submittedBy: { fullname: "reader" } });
  });

  test("lists a day, a week, a month, a category and a list, and the last day without any", async () => {
    expect(await ids("")).toEqual(["2410.00907", HOSTILE_ID]);
    expect(await ids(`?date=${DAY}&category=hep-th`)).toEqual([HOSTILE_ID]);
    expect(await ids("?week=2026-W37")).toEqual(["2410.00907", HOSTILE_ID, "2609.00003"]);
    expect(await ids("?month=2026-08")).toEqual(["2609.00004"]);
    expect(await ids("?list=curated")).toEqual(["2410.00907"]);
    expect(await ids("?week=2026-W37&sort=publishedAt&limit=2")).toEqual(["2410.00907", HOSTILE_ID]);
  });

  test("answers a day without papers with the last one before, and the answer names it", async () => {
    const [first] = await items("/api/daily_papers?date=2026-09-13");
    expect(first.paper.submittedOnDailyAt).toBe("2026-09-10T00:00:00.000Z");
  });

  test("leads through pages by Link headers, each paper once", async () => {
    const seen: string[] = [];
    let path: string | undefined = "/api/papers?limit=2";
    for (let i = 0; path !== undefined && i < 9; i++) {
      const response: Response = await ask(path);
      seen.push(
        ...z
          .array(z.object({ id: z.string() }))
          .parse(await response.json())
          .map(({ id }) => id),
      );
      const next: string | undefined = /<([^>]+)>; rel="next"/.exec(response.headers.get("link")!)?.[1];
      path = next?.slice(ORIGIN.length);
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
    expect(seen.at(-1)).toMatch(/^doi:/);
    const second = await ask("/api/daily_papers?limit=1&p=1");
    expect(second.headers.get("link")).toContain(`<${ORIGIN}/api/daily_papers?limit=1&p=0>; rel="prev"`);
    expect(second.headers.get("link")).not.toContain('rel="next"');
  });

  test("finds papers whose identifiers have slashes and signs, and versions and short names", async () => {
    expect(await idOf(`/api/papers/${HOSTILE_ID}`)).toMatchObject({
      id: HOSTILE_ID,
      withdrawnAt: "2026-09-12T00:00:00.000Z",
    });
    expect((await idOf(`/api/papers/hep-th%2F9901001v1`)).title).not.toContain("\u202e");
    const other = await idOf(`/api/papers/${encodeURIComponent("doi:10.1000/x.y(1)<2>")}`);
    expect(other).toMatchObject({ publishedAt: null, works: null });
    expect((await idOf("/api/papers/l-mul")).id).toBe("2410.00907");
    expect((await idOf("/api/papers/2410.00907v3")).links.page).toBe(`${ORIGIN}/papers/l-mul`);
  });

  test("searches, and takes any words", async () => {
    const found = await items("/api/papers/search?q=quantized");
    expect(found.map(({ paper }) => paper.id)).toContain("2609.00004");
    for (const q of ["", "'; drop table paper; --", '"', "😀".repeat(500), "\u0000%_\\"])
      expect((await ask(`/api/papers/search?q=${encodeURIComponent(q)}`)).status).toBe(200);
  });

  test("says trending with a formula that gives the score", async () => {
    const trending = Trending.parse(await (await ask("/api/trending")).json());
    expect(trending.date).toBe(DAY);
    // log10(1 + 7 × 0.1 + 2 comments × 2 + 1 curated × 3) with the age of 0 days
    expect(trending.papers[0].score).toBeCloseTo(Math.log10(1 + 0.7 + 4 + 3), 12);
    expect(trending.papers[0].formula).toMatch(/^log10\(1 \+ /);
  });

  test("gives what trending was computed from, with which the scores can be computed", async () => {
    const trending = Trending.parse(await (await ask("/api/trending")).json());
    const inputs = TrendingInputs.parse(await (await ask(`/api/trending/inputs?date=${DAY}`)).json());
    expect(inputs.date).toBe(DAY);
    expect(inputs.papers).toEqual([
      {
        id: "2410.00907",
        since: DAY,
        counts: [
          { kind: "comments", day: DAY, value: 2 },
          { kind: "curated", day: DAY, value: 1 },
          { kind: "upvotes-elsewhere", day: DAY, value: 7 },
        ],
      },
    ]);
    const weights = new Map(inputs.formula!.terms.map(({ kind, weight }) => [kind, weight]));
    const attention = inputs.papers[0].counts.reduce(
      (sum, { kind, value }) => sum + weights.get(kind)! * value,
      0,
    );
    expect(Math.log10(1 + attention)).toBeCloseTo(trending.papers[0].score, 12);
    expect(TrendingInputs.parse(await (await ask("/api/trending/inputs?date=2020-01-01")).json())).toEqual({
      date: null,
      computedAt: null,
      formula: null,
      papers: [],
    });
  });

  test("tells of what it was not asked rightly, in one sentence", async () => {
    expect(await detail("/api/daily_papers?dat=2026-09-10")).toBe(
      "/api/daily_papers has no parameter «dat»; it takes date, week, month, p, limit, sort, category, list. Did you mean date?",
    );
    expect(await detail("/api/daily_papers?date=2026-02-30")).toMatch(/^«2026-02-30» is not a day/);
    expect(await detail("/api/daily_papers?week=2026-W60")).toMatch(
      /^«2026-W60» is not a day .*, an ISO week/,
    );
    expect(await detail("/api/daily_papers?limit=0")).toBe(
      "The parameter limit must be a whole number from 1 to 100, not «0».",
    );
    expect(await detail("/api/daily_papers?limit=x")).toBe(
      "The parameter limit must be a whole number from 1 to 100, not «x».",
    );
    expect(await detail("/api/daily_papers?sort=best")).toBe(
      "The parameter sort must be publishedAt or trending, not «best».",
    );
    expect(await detail("/api/daily_papers?date=2026-09-10&week=2026-W37")).toMatch(
      /^One of date, week and month/,
    );
    expect(await detail("/api/daily_papers?p=1&p=2")).toBe(
      "The parameter p was expected once, not several times.",
    );
    expect(await detail("/api/daily_papers?submitter=x")).toBe(
      "Lists are not chosen by who submitted a paper here: leave submitter out.",
    );
    expect(await detail("/api/papers/search")).toBe("The parameter q is needed: the words to search for.");
    expect(await detail("/api/papers?cursor=AAAA")).toMatch(/^The cursor was not made by this site/);
    expect(await detail("/api/papers/%E0%A4%A")).toMatch(/^The address is not encoded/);
  });

  test("answers 404 with what may have been meant", async () => {
    expect((await missing("/api/daily_paper")).suggestions).toContain("/api/daily_papers");
    expect((await missing("/api/papers/lmul")).suggestions).toEqual(["/api/papers/l-mul"]);
    expect((await missing("/api/papers/2609.00003/claims")).detail).toMatch(/nobody has implemented it yet/);
    expect((await missing("/api/papers/2410.00907/runs/none")).detail).toMatch(
      /^There is no recorded run «none»/,
    );
  });

  test("answers HEAD, OPTIONS and 304, and refuses to be written to", async () => {
    const whole = await ask("/api/daily_papers");
    const head = await ask("/api/daily_papers", { method: "HEAD" });
    expect(head.headers.get("etag")).toBe(whole.headers.get("etag"));
    expect(await head.text()).toBe("");
    const again = await ask("/api/daily_papers", {
      headers: { "if-none-match": whole.headers.get("etag")! },
    });
    expect(again.status).toBe(304);
    expect(
      (await ask("/api/daily_papers", { method: "OPTIONS" })).headers.get("access-control-allow-methods"),
    ).toBe("GET, HEAD, OPTIONS");
    const post = await ask("/api/daily_papers", { method: "POST" });
    expect(post.status).toBe(405);
    expect(post.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
  });

  test("carries a hostile title as text", async () => {
    const [, hostile] = await items("/api/daily_papers");
    expect(hostile.title).toBe(HOSTILE_TITLE.replace("\u202e", ""));
  });
});

describe("the OpenAPI document", () => {
  const document = openApiDocument(ORIGIN, "Working Papers");

  test("is valid OpenAPI 3.1 by the schema of the OpenAPI Initiative", async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  test("has every endpoint with its parameters, and every reference leads somewhere", () => {
    const paths = document.paths as Record<
      string,
      { get: { parameters: { name: string; required: boolean }[] } }
    >;
    expect(Object.keys(paths)).toEqual(endpoints.map(({ path }) => path));
    expect(paths["/api/papers/search"].get.parameters.map(({ name, required }) => [name, required])).toEqual([
      ["q", true],
      ["p", false],
      ["limit", false],
      ["sort", false],
    ]);
    const schemas = (document.components as { schemas: Record<string, object> }).schemas;
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, target]) => target,
    );
    expect(references.length).toBeGreaterThan(20);
    for (const target of references) {
      expect(target).toMatch(/^#\/components\/schemas\//);
      expect(Object.keys(schemas)).toContain(target.split("/")[3]);
    }
  });
});
