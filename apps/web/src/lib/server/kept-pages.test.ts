import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { keptPages } from "./kept-pages.ts";

const asking = (headers: Record<string, string> = {}): Request =>
  new Request("http://localhost/", { headers });
const page = (body: string): Response =>
  new Response(body, {
    headers: {
      "content-type": "text/html",
      etag: `"${body.length}"`,
      "content-security-policy": "script-src 'self' 'nonce-abc'; img-src 'self'",
      "set-cookie": "a=b",
    },
  });

test("a page is given out as it was written, until its stamp changes", async () => {
  const pages = keptPages(1e6);
  expect(await pages.find(asking(), "/", "1")).toBeUndefined();
  await pages.keep(asking(), "/", "1", page("first"));
  expect(await (await pages.find(asking(), "/", "1"))!.text()).toBe("first");
  expect(await pages.find(asking(), "/", "2")).toBeUndefined();
  expect(await pages.find(asking(), "/other", "1")).toBeUndefined();
  expect(pages.size()).toEqual({ pages: 0, bytes: 0 });
});

test("it is compressed for who takes it, and not sent to who has it", async () => {
  const pages = keptPages(1e6);
  const zipped = await pages.keep(asking({ "accept-encoding": "gzip" }), "/", "1", page("a page"));
  expect(gunzipSync(await zipped.arrayBuffer()).toString()).toBe("a page");
  const again = (await pages.find(asking({ "if-none-match": 'W/"6"' }), "/", "1"))!;
  expect(again.status).toBe(304);
  expect(again.headers.get("etag")).toBe('W/"6"');
});

test("no nonce and no cookie goes to the next reader", async () => {
  const pages = keptPages(1e6);
  await pages.keep(asking(), "/", "1", page("a page"));
  const { headers } = (await pages.find(asking(), "/", "1"))!;
  expect(headers.get("content-security-policy")).toBe("script-src 'self'; img-src 'self'");
  expect(headers.has("set-cookie")).toBe(false);
});

test("the least recently read goes when there is no more room", async () => {
  const pages = keptPages(5_000);
  for (const name of ["a", "b", "c", "d"]) await pages.keep(asking(), name, "1", page(name));
  await pages.find(asking(), "a", "1");
  await pages.keep(asking(), "e", "1", page("e"));
  expect(await pages.find(asking(), "a", "1")).toBeDefined();
  expect(await pages.find(asking(), "b", "1")).toBeUndefined();
  expect(pages.size().bytes).toBeLessThanOrEqual(5_000);
});
