/** @file Lists, search and papers, read on both kinds of database: without JavaScript, with the keyboard, on paper. */
import { describe, expect, test } from "vitest";
import { filled, noBrowser, useBrowser } from "./browser.ts";
import { CURATED, DAYS } from "./papers.ts";

const statusOf = async (address: string): Promise<number> => (await fetch(address)).status;
const textOf = async (address: string): Promise<string> => (await fetch(address)).text();
/** Headings of the papers in the Markdown of a list. */
const titlesIn = (markdown: string): string[] =>
  [...markdown.matchAll(/^## (.*)$/gm)].map(([, title]) => title);

describe.skipIf(noBrowser).each(filled)("papers on $database", ({ address }) => {
  const open = useBrowser(address);
  const plain = { javaScriptEnabled: false };

  describe("without JavaScript", () => {
    test("a day has pages and neighbours, and each is a link", async () => {
      const { page } = await open(`/day/${DAYS[0]}`, plain);
      expect(await page.locator("h1").innerText()).toMatch(/^Monday\s+31 August 2026$/);
      expect(await page.locator("article").count()).toBe(25);
      // Chosen by people comes before announced.
      expect(await page.locator("article h2 a").first().getAttribute("href")).toBe(`/papers/${CURATED}`);
      await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Next" }).click();
      expect(await page.locator("article").count()).toBe(6);
      await page.getByRole("link", { name: "Later: Tuesday 1 September 2026" }).click();
      expect(new URL(page.url()).pathname).toBe(`/day/${DAYS[1]}`);
    });

    test("a day without papers shows the last one before it and says so", async () => {
      const { page } = await open("/day/2026-09-02", plain);
      expect(await page.locator("h1").innerText()).toMatch(/^Tuesday\s+1 September 2026$/);
      expect(await page.locator(".notice").innerText()).toBe(
        "Nothing is listed for Wednesday 2 September 2026: this is the last day that has papers.",
      );
    });

    test.each([
      ["/week/2026-W36", /^Week 36\s+31 August to 6 September 2026$/],
      ["/month/2026-08", /^August\s+2026$/],
      ["/category/cs.CL?list=arxiv", /^cs\.CL\s+Week 36\s+31 August to 6 September 2026$/],
    ])("%s is a list", async (path, heading) => {
      const { page } = await open(path, plain);
      expect(await page.locator("h1").innerText()).toMatch(heading);
      expect(await page.locator("article").count()).toBeGreaterThan(1);
    });

    test("lists and categories narrow a day", async () => {
      const { page } = await open(`/day/${DAYS[0]}`, plain);
      await page.getByRole("navigation", { name: "Lists" }).getByRole("link", { name: "Chosen" }).click();
      expect(await page.locator("article").count()).toBe(1);
      const { page: all } = await open(`/day/${DAYS[0]}`, plain);
      await all.getByText("Sort, categories, feeds").click();
      await all.getByRole("navigation", { name: "Categories" }).getByRole("link", { name: "cs.CL" }).click();
      expect(await all.locator("article").count()).toBe(11);
    });

    test("the whole abstract unfolds, its formulas set", async () => {
      const { page } = await open(`/day/${DAYS[0]}`, plain);
      const abstract = page.locator("article .abstract").first();
      expect(await abstract.locator("math").first().isVisible()).toBe(true);
      expect(await abstract.getByText("weights, and answer it").isVisible()).toBe(false);
      await abstract.getByText("Whole abstract").click();
      expect(await abstract.getByText("weights, and answer it").isVisible()).toBe(true);
    });

    test("a search finds, narrows and answers strange questions politely", async () => {
      const { page } = await open("/", plain);
      await page.getByRole("searchbox").fill("vision transformer part");
      await page.getByRole("button", { name: "Search" }).click();
      expect(await page.locator("article h2").first().innerText()).toContain("vision transformer");
      await page.getByRole("navigation", { name: "Category" }).getByRole("link", { name: "cs.CL" }).click();
      expect(await page.getByRole("searchbox").inputValue()).toBe("vision transformer part category:cs.CL");
      for (const q of [
        "🦆🦆",
        "'; drop table paper; --",
        '"unbalanced',
        "a".repeat(3_900),
        "%00%",
        "-",
        '"" () ][',
      ])
        expect((await page.goto(`${address}/search?q=${encodeURIComponent(q)}`))?.status()).toBe(200);
      expect((await page.goto(`${address}/day/2026-08-31`))?.status()).toBe(200);
    });

    test("odd addresses are no failures of the site", async () => {
      for (const path of [
        "/comments/%00",
        "/runs/%00/events",
        "/papers/doi:%00",
        "/comments/new?parent=%00",
        "/api/papers/%00",
        "/feeds/comments/%00.atom",
        "/runs/nothing.json",
      ])
        expect([path, await statusOf(address + path)]).toEqual([path, 404]);
      for (const path of [
        "/day/0000-01-01",
        "/week/9999-W52",
        "/trending?day=0000-01-01",
        "/trending.md?day=0000-01-01",
        "/search.md?q=x&mode=guess",
        "/api/trending?date=0000-01-01",
      ])
        expect([path, await statusOf(address + path)]).toEqual([path, 400]);
      expect(await statusOf(address + "/comments?before=-000001-01-01T00:00:00Z")).toBe(200);
      for (const path of ["/vote", "/pick", "/theme", "/account/notices"]) {
        const headers = { "content-type": "application/json" };
        const answer = await fetch(address + path, { method: "POST", headers, body: "{}" });
        expect([path, answer.status]).toEqual([path, 415]);
      }
    });

    test("a list's Markdown has the order and the day of its page, and trending its scores", async () => {
      const trending = await textOf(`${address}/trending.md?day=${DAYS[0]}`);
      expect(trending).toContain("Score: log10(1 + 1 places on a curated list");
      expect(await textOf(address + "/trending.md?day=2000-01-01")).toContain("No day was computed yet.");
      const [own, newest] = await Promise.all(
        ["", "?sort=newest"].map(async (query) =>
          titlesIn(await textOf(`${address}/day/${DAYS[0]}.md${query}`)),
        ),
      );
      expect(newest.toSorted()).toEqual(own.toSorted());
      const found = await textOf(address + "/search.md?q=attention");
      expect(found).toContain("the best first");
    });

    test("trending says why", async () => {
      const { page } = await open(`/trending?day=${DAYS[0]}`, plain);
      expect(await page.locator("article").count()).toBe(1);
      await page.getByText(/^Score/).click();
      expect(await page.locator(".why p").innerText()).toBe(
        "log10(1 + 1 places on a curated list × 3) − 0 days of age × 0.143 = 0.602",
      );
    });

    test("a paper has its abstract, versions, places and related papers", async () => {
      const { page } = await open("/papers/2608.00001v1", plain);
      expect(new URL(page.url()).pathname).toBe("/papers/2608.00001");
      expect(await page.locator("h1").innerText()).toBe("Notes on attention, in a second version");
      expect(await page.locator("section.abstract math").count()).toBe(1);
      expect(await page.locator("#versions summary").innerText()).toMatch(/^Version 1/);
      expect(await page.locator("#related article").count()).toBe(6);
      expect(await page.getByRole("link", { name: "31 Aug 2026" }).getAttribute("href")).toBe(
        "/day/2026-08-31?list=arxiv",
      );
    });

    test("old identifiers have pages, working papers keep theirs, unknown ones say where to look", async () => {
      const { page } = await open("/papers/hep-th/9901001", plain);
      expect(await page.locator("h1").innerText()).toBe("An identifier with a slash");
      await page.goto(`${address}/papers/2410.00907`);
      expect(new URL(page.url()).pathname).toBe("/papers/l-mul");
      expect((await page.goto(`${address}/papers/2609.99999`))?.status()).toBe(404);
      expect(await page.getByRole("link", { name: "arXiv 2609.99999" }).getAttribute("href")).toBe(
        "https://arxiv.org/abs/2609.99999",
      );
    });

    test("what is no list is refused in a sentence", async () => {
      const { page } = await open("/", plain);
      const asked = {
        "/day/2026-02-30": "is not a day",
        "/day/2026-08-31?sort=best": "sorted by",
        "/day/2026-08-31?page=x": "page",
      };
      for (const [path, says] of Object.entries(asked)) {
        expect((await page.goto(address + path))?.status()).toBe(400);
        expect(await page.locator("main").innerText()).toContain(says);
      }
    });
  });

  test("every page says what it is, where, and what it lists", async () => {
    for (const [path, type] of [
      ["/", "CollectionPage"],
      ["/papers/2608.00002", "ScholarlyArticle"],
    ]) {
      const { page, complaints } = await open(path);
      const head = page.locator("head");
      expect(await head.locator('link[rel="canonical"]').getAttribute("href")).toBe(address + path);
      expect(await head.locator('meta[property="og:title"]').count()).toBe(1);
      expect(await head.locator('meta[property="og:image"]').getAttribute("content")).toMatch(
        /^http:\/\/.+\.png$/,
      );
      const data = JSON.parse((await head.locator('script[type="application/ld+json"]').textContent())!);
      expect(data).toMatchObject({ "@type": type, url: address + path });
      expect(complaints).toEqual([]);
    }
  });

  test("what a hostile author wrote runs nothing, covers nothing and leads nowhere", async () => {
    const { page, complaints } = await open("/papers/2608.00666");
    await page.goto(`${address}/day/${DAYS[2]}`, { waitUntil: "networkidle" });
    await page.locator("details").evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
    for (const path of ["/papers/2608.00666", `/day/${DAYS[2]}`, "/search?q=esrever"]) {
      await page.goto(address + path, { waitUntil: "networkidle" });
      expect(await page.evaluate(() => (window as { owned?: number }).owned)).toBeUndefined();
      expect(
        await page
          .locator("main img, main style, main script, main [onclick], main [onerror], main [onmouseover]")
          .count(),
      ).toBe(0);
      expect(await page.locator('main a[href^="javascript" i]').count()).toBe(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      expect(await page.getByRole("link", { name: "About" }).isVisible()).toBe(true);
    }
    expect(complaints).toEqual([]);
  });

  describe("the keyboard", () => {
    test("goes from paper to paper, unfolds, opens, and comes to the neighbours", async () => {
      const { page } = await open(`/day/${DAYS[0]}`);
      const focused = (): Promise<string | null> =>
        page.evaluate(() => document.activeElement?.getAttribute("href") ?? null);
      const links = await page
        .locator("article h2 a")
        .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
      await page.keyboard.press("j");
      expect(await focused()).toBe(links[0]);
      await page.keyboard.press("j");
      expect(await focused()).toBe(links[1]);
      await page.keyboard.press("k");
      expect(await focused()).toBe(links[0]);
      await page.keyboard.press("o");
      expect(await page.locator("article details[open]").count()).toBe(1);
      await page.keyboard.press("Enter");
      await page.waitForURL(`${address}${links[0]}`);
      await page.goto(`${address}/day/${DAYS[0]}`);
      await page.keyboard.press("]");
      await page.waitForURL(`${address}/day/${DAYS[0]}?page=2`);
      await page.keyboard.press("n");
      await page.waitForURL(`${address}/day/${DAYS[1]}`);
      await page.keyboard.press("p");
      await page.waitForURL(`${address}/day/${DAYS[0]}`);
    });

    test("leaves fields and modifiers alone, and can be turned off", async () => {
      const { page } = await open(`/day/${DAYS[0]}`);
      await page.keyboard.press("/");
      await page.keyboard.type("jk?n");
      expect(await page.getByRole("searchbox").inputValue()).toBe("jk?n");
      expect(new URL(page.url()).pathname).toBe(`/day/${DAYS[0]}`);
      await page.locator("h1").click();
      await page.keyboard.press("?");
      expect(await page.getByText("next and previous paper").isVisible()).toBe(true);
      await page.getByRole("button", { name: "Keys are on" }).click();
      await page.locator("h1").click();
      await page.keyboard.press("j");
      expect(await page.evaluate(() => document.activeElement?.matches("article a") ?? false)).toBe(false);
    });
  });

  test("nothing moves while a page loads, and the first page is light", async () => {
    const { page } = await open("/about/search");
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    let bytes = 0;
    session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      bytes = 0;
      await page.goto(`${address}/day/${DAYS[0]}`, { waitUntil: "networkidle" });
      expect(bytes).toBeGreaterThan(10_000);
      expect(bytes).toBeLessThan(150_000);
      expect(await page.evaluate(shifted)).toBeLessThan(0.01);
    }
  });

  test("on paper the abstracts are whole and the controls are gone", async () => {
    const { page } = await open(`/day/${DAYS[0]}`);
    await page.emulateMedia({ media: "print" });
    expect(await page.getByText("weights, and answer it").first().isVisible()).toBe(true);
    expect(await page.getByRole("searchbox").isVisible()).toBe(false);
    expect(await page.getByRole("navigation", { name: "Pages" }).count()).toBe(0);
  });
});

/** The sum of all layout shifts so far. */
function shifted(): Promise<number> {
  return new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(sum), 200);
  });
}
