/** @file One Chromium for a test file, and pages that remember what went wrong in them. */
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, inject } from "vitest";

export const site = inject("site");
/** Sites with papers of two weeks, one for each kind of database. */
export const filled = inject("filled");
export const noBrowser = inject("chromium") === "";

export interface WatchedPage {
  page: Page;
  /** Errors and warnings of the console, uncaught errors, and addresses asked for outside of this machine. */
  complaints: string[];
}

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Call once in a test file. The returned function opens a page in a fresh context, at a path of a site: the new one, or another. */
export function useBrowser(
  base = site,
): (path: string, options?: BrowserContextOptions) => Promise<WatchedPage> {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (!noBrowser) browser = await chromium.launch({ executablePath: inject("chromium"), args: flags });
  });
  afterAll(async () => browser?.close());

  return async (path, options = {}) => {
    const context = await browser!.newContext(options);
    const page = await context.newPage();
    // The first look at a working paper draws its figures, and machines that test are busy.
    page.setDefaultNavigationTimeout(120_000);
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith("http") && hostname !== "localhost") complaints.push(`asked ${request.url()}`);
    });
    const readable = options.javaScriptEnabled === false;
    await page.goto(base + path, { waitUntil: readable ? "load" : "networkidle" });
    return { page, complaints };
  };
}
