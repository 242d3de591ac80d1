import { AxeBuilder } from "@axe-core/playwright";
import { openRepository } from "@working-papers/lab/node";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { noBrowser, useBrowser } from "./browser.ts";

const root = join(import.meta.dirname, "../../..");
const { runs } = await (await openRepository(root)).load("l-mul");
const paths = [
  "/",
  "/papers/l-mul",
  `/papers/l-mul/runs/${runs[0].id}`,
  "/papers/mgno",
  "/about",
  "/papers/none",
];
const widths = { phone: 390, desktop: 1280 };

describe.skipIf(noBrowser)("access", () => {
  const open = useBrowser();

  for (const colorScheme of ["light", "dark"] as const) {
    for (const [device, width] of Object.entries(widths)) {
      test.each(paths)(
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
