import { runExperiment, type AnyExperiment } from "@working-papers/lab";
import { describeHost, openRepository } from "@working-papers/lab/node";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, inject, test } from "vitest";
import { noBrowser, useBrowser } from "./browser.ts";

const root = join(import.meta.dirname, "../../..");
const { experiments, runs } = await (await openRepository(root)).load("l-mul");
const site = inject("site");

/** One that measures the same everywhere, and whose full preset is recorded and quick. */
const repeatable = experiments
  .filter(({ varies }) => varies !== "by machine")
  .map((experiment) => ({
    experiment,
    run: runs.find((run) => run.experiment === experiment.id && run.preset === "full" && !run.altered),
  }))
  .filter(({ run }) => run !== undefined)
  .sort((a, b) => a.run!.durationMs - b.run!.durationMs)[0];

/** The one whose recorded run took longest: there is time to cancel it. */
const longest = runs.reduce((a, b) => (a.durationMs > b.durationMs ? a : b));

describe.skipIf(noBrowser)("running on the server", () => {
  const open = useBrowser();

  test("measures to the last digit what Node measures, and stands beside the recorded run", async () => {
    const { experiment, run } = repeatable;
    const { page, complaints } = await open(
      `/papers/l-mul?${experiment.id}.preset=full&${experiment.id}.seed=${run!.seed}`,
    );
    await askForRun(page, experiment.id);
    await page.locator('[data-state="done"]').waitFor({ timeout: 170_000 });
    expect(await measured(page)).toEqual(said(run!.measurements));
    await page.getByText("identical to the recorded run in every digit").waitFor();
    await page.getByRole("link", { name: "Recorded", exact: true }).waitFor();
    const address = page.url();

    // The paper's page has it among the evidence, and a reload changes nothing.
    await page.goto(`${site}/papers/l-mul`);
    const link = page.locator(`#run-${experiment.id} a[href="${new URL(address).pathname}"]`);
    expect(await link.count()).toBe(1);
    await page.goto(address);
    expect(await measured(page)).toEqual(said(run!.measurements));
    expect(complaints).toEqual([]);
  });

  test("with another seed is what this seed measures in Node", async () => {
    const experiment = experiments.find(({ varies }) => varies === "by seed") ?? repeatable.experiment;
    const { page } = await open(`/papers/l-mul?${experiment.id}.seed=11`);
    await askForRun(page, experiment.id);
    await page.locator('[data-state="done"]').waitFor({ timeout: 170_000 });
    expect(await measured(page)).toEqual(said(await inNode(experiment, 11)));
  });

  test("shows progress, survives a reload, and is cancelled by its owner alone", async () => {
    const { page, complaints } = await open(`/papers/l-mul?${longest.experiment}.preset=full`);
    await askForRun(page, longest.experiment);
    await page.locator('[data-state="running"]').waitFor({ timeout: 60_000 });
    await page.reload();
    await page.locator('[data-state="running"]').waitFor({ timeout: 60_000 });
    const other = await open(new URL(page.url()).pathname);
    expect(await other.page.getByRole("button", { name: "Cancel this run" }).count()).toBe(0);
    await page.getByRole("button", { name: "Cancel this run" }).click();
    await page.locator('[data-state="cancelled"]').waitFor();
    // The other reader's page hears of it.
    await other.page.locator('[data-state="cancelled"]').waitFor();
    expect(complaints).toEqual([]);
  });

  test("works without JavaScript: a form, and a page that asks again by itself", async () => {
    const { page } = await open(`/papers/l-mul?${longest.experiment}.preset=full`, {
      javaScriptEnabled: false,
    });
    await askForRun(page, longest.experiment);
    expect(new URL(page.url()).pathname).toMatch(/^\/runs\/[0-9a-z]{12}$/);
    expect(await page.locator('meta[http-equiv="refresh"]').count()).toBe(1);
    await page.getByRole("button", { name: "Cancel this run" }).click();
    await page.locator('[data-state="cancelled"]').waitFor();
  });

  test("what is not allowed is refused with its name and range, and another site's form altogether", async () => {
    const experiment = experiments.find(({ varies }) => varies === "by seed")!;
    const address = `${site}/runs?paper=l-mul&experiment=${experiment.id}`;
    const post = (origin: string, fields: Record<string, string>): Promise<Response> =>
      fetch(address, {
        method: "POST",
        redirect: "manual",
        headers: { origin, accept: "text/html" },
        body: new URLSearchParams(fields),
      });
    const wrong = await post(site, { [`${experiment.id}.preset`]: "fulll" });
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain("has no preset «fulll». Did you mean full?");
    const large = await post(site, { [`${experiment.id}.seed`]: "9007199254740992" });
    expect(large.status).toBe(400);
    expect(await large.text()).toContain(
      "Seed must be a whole number from 0 to 9007199254740991, not «9007199254740992».",
    );
    expect((await post("https://evil.example", {})).status).toBe(403);
    expect((await fetch(`${site}/runs/nothing/events`)).status).toBe(404);
  });
});

async function askForRun(page: Page, experiment: string): Promise<void> {
  const panel = page.locator(`#run-${experiment}`);
  const button = panel.getByRole("button", { name: "Run on the server" });
  if (!(await button.isVisible())) await panel.locator("summary").first().click();
  await button.click();
  await page.waitForURL(/\/runs\/[0-9a-z]{12}$/);
}

/** The measurements that the run's page shows, by name. */
async function measured(page: Page): Promise<Record<string, string>> {
  const cells = await page.locator("[data-measurement]").all();
  const pairs = await Promise.all(
    cells.map(async (cell) => [await cell.getAttribute("data-measurement"), await cell.innerText()] as const),
  );
  return Object.fromEntries(pairs) as Record<string, string>;
}

function said(values: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, String(value).replace("-", "\u2212")]),
  );
}

async function inNode(experiment: AnyExperiment, seed: number): Promise<Record<string, number>> {
  const host = await describeHost(root);
  return (await runExperiment(experiment, { paper: "l-mul", preset: "quick", seed, host })).measurements;
}
