import { runExperiment, type AnyExperiment } from "@working-papers/lab";
import { describeHost, openRepository } from "@working-papers/lab/node";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { noBrowser, useBrowser } from "./browser.ts";

const root = join(import.meta.dirname, "../../..");
const { experiments, runs } = await (await openRepository(root)).load("l-mul");
const host = await describeHost(root);

/** The first experiment, and the first one that depends on the seed. */
const repeatable = [
  ...new Set([experiments[0], experiments.find(({ varies }) => varies === "by seed")]),
].filter((experiment) => experiment !== undefined);

/** The experiment whose recorded run took longest: there is time to stop it. */
const longest = runs.reduce((a, b) => (a.durationMs > b.durationMs ? a : b));

describe.skipIf(noBrowser)("running in the page", () => {
  const open = useBrowser();

  test.each(repeatable)("$id gives the same measurements in the page and in Node", async (experiment) => {
    const seed = 7;
    const { page, complaints } = await open(`/papers/l-mul?${experiment.id}.seed=${seed}`);
    expect(await inThePage(page, experiment)).toEqual(await inNode(experiment, seed));
    expect(complaints).toEqual([]);
  });

  test("a run can be stopped", async () => {
    const { page, complaints } = await open(`/papers/l-mul?${longest.experiment}.preset=full`);
    const panel = page.locator(`#run-${longest.experiment}`);
    await panel.getByRole("button", { name: "Run in this page" }).click();
    await panel.getByRole("button", { name: "Stop" }).click();
    await panel.getByText(/^Stopped\./).waitFor();
    expect(await panel.getByRole("button", { name: "Run in this page" }).isEnabled()).toBe(true);
    expect(complaints).toEqual([]);
  });

  test("started and stopped by the keyboard, it keeps the focus, and Enter in a field stops nothing", async () => {
    const { page, complaints } = await open(`/papers/l-mul?${longest.experiment}.preset=full`);
    const panel = page.locator(`#run-${longest.experiment}`);
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await panel.getByRole("button", { name: "Run in this page" }).press("Enter");
    const stop = panel.getByRole("button", { name: "Stop" });
    await stop.waitFor();
    expect(await focused()).toBe("Stop");

    await panel.locator("input").first().press("Enter");
    await panel.getByRole("progressbar").waitFor();
    expect(await panel.getByText(/^Stopped\./).count()).toBe(0);
    expect(new URL(page.url()).pathname).toBe("/papers/l-mul");

    await stop.press("Enter");
    await panel.getByText(/^Stopped\./).waitFor();
    expect(await focused()).toBe("Run in this page");
    expect(complaints).toEqual([]);
  });

  test("what was chosen is in the address and survives a reload", async () => {
    const { page, complaints } = await open("/papers/l-mul");
    const { id } = experiments[0];
    const panel = page.locator(`#run-${id}`);
    await panel.locator("summary").click();
    await panel.getByLabel("Preset").selectOption("full");
    await page.waitForURL((url) => url.searchParams.get(`${id}.preset`) === "full");
    await page.reload({ waitUntil: "networkidle" });
    expect(await panel.getByLabel("Preset").inputValue()).toBe("full");
    expect(await panel.locator("pre").innerText()).toContain(`l-mul/${id} --preset full`);
    expect(complaints).toEqual([]);
  });

  test("a parameter out of range is refused with its name and range", async () => {
    const found = experiments.flatMap((experiment) => {
      const shape = Object.keys(experiment.presets.quick.parameters as object);
      return shape.length > 0 ? [{ experiment, name: shape[0] }] : [];
    })[0];
    const { page } = await open(`/papers/l-mul?${found.experiment.id}.${found.name}=nonsense`);
    const panel = page.locator(`#run-${found.experiment.id}`);
    await panel.locator("form").evaluate((form: HTMLFormElement) => (form.noValidate = true));
    await panel.getByRole("button", { name: "Run in this page" }).click();
    expect(await panel.getByRole("alert").innerText()).toMatch(
      new RegExp(`^Parameter ${found.name} must be .+, not «nonsense»\\.$`),
    );
  });

  test("a seed beyond 2^53 − 1 is refused at its field, and the largest one runs as it is written", async () => {
    const experiment = experiments.find(({ varies }) => varies === "by seed")!;
    const address = `/papers/l-mul?${experiment.id}.seed=9007199254740993`;
    const sentence = "Seed must be a whole number from 0 to 9007199254740991, not «9007199254740993».";
    const reading = await open(address, { javaScriptEnabled: false });
    await reading.page.getByText(sentence).waitFor();

    const { page, complaints } = await open(address);
    const panel = page.locator(`#run-${experiment.id}`);
    const field = panel.getByLabel("Seed", { exact: true });
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    const described = await field.getAttribute("aria-describedby");
    expect(await panel.locator(`[id="${described}"]`).innerText()).toBe(sentence);
    expect(await panel.locator("pre").count()).toBe(0);
    await panel.getByRole("button", { name: "Run in this page" }).click();
    expect(
      await field.evaluate((input: HTMLInputElement) => [
        document.activeElement === input,
        input.validationMessage,
      ]),
    ).toEqual([true, sentence]);
    expect(await panel.getByRole("button", { name: "Stop" }).count()).toBe(0);

    await field.fill(String(Number.MAX_SAFE_INTEGER));
    expect(await field.getAttribute("aria-invalid")).toBeNull();
    expect(await panel.locator("pre").innerText()).toContain("--seed 9007199254740991");
    expect(await inThePage(page, experiment)).toEqual(await inNode(experiment, Number.MAX_SAFE_INTEGER));
    expect(complaints).toEqual([]);
  });

  test("figures answer the pointer", async () => {
    const { page, complaints } = await open("/papers/l-mul");
    const plot = page.locator("#experiments .plot").first();
    await plot.hover();
    await plot.locator("svg.marks").waitFor();
    expect(complaints).toEqual([]);
  });
});

async function inThePage(page: Page, { id }: AnyExperiment): Promise<unknown> {
  const panel = page.locator(`#run-${id}`);
  await panel.getByRole("button", { name: "Run in this page" }).click();
  const result = panel.locator("[data-run]");
  await result.waitFor({ timeout: 170_000 });
  return JSON.parse((await result.getAttribute("data-run"))!);
}

async function inNode(experiment: AnyExperiment, seed: number): Promise<unknown> {
  const run = await runExperiment(experiment, { paper: "l-mul", preset: "quick", seed, host });
  return run.measurements;
}
