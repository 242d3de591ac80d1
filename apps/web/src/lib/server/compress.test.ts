import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { compressed } from "./compress.ts";

const page = (type = "text/html"): Response =>
  new Response("a page ".repeat(100), { headers: { "content-type": type, "content-length": "700" } });
const asking = (encoding: string): Request =>
  new Request("http://localhost/", { headers: { "accept-encoding": encoding } });

test("text is compressed for who takes it", async () => {
  const answer = compressed(asking("br, gzip"), page());
  expect(answer.headers.get("content-encoding")).toBe("gzip");
  expect(answer.headers.get("content-length")).toBeNull();
  expect(gunzipSync(await answer.arrayBuffer()).toString()).toBe("a page ".repeat(100));
});

test("others get it as it is, and caches are told the difference", async () => {
  const answer = compressed(asking("identity"), page());
  expect(answer.headers.get("vary")).toBe("accept-encoding");
  expect(await answer.text()).toBe("a page ".repeat(100));
});

test("what is not text stays as it is", () => {
  expect(compressed(asking("gzip"), page("font/woff2")).headers.has("content-encoding")).toBe(false);
});
