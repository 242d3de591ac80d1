/** @file Runs in the page whose state is saved in the browser: gone on from, or left. */
import { checkpointKey, runExperiment, type SavedState } from "@working-papers/lab";
import { describeHost, openRepository } from "@working-papers/lab/node";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { describe, expect, test, vi } from "vitest";
import { noBrowser, useBrowser } from "./browser.ts";

const root = join(import.meta.dirname, "../../..");
const paper = "autonumerics-zero";
const { experiments } = await (await openRepository(root)).load(paper);
/** It saves its state every 50,000 candidates. */
const experiment = experiments.find(({ id }) => id === "search")!;

describe.skipIf(noBrowser)("a run in the page that has saved its state", () => {
  const open = useBrowser();

  test("goes on when its page was closed, to the measurements of an uninterrupted run", async () => {
    const chosen = { seed: 3, candidates: 80_000 };
    const first = await open(address(chosen));
    await run(first.page).click();
    await vi.waitUntil(async () => (await savedKeys(first.page)).length > 0, {
      timeout: 150_000,
      interval: 100,
    });
    expect(await savedKeys(first.page)).toEqual([keyOf(chosen)]);
    expect(await first.page.locator("[data-run]").count()).toBe(0);
    const page = await first.page.context().newPage();
    await first.page.close();
    const closed = Date.now();

    await page.goto(first.page.url(), { waitUntil: "networkidle" });
    await anew(page).waitFor();
    await run(page).click();
    const { measurements, startedAt } = await result(page);
    expect(measurements).toEqual(await inNode(chosen));
    expect(Date.parse(startedAt)).toBeLessThan(closed);
    expect(await savedKeys(page)).toEqual([]);
    expect(await anew(page).count()).toBe(0);
    expect(first.complaints).toEqual([]);
  });

  test("is found once, not again when the address is written", async () => {
    const { page } = await open(address({ seed: 6, candidates: 2_000 }));
    await save(page, keyOf({ seed: 7, candidates: 2_000 }), {
      state: { search: {}, progress: [] },
      fraction: 0.5,
      elapsedMs: 1_000,
      startedAt: new Date().toISOString(),
    });
    await panel(page).evaluate((watched) => {
      new MutationObserver((changes) => {
        for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes]))
          if (node instanceof HTMLButtonElement && node.value === "anew")
            watched.dataset["found"] = `${Number(watched.dataset["found"] ?? 0) + 1}`;
      }).observe(watched, { childList: true, subtree: true });
    });
    await panel(page).getByLabel("Seed", { exact: true }).fill("7");
    await page.waitForURL((url) => url.search.includes("search.seed=7"));
    await anew(page).waitFor();
    // What the address changes, it changes within a few frames.
    await page.waitForTimeout(500);
    expect(await panel(page).getAttribute("data-found")).toBe("1");
  });

  test("that breaks it can be started anew, by the keyboard", async () => {
    const chosen = { seed: 4, candidates: 2_000 };
    const { page } = await open(address(chosen));
    expect(await anew(page).count()).toBe(0);
    await save(page, keyOf(chosen), {
      state: { search: {}, progress: [] },
      fraction: 0.5,
      elapsedMs: 1_000,
      startedAt: new Date().toISOString(),
    });
    await page.reload({ waitUntil: "networkidle" });
    await anew(page).waitFor();
    // Of another seed there is none.
    const seed = panel(page).getByLabel("Seed", { exact: true });
    await seed.fill("5");
    await anew(page).waitFor({ state: "detached" });
    await seed.fill("4");
    await anew(page).waitFor();

    await run(page).press("Enter");
    await panel(page).getByRole("alert").waitFor();
    await anew(page).waitFor();
    await run(page).focus();
    await page.keyboard.press("Tab");
    expect(await anew(page).evaluate((button) => button === document.activeElement)).toBe(true);
    const pressed = Date.now();
    await page.keyboard.press("Enter");
    await anew(page).waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BUTTON");
    const { measurements, startedAt } = await result(page);
    expect(measurements).toEqual(await inNode(chosen));
    expect(Date.parse(startedAt)).toBeGreaterThanOrEqual(pressed);
    expect(await anew(page).count()).toBe(0);
  });
});

interface Chosen {
  seed: number;
  candidates: number;
}

function address({ seed, candidates }: Chosen): string {
  return `/papers/${paper}?${experiment.id}.seed=${seed}&${experiment.id}.candidates=${candidates}`;
}

function keyOf({ seed, candidates }: Chosen): string {
  const { id, version } = experiment;
  return checkpointKey({ paper, experiment: id, version, seed, params: { candidates } });
}

const panel = (page: Page): Locator => page.locator(`#run-${experiment.id}`);
const run = (page: Page): Locator => panel(page).getByRole("button", { name: "Run in this page" });
const anew = (page: Page): Locator => panel(page).getByRole("button", { name: "Start anew" });

async function result(page: Page): Promise<{ measurements: unknown; startedAt: string }> {
  const found = panel(page).locator("[data-run]");
  await found.waitFor({ timeout: 150_000 });
  const told = await found.locator('input[name="json"]').inputValue();
  const { provenance } = JSON.parse(told) as { provenance: { startedAt: string } };
  return {
    measurements: JSON.parse((await found.getAttribute("data-run"))!),
    startedAt: provenance.startedAt,
  };
}

async function inNode({ seed, candidates }: Chosen): Promise<unknown> {
  const host = await describeHost(root);
  const options = { paper, preset: "quick" as const, seed, overrides: { candidates }, host };
  return (await runExperiment(experiment, options)).measurements;
}

/** Keys of the states that the browser has for the site. */
async function savedKeys(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === "working-papers")) return [];
    return new Promise<string[]>((resolve, reject) => {
      const opening = indexedDB.open("working-papers");
      opening.addEventListener("error", () => reject(opening.error!));
      opening.addEventListener("success", () => {
        const keys = opening.result.transaction("checkpoints").objectStore("checkpoints").getAllKeys();
        keys.addEventListener("success", () => {
          opening.result.close();
          resolve(keys.result as string[]);
        });
      });
    });
  });
}

/** Puts a state where the lab keeps it. */
async function save(page: Page, key: string, saved: SavedState): Promise<void> {
  await page.evaluate(
    ([name, value]) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("working-papers", 1);
        opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore("checkpoints"));
        opening.addEventListener("error", () => reject(opening.error!));
        opening.addEventListener("success", () => {
          const writing = opening.result.transaction("checkpoints", "readwrite");
          writing.objectStore("checkpoints").put(value, name);
          writing.addEventListener("complete", () => {
            opening.result.close();
            resolve();
          });
        });
      }),
    [key, saved] as const,
  );
}
