/**
 * @file The whole story, as people live it, on each kind of database: somebody reads, subscribes, confirms, signs in, submits, votes, comments with a run; an author
 * replies; the digest comes at its hour, and one click ends it. The site is the built one, its mail goes through a real server, and papers come from a stand-in
 * for arXiv; only its clock is moved. Forms to sign in, to submit and to reply are filled by the keyboard alone.
 */
import { startMailServer, type TestMailServer } from "@working-papers/daily/testing/mail-server";
import { openRepository } from "@working-papers/lab/node";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startArchive, type Archive } from "./archive.ts";
import { noBrowser, useBrowser, type WatchedPage } from "./browser.ts";
import { linkIn, mailTo, textOf } from "./mail.ts";
import { DAYS, fill } from "./papers.ts";
import { freePort, newDatabase, newFolder, start, type Started } from "./site.ts";

const server = process.env.TEST_DATABASE_URL;
const kinds = ["PGlite", ...(server ? ["PostgreSQL"] : [])];

const ADA = "ada@example.org";
const BELA = "bela@example.org";
const EMMY = "emmy@example.org";
const SUBMITTED = "2611.04242";
const OTHER_FIELD = "2611.05555";
const LATER = "2611.06666";

/** No summer time: five and a half hours before UTC all year. */
const ZONE = "Asia/Kolkata";
const ZONE_MS = 5.5 * 3_600_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Two hours from now the clock in Kolkata shows this hour, at this moment. */
const due = Math.floor((Date.now() + ZONE_MS) / HOUR_MS + 2) * HOUR_MS - ZONE_MS;
const hour = new Date(due + ZONE_MS).getUTCHours();
const dueDay = new Date(due + ZONE_MS);

const root = join(import.meta.dirname, "../../..");
const { experiments, runs, paper } = await (await openRepository(root)).load("l-mul");
/** The one whose recorded run was the shortest. */
const { experiment: quickest } = runs.reduce((a, b) => (a.durationMs < b.durationMs ? a : b));
const measured = experiments.find(({ id }) => id === quickest)!;
const claim = paper.claims[0].id;

describe.skipIf(noBrowser).each(kinds)("the story on %s", (kind) => {
  let site: Started;
  let mails: TestMailServer;
  let archive: Archive;
  let [ada, bela, emmy, editor]: Page[] = [];
  const complaints: string[] = [];
  const open = useBrowser("");

  /** A page in a browser of its own. */
  async function visit(path: string, options?: BrowserContextOptions): Promise<Page> {
    const watched: WatchedPage = await open(site.address + path, options);
    watched.page.on("close", () => complaints.push(...watched.complaints));
    return watched.page;
  }

  beforeAll(async () => {
    mails = await startMailServer();
    archive = await startArchive({
      [SUBMITTED]: { title: "Sums in place of products", categories: ["cs.LG", "cs.AI"] },
      [OTHER_FIELD]: { title: "Primes in short intervals", categories: ["math.NT", "math.CO"] },
      [LATER]: { title: "Products after all", categories: ["cs.LG", "cs.AI"] },
    });
    const place = kind === "PGlite" ? await newFolder() : await newDatabase(server!);
    await fill(place.path);
    const port = await freePort();
    const where: Record<string, string> =
      kind === "PGlite" ? { DATA_DIR: place.path } : { DATABASE_URL: place.path };
    const environment = {
      ...where,
      PORT: String(port),
      ORIGIN: `http://localhost:${port}`,
      SMTP_URL: mails.address,
      MAIL_FROM: "Working Papers <papers@example.org>",
      CONTACT: "host@example.org",
      ARXIV_URL: archive.url,
      NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, "clock.ts")).href}`,
    };
    site = await start(environment, place.remove);
  }, 180_000);
  afterAll(async () => {
    await site?.stop();
    await Promise.all([mails?.close(), archive?.close()]);
  });

  test("the host opens the link that the site printed, and is its editor", async () => {
    editor = await visit(site.editorLink!);
    await editor.getByLabel("Your name here").fill("Grace Example");
    await editor.getByLabel("E-mail address").fill("grace@example.org");
    await editor.getByRole("button", { name: "become the editor" }).click();
    await editor.getByText("You are an editor of this site.").waitFor();
    expect(new URL(editor.url()).pathname).toBe("/account");
  });

  test("a visitor reads the front page and asks for a digest in the box below it", async () => {
    ada = await visit("/");
    expect(await ada.locator("article h2").count()).toBeGreaterThan(0);
    expect(await ada.getByRole("link", { name: "Sign in" }).count()).toBe(1);
    await ada.getByLabel("Papers in your mail").fill(ADA);
    await ada.getByRole("button", { name: "Subscribe" }).click();
    await ada.waitForURL(`${site.address}/subscribe/sent`);
    expect(await ada.getByRole("heading", { level: 1 }).innerText()).toMatch(/mail/i);
  });

  test("confirms it by the link in the mail, and chooses days, hour, time zone and categories there", async () => {
    const mail = await mailTo(mails, ADA, /^Confirm your digest/);
    await ada.goto(linkIn(mail, `${site.address}/subscribe/confirm/`));
    expect(await ada.locator("main").innerText()).toContain(ADA);
    await ada.getByText("Change what comes and when").click();
    await chooseDigest(ada);
    await ada.getByLabel("Papers in these categories").check();
    await ada.getByLabel("Categories", { exact: true }).fill("cs.LG");
    await ada.getByRole("button", { name: "Confirm with these choices" }).click();
    await ada.getByText("your digest is confirmed").waitFor();
    const shown = await ada.locator("main").innerText();
    expect(shown).toContain(
      `${ADA} gets papers in cs.LG; verdicts that changed, every day at ${String(hour).padStart(2, "0")}:00 (${ZONE})`,
    );
    expect(shown).toContain(
      `${new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "UTC" }).format(dueDay)}`,
    );
  });

  test("without JavaScript somebody else reads, subscribes and confirms by forms alone", async () => {
    bela = await visit(`/day/${DAYS[0]}`, { javaScriptEnabled: false });
    expect(await bela.locator("article h2").count()).toBe(25);
    await bela.getByRole("link", { name: "Choose what and when" }).click();
    await bela.getByLabel("E-mail address").fill(BELA);
    await chooseDigest(bela);
    await bela.locator("main").getByRole("button", { name: "Subscribe" }).click();
    expect(new URL(bela.url()).pathname).toBe("/subscribe/sent");
    const mail = await mailTo(mails, BELA, /^Confirm your digest/);
    await bela.goto(linkIn(mail, `${site.address}/subscribe/confirm/`));
    await bela.getByRole("button", { name: "Confirm", exact: true }).click();
    expect(await bela.locator("main").innerText()).toContain("your digest is confirmed");
  });

  test("both sign in by the link in the mail, and so does an author", async () => {
    emmy = await visit("/");
    const names = [
      await signIn(ada, ADA, "Ada Example"),
      await signIn(bela, BELA, "Béla Minta"),
      await signIn(emmy, EMMY, "Emmy Example"),
    ];
    expect(names).toEqual(["Ada Example", "Béla Minta", "Emmy Example"]);
  });

  test("a paper is submitted by its identifier, and comes from arXiv", async () => {
    await submit(ada, SUBMITTED, "Worth $\\mathcal{O}(n)$ of your time.");
    await submit(bela, OTHER_FIELD);
    expect(archive.asked).toEqual(expect.arrayContaining([SUBMITTED, OTHER_FIELD]));
    await ada.goto(`${site.address}/?list=people`);
    const card = ada.locator(`article:has(a[href="/papers/${SUBMITTED}"])`);
    expect(await card.innerText()).toContain("Sums in place of products");
    expect(await card.innerText()).toContain("Submitted by Ada Example");
  });

  test("votes are seen on the card: one with JavaScript, one without", async () => {
    await ada.goto(`${site.address}/?list=people`);
    expect(await voteOn(ada).innerText()).toContain("0 votes");
    await voteOn(ada).click();
    await ada.getByText("Your vote is in: 1 vote.").waitFor({ state: "attached" });
    expect(await voteOn(ada).innerText()).toContain("1 vote");
    await bela.goto(`${site.address}/?list=people`);
    expect(await voteOn(bela).innerText()).toContain("1 vote");
    await voteOn(bela).click();
    expect(await voteOn(bela).innerText()).toContain("2 votes");
    const visitor = await visit("/?list=people", { javaScriptEnabled: false });
    expect(await voteOn(visitor).innerText()).toContain("2 votes");
    await visitor.close();
  });

  test("a run on the server is attached to a comment, which readers see with what it measured", async () => {
    // Until its script has come, what somebody unfolds folds up again.
    await ada.goto(`${site.address}/papers/l-mul`, { waitUntil: "networkidle" });
    const panel = ada.locator(`#run-${measured.id}`);
    const run = panel.getByRole("button", { name: "Run on the server" });
    if (!(await run.isVisible())) await panel.locator("summary").first().click();
    await run.click();
    await ada.waitForURL(/\/runs\/[0-9a-z]{12}$/);
    await ada.locator('[data-state="done"]').waitFor({ timeout: 170_000 });
    const values = await ada.locator("[data-measurement]").allInnerTexts();
    await ada.getByRole("link", { name: "Discuss this run" }).click();
    await ada.getByLabel("Your comment").fill("I measured it **here**: $e = 2^{-l}$.");
    await ada.getByRole("button", { name: "Post" }).click();
    await ada.waitForURL(/\/papers\/l-mul#comment-/);
    const visitor = await visit("/papers/l-mul", { javaScriptEnabled: false });
    const comment = visitor.locator('#discussion article:has([data-run="server"])');
    expect(await comment.innerText()).toContain("Ada Example");
    expect(await comment.locator("strong").allInnerTexts()).toContain("here");
    expect(await comment.locator("math").count()).toBe(1);
    const shown = await comment.locator("dd .value").allInnerTexts();
    expect(shown.length).toBeGreaterThan(0);
    for (const value of shown) expect(values.some((one) => said(one) === said(value))).toBe(true);
    await visitor.close();
  });

  test("an author is verified by the editor, and replies beside a verdict", async () => {
    await emmy.goto(`${site.address}/papers/l-mul/claims/${claim}`);
    expect(await emmy.getByLabel("Your reply to this verdict").count()).toBe(0);
    await emmy.goto(`${site.address}/authorship?paper=${paper.arxiv}`);
    await emmy.getByRole("radio").first().check();
    await emmy
      .getByLabel("How can an editor see that?")
      .fill("The page of my institute lists the paper: example.org/emmy.");
    await emmy.getByRole("button", { name: "I wrote this paper" }).click();
    await emmy.getByText("An editor will decide.").waitFor();

    await editor.goto(`${site.address}/admin`);
    const asked = editor.locator("#decisions ~ article, article").filter({ hasText: "Emmy Example" }).first();
    await asked.getByLabel(/^Why\?/).fill("The institute's page says so.");
    await asked.getByRole("button", { name: /^It is they/ }).click();
    await editor.getByText("Done, and written down.").waitFor();

    await emmy.goto(`${site.address}/papers/l-mul/claims/${claim}`);
    await tabTo(emmy.getByLabel("Your reply to this verdict"));
    await emmy.keyboard.type("We agree with **this** measurement.");
    await tabTo(emmy.getByRole("button", { name: "Reply", exact: true }));
    await emmy.keyboard.press("Enter");
    await emmy.waitForURL(/#replies$/);
    const visitor = await visit(`/papers/l-mul/claims/${claim}`, { javaScriptEnabled: false });
    const reply = visitor.locator("#replies");
    expect(await reply.innerText()).toContain("We agree with this measurement.");
    expect(await reply.innerText()).toMatch(/Emmy Example[\s\S]*author/i);
    await visitor.goto(`${site.address}/papers/l-mul`);
    expect(await visitor.locator("#claims, main").first().innerText()).toContain(
      "We agree with this measurement.",
    );
    await visitor.close();
  });

  test("no digest comes ten minutes before its hour", async () => {
    await site.moveClock(due - 600_000 - Date.now());
    await composeDigests();
    expect(digestsTo(ADA)).toEqual([]);
    expect(digestsTo(BELA)).toEqual([]);
  });

  test("at its local hour it comes, each paper once, of the chosen categories alone", async () => {
    await site.moveClock(due + 1_000 - Date.now());
    await composeDigests();
    const mail = await mailTo(mails, ADA, /Sums in place of products/);
    const text = textOf(mail);
    expect(text.split(`${site.address}/papers/${SUBMITTED}\n`.trim()).length - 1).toBe(1);
    expect(text).toContain("Sums in place of products");
    expect(text).not.toContain(OTHER_FIELD);
    expect(text).toContain(
      new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "UTC" }).format(dueDay),
    );
    const other = textOf(await mailTo(mails, BELA, /Sums in place of products/));
    expect(other).toContain(SUBMITTED);
    expect(other).toContain("Primes in short intervals");
    // Asked again within the hour, it has sent what there is to send.
    await composeDigests();
    expect(digestsTo(ADA)).toHaveLength(1);
    expect(digestsTo(BELA)).toHaveLength(1);
  });

  test("opening the link to leave changes nothing, one click by the mail program ends it", async () => {
    const [{ headers }] = digestsTo(ADA);
    const link = /<(http[^>]+)>/.exec(headers["list-unsubscribe"])![1];
    expect(link.startsWith(`${site.address}/unsubscribe/`)).toBe(true);
    expect((await fetch(link)).status).toBe(200);
    const visitor = await visit(new URL(link).pathname, { javaScriptEnabled: false });
    expect(await visitor.getByRole("button", { name: "Unsubscribe", exact: true }).count()).toBe(1);
    // No cookie, no origin, nobody who reads: RFC 8058.
    const left = await fetch(link, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "List-Unsubscribe=One-Click",
    });
    expect(left.status).toBe(200);
    await visitor.reload();
    expect(await visitor.locator("main").innerText()).toContain(`${ADA} is unsubscribed`);
    await visitor.close();
  });

  test("the day after, who stayed gets what is new alone, and who left nothing", async () => {
    await submit(bela, LATER);
    await site.moveClock(due + DAY_MS + 1_000 - Date.now());
    await composeDigests();
    await expect.poll(() => digestsTo(BELA).length, { timeout: 60_000 }).toBe(2);
    const text = textOf(digestsTo(BELA)[1]);
    expect(text).toContain("Products after all");
    expect(text).not.toContain(SUBMITTED);
    expect(digestsTo(ADA)).toHaveLength(1);
  });

  test("nothing went wrong in any of their browsers", async () => {
    await Promise.all([ada, emmy, editor].map((page) => page.close()));
    expect(complaints).toEqual([]);
  });

  /** @returns the name that the page shows then */
  async function signIn(page: Page, address: string, name: string): Promise<string> {
    await page.goto(`${site.address}/sign-in`);
    await tabTo(page.getByLabel("E-mail address").first());
    await page.keyboard.type(address);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/sign-in\/sent/);
    const mail = await mailTo(mails, address, /^Sign in to/);
    await page.goto(linkIn(mail, `${site.address}/sign-in/link`));
    await tabTo(page.getByLabel("Your name here"));
    await page.keyboard.type(name);
    await tabTo(page.getByRole("button", { name: "Make my account" }));
    await page.keyboard.press("Enter");
    await page.waitForURL(`${site.address}/`);
    return page.getByRole("navigation", { name: "Site" }).getByRole("link", { name }).innerText();
  }

  /** Submits a paper, and looks again until it stands in the list. */
  async function submit(page: Page, id: string, comment = ""): Promise<void> {
    await page.goto(`${site.address}/submit`);
    await tabTo(page.getByRole("textbox", { name: "Paper", exact: true }));
    await page.keyboard.type(`https://arxiv.org/abs/${id}`);
    await tabTo(page.getByLabel("Your comment"));
    await page.keyboard.type(comment);
    await tabTo(page.getByRole("button", { name: "Submit", exact: true }));
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/submit#yours$/);
    const listed = page.locator("#yours li", { has: page.locator(`a[href="/papers/${id}"]`) });
    await expect
      .poll(
        async () => {
          await page.goto(`${site.address}/submit`);
          return (await listed.count()) > 0 ? listed.innerText() : "";
        },
        { timeout: 60_000, interval: 500 },
      )
      .toContain("In the list");
  }

  /** The editor has the job done now; goes on when none waits or is under way: it waited before the page said so. */
  async function composeDigests(): Promise<void> {
    await editor.goto(`${site.address}/admin`);
    const row = editor.getByRole("row").filter({ has: editor.getByText("mail-digests", { exact: true }) });
    await row.getByRole("button", { name: "Now: do mail-digests" }).click();
    await editor.getByText("Done, and written down.").waitFor();
    await expect
      .poll(
        async () => {
          await editor.goto(`${site.address}/admin`);
          return (await row.locator("td").allInnerTexts()).slice(0, 2);
        },
        { timeout: 60_000, interval: 250 },
      )
      .toEqual(["0", "0"]);
  }

  function digestsTo(address: string) {
    return mails.received.filter(({ to, headers }) => to === address && "list-unsubscribe" in headers);
  }
});

/** Goes on by the keyboard alone until something has the focus. */
async function tabTo(target: Locator): Promise<void> {
  await target.waitFor();
  for (let stops = 0; stops < 200; stops++) {
    await target.page().keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`The keyboard does not come to ${target.toString()}.`);
}

const voteOn = (page: Page) => page.locator(`form[data-vote="${SUBMITTED}"] button`).first();

/** Every day at the hour that comes in two hours, in Kolkata. */
async function chooseDigest(page: Page): Promise<void> {
  const main = page.locator("main");
  for (const day of ["Saturday", "Sunday"]) await main.getByLabel(day, { exact: true }).check();
  await main.getByLabel("Hour").selectOption(String(hour));
  await main.getByLabel("Time zone").selectOption(ZONE);
}

/** A number as both pages write it, without the unit. */
function said(text: string): string {
  return text.replaceAll("\u2212", "-").replace(/[^\d.e-].*$/s, "");
}
