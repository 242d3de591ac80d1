/** @file Votes, submissions, picks, trending and recommendations as people use them, on both kinds of database. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noBrowser, useBrowser, type WatchedPage } from "./browser.ts";
import { CURATED, DAYS, fill } from "./papers.ts";
import { addVoters, LIKED, PUSHED } from "./people.ts";
import { newDatabase, newFolder, start, type Started } from "./site.ts";

const server = process.env.TEST_DATABASE_URL;
const kinds = ["PGlite", ...(server ? ["PostgreSQL"] : [])];
const DAY = `/day/${DAYS[0]}`;
const voteOf = (page: Page, paper: string) => page.locator(`form[data-vote="${paper}"] button`).first();

describe.skipIf(noBrowser).each(kinds)("votes on %s", (kind) => {
  let site: Started;
  let cookies: Awaited<ReturnType<ReturnType<Page["context"]>["cookies"]>>;
  const open = useBrowser("");
  const visit = (path: string, options?: Parameters<typeof open>[1]): Promise<WatchedPage> =>
    open(site.address + path, options);
  /** A page in which the editor is signed in. */
  const signedIn = async (path: string, options?: Parameters<typeof open>[1]): Promise<WatchedPage> => {
    const watched = await visit("/about", options);
    await watched.page.context().addCookies(cookies);
    await watched.page.goto(site.address + path);
    return watched;
  };

  beforeAll(async () => {
    const place = kind === "PGlite" ? await newFolder() : await newDatabase(server!);
    await fill(place.path);
    await addVoters(place.path);
    const where: Record<string, string> =
      kind === "PGlite" ? { DATA_DIR: place.path } : { DATABASE_URL: place.path };
    site = await start(where, place.remove);
  }, 120_000);
  afterAll(async () => site?.stop());

  test("a visitor is led to sign in, and back to the page", async () => {
    const { page } = await visit(DAY, { javaScriptEnabled: false });
    await voteOf(page, LIKED).click();
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    expect(new URL(page.url()).searchParams.get("to")).toBe(DAY);
    const { page: scripted } = await visit(DAY);
    await voteOf(scripted, LIKED).click();
    await scripted.waitForURL(/\/sign-in\?/);
    expect(new URL(scripted.url()).searchParams.get("to")).toBe(DAY);
  });

  test("the first editor signs in", async () => {
    const { page } = await visit(site.editorLink!);
    await page.getByLabel("Your name here").fill("Grace Example");
    await page.getByLabel("E-mail address").fill("grace@example.org");
    await page.getByRole("button", { name: "become the editor" }).click();
    await page.getByText("You are an editor of this site.").waitFor();
    cookies = await page.context().cookies();
    expect(cookies.length).toBeGreaterThan(0);
  });

  test("without JavaScript a vote is cast and taken back, and leads back to where one was", async () => {
    const { page } = await signedIn(DAY, { javaScriptEnabled: false });
    expect(await voteOf(page, LIKED).innerText()).toContain("8 votes");
    await voteOf(page, LIKED).click();
    expect(page.url()).toBe(`${site.address}${DAY}#paper-${LIKED}`);
    expect(await voteOf(page, LIKED).innerText()).toContain("9 votes");
    expect(await voteOf(page, LIKED).getAttribute("aria-pressed")).toBe("true");
    // What visitors see is new, too, although it is kept.
    const { page: other } = await visit(DAY, { javaScriptEnabled: false });
    expect(await voteOf(other, LIKED).innerText()).toContain("9 votes");
    expect(await voteOf(other, LIKED).getAttribute("aria-pressed")).toBe("false");
    await voteOf(page, LIKED).click();
    expect(await voteOf(page, LIKED).innerText()).toContain("8 votes");
  });

  test("with JavaScript nothing moves: the count changes at once, is announced, and put right when the site does not answer", async () => {
    const { page, complaints } = await signedIn(DAY);
    let loads = 0;
    page.on("load", () => loads++);
    await voteOf(page, LIKED).click();
    await page
      .getByRole("status")
      .filter({ hasText: "Your vote is in: 9 votes." })
      .waitFor({ state: "attached" });
    expect(await voteOf(page, LIKED).getAttribute("aria-pressed")).toBe("true");
    await voteOf(page, LIKED).press("Enter");
    await page
      .getByRole("status")
      .filter({ hasText: "Your vote is taken back: 8 votes." })
      .waitFor({ state: "attached" });
    await page.route("**/vote", (route) => route.abort());
    await voteOf(page, LIKED).click();
    await page.getByText("The site did not answer, so nothing was changed.").waitFor();
    expect(await voteOf(page, LIKED).innerText()).toContain("8 votes");
    expect(loads).toBe(0);
    expect(complaints.filter((one) => !one.includes("ERR_FAILED"))).toEqual([]);
  });

  test("a vote that names no paper or nothing to do is refused in a sentence", async () => {
    const { page } = await signedIn(DAY);
    const post = (form: Record<string, string>) =>
      page.request.post(`${site.address}/vote`, {
        form,
        headers: { accept: "application/json", origin: site.address },
      });
    expect(await (await post({ paper: "2699.99999", vote: "up" })).json()).toEqual({
      problem: "There is no paper «2699.99999» here that could be voted for.",
    });
    expect((await post({ paper: LIKED, vote: "sideways" })).status()).toBe(400);
    const elsewhere = await page.request.post(`${site.address}/vote`, {
      form: { paper: LIKED, vote: "up", back: "https://example.org/x" },
      headers: { origin: site.address },
      maxRedirects: 0,
    });
    expect(elsewhere.headers().location).toMatch(/^\/#paper-/);
    await post({ paper: LIKED, vote: "down" });
  });

  test("trending shows sums that add up, and what the ring's ten votes count", async () => {
    const { page, complaints } = await visit(`/trending?day=${DAYS[0]}`);
    const titles = await page
      .locator("article h2 a")
      .evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    // Three of the ring’s votes weigh as much as one place on a curated list; of equal scores the later paper is first.
    expect(titles).toEqual([LIKED, PUSHED, CURATED].map((id) => `/papers/${id}`));
    const second = page.locator(`#paper-${PUSHED.replace(".", "\\.")}`);
    await second.getByText(/^Score/).click();
    expect(await second.getByText("Of 10 votes").innerText()).toMatch(/^Of 10 votes .* 3 count by the rules/);
    for (const article of await page.locator("article").all()) {
      await article.locator("details.why").evaluate((one) => one.setAttribute("open", ""));
      const cells = (await article.locator(".why tbody tr td:last-child").allInnerTexts()).map((text) =>
        Number(text.replace("−", "-")),
      );
      const [score, age, logarithm, attention, ...parts] = cells.toReversed();
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(attention, 2);
      expect(Math.log10(1 + attention)).toBeCloseTo(logarithm, 2);
      expect(logarithm + age).toBeCloseTo(score, 2);
      expect(await article.locator(".why summary").innerText()).toBe(`Score ${score.toFixed(2)}`);
    }
    // The inputs that can be downloaded give the same order.
    const link = page.getByRole("link", { name: "The inputs of this day" });
    const answer = await page.request.get(site.address + (await link.getAttribute("href")));
    const inputs = (await answer.json()) as {
      formula: { terms: { kind: string; weight: number }[] };
      papers: { id: string; counts: { kind: string; value: number }[] }[];
    };
    const weights = new Map(inputs.formula.terms.map(({ kind: name, weight }) => [name, weight]));
    const attention = (one: (typeof inputs.papers)[number]): number =>
      one.counts.reduce((sum, { kind: name, value }) => sum + (weights.get(name) ?? 0) * value, 0);
    const order = inputs.papers.toSorted((a, b) => attention(b) - attention(a) || (a.id < b.id ? 1 : -1));
    expect(titles).toEqual(order.map(({ id }) => `/papers/${id}`));
    expect(complaints).toEqual([]);
  });

  test("a paper is submitted: known at once, twice leads to it, unknown waits, nonsense is told at the field", async () => {
    const { page, complaints } = await signedIn("/submit");
    const paper = page.getByRole("textbox", { name: "Paper", exact: true });
    const send = page.getByRole("button", { name: "Submit", exact: true });
    await paper.fill("my paper");
    await send.click();
    const problem = page.getByText("was expected, not «my paper»");
    await problem.waitFor();
    expect(await paper.getAttribute("aria-describedby")).toContain((await problem.getAttribute("id"))!);
    expect(await paper.inputValue()).toBe("my paper");
    await paper.fill("https://arxiv.org/pdf/2608.00009v3.pdf");
    await page.getByLabel("Your comment").fill("Worth *reading*.");
    await send.click();
    await page.getByText("In the list", { exact: true }).waitFor();
    await paper.fill("2608.00009");
    await send.click();
    await page.waitForURL(`${site.address}/papers/2608.00009`);
    expect(await page.getByText("Submitted by Grace Example").count()).toBe(1);
    await page.goto(`${site.address}/submit`);
    await paper.fill("2611.12345");
    await send.click();
    await page.getByText("This site asks no other services").waitFor();
    await page.getByRole("button", { name: "Withdraw 2611.12345" }).click();
    await page.getByText("Withdrawn", { exact: true }).waitFor();
    await page.goto(`${site.address}/?list=people`);
    expect(await page.locator("article h2 a").first().getAttribute("href")).toBe("/papers/2608.00009");
    expect(complaints.filter((one) => !one.includes("400"))).toEqual([]);
  });

  test("an editor picks a paper, which readers see with the reason", async () => {
    const { page } = await signedIn("/papers/2608.00010");
    await page.getByText("Pick", { exact: true }).click();
    await page.getByLabel("Why, in a sentence").fill("The <b>only</b> one with a proof.");
    await page.getByRole("button", { name: "Pick this paper" }).click();
    await page.getByText("Picked by Grace Example").waitFor();
    const { page: reader } = await visit("/?list=picks");
    expect(await reader.locator("article").first().innerText()).toContain(
      "The <b>only</b> one with a proof.",
    );
    expect(await reader.getByText("Pick this paper").count()).toBe(0);
  });

  test("an editor takes a submitted paper off the list, with a reason", async () => {
    const { page } = await signedIn("/papers/2608.00009");
    await page.getByText("Take off the list", { exact: true }).click();
    await page.getByLabel("Why it is taken off").fill("An advertisement, not a paper.");
    await page.getByRole("button", { name: "Take this paper off the list" }).click();
    await page.getByText("unlisted. An advertisement, not a paper.").waitFor();
    const { page: reader } = await visit("/papers/2608.00009");
    expect(await reader.getByText("Submitted by").count()).toBe(0);
    const { page: list } = await visit("/?list=people");
    expect(await list.getByRole("link", { name: "2608.00009" }).count()).toBe(0);
  });

  test("recommendations are off, then on, and each says which vote and which words it is there for", async () => {
    const { page, complaints } = await signedIn("/for-you?since=ever");
    await page.getByRole("button", { name: "Switch it on" }).click();
    await page.getByText("You have voted for no paper so far").waitFor();
    for (const paper of ["2608.00001", "2608.00005", "2608.00012"])
      await page.request.post(`${site.address}/vote`, {
        form: { paper, vote: "up", back: "/" },
        headers: { origin: site.address },
      });
    await page.goto(`${site.address}/for-you?since=ever`);
    const why = await page.locator("article .why").allInnerTexts();
    expect(why.length).toBeGreaterThan(5);
    for (const one of why) expect(one).toMatch(/^Near to .*, which you voted for: \w+/s);
    expect(await page.locator("section .own li").count()).toBe(3);
    await page.getByRole("button", { name: "Switch it off" }).click();
    await page.getByRole("button", { name: "Switch it on" }).waitFor();
    const { page: visitor } = await visit("/for-you");
    expect(await visitor.getByText("This is for members").count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test("an editor removes a burst with a reason; the log shows both and names nobody", async () => {
    const { page } = await signedIn("/trending/removed");
    await page.getByLabel("Why they are removed").fill("Six accounts of one day, two networks.");
    await page.getByRole("button", { name: "Remove these 6 votes" }).click();
    await page.getByText("No paper has a burst of votes").waitFor();
    const { page: reader } = await visit("/trending/removed");
    const log = await reader.locator("main").innerText();
    expect(log).toContain("6 votes from");
    expect(log).toContain("Six accounts of one day, two networks.");
    expect(log).not.toMatch(/Late|Grace|Bursts/);
    await page.getByRole("button", { name: "Give them back" }).click();
    await page.getByText("Given back on").waitFor();
  });

  test.each([
    "/submit",
    "/for-you",
    "/trending/removed",
    `/trending?day=${DAYS[0]}`,
    DAY,
    `/papers/${LIKED}`,
  ])("%s has no barrier that a program can find, in light and in dark", async (path) => {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await signedIn(path, { colorScheme, viewport: { width: 390, height: 844 } });
      await page.locator("details").evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }
  });
});
