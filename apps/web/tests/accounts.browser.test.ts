/** @file Accounts as people use them, on a site of their own for each kind of database: nobody is its editor yet, and only members may run. */
import { AxeBuilder } from "@axe-core/playwright";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noBrowser, useBrowser } from "./browser.ts";
import { otherSite, type OtherSite } from "./other-site.ts";
import { newDatabase, newFolder, start, type Started } from "./site.ts";

const server = process.env.TEST_DATABASE_URL;
const kinds = ["PGlite", ...(server ? ["PostgreSQL"] : [])];

describe.skipIf(noBrowser).each(kinds)("accounts on %s", (kind) => {
  let site: Started;
  let elsewhere: OtherSite;
  /** The editor's browser stays signed in. */
  let editor: Page;
  const open = useBrowser("");

  beforeAll(async () => {
    elsewhere = await otherSite({ id: 583231, email: "octo@example.org", orcid: "0000-0002-1825-0097" });
    const place = kind === "PGlite" ? await newFolder() : await newDatabase(server!);
    const where = kind === "PGlite" ? "DATA_DIR" : "DATABASE_URL";
    site = await start(
      { [where]: place.path, ...elsewhere.environment, RUNS: "members", MAILBOX: "page" },
      place.remove,
    );
  }, 120_000);
  afterAll(async () => {
    await site?.stop();
    await elsewhere?.stop();
  });

  const visit = (path: string, options?: Parameters<typeof open>[1]) => open(site.address + path, options);

  test("the first editor comes with the link in the log, which works once", async () => {
    const { page, complaints } = await visit(site.editorLink!);
    await page.getByLabel("Your name here").fill("Grace <b>Example</b>");
    await page.getByLabel("E-mail address").fill("grace@example.org");
    await page.getByRole("button", { name: "become the editor" }).click();
    await page.getByText("You are an editor of this site.").waitFor();
    expect(new URL(page.url()).pathname).toBe("/account");
    expect(await page.getByRole("navigation", { name: "Site" }).innerText()).toContain(
      "Grace <b>Example</b>",
    );
    expect(complaints).toEqual([]);
    editor = page;
    const again = await visit(site.editorLink!);
    expect(await again.page.getByRole("heading", { level: 1 }).innerText()).toBe(
      "This link is no longer good",
    );
  });

  test("a passkey is added, signs in, is named and removed", async () => {
    const { page, complaints } = await visit("/about");
    await page.context().addCookies(await editor.context().cookies());
    await authenticator(page);
    await page.goto(`${site.address}/account`);
    await page.locator("[data-passkey-new] input").fill("Laptop");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("The passkey is added").waitFor();
    // Without the cookie it is a browser in which nobody is signed in.
    await page.context().clearCookies();
    await page.goto(`${site.address}/sign-in?to=/trending`);
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.waitForURL(`${site.address}/trending`);
    expect(await page.getByRole("navigation", { name: "Site" }).innerText()).toContain("Grace");

    await page.goto(`${site.address}/account`);
    await page.getByRole("textbox", { name: "Name of the passkey" }).fill("Desk");
    await page.getByRole("button", { name: "Rename Laptop" }).click();
    await page.getByRole("button", { name: "Remove Desk" }).click();
    await page.waitForURL(/done=passkeys/);
    expect(await page.getByRole("button", { name: /^Remove/ }).count()).toBe(0);
    await page.context().clearCookies();
    await page.goto(`${site.address}/sign-in`);
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.getByText("This passkey is not known here").waitFor();
    // The console tells of the answer 403 as well.
    expect(complaints.filter((one) => !one.includes("403"))).toEqual([]);
  });

  test("a link in a mail signs in, once, by a button that programs do not press", async () => {
    const { page, complaints } = await visit("/sign-in?to=/trending", { javaScriptEnabled: false });
    await page.getByLabel("E-mail address").fill("Ada@example.org");
    await page.getByRole("button", { name: "Send me a link" }).click();
    await page.getByRole("heading", { name: "Look in your mail" }).waitFor();
    const link = await linkTo(page, "Ada@example.org");
    for (let i = 0; i < 3; i++) expect((await fetch(link)).status).toBe(200);
    await page.goto(link);
    expect(await page.locator("main").innerText()).toContain("This makes an account for Ada@example.org.");
    await page.getByLabel("Your name here").fill("Ada Example");
    await page.getByRole("button", { name: "Make my account" }).click();
    expect(new URL(page.url()).pathname).toBe("/trending");
    expect(await page.getByRole("navigation", { name: "Site" }).innerText()).toContain("Ada Example");
    const { page: other } = await visit(link.slice(site.address.length));
    expect(await other.getByRole("heading", { level: 1 }).innerText()).toBe("This link is no longer good");
    expect(complaints).toEqual([]);

    // A new address is used when its own link is opened.
    await page.goto(`${site.address}/account`);
    await page.getByLabel("E-mail address").fill("new@example.org");
    await page.getByRole("button", { name: "Change the address" }).click();
    await page.goto(await linkTo(page, "new@example.org"));
    await page.getByRole("button", { name: "Use this address" }).click();
    expect(await page.getByLabel("E-mail address").inputValue()).toBe("new@example.org");
  });

  test("nobody finds out who has an account", async () => {
    const [known, unknown] = [await ask("grace@example.org"), await ask("nobody@example.org")];
    expect(known).toBe(unknown);
    expect(known).toContain("/sign-in/sent");
  });

  test("another site signs in under the site's own security policy, and ORCID is connected", async () => {
    const { page, complaints } = await visit("/sign-in?to=/about");
    await page.getByRole("button", { name: "Sign in with GitHub" }).click();
    await page.waitForURL(`${site.address}/account`);
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Octo Example");
    await page.getByRole("button", { name: "Connect ORCID" }).click();
    await page.getByText("Your connections have changed.").waitFor();
    expect(await page.getByRole("link", { name: "0000-0002-1825-0097" }).getAttribute("href")).toBe(
      "https://orcid.org/0000-0002-1825-0097",
    );
    await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
    await page.waitForURL(`${site.address}/`);
    await page.goto(`${site.address}/sign-in?to=/about`);
    await page.getByRole("button", { name: "Sign in with ORCID" }).click();
    await page.waitForURL(`${site.address}/about`);
    expect(complaints).toEqual([]);
  });

  test("sessions are seen, and ended from another browser", async () => {
    const [first, second] = [await octo(), await octo()];
    await first.goto(`${site.address}/account`);
    expect(await first.getByText("this one").count()).toBe(1);
    await first.getByRole("button", { name: "Sign out everywhere else" }).click();
    await first.getByText("those browsers are signed out").waitFor();
    await second.goto(`${site.address}/account`);
    expect(new URL(second.url()).pathname).toBe("/sign-in");
    expect(new URL(second.url()).searchParams.get("to")).toBe("/account");
  });

  test("an editor makes a member an editor and back, and members see no such page", async () => {
    const page = await octo();
    await page.goto(`${site.address}/admin/members`);
    await page.getByText("This page is for the editors of the site.").waitFor();
    await editor.goto(`${site.address}/admin/members?q=octo`);
    await editor.getByRole("button", { name: "Make an editor of Octo Example" }).click();
    await editor.getByRole("button", { name: "Make a member of Octo Example" }).waitFor();
    await page.reload();
    expect(await page.getByRole("heading", { name: "Members" }).count()).toBe(1);
    await editor.getByRole("button", { name: "Make a member of Octo Example" }).click();
    await editor.getByRole("button", { name: "Make an editor of Octo Example" }).waitFor();
    await page.reload();
    await page.getByText("This page is for the editors of the site.").waitFor();
  });

  test("everything works without JavaScript but passkeys: a name, the export, leaving", async () => {
    const page = await octo({ javaScriptEnabled: false });
    await page.goto(`${site.address}/account`);
    const name = page.getByRole("textbox", { name: "Name", exact: true });
    await name.fill("\u200b");
    await page.getByRole("button", { name: "Change the name" }).click();
    const described = await name.getAttribute("aria-describedby");
    expect(
      await page.locator(`#${described!.split(" ").find((id) => id.endsWith("problem"))}`).innerText(),
    ).toContain("Give a name");
    await name.fill("Octavia");
    await page.getByRole("button", { name: "Change the name" }).click();
    await page.getByText("Your name has changed.").waitFor();
    const held = await page.context().request.get(`${site.address}/account/data.json`);
    expect(held.headers()["content-disposition"]).toContain("attachment");
    expect(await held.json()).toMatchObject({ account: { name: "Octavia", email: "octo@example.org" } });

    await page.getByText("Delete my account").first().click();
    await page.getByLabel("stay, without your name").check();
    await page.getByLabel("I am sure.").check();
    await page.getByRole("button", { name: "Delete my account" }).click();
    await page.waitForURL(`${site.address}/`);
    expect(await page.getByRole("link", { name: "Sign in" }).count()).toBe(1);
    expect(await page.context().cookies()).toEqual([]);
    await editor.goto(`${site.address}/admin/members?q=octo`);
    expect(await editor.getByText("octo@example.org").count()).toBe(0);
  });

  test("the last editor cannot leave", async () => {
    await editor.goto(`${site.address}/account`);
    await editor.getByText("Delete my account").first().click();
    await editor.getByLabel("are removed").check();
    await editor.getByLabel("I am sure.").check();
    await editor.getByRole("button", { name: "Delete my account" }).click();
    expect(await editor.getByRole("alert").innerText()).toContain("the site's last editor");
  });

  test("pages of a member are kept by nobody, and visitors never see them", async () => {
    const cookie = await cookieOf(editor.context());
    const home = `${site.address}/`;
    const before = await fetch(home);
    const own = await fetch(home, { headers: { cookie } });
    const after = await fetch(home, { headers: { "if-none-match": before.headers.get("etag")! } });
    expect(await own.text()).toContain("Grace &lt;b>Example&lt;/b>");
    expect(own.headers.get("cache-control")).toBe("private, no-store");
    expect(before.headers.get("cache-control")).toBe("private, no-cache");
    expect(await before.text()).not.toContain("Grace");
    expect(after.status).toBe(304);
    for (const path of ["/sign-in", "/sign-in/link?token=x", "/first-editor?token=x"])
      expect((await fetch(site.address + path)).headers.get("cache-control"), path).toBe("private, no-store");
  });

  test("no other site can act in a member's name, and mail's one click needs none", async () => {
    const cookie = await cookieOf(editor.context());
    const post = (path: string, headers: Record<string, string>, body = "name=Mallory") =>
      fetch(site.address + path, { method: "POST", redirect: "manual", headers, body });
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const account = ["name", "address", "leave", "endOthers", "connect", "removePasskey"];
    const paths = [
      ...account.map((action) => `/account?/${action}`),
      "/account/passkeys",
      "/account/passkeys/options",
      "/admin/members?/promote",
      "/first-editor?token=x",
      "/sign-in?/mail",
      "/sign-in/link?token=x",
      "/sign-in/passkey",
      "/sign-out",
      "/theme",
    ];
    const forged: Record<string, string>[] = [
      { ...form, cookie, origin: "https://evil.example" },
      { ...form, cookie, origin: "null" },
      { ...form, cookie },
      { "content-type": "text/plain", cookie, "sec-fetch-site": "same-site" },
      { "content-type": "application/json", cookie, origin: "https://evil.example" },
    ];
    for (const path of paths)
      for (const headers of forged)
        expect((await post(path, headers)).status, `${path} ${JSON.stringify(headers)}`).toBe(403);
    await editor.goto(`${site.address}/account`);
    expect(await editor.getByLabel("Name", { exact: true }).inputValue()).toBe("Grace <b>Example</b>");

    const oneClick = "List-Unsubscribe=One-Click";
    expect((await post("/unsubscribe/unknown", form, oneClick)).status).not.toBe(403);
    expect(
      (await post("/unsubscribe/unknown", { ...form, origin: "https://evil.example" }, oneClick)).status,
    ).toBe(403);
    expect((await post("/unsubscribe/a/b", form, oneClick)).status).toBe(403);
  });

  test("runs are for members where the host says so", async () => {
    const { page } = await visit("/runs");
    await page.getByText("by members of this site").waitFor();
    const asked = {
      method: "POST",
      headers: { origin: site.address, accept: "application/json" },
      body: new FormData(),
    };
    const refused = await fetch(`${site.address}/runs?paper=l-mul&experiment=none`, asked);
    expect(await refused.text()).toContain("sign in first");
    const headers = { ...asked.headers, cookie: await cookieOf(editor.context()) };
    const let_ = await fetch(`${site.address}/runs?paper=l-mul&experiment=none`, { ...asked, headers });
    expect(await let_.text()).toContain("no experiment «none»");
  });

  test.each([
    ["/sign-in", 390],
    ["/sign-in", 1280],
    ["/sign-in/sent", 390],
    ["/account", 390],
    ["/account", 1280],
    ["/admin/members", 390],
  ])("axe finds nothing serious, and nothing sticks out: %s at %i", async (path, width) => {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await visit("/about", { colorScheme, viewport: { width, height: 900 } });
      await page.context().addCookies(await editor.context().cookies());
      await page.goto(site.address + path);
      await page.locator("details").evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
    }
  });

  /** Everything of the answer to who asks for a link. */
  async function ask(address: string): Promise<string> {
    const answer = await fetch(`${site.address}/sign-in?/mail`, {
      method: "POST",
      redirect: "manual",
      headers: { origin: site.address, accept: "text/html" },
      body: new URLSearchParams({ address, to: "/" }),
    });
    const headers = [...answer.headers].filter(([name]) => !["date", "x-request-id"].includes(name));
    return JSON.stringify([answer.status, headers, await answer.text()]);
  }

  /** The link in the newest mail to somebody. */
  async function linkTo(page: Page, address: string): Promise<string> {
    await page.goto(`${site.address}/mailbox`);
    await page.locator("tr", { hasText: address }).first().getByRole("link").click();
    const text = await page.locator("pre").first().innerText();
    return /https?:\S+token=\S+/.exec(text)![0];
  }

  /** A browser in which the member of the other site is signed in. */
  async function octo(options?: Parameters<typeof open>[1]): Promise<Page> {
    const { page } = await visit("/sign-in", options);
    await page.locator("main").getByRole("button", { name: "Sign in with GitHub" }).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    return page;
  }
});

/** A device that knows its owner. */
async function authenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

async function cookieOf(context: BrowserContext): Promise<string> {
  return (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
}
