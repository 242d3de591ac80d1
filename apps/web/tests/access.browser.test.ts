import { AxeBuilder } from "@axe-core/playwright";
import { openRepository } from "@working-papers/lab/node";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { filled, noBrowser, useBrowser } from "./browser.ts";

const root = join(import.meta.dirname, "../../..");
const { runs } = await (await openRepository(root)).load("l-mul");
const paths = [
  "/",
  "/papers/l-mul",
  `/papers/l-mul/runs/${runs[0].id}`,
  "/papers/mgno",
  "/about",
  "/papers/none",
  "/about/search",
  "/search",
];
const filledPaths = [
  "/day/2026-08-31",
  "/week/2026-W36?list=arxiv",
  "/search?q=attention",
  "/trending?day=2026-08-31",
  "/papers/2608.00001",
  "/papers/2608.00666",
  "/category/cs.CL",
];
const widths = { phone: 390, desktop: 1280 };

describe
  .skipIf(noBrowser)
  .each([
    { of: "a new site", address: undefined, paths },
    ...filled.map(({ database, address }) => ({ of: `papers on ${database}`, address, paths: filledPaths })),
  ])("access to $of", ({ address, paths: some }) => {
  const open = useBrowser(address);

  for (const colorScheme of ["light", "dark"] as const) {
    for (const [device, width] of Object.entries(widths)) {
      test.each(some)(
        `axe finds nothing serious and nothing sticks out, ${colorScheme}, ${device}: %s`,
        async (path) => {
          const { page } = await open(path, { colorScheme, viewport: { width, height: 900 } });
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
          await page
            .locator("details")
            .evaluateAll((all) => all.forEach((details) => details.setAttribute("open", "")));
          const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
          const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
        },
      );
    }
  }

  test("the first stop of the keyboard skips to the content", async () => {
    const { page } = await open("/");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
  });
});
