/** @file Answers, problems and negotiation, as RFC 9110 and RFC 9457 have them. */
import { expect, test } from "vitest";
import { namesType, preferredType } from "./accept.ts";
import { answer } from "./answer.ts";
import { problem, ProblemError } from "./problem.ts";

const ask = (headers: Record<string, string> = {}, method = "GET"): Request =>
  new Request(`https://papers.example.org/x`, { headers, method });
const content = { body: "text", type: "text/plain" };

const both = ["text/html", "text/markdown"] as const;
test.each([
  [null, "text/html"],
  ["*/*", "text/html"],
  ["text/markdown", "text/markdown"],
  ["text/*", "text/html"],
  ["text/markdown;q=0.5, text/html;q=0.4", "text/markdown"],
  ["text/html;q=0.8, text/markdown;q=0.8", "text/html"],
  ["text/html;q=0, */*", "text/markdown"],
  ["text/markdown, text/html;q=0.9, */*;q=0.1", "text/markdown"],
  ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"],
  ["TEXT/Markdown ; Q=1.0", "text/markdown"],
  ["application/json", undefined],
  ["*/html, nonsense, ;;;", undefined],
  ["text/markdown;q=2", "text/markdown"],
])("Accept: %s means %s", (accept, type) => {
  expect(preferredType(accept, both)).toBe(type);
});

test("a type behind a wildcard is not named", () => {
  expect(namesType("text/html, */*", "text/markdown")).toBe(false);
  expect(namesType("text/markdown;q=0, */*", "text/markdown")).toBe(false);
  expect(namesType("text/html, text/markdown;q=0.2", "text/markdown")).toBe(true);
});

test("an answer with the asker's tag is 304 without a body, and with another one it is whole", async () => {
  const first = answer(ask(), content);
  const tag = first.headers.get("etag")!;
  expect(await first.text()).toBe("text");
  for (const tags of [tag, tag.slice(2), `"other", ${tag}`, "*"]) {
    const again = answer(ask({ "if-none-match": tags }), content);
    expect(again.status).toBe(304);
    expect(again.headers.get("etag")).toBe(tag);
    expect(await again.text()).toBe("");
  }
  expect(answer(ask({ "if-none-match": '"other"' }), content).status).toBe(200);
  expect(answer(ask({ "if-none-match": tag }), { ...content, body: "changed" }).status).toBe(200);
});

test("a time of change is kept until the answer changes, and a tag outweighs it", () => {
  const first = answer(ask(), { ...content, body: "one" });
  const time = first.headers.get("last-modified")!;
  expect(answer(ask({ "if-modified-since": time }), { ...content, body: "one" }).status).toBe(304);
  expect(
    answer(ask({ "if-modified-since": time, "if-none-match": '"x"' }), { ...content, body: "one" }).status,
  ).toBe(200);
  const early = "Thu, 10 Sep 2026 00:00:00 GMT";
  expect(answer(ask({ "if-modified-since": early }), { ...content, body: "one" }).status).toBe(200);
  expect(answer(ask({ "if-modified-since": "nonsense" }), { ...content, body: "one" }).status).toBe(200);
});

test("HEAD answers with the same headers and no body", async () => {
  const got = answer(ask(), content);
  const head = answer(ask({}, "HEAD"), content);
  expect([...head.headers]).toEqual([...got.headers]);
  expect(await head.text()).toBe("");
});

test("a problem says in a sentence what to do, and nothing of what nobody foresaw", async () => {
  const known = problem(new ProblemError(404, "There is no paper «x».", ["/api/papers/y"]));
  expect(known.status).toBe(404);
  expect(known.headers.get("content-type")).toBe("application/problem+json");
  expect(await known.json()).toEqual({
    type: "about:blank",
    title: "Not Found",
    status: 404,
    detail: "There is no paper «x».",
    suggestions: ["/api/papers/y"],
  });
  const unknown = problem(new Error("secret"));
  expect(unknown.status).toBe(500);
  expect(await unknown.text()).not.toContain("secret");
});
