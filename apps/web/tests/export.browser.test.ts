import { runExperiment } from "@working-papers/lab";
import { describeHost, openRepository } from "@working-papers/lab/node";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { noBrowser } from "./browser.ts";

const root = join(import.meta.dirname, "../../..");
const { experiments } = await (await openRepository(root)).load("l-mul");
const experiment = experiments.find(({ varies }) => varies !== "by machine")!;

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".xml": "application/xml",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/** A host that knows nothing but files, as the plainest do. */
function plainServer(folder: string): Server {
  return createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, "http://localhost");
    const path = decodeURIComponent(pathname.endsWith("/") ? `${pathname}index.html` : pathname);
    const file = join(folder, normalize(path));
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) return void response.writeHead(404).end("not found");
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
}

describe.skipIf(noBrowser)("the site as static files, in a folder of a plain host", () => {
  let folder: string;
  let server: Server;
  let base: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "site-export-"));
    server = plainServer(folder);
    await once(server.listen(0, "127.0.0.1"), "listening");
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    base = `${origin}/copy/`;
    const papers = join(folder, "papers.jsonl");
    const record = {
      id: "2609.00001",
      title: "Quantum walks on graphs",
      abstract: "We walk.",
      authors: ["Ada Example"],
      categories: ["quant-ph"],
      announced: "2026-09-10",
    };
    await writeFile(papers, JSON.stringify(record));
    const environment = { ...process.env, DATA_DIR: join(folder, "data"), DATABASE_URL: "" };
    await command(["ingest", "--from", papers], environment);
    await command(["export", join(folder, "copy"), "--origin", origin, "--base", "/copy/"], environment);
    browser = await chromium.launch({
      executablePath: inject("chromium"),
      args: ["--headless", "--no-sandbox", "--disable-gpu"],
    });
  }, 900_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("is read, searched and run, and asks for nothing that is not there", async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("response", (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(base, { waitUntil: "networkidle" });
    expect(await page.title()).toContain("Working Papers");

    await page.goto(`${base}day/2026-09-10.html`, { waitUntil: "networkidle" });
    await page.getByRole("link", { name: "Quantum walks on graphs" }).first().click();
    await page.waitForURL(`${base}papers/2609.00001.html`);
    expect(await page.locator("h1").innerText()).toContain("Quantum walks on graphs");

    const box = page.locator('form[role="search"] input[name="q"]').first();
    await box.fill("walking graph");
    await box.press("Enter");
    await page.waitForURL(/search\/here\.html\?q=walking/);
    await page.locator("[data-hits]").waitFor();
    expect(await page.locator("[data-hits] a").allInnerTexts()).toEqual(["Quantum walks on graphs"]);
    await page.locator("[data-hits] a").click();
    await page.waitForURL(`${base}papers/2609.00001.html`);

    await page.goto(`${base}papers/l-mul.html`, { waitUntil: "networkidle" });
    const panel = page.locator(`#run-${experiment.id}`);
    expect(await panel.getByRole("button", { name: "Run on the server" }).count()).toBe(0);
    await panel.locator("summary").first().click();
    await panel.getByRole("button", { name: "Run in this page" }).click();
    const result = panel.locator("[data-run]");
    await result.waitFor({ timeout: 170_000 });
    const run = await runExperiment(experiment, {
      paper: "l-mul",
      preset: "quick",
      seed: 1,
      host: await describeHost(root),
    });
    expect(JSON.parse((await result.getAttribute("data-run"))!)).toEqual(run.measurements);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("has no link into nothing among its own pages", async () => {
    const seen = new Set<string>();
    const waiting = [base];
    const broken: string[] = [];
    while (waiting.length > 0) {
      const address = waiting.pop()!;
      if (seen.has(address)) continue;
      seen.add(address);
      const response = await fetch(address);
      if (!response.ok) broken.push(address);
      if (!response.headers.get("content-type")?.startsWith("text/html")) {
        await response.body?.cancel();
        continue;
      }
      for (const [, href] of (await response.text()).matchAll(/\shref="([^"#?]+)/g)) {
        const url = new URL(href.replaceAll("&amp;", "&"), address);
        if (url.href.startsWith(base)) waiting.push(url.href);
        else if (url.origin === new URL(base).origin)
          broken.push(`${url.href}, outside of the folder, from ${address}`);
      }
    }
    expect(broken).toEqual([]);
    expect(seen.size).toBeGreaterThan(30);
  });

  test("names its pages' files in feeds, and papers by their identifiers lead on", async () => {
    const { paper } = await (await openRepository(root)).load("l-mul");
    const moved = await (await fetch(`${base}papers/${paper.arxiv}.html`)).text();
    expect(moved).toContain('content="0; url=l-mul.html"');
    const sitemap = await (await fetch(`${base}sitemap.xml`)).text();
    for (const [, address] of sitemap.matchAll(/<loc>([^<]+)<\/loc>/g))
      expect((await fetch(address)).status, address).toBe(200);
  });
});

async function command(parameters: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [join(root, "apps/cli/src/main.ts"), ...parameters], { env });
  let output = "";
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (output += text));
  const [code] = (await once(child, "exit")) as [number];
  if (code !== 0) throw new Error(`papers ${parameters.join(" ")}: ${output}`);
}
