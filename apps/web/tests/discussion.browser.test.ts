/** @file The discussion as people use it, on both kinds of database: written, previewed, answered, edited, reported and hidden; runs; authors; and what attackers write. */
import { AxeBuilder } from "@axe-core/playwright";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noBrowser, useBrowser, type WatchedPage } from "./browser.ts";
import { fill } from "./papers.ts";
import { newDatabase, newFolder, start, type Started } from "./site.ts";
import {
  addAttacks,
  addLongDiscussion,
  addPeople,
  ATTACKED,
  CLAIM,
  folder,
  LONG,
  type Person,
} from "./talk.ts";

const server = process.env.TEST_DATABASE_URL;
const kinds = ["PGlite", ...(server ? ["PostgreSQL"] : [])];
const PAPER = "/papers/2608.00001";
const [claim] = folder.paper.claims;
const CLAIM_PAGE = `/papers/l-mul/claims/${claim.id}`;
/** Quick to run in a page, and the same everywhere. */
const { experiment } = folder.runs
  .filter(({ varies }) => varies !== "by machine")
  .toSorted((a, b) => a.durationMs - b.durationMs)[0];
const plain = { javaScriptEnabled: false };
const comment = (page: Page, text: string) => page.locator("article[data-state]", { hasText: text }).last();

describe.skipIf(noBrowser).each(kinds)("the discussion on %s", (kind) => {
  let site: Started;
  let cookies: Awaited<ReturnType<typeof addPeople>>;
  const open = useBrowser("");

  beforeAll(async () => {
    const place = kind === "PGlite" ? await newFolder() : await newDatabase(server!);
    await fill(place.path);
    cookies = await addPeople(place.path);
    await addAttacks(place.path);
    await addLongDiscussion(place.path);
    const where: Record<string, string> =
      kind === "PGlite" ? { DATA_DIR: place.path } : { DATABASE_URL: place.path };
    site = await start(where, place.remove);
  }, 240_000);
  afterAll(async () => site?.stop());

  /** A page in a browser of its own, where somebody is signed in. */
  async function as(
    who: Person | undefined,
    path: string,
    options: BrowserContextOptions = {},
  ): Promise<WatchedPage> {
    const watched = await open(`${site.address}/health/live`, options);
    if (who) await watched.page.context().addCookies([{ ...cookies[who], url: site.address }]);
    await watched.page.goto(site.address + path);
    return watched;
  }
  const answers = async (path: string): Promise<string> => (await fetch(site.address + path)).text();

  test("a visitor reads, and is led to sign in and back to the form", async () => {
    const { page } = await as(undefined, PAPER, plain);
    expect(await page.locator("#discussion").innerText()).toContain("Nobody has said anything here yet.");
    await page.getByRole("link", { name: "Sign in to comment" }).click();
    expect(new URL(page.url()).searchParams.get("to")).toBe("/comments/new?paper=2608.00001");
    const refused = await fetch(`${site.address}/comments/new?paper=2608.00001&/post`, {
      method: "POST",
      headers: { origin: site.address, accept: "text/html" },
      body: new URLSearchParams({ text: "What I wrote." }),
    });
    expect(refused.status).toBe(401);
    const html = await refused.text();
    expect(html).toContain("Sign in first: members can comment.");
    expect(html).toContain("What I wrote.</textarea>");
  });

  test("a long discussion begins with the newest comments, and leads to earlier ones", async () => {
    const { page } = await as(undefined, LONG, plain);
    const shown = (text: string) => page.getByText(text, { exact: true }).count();
    expect([await shown("Number 501."), await shown("Number 2."), await shown("Number 1.")]).toEqual([
      1, 1, 0,
    ]);
    await page.getByRole("link", { name: "Earlier comments" }).click();
    await page.getByText("Number 1.", { exact: true }).waitFor();
    expect([await shown("Number 0."), await shown("Number 1."), await shown("Number 2.")]).toEqual([1, 1, 0]);
    expect(await page.getByRole("link", { name: "Earlier comments" }).count()).toBe(0);
    await page.getByRole("link", { name: "The newest comments" }).click();
    await page.getByText("Number 501.", { exact: true }).waitFor();
    expect((await fetch(`${site.address}${LONG}?before=x`)).status).toBe(400);
  });

  test("many answers to a comment begin with the newest, and lead to earlier ones", async () => {
    const { page } = await as(undefined, "/comments/n0", plain);
    const shown = (text: string) => page.getByText(text, { exact: true }).count();
    expect([await shown("Number 0."), await shown("Number 501."), await shown("Number 1.")]).toEqual([
      1, 1, 0,
    ]);
    await page.getByRole("link", { name: "Earlier answers" }).click();
    await page.getByText("Number 1.", { exact: true }).waitFor();
    expect([await shown("Number 0."), await shown("Number 2.")]).toEqual([1, 0]);
    await page.getByRole("link", { name: "The newest answers" }).click();
    await page.getByText("Number 501.", { exact: true }).waitFor();
    expect((await fetch(`${site.address}/comments/n0?before=x`)).status).toBe(400);
  });

  test("a member previews and posts without JavaScript; nothing is stored before", async () => {
    const { page } = await as("ada", PAPER, plain);
    await page.getByLabel("Your comment").fill("Is it $O(n^2)$ or **worse**?\n\n```\nfor x < y\n```");
    await page.getByRole("button", { name: "Preview" }).click();
    const preview = page.getByRole("region", { name: "Preview" });
    expect(await preview.locator("strong").innerText()).toBe("worse");
    expect(await preview.locator("math").count()).toBe(1);
    expect(await answers(`/api${PAPER}/discussion`)).toBe("[]");
    await page.getByRole("button", { name: "Post" }).click();
    await page.waitForURL(/\/papers\/2608\.00001#comment-[0-9a-z]{12}$/);
    expect(await comment(page, "worse").locator("pre").innerText()).toContain("for x < y");
    expect(await answers("/day/2026-08-31")).toContain("1 comment<");
    expect(await answers("/feeds/comments/2608.00001.atom")).toContain("Ada Example on Notes on attention");
    expect(await answers(`${PAPER}.md`)).toContain("Is it $O(n^2)$ or **worse**?");
  });

  test("another one answers; an edit keeps the earlier text, and of two edits the second is told", async () => {
    const { page: bela } = await as("bela", PAPER, plain);
    await comment(bela, "worse").getByRole("link", { name: "Answer Ada Example" }).click();
    await bela.getByLabel("Your answer").fill("It is better.");
    await bela.getByRole("button", { name: "Post" }).click();
    await bela.waitForURL(/#comment-/);
    expect(await comment(bela, "It is better.").getAttribute("class")).toContain("depth-1");

    await comment(bela, "It is better.").getByRole("link", { name: "Edit your comment" }).click();
    const { page: other } = await as("bela", new URL(bela.url()).pathname, plain);
    await bela.getByLabel("Your comment").fill("It is *much* better.");
    await bela.getByRole("button", { name: "Save" }).click();
    await bela.waitForURL(/#comment-/);
    await other.getByLabel("Your comment").fill("It is worse.");
    await other.getByRole("button", { name: "Save" }).click();
    expect(await other.locator("main").innerText()).toContain("changed since you began");
    expect(await other.getByLabel("Your comment").inputValue()).toBe("It is worse.");
    expect(await other.locator("pre").innerText()).toContain("It is *much* better.");

    await comment(bela, "much")
      .getByRole("link", { name: /^edited/ })
      .click();
    const history = await bela.locator("main").innerText();
    expect(history).toContain("It is much better.");
    expect(history).toContain("It is better.");
  });

  test("what is reported is hidden by an editor with a reason, and shown again", async () => {
    const { page: ada } = await as("ada", PAPER, plain);
    await comment(ada, "much")
      .getByRole("link", { name: /^Report/ })
      .click();
    await ada.getByText("Report this comment").click();
    await ada.getByLabel("What is wrong with it?").fill("It is off the subject.");
    await ada.getByRole("button", { name: "Report it" }).click();
    await ada.getByText("The editors will look at it.").waitFor();
    const id = new URL(ada.url()).pathname;

    const { page: eve } = await as("eve", id, plain);
    await eve.getByText("Hide it from readers").click();
    await eve.getByLabel("Why?").fill("Off the subject.");
    await eve.getByRole("button", { name: "Hide it" }).click();
    await eve.getByText("It is hidden from readers.").waitFor();
    for (const path of [
      PAPER,
      id,
      `/api${PAPER}/discussion`,
      `${PAPER}.md`,
      "/feeds/comments.atom",
      `${id}/history`,
    ])
      expect(await answers(path), path).not.toMatch(/\*?much\*?(<\/em>)? better/);
    expect(await answers(PAPER)).toContain("Off the subject.");
    const { page: bela } = await as("bela", PAPER, plain);
    expect(await comment(bela, "much").innerText()).toContain("Hidden by an editor");

    await eve.getByText("Show it again").first().click();
    await eve.getByLabel("Why?").fill("On it after all.");
    await eve.getByRole("button", { name: "Show it" }).click();
    await eve.getByText("Everybody can read it again.").waitFor();
    expect(await answers(PAPER)).toContain("much");
    await eve.goto(`${site.address}/admin?action=comment.unhide`);
    expect(await eve.locator("main").innerText()).toContain("reason: On it after all.");
  });

  test("a comment that was answered leaves an empty one behind", async () => {
    const { page } = await as("ada", PAPER, plain);
    await comment(page, "worse").getByRole("link", { name: "Delete your comment" }).click();
    await page.getByText("Delete this comment").click();
    await page.getByRole("button", { name: "Delete it" }).click();
    await page.waitForURL(/#discussion$/);
    const text = await page.locator("#discussion").innerText();
    expect(text).toContain("This comment was deleted by whoever wrote it.");
    expect(text).toContain("much better");
  });

  test("a run in the page is discussed with one click, as a reader's report with its command", async () => {
    const { page, complaints } = await as("bela", "/papers/l-mul");
    const panel = page.locator(`#run-${experiment}`);
    await panel.locator("summary").first().click();
    await panel.getByRole("button", { name: /^Run/ }).first().click();
    await panel.getByRole("button", { name: "Discuss this run" }).click({ timeout: 120_000 });
    await page.waitForURL(/\/comments\/new/);
    const card = page.locator("figure[data-run]");
    expect(await card.innerText()).toContain("Reported by a reader, not run here");
    expect(await card.locator("code").innerText()).toContain(
      `npx papers run l-mul/${experiment} --preset quick`,
    );
    await page.getByLabel("Your comment").fill("I measured it here.");
    await page.getByRole("button", { name: "Post" }).click();
    await page.waitForURL(/\/papers\/l-mul#comment-/);
    expect(await comment(page, "I measured it here.").locator("figure[data-run=reader]").count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test("a recorded run is discussed from its page, and a broken one is refused with what was typed kept", async () => {
    const { page } = await as("bela", `/papers/l-mul/runs/${folder.runs[0].id}`, plain);
    await page.getByRole("link", { name: "Discuss this run" }).click();
    expect(await page.locator("figure[data-run=recorded]").innerText()).toContain(
      "Recorded in the repository",
    );
    await page.getByText("Attach a run of your own").click();
    await page.getByLabel(/printed$/).fill('{"run": 1}');
    await page.getByLabel("Your comment").fill("This one.");
    await page.getByRole("button", { name: "Post" }).click();
    expect(await page.locator("main").innerText()).toContain("The run is not complete");
    expect(await page.getByLabel("Your comment").inputValue()).toBe("This one.");
    await page.getByLabel(/printed$/).fill("");
    await page.getByRole("button", { name: "Post" }).click();
    await page.waitForURL(/#comment-/);
    expect(
      await comment(page, "This one.").locator("figure[data-run=recorded] a").first().getAttribute("href"),
    ).toBe(`/papers/l-mul/runs/${folder.runs[0].id}`);
  });

  test("an author is verified by an editor, is marked, and replies beside the verdict", async () => {
    const { page: bela } = await as("bela", "/papers/l-mul", plain);
    await bela.getByRole("link", { name: "Did you write this paper?" }).click();
    await bela.getByLabel(folder.paper.authors[0]).check();
    await bela.getByLabel("How can an editor see that?").fill("My page lists it: https://example.org/bela");
    await bela.getByRole("button", { name: "I wrote this paper" }).click();
    await bela.getByText("An editor will decide.").waitFor();

    const { page: eve } = await as("eve", "/admin", plain);
    const waiting = eve.locator("article", { hasText: "My page lists it" });
    await waiting.getByRole("textbox").fill("Anybody could have made that page.");
    await waiting.getByRole("button", { name: /^Not enough/ }).click();
    await eve.getByText("Done, and written down.").waitFor();
    await bela.reload();
    expect(await bela.locator("main").innerText()).toContain("Anybody could have made that page.");
    await bela.getByLabel(folder.paper.authors[0]).check();
    await bela
      .getByLabel("How can an editor see that?")
      .fill("I have put a word into its repository: azure.");
    await bela.getByRole("button", { name: "I wrote this paper" }).click();
    await bela.getByText("An editor will decide.").waitFor();
    await eve.reload();
    const again = eve.locator("article", { hasText: "azure" });
    await again.getByRole("textbox").fill("The word is there.");
    await again.getByRole("button", { name: /^It is they/ }).click();
    await eve.getByText("Done, and written down.").waitFor();

    await bela.goto(site.address + CLAIM_PAGE);
    await bela.getByLabel("Your reply to this verdict").fill("We see it as *settled*.");
    await bela.getByRole("button", { name: "Preview" }).first().click();
    expect(await bela.getByRole("region", { name: "Preview" }).locator("em").innerText()).toBe("settled");
    await bela.getByRole("button", { name: "Reply", exact: true }).click();
    await bela.waitForURL(/#replies$/);
    const { page } = await as(undefined, "/papers/l-mul");
    const row = page.locator(`tr#${claim.id}`);
    expect(await row.innerText()).toMatch(/Béla Minta\s*author/);
    expect(await row.locator("em", { hasText: "settled" }).count()).toBe(1);
    expect(await answers(`${CLAIM_PAGE}.md`)).toContain("## The authors reply");
  });

  test("a claim's page has statement, value, verdict, runs, and a thread of its own", async () => {
    const { page, complaints } = await as("ada", "/papers/l-mul");
    await page.getByRole("link", { name: `Claim ${claim.id}: its page and discussion` }).click();
    const main = await page.locator("main").innerText();
    for (const part of [
      claim.statement,
      claim.reported.text,
      "Verdict",
      "Measure it again",
      "npx papers run l-mul/",
    ])
      expect(main).toContain(part);
    await page.getByLabel("Your comment").fill("On this claim alone.");
    await page.getByRole("button", { name: "Post" }).click();
    await page.waitForURL(new RegExp(`${CLAIM_PAGE}#comment-`));
    expect(await comment(page, "On this claim alone.").count()).toBe(1);
    await page.goto(`${site.address}/papers/l-mul`);
    expect(await page.locator(`tr#${claim.id}`).innerText()).toContain("2 comments");
    expect(await page.locator("#discussion").innerText()).not.toContain("On this claim alone.");
    expect(complaints).toEqual([]);
  });

  test("a claim is proposed, accepted with a reason, and shown as an entry for the paper's file", async () => {
    const { page: bela } = await as("bela", "/proposals/new?paper=l-mul", plain);
    await bela.getByLabel("What does the paper state?").fill("With five bits it is more precise than e4m3.");
    await bela.getByLabel("Where does it stand?").fill("section 3");
    await bela.getByLabel("What value does it report?").fill("0.19");
    await bela.getByLabel("As a number, if it is one").fill("about 0.19");
    await bela.getByLabel("How can it be measured?").fill("Run operand-vectors with five bits.");
    await bela.getByRole("button", { name: "Propose it" }).click();
    expect(await bela.getByLabel("As a number, if it is one").getAttribute("aria-invalid")).toBe("true");
    await bela.getByLabel("As a number, if it is one").fill("0.19");
    await bela.getByRole("button", { name: "Propose it" }).click();
    await bela.waitForURL(/\/proposals\/[0-9a-z]{12}$/);
    const { page: eve } = await as("eve", "/admin", plain);
    const waiting = eve.locator("article", { hasText: "more precise than e4m3" });
    await waiting.getByRole("textbox").fill("It can be measured.");
    await waiting.getByRole("button", { name: /^Accept/ }).click();
    await eve.getByText("Done, and written down.").waitFor();
    const text = await answers("/papers/l-mul");
    expect(text).toContain("accepted: to be measured");
    expect(text).toContain("value: 0.19,");
  });

  test("the page of the editors is for editors", async () => {
    for (const who of ["ada", undefined] as const) {
      const { page } = await as(who, "/admin");
      expect(await page.locator("main").innerText()).not.toContain("Queues");
    }
    const { page } = await as("ada", "/account");
    const refused = await page.request.post(`${site.address}/admin?/hide`, {
      headers: { origin: site.address },
      form: { id: "x", reason: "I want to." },
    });
    expect(refused.status()).toBe(403);
  });

  test("the keyboard alone writes a comment", async () => {
    const { page } = await as("ada", PAPER);
    await page.getByLabel("Your comment").focus();
    await page.keyboard.type("Typed.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(/#comment-/);
    expect(await comment(page, "Typed.").count()).toBe(1);
  });

  const attacked = [
    `/papers/${ATTACKED}`,
    `/papers/l-mul/claims/${CLAIM}`,
    "/papers/l-mul",
    "/comments",
    "/comments/evil00000002p",
    "/comments/evil00000002h",
    "/comments/evil00000040p/history",
    "/proposals/evil00000041",
    "/proposals/evil00000002",
    "/admin",
    "/admin/members",
  ];
  test.each(attacked)("nothing that attackers write is obeyed: %s", async (path) => {
    const { page, complaints } = await as("eve", "/about");
    let dialogs = 0;
    page.on("dialog", (dialog) => {
      dialogs++;
      void dialog.dismiss();
    });
    await page.goto(site.address + path, { waitUntil: "networkidle" });
    await page.locator("details").evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
    // What waits for the pointer or the focus.
    for (const link of await page
      .locator("main a")
      .all()
      .then((all) => all.slice(0, 150)))
      await link.dispatchEvent("mouseover");
    const found = await page.evaluate(() => ({
      owned: (globalThis as { owned?: unknown }).owned,
      scripts: document.querySelectorAll(
        "main script, main iframe, main object, main embed, main img:not([src^='/badges/']), main style, main base, main meta",
      ).length,
      handlers: [...document.querySelectorAll("main *")].filter((element) =>
        [...element.attributes].some(({ name }) => name.startsWith("on")),
      ).length,
      addresses: [...document.querySelectorAll("main a[href]")]
        .map((link) => (link as HTMLAnchorElement).protocol)
        .filter((protocol) => !["http:", "https:", "mailto:"].includes(protocol)),
      // By the attribute: a field may be called «action».
      forms: [...document.querySelectorAll("main form")].filter(
        (form) => new URL(form.getAttribute("action") ?? "", location.href).origin !== location.origin,
      ).length,
    }));
    expect(found).toEqual({ owned: undefined, scripts: 0, handlers: 0, addresses: [], forms: 0 });
    expect(dialogs).toBe(0);
    expect(complaints).toEqual([]);
    expect(await page.locator("h1").first().isVisible()).toBe(true);
  });

  const looked = [
    { who: "ada", path: PAPER },
    { who: "ada", path: CLAIM_PAGE },
    { who: "bela", path: CLAIM_PAGE },
    { who: undefined, path: "/comments" },
    { who: "ada", path: "/comments/new?paper=2410.00907" },
    { who: "eve", path: "/comments/evil00000002p" },
    { who: "ada", path: "/authorship?paper=2410.00907" },
    { who: "ada", path: "/proposals/new?paper=l-mul" },
    { who: "eve", path: "/admin" },
  ] as const;
  test.each(looked)("axe finds nothing, and nothing sticks out: $path as $who", async ({ who, path }) => {
    for (const [colorScheme, width] of [
      ["light", 1280],
      ["dark", 390],
    ] as const) {
      const { page } = await as(who, path, { colorScheme, viewport: { width, height: 900 } });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await page.locator("details").evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
    }
  });
});
