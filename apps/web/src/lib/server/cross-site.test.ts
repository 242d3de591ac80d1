import { expect, test } from "vitest";
import { isCrossSite } from "./cross-site.ts";

const HERE = "https://papers.example.org";
const cross = (method: string, headers: Record<string, string>): boolean =>
  isCrossSite({ method, headers: new Headers(headers) }, HERE);

test.each([
  ["a form of this site", "POST", { origin: HERE, cookie: "session=1" }, false],
  ["a form of another site", "POST", { origin: "https://evil.example" }, true],
  ["another port", "POST", { origin: `${HERE}:8443` }, true],
  ["another protocol", "POST", { origin: "http://papers.example.org" }, true],
  ["a page without an origin", "POST", { origin: "null" }, true],
  [
    "JSON of another site",
    "PUT",
    { origin: "https://evil.example", "content-type": "application/json" },
    true,
  ],
  ["text from a sister site", "DELETE", { "sec-fetch-site": "same-site", cookie: "session=1" }, true],
  ["this site without Origin", "POST", { "sec-fetch-site": "same-origin", cookie: "session=1" }, false],
  ["a program without cookies", "POST", { "content-type": "application/json" }, false],
  ["a program with cookies that does not say where it is", "POST", { cookie: "session=1" }, true],
  ["a link from another site", "GET", { origin: "https://evil.example", cookie: "session=1" }, false],
])("%s: %s %j", (_, method, headers, expected) => {
  expect(cross(method, headers)).toBe(expected);
});
