import { describe, expect, test } from "vitest";
import { noBrowser, useBrowser } from "./browser.ts";

describe.skipIf(noBrowser)("reading without JavaScript", () => {
  const open = useBrowser();
  const plain = { javaScriptEnabled: false };

  test("a new site shows the recorded papers, says of which day they are, and what became of their claims", async () => {
    const { page } = await open("/", plain);
    expect(await page.locator("h1").innerText()).toMatch(/^Thursday\s+10 September 2026$/);
    expect(await page.locator(".notice").innerText()).toMatch(
      /^Nothing is listed for .+: this is the last day that has papers\.$/,
    );
    expect(await page.locator("article h2 a").count()).toBeGreaterThanOrEqual(13);
    const first = page.locator("article").first();
    expect(await first.innerText()).toMatch(/\d+\s+(reproduced|partly|not reproduced)/);
    expect(await first.getByRole("table").innerText()).toContain("Measured here");
  });

  test("a paper page has its claims, and a filter by verdict is a link", async () => {
    const { page } = await open("/papers/l-mul", plain);
    const all = await page.locator("#claims tbody tr").count();
    expect(all).toBeGreaterThan(1);
    await page
      .getByRole("link", { name: /^not tested \d+$/ })
      .first()
      .click();
    const kept = await page.locator("#claims tbody tr").count();
    expect(kept).toBeLessThan(all);
    expect(await page.locator("#claims tbody tr").allInnerTexts()).toSatisfy((rows: string[]) =>
      rows.every((row) => row.includes("not tested")),
    );
  });

  test("figures are there before any script", async () => {
    const { page } = await open("/papers/l-mul", plain);
    expect(await page.locator("#experiments figure svg path").count()).toBeGreaterThan(10);
  });

  test("the form of an experiment shows the command for what was chosen", async () => {
    const { page } = await open("/papers/l-mul", plain);
    const panel = page.locator("details[id^=run-]").first();
    await panel.locator("summary").click();
    await panel.getByLabel("Preset").selectOption("full");
    await panel.getByRole("button", { name: "Show the command" }).click();
    expect(await panel.locator("pre").innerText()).toMatch(
      /^npx papers run l-mul\/[a-z0-9-]+ --preset full --seed 1/,
    );
  });

  test("the demo is there, as its address says, and its form keeps the state", async () => {
    const { page } = await open("/papers/l-mul?demo.x=2", plain);
    expect(await page.locator('#demo [name="demo.x"]').inputValue()).toBe("2");
    await page.locator("#demo").getByRole("button", { name: "Show" }).click();
    expect(new URL(page.url()).searchParams.get("demo.x")).toBe("2");
  });

  test("the choice of appearance is kept by a form", async () => {
    const { page } = await open("/about", plain);
    await page.getByRole("button", { name: "dark" }).click();
    expect(new URL(page.url()).pathname).toBe("/about");
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
  });

  test("an unknown paper answers 404 and the nearest names", async () => {
    const { page } = await open("/papers/lmul", plain);
    await page.getByRole("link", { name: "l-mul" }).click();
    expect(new URL(page.url()).pathname).toBe("/papers/l-mul");
  });
});
