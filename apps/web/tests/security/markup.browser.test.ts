/**
 * @file What people type, in Chromium: every text field of every form gets what could be obeyed by a page, and then every page that shows it is opened. Nothing
 * runs, nothing elsewhere is asked for, and nothing that was typed has become an element.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HOSTILE } from "../../src/lib/server/markdown/hostile.ts";
import { noBrowser, useBrowser, type WatchedPage } from "../browser.ts";
import { start, type Started } from "../site.ts";
import { CLAIM, paper, setStage, type Actor, type Stage } from "./stage.ts";

const source = join(import.meta.dirname, "../../src");
/** Each field gets as much as it holds, from another place in the list. */
const ROUNDS = 3;
/** Where something else is refused: in the later rounds these are right, so that the rest is stored. */
const RIGHT: Readonly<Record<string, string>> = {
  address: "a'`{|}~&=@example.org",
  categories: "cs.LG",
  given: "2608.00024",
  json: "",
  value: "4",
};

describe.skipIf(noBrowser)("what people type", () => {
  let site: Started;
  let stage: Stage;
  const open = useBrowser("");
  const filled = new Set<string>();

  beforeAll(async () => {
    stage = await setStage("PGlite", undefined);
    site = await start({ ...stage.environment, MAILBOX: "page" }, stage.place.remove);
  }, 180_000);
  afterAll(async () => site?.stop());

  type Watched = WatchedPage & { ran: string[] };
  const opened = new Map<Actor, Watched>();

  /** The browser of an actor, at a path. */
  async function visit(path: string, who: Actor): Promise<Watched> {
    const known = opened.get(who) ?? (await signedIn(who));
    opened.set(who, known);
    await known.page.goto(site.address + path, { waitUntil: "load" });
    return known;
  }

  async function signedIn(who: Actor, options?: Parameters<typeof open>[1]): Promise<Watched> {
    const watched = await open(`${site.address}/about`, options);
    const cookies = stage.cookies[who].split("; ").filter(Boolean);
    await watched.page.context().addCookies(
      cookies.map((one) => {
        const [name, ...value] = one.split("=");
        return { name, value: value.join("="), url: site.address };
      }),
    );
    const ran: string[] = [];
    watched.page.on("dialog", (dialog) => {
      ran.push(`${dialog.type()} on ${watched.page.url()}`);
      void dialog.dismiss();
    });
    return { ...watched, ran };
  }

  /** Where the links of a page lead that begin so. */
  async function linked(path: string, who: Actor, to: string): Promise<string[]> {
    const { page } = await visit(path, who);
    const links = page.locator(`main a[href^="${to}"]`);
    return links.evaluateAll((all) => all.map((one) => one.getAttribute("href")!));
  }

  /** What ran, and what the security policy had to stop, in all browsers so far. */
  const obeyedAnywhere = (): string[] =>
    [...opened.values()].flatMap(({ ran, complaints }) => [
      ...ran,
      ...complaints.filter((one) => /asked |Content Security Policy|Refused to/.test(one)),
    ]);

  test("is put into every text field of every form, and is text again when it is refused", async () => {
    const { comment, proposalToo } = stage.things;
    const found: string[] = [];
    const sent = new Set<string>();
    for (const [path, who] of [
      ["/search", "visitor"],
      ["/sign-in", "visitor"],
      ["/subscribe", "visitor"],
      ["/account", "member"],
      ["/account", "editor"],
      ["/submit", "member"],
      [`/comments/new?paper=${paper.arxiv}`, "owner"],
      [`/comments/new?parent=${comment}`, "author"],
      [`/comments/${comment}/edit`, "owner"],
      [`/comments/${comment}`, "author"],
      ["/proposals/new?paper=l-mul", "member"],
      [`/proposals/${proposalToo}`, "owner"],
      ["/authorship?paper=2608.00022", "author"],
      [`/papers/${paper.slug}/claims/${CLAIM}`, "author"],
      ["/papers/2608.00014", "editor"],
      ["/trending/removed", "editor"],
      ["/admin/members", "editor"],
      ["/admin", "editor"],
    ] as const)
      for (let round = 0; round < ROUNDS; round++) {
        const { page } = await visit(path, who);
        const forms = page.locator("form:has(input, textarea)");
        for (;;) {
          // The box below every page, and one decision of many, once; what is decided is not there any more.
          const keys = (await forms.evaluateAll(keysOf)).map((key) => `${round} ${key}`);
          const next = keys.findIndex((key) => !sent.has(key));
          if (next < 0) break;
          sent.add(keys[next]);
          const form = forms.nth(next);
          const right = round === 0 ? {} : RIGHT;
          const names = await form.evaluate(fillIn, { round, right, hostile: HOSTILE });
          if (names.length === 0) continue;
          for (const name of names) filled.add(name);
          await Promise.all([page.waitForEvent("load"), form.evaluate(send)]);
          found.push(...(await obeyed(page, `${path} by ${who}, ${keys[next]}`)));
          await page.goto(site.address + path, { waitUntil: "load" });
        }
      }
    expect([...found, ...obeyedAnywhere()]).toEqual([]);
  }, 600_000);

  test("and no text field that the sources have was left out", async () => {
    const names = new Set<string>();
    for await (const file of glob("**/*.svelte", { cwd: source })) {
      const text = await readFile(join(source, file), "utf8");
      for (const [tag, , name] of text.matchAll(
        /<(input|textarea|Field|LongField)\b[^>]*?\sname="([a-z]+)"[^>]*>/gs,
      ))
        if (!/type="(?:hidden|radio|checkbox|number|range)"/.test(tag)) names.add(name);
    }
    expect([...names].filter((name) => !filled.has(name))).toEqual([]);
    expect(filled.size).toBeGreaterThan(12);
  });

  test("is text on every page that shows it, and in mails", async () => {
    const { comment, reported } = stage.things;
    const q = encodeURIComponent(HOSTILE.slice(0, 8).join(" "));
    const pages: [string, Actor][] = [
      ["/", "visitor"],
      ["/?list=picks", "visitor"],
      ["/?list=people", "visitor"],
      ["/papers/2608.00014", "visitor"],
      [`/papers/${paper.slug}`, "visitor"],
      [`/papers/${paper.slug}/claims/${CLAIM}`, "visitor"],
      ["/comments", "visitor"],
      [`/comments/${comment}`, "editor"],
      [`/comments/${comment}/history`, "editor"],
      [`/comments/${reported}`, "editor"],
      ["/authorship?paper=2608.00022", "author"],
      ["/trending/removed", "visitor"],
      ["/submit", "owner"],
      ["/account", "member"],
      ["/account", "editor"],
      ["/admin", "editor"],
      [`/admin?action=${q}`, "editor"],
      [`/admin/members?q=${q}`, "editor"],
      ["/admin/members", "editor"],
      ["/mailbox", "visitor"],
      [`/search?q=${q}`, "visitor"],
      [`/subscribe?q=${q}&category=${q}`, "visitor"],
      [`/submit?paper=${q}`, "member"],
      [`/sign-in?to=${q}&error=${q}`, "visitor"],
      [`/nothing/${q}`, "visitor"],
      ["/sign-in?to=javascript:window.owned=1", "visitor"],
    ];
    // The forms of these stand where there is something to decide; they are sent as they would be.
    const reason = HOSTILE.slice(0, 8).join(" ");
    for (const [path, fields] of [
      ["/trending/removed?/remove", { member: "member", reason }],
      ["/admin?/unlist", { paper: "2608.00021", reason }],
    ] as const) {
      const { status } = await fetch(site.address + path, {
        method: "POST",
        redirect: "manual",
        headers: { accept: "text/html", origin: site.address, cookie: stage.cookies.editor },
        body: new URLSearchParams(fields),
      });
      expect(status, path).toBe(303);
    }
    for (const path of await linked("/admin", "editor", "/proposals/")) pages.push([path, "visitor"]);
    const mails = await linked("/mailbox", "visitor", "/mailbox/");
    expect(mails.length).toBeGreaterThan(0);
    for (const path of mails.slice(0, 8)) pages.push([path, "visitor"], [`${path}/html`, "visitor"]);
    const found: string[] = [];
    const shown = new Set<string>();
    for (const [path, who] of pages) {
      const { page } = await visit(path, who);
      found.push(...(await obeyed(page, `${path} for ${who}`)));
      if ((await page.locator("body").innerText()).includes("window.owned")) shown.add(path);
    }
    expect([...found, ...obeyedAnywhere()]).toEqual([]);
    // It was stored, and is there to be read.
    for (const path of [
      "/?list=people",
      "/?list=picks",
      "/papers/2608.00014",
      `/papers/${paper.slug}`,
      `/papers/${paper.slug}/claims/${CLAIM}`,
      "/comments",
      `/comments/${comment}`,
      `/comments/${comment}/history`,
      "/authorship?paper=2608.00022",
      "/trending/removed",
      "/submit",
      "/account",
      "/admin",
      "/admin/members",
    ])
      expect(shown, path).toContain(path);
    expect([...shown].some((path) => path.startsWith("/proposals/"))).toBe(true);
    expect([...shown].some((path) => path.startsWith("/mailbox/"))).toBe(true);
  }, 600_000);

  test.each([
    ["light", 1280],
    ["dark", 390],
  ] as const)(
    "axe finds nothing serious with it, and nothing sticks out: %s, %i wide",
    async (colorScheme, width) => {
      const { page } = await signedIn("editor", { colorScheme, viewport: { width, height: 900 } });
      const found: string[] = [];
      for (const path of [
        "/account",
        "/account/address?token=x",
        "/admin",
        "/admin/members",
        "/first-editor?token=x",
        "/mailbox",
        "/sign-in/link?token=x",
        "/subscribe/confirm/x",
        "/subscriptions/x",
        "/unsubscribe/x",
      ]) {
        await page.goto(site.address + path);
        await page
          .locator("details")
          .evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        if (wide > width) found.push(`${path} is ${wide} wide`);
        const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
        const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        found.push(...serious.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0].html}`));
      }
      expect(found).toEqual([]);
    },
  );
});

/** In the page: what forms do, with which fields. */
function keysOf(all: Element[]): string[] {
  return all.map((form) => {
    // Not its property, which a field of this name would be.
    const { pathname, search } = new URL(form.getAttribute("action") ?? "", location.href);
    const names = [...(form as HTMLFormElement).elements].map((field) => field.getAttribute("name"));
    return `${pathname}${search} ${names.filter(Boolean).join(" ")}`;
  });
}

/** In the page: fills a form's text fields. @returns their names */
function fillIn(
  element: Element,
  {
    round,
    right,
    hostile,
  }: { round: number; right: Readonly<Record<string, string>>; hostile: readonly string[] },
): string[] {
  const form = element as HTMLFormElement;
  form.noValidate = true;
  const names: string[] = [];
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && field.type === "radio") field.checked ||= field.required;
    const isText =
      field instanceof HTMLTextAreaElement ||
      (field instanceof HTMLInputElement && /^(?:text|search|email|url|tel)$/.test(field.type));
    if (!isText || field.name === "") continue;
    names.push(field.name);
    const most = Math.min(field.maxLength > 0 ? field.maxLength : 300, 600);
    let text = "";
    for (let i = 0; i < hostile.length; i++) {
      const next = hostile[(i + round * 7 + names.length * 3) % hostile.length];
      if (text.length + next.length + 1 <= most) text += `${next} `;
    }
    field.removeAttribute("maxlength");
    if (field instanceof HTMLInputElement) field.type = "text";
    field.value = right[field.name] ?? text;
  }
  return names;
}

function send(element: Element): void {
  const form = element as HTMLFormElement;
  // The name of a field must not stand in the way: `form.submit` may be one.
  form.target = "";
  HTMLFormElement.prototype.requestSubmit.call(form);
}

/** What of a page looks as if it had obeyed. */
async function obeyed(page: Page, where: string): Promise<string[]> {
  const signs = await page.evaluate(() => {
    const all: string[] = [];
    if ("owned" in window) all.push("a script ran");
    for (const element of document.querySelectorAll("*")) {
      const name = element.tagName.toLowerCase();
      for (const { name: attribute, value } of element.attributes) {
        if (/^on/i.test(attribute)) all.push(`${name} ${attribute}`);
        if (
          /^\s*(?:javascript|data|vbscript):/i.test(value) &&
          /^(?:href|src|action|formaction|data|xlink:href)$/i.test(attribute)
        )
          all.push(`${name} ${attribute}=${value.slice(0, 40)}`);
        if (/^(?:src|srcset|style|poster|background)$/i.test(attribute) && value.includes("evil.example"))
          all.push(`${name} ${attribute}`);
      }
      if (
        /^(?:script|style)$/.test(name) &&
        /owned|evil\.example/.test(element.textContent) &&
        !element.closest("svg[data-ours]")
      )
        // Data for the page's own script has what was typed as strings of JSON or JavaScript, in which «<» is escaped.
        if (name === "style" || /<\/?script/i.test(element.textContent))
          all.push(`${name} with what was typed`);
      if (/^(?:object|embed|applet|frame)$/.test(name)) all.push(name);
      // Mails have one of ours, without an address.
      if (name === "base" && element.hasAttribute("href")) all.push("base href");
    }
    return all;
  });
  return signs.map((sign) => `${where}: ${sign}`);
}
