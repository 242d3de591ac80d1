/**
 * @file A digest as mail programs show it, which are browsers without scripts, often narrow, often dark. `SCREENSHOTS=folder` keeps the pictures.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { writeDigest, type DigestContent } from "@working-papers/daily";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { HOSTILE } from "./papers.ts";
import { noBrowser } from "./browser.ts";

const paper = (id: string, title: string, more: object = {}) => ({
  key: Number(id.slice(5)),
  id,
  version: 1,
  title,
  abstract:
    "We study operators between function spaces and give a bound of $O(n^{2})$ steps for them. The proof goes by induction over the layers, each of which is treated as an operator on its own, and needs no assumption on the width. What remains open is the case of shared weights.",
  authors: ["Ada Example", "Béla Minta", "Chidi Muster", "Dana Esimerkki", "Eve Exemplo"].map((name) => ({
    name,
  })),
  categories: ["cs.LG", "stat.ML"],
  comment: null,
  journalRef: null,
  doi: null,
  licence: null,
  submitted: null,
  updated: null,
  announced: "2026-09-10",
  withdrawn: false,
  comments: 0,
  votes: 0,
  submittedBy: null,
  pick: null,
  ...more,
});

const content: DigestContent = {
  sections: [
    {
      kind: "search",
      query: 'integer "vision transformer"',
      papers: [paper("2609.00001", "A vision transformer in integers alone")],
      more: 0,
    },
    {
      kind: "lists",
      categories: ["*"],
      papers: [
        paper("2609.00002", "Multiplication by addition: $\\mathcal{L}$-Mul on every layer"),
        paper("2609.00666", HOSTILE.title, { abstract: HOSTILE.abstract, authors: HOSTILE.authors }),
        paper("2609.00003", `A title without end ${"and".repeat(60)}`),
      ],
      more: 112,
    },
  ],
  verdicts: [
    {
      slug: "l-mul",
      title: "Addition is all you need for energy-efficient language models",
      claim: "LM-05",
      statement: "With 4-bit mantissas L-Mul is as precise as fp8 e4m3 multiplication.",
      before: "partly",
      verdict: "reproduced",
      reason: "Both checks hold. The mean error is 0.012, expected at most 0.02.",
    },
    {
      slug: "mgno",
      title: "MgNO: efficient parameterization of linear operators via multigrid",
      claim: "MG-02",
      statement: "The error on Darcy flow stays below one percent.",
      before: "reproduced",
      verdict: "not reproduced",
      reason: "The one check fails.",
    },
  ],
  items: 6,
  slugs: new Map([["2609.00002", "l-mul"]]),
};

const mail = writeDigest(content, "2026-09-10", {
  name: "Working Papers",
  origin: "https://papers.example.org",
})({
  address: "ann@example.org",
  since: new Date("2026-09-01T00:00:00Z"),
  choice: "the day's papers; verdicts that changed, Monday to Friday at 08:00 (Europe/Berlin)",
  manage: `https://papers.example.org/subscriptions/${"0".repeat(26)}`,
  unsubscribe: `https://papers.example.org/unsubscribe/${"1".repeat(26)}`,
});

describe.skipIf(noBrowser)("a digest in a mail program", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: inject("chromium"),
      args: ["--headless", "--no-sandbox"],
    });
  });
  afterAll(() => browser?.close());

  /** Opens the mail; whatever it asks for is written down. */
  async function open(
    width: number,
    colorScheme: "light" | "dark",
    style = true,
  ): Promise<{ page: Page; asked: string[] }> {
    const page = await (
      await browser.newContext({ viewport: { width, height: 800 }, colorScheme })
    ).newPage();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.setContent(style ? mail.html : mail.html.replace(/<style>[^]*?<\/style>/, ""));
    const folder = process.env.SCREENSHOTS;
    if (folder)
      await page.screenshot({
        path: join(folder, `digest-${colorScheme}-${width}${style ? "" : "-plain"}.png`),
        fullPage: true,
      });
    return { page, asked };
  }

  test.each([
    ["wide and light", 1000, "light", true],
    ["wide and dark", 1000, "dark", true],
    ["on a phone", 320, "light", true],
    ["on a dark phone", 320, "dark", true],
    ["in a program that drops styles", 640, "light", false],
    ["in a dark program that drops styles", 640, "dark", false],
  ] as const)("reads well %s, and asks for nothing", async (_, width, scheme, style) => {
    const { page, asked } = await open(width, scheme, style);
    expect(asked).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const { violations } = await new AxeBuilder({ page })
      .disableRules(["region", "landmark-one-main"])
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
    expect(await page.evaluate(() => (globalThis as { owned?: number }).owned)).toBeUndefined();
    expect(await page.locator("img, script, iframe, object, form, link").count()).toBe(0);
  });

  test("is dark on dark programs and light on light ones", async () => {
    const backgrounds = await Promise.all(
      (["light", "dark"] as const).map(async (scheme) => {
        const { page } = await open(640, scheme);
        return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      }),
    );
    expect(backgrounds).toEqual(["rgb(253, 252, 249)", "rgb(21, 23, 27)"]);
  });

  test("links go to the site itself, without anything that counts", async () => {
    const { page } = await open(640, "light");
    const links = await page
      .locator("a")
      .evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href));
    expect(links.length).toBeGreaterThan(8);
    for (const link of links)
      expect(link).toMatch(
        /^https:\/\/papers\.example\.org\/(?:papers\/[\w./-]+(?:#[\w-]+)?|search\?q=[^&]+|subscriptions\/0+|unsubscribe\/1+)?$/,
      );
    expect(links).toContain("https://papers.example.org/papers/l-mul#LM-05");
  });

  test("has a text that says the same", () => {
    expect(mail.text).toContain("Partly, now REPRODUCED.");
    expect(mail.text).toContain("https://papers.example.org/papers/2609.00001");
    expect(mail.text).toContain("112 more on the site: https://papers.example.org/");
    expect(mail.text).toContain(`Unsubscribe: https://papers.example.org/unsubscribe/${"1".repeat(26)}`);
    expect(mail.subject).toBe(
      "10 September: 2 verdicts changed; A vision transformer in integers alone and 115 more papers",
    );
    const wrapped = mail.text
      .split("\n")
      .filter((line) => !line.includes("http") && !line.includes("andand"));
    expect(Math.max(...wrapped.map(({ length }) => length))).toBeLessThanOrEqual(78);
  });
});
