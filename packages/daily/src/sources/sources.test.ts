/** @file The parsers against answers in the documented shapes, and against what nobody documents. */
import { describe, expect, test } from "vitest";
import {
  apiAnswer,
  apiEntry,
  apiError,
  dailyAtom,
  dailyListing,
  dailyRss,
  oaiDeleted,
  oaiError,
  oaiPage,
  oaiRaw,
  oaiRecord,
} from "../testing/answers.ts";
import { parseApiAnswer } from "./arxiv-api.ts";
import { parseDailyAnswer } from "./arxiv-daily.ts";
import { parseBibtex } from "./bibtex.ts";
import { parseDailyListing } from "./huggingface.ts";
import { parseJsonLine } from "./jsonl.ts";
import { parseOaiAnswer } from "./oai.ts";
import { parseXml } from "./xml.ts";

describe("an answer of the query API", () => {
  test("is read with version, cleaned texts, and the primary category first", () => {
    const answer = parseApiAnswer(apiAnswer([apiEntry("2609.00001v2")], 1));
    expect(answer).toMatchObject({ total: 1, error: undefined, rejected: [] });
    expect(answer.papers).toEqual([
      {
        id: "2609.00001",
        version: 2,
        title: "On 2609.00001v2",
        abstract: "We measure what happens and report it: $a < b$.",
        authors: [{ name: "Ada Example", affiliation: "Institute of Examples" }, { name: "Béla Minta" }],
        categories: ["cs.AI", "cs.LG"],
        comment: "12 pages",
        journalRef: null,
        doi: null,
        licence: null,
        submitted: new Date("2026-09-10T15:30:00Z"),
        updated: new Date("2026-09-12T17:00:00Z"),
        withdrawn: false,
        listings: [],
      },
    ]);
  });

  test("that refuses gives its reason and no paper", () => {
    expect(parseApiAnswer(apiError)).toMatchObject({ error: "incorrect id format for abc", papers: [] });
  });

  test("may have an old identifier, and a title that is 0", () => {
    const { papers } = parseApiAnswer(apiAnswer([apiEntry("hep-th/9901001v1", "0")]));
    expect(papers[0]).toMatchObject({ id: "hep-th/9901001", title: "0" });
  });

  test("loses only the entry that is malformed", () => {
    const answer = parseApiAnswer(
      apiAnswer([apiEntry("not-an-id"), apiEntry("2609.00001v1"), apiEntry("2609.00002v1", " ")]),
    );
    expect(answer.papers.map(({ id }) => id)).toEqual(["2609.00001"]);
    expect(answer.rejected.map(({ reason }) => reason)).toEqual([
      "The entry's id is no arXiv identifier.",
      "The entry has no title.",
    ]);
  });

  test("tells a withdrawal by its comment", () => {
    const entry = apiEntry("2609.00001v2").replace(
      "12 pages",
      "This paper has been withdrawn by the authors",
    );
    expect(parseApiAnswer(apiAnswer([entry])).papers[0].withdrawn).toBe(true);
  });
});

describe("a daily list", () => {
  test("says in RSS what was announced, how and under which licence", () => {
    const { papers, rejected } = parseDailyAnswer(dailyRss);
    expect(papers).toHaveLength(2);
    expect(papers[0]).toMatchObject({
      id: "2609.00001",
      version: 1,
      abstract: "We make it and measure it.",
      authors: [{ name: "Ada Example" }, { name: "Béla Minta" }],
      categories: ["cs.LG", "stat.ML"],
      licence: "http://creativecommons.org/licenses/by/4.0/",
      // Midnight in New York is still that day, wherever it is read.
      announced: "2026-09-10",
      listings: [{ list: "arxiv", day: "2026-09-10", position: 0, kind: "new" }],
    });
    expect(papers[1]).toMatchObject({
      id: "2203.01250",
      version: 3,
      announced: null,
      doi: "10.1000/example",
      listings: [{ list: "arxiv", day: "2026-09-10", position: 1, kind: "replace-cross" }],
    });
    expect(rejected).toMatchObject([{ reason: "The item has no arXiv identifier." }]);
  });

  test("says the same in Atom", () => {
    const [fromRss] = parseDailyAnswer(dailyRss).papers;
    const [fromAtom] = parseDailyAnswer(dailyAtom).papers;
    expect({ ...fromAtom, categories: [], licence: null }).toEqual({
      ...fromRss,
      categories: [],
      licence: null,
    });
  });

  test("of a weekend is empty and no error", () => {
    expect(parseDailyAnswer('<rss version="2.0"><channel><title>x</title></channel></rss>')).toEqual({
      papers: [],
      rejected: [],
    });
  });
});

describe("an answer of OAI-PMH", () => {
  test("splits names, names deleted records and where to go on", () => {
    const answer = parseOaiAnswer(oaiPage([oaiRecord("2609.00001"), oaiDeleted], "page|2"));
    expect(answer).toMatchObject({
      resumption: "page|2",
      deleted: ["2609.00009"],
      responseDate: "2026-09-11T02:30:00Z",
    });
    expect(answer.papers[0]).toMatchObject({
      id: "2609.00001",
      authors: [
        { name: "Ada Example", family: "Example", given: "Ada", affiliation: "Institute of Examples" },
        { name: "Béla Minta Jr", family: "Minta", given: "Béla" },
      ],
      categories: ["cs.LG", "math.NA"],
      submitted: new Date("2026-09-01"),
    });
  });

  test("with all versions takes the last one, and leaves affiliations out of names", () => {
    expect(parseOaiAnswer(oaiRaw).papers[0]).toMatchObject({
      id: "hep-th/9901001",
      version: 2,
      submitted: new Date("1999-01-01T12:00:00Z"),
      updated: new Date("1999-02-01T12:00:00Z"),
      authors: [{ name: "A. Example" }, { name: "B. Minta" }],
    });
  });

  test("is complete when the token is empty", () => {
    expect(parseOaiAnswer(oaiPage([oaiRecord("2609.00001")], "")).resumption).toBeUndefined();
  });

  test("gives the repository's error", () => {
    expect(parseOaiAnswer(oaiError("noRecordsMatch", "nothing new")).error).toEqual({
      code: "noRecordsMatch",
      message: "nothing new",
    });
  });
});

describe("a curated listing", () => {
  test("names papers in order on the day that they name themselves, with votes", () => {
    const listing = parseDailyListing(
      dailyListing([{ id: "2609.00002", upvotes: 7 }, { id: "2609.00001" }]),
      "2026-09-12",
    );
    expect(listing.papers.map(({ id, listings }) => [id, listings[0].day, listings[0].position])).toEqual([
      ["2609.00002", "2026-09-10", 0],
      ["2609.00001", "2026-09-10", 1],
    ]);
    expect(listing.votes).toContainEqual({ paperId: "2609.00002", day: "2026-09-10", value: 7 });
    expect(listing.papers[0].authors).toEqual([{ name: "Ada Example" }]);
  });

  test("loses only the item that is malformed", () => {
    const text = JSON.stringify([{ paper: { id: 7 } }, ...JSON.parse(dailyListing([{ id: "2609.00001" }]))]);
    const listing = parseDailyListing(text, "2026-09-10");
    expect(listing.papers).toHaveLength(1);
    expect(listing.rejected[0].reason).toContain("paper.id");
  });

  test("that is an error page is refused in a sentence", () => {
    expect(() => parseDailyListing("<html>", "2026-09-10")).toThrow("the answer is not JSON");
    expect(() => parseDailyListing('{"error":"no"}', "2026-09-10")).toThrow("not one value");
  });
});

describe("BibTeX", () => {
  test("is read with strings, accents, braces and names in either order", () => {
    const { papers, rejected } = parseBibtex(String.raw`
      % a comment
      @string{venue = "Proceedings of " # {Examples}}
      @inproceedings{key, title = {The {L-Mul} of $a_{1}$ \& b}, author = "M{\"u}ller, J{\'e}r{\^o}me and Ada Example and others",
        booktitle = venue, year = 2026, doi = {10.1000/EX.1}}
      @misc{a, title={Second}, author={Béla Minta}, eprint={2609.00001v2}, archivePrefix={arXiv}, primaryClass={cs.LG}}
      @comment{ignored}
      @article{b, title={Third}, journal={arXiv preprint arXiv:2609.00002}, author={A. B.}}
      @misc{c, author={Nobody}}
      @misc{d, title={Never ends`);
    expect(papers).toMatchObject([
      {
        id: "doi:10.1000/ex.1",
        title: "The L-Mul of $a_{1}$ & b",
        authors: [{ name: "Jérôme Müller", family: "Müller", given: "Jérôme" }, { name: "Ada Example" }],
        journalRef: "Proceedings of Examples",
      },
      { id: "2609.00001", version: 2, categories: ["cs.LG"] },
      { id: "2609.00002", journalRef: null },
    ]);
    expect(rejected.map(({ reason }) => reason)).toEqual([
      "The entry has no title.",
      "The entry does not end.",
    ]);
  });

  test("of a hostile kind is read in time", () => {
    const start = performance.now();
    parseBibtex("@a(".repeat(100_000));
    parseBibtex(`@a{${"{".repeat(500_000)}`);
    parseBibtex(`@a{b, ${"c = ".repeat(100_000)}`);
    parseBibtex(`@a{b, title = {${"\\'".repeat(200_000)}}}`);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

const read = (value: unknown) => {
  const parsed = { papers: [], rejected: [] };
  parseJsonLine(typeof value === "string" ? value : JSON.stringify(value), parsed);
  return parsed as unknown as { papers: { [key: string]: unknown }[]; rejected: { reason: string }[] };
};

describe("a line of JSON", () => {
  test("may use any of the usual field names", () => {
    expect(
      read({
        id: "2609.00001v2",
        title: "T",
        summary: "A",
        authors: "Ada Example and Béla Minta",
        categories: "cs.LG cs.AI",
      }).papers[0],
    ).toMatchObject({
      id: "2609.00001",
      version: 2,
      abstract: "A",
      authors: [{ name: "Ada Example" }, { name: "Béla Minta" }],
      categories: ["cs.LG", "cs.AI"],
    });
  });

  test("is cleaned of control characters, invisible ones and turned directions", () => {
    const { papers } = read({
      id: "2609.00001",
      title: "safe\u202egnp.exe\u0000 and\u200b zero\ud800",
      abstract: "one\r\n\r\ntwo\nthree",
      authors: ["\u2066Ada\u2069"],
    });
    expect(papers[0]).toMatchObject({
      title: "safegnp.exe and zero\ufffd",
      abstract: "one\n\ntwo three",
      authors: [{ name: "Ada" }],
    });
  });

  test.each([
    ["not JSON", "{", "The line is not JSON."],
    ["a list", [], "record: "],
    ["without a title", { id: "2609.00001" }, "title: "],
    ["with an address for an id", { id: "../../etc/passwd", title: "T" }, "id: is not an arXiv identifier"],
    ["with a title too long", { id: "2609.00001", title: "x".repeat(2_000) }, "title: "],
    ["with a day that is none", { id: "2609.00001", title: "T", announced: "2026-02-30" }, "announced: "],
  ])("%s is left out with the reason", (_, value, reason) => {
    const parsed = read(value);
    expect(parsed.papers).toEqual([]);
    expect(parsed.rejected[0].reason).toContain(reason);
  });
});

describe("XML", () => {
  test.each([
    ["an entity bomb", '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><x>&c;</x>', "document type"],
    ["a foreign file", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "document type"],
    ["an unknown entity", "<x>&nbsp;</x>", "not well-formed"],
    ["an open element", "<x><y></x>", "not well-formed"],
    ["a page", "<html><br></html>", "not well-formed"],
    ["nothing", "", "not well-formed"],
    ["endless depth", "<x>".repeat(100), "nested too deeply"],
    ["an unbound prefix", "<a:x/>", "not well-formed"],
  ])("with %s is refused", (_, text, message) => {
    expect(() => parseXml(text)).toThrow(message);
  });
});
