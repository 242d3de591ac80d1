/**
 * The wasm provider in a real Chromium: the operators' property tests, the same random numbers as on cpu, and training. Needs a Chromium
 * (`CHROMIUM` or /usr/bin/chromium); without one the tests are skipped.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page as Tab } from "playwright-core";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { random } from "../index.ts";
import { trainCharacters } from "../testing/characters.ts";
import type { Page } from "../testing/page.ts";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const found = existsSync(executablePath);
if (!found) console.log(`no Chromium at ${executablePath}: the wasm provider is not tested`);

describe.skipIf(!found)("wasm in Chromium", () => {
  let server: ViteDevServer;
  let browser: Browser;
  let tab: Tab;

  beforeAll(async () => {
    const root = fileURLToPath(new URL("../../", import.meta.url));
    server = await createServer({
      root,
      configFile: false,
      logLevel: "error",
      optimizeDeps: { exclude: ["onnxruntime-web"], noDiscovery: true },
      server: {
        port: 0,
        host: "127.0.0.1",
        ws: false,
        hmr: false,
        fs: { allow: [fileURLToPath(new URL("../../../../", import.meta.url))] },
        // Cross-origin isolation lets ONNX Runtime use threads.
        headers: {
          "Cross-Origin-Opener-Policy": "same-origin",
          "Cross-Origin-Embedder-Policy": "require-corp",
        },
      },
    });
    await server.listen();
    const args =
      "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking";
    browser = await chromium.launch({ executablePath, args: args.split(" ") });
    tab = await browser.newPage();
    tab.on("pageerror", (error) => console.error(error));
    await tab.goto(`${server.resolvedUrls!.local[0]}src/testing/page.html`);
    await tab.waitForFunction(() => "page" in window);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const call = <R>(f: (page: Page) => R | Promise<R>): Promise<R> =>
    tab.evaluate(`(${f.toString()})(window.page)`) as Promise<R>;

  it("differentiates every operator as cpu does", async () => {
    const { checked, wrong } = await call((page) => page.derivatives());
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(60);
  }, 180_000);

  it("draws the same random numbers as cpu, bit for bit", async () => {
    const key = random.key(2026);
    const { bits, normal } = await call((page) => page.numbers());
    expect(bits).toEqual(Array.from(await random.bits(key, [1000]).data(), Number));
    expect(normal).toEqual(Array.from(await random.normal(key, [1000]).data(), Number));
  });

  it("trains the character transformer as cpu does", async () => {
    const there = await call((page) => page.trainCharacters(100));
    const here = await trainCharacters(100);
    expect(there[0]!).toBeCloseTo(here[0]!, 4);
    expect(there.at(-1)!).toBeLessThan(0.3);
    expect(here.at(-1)!).toBeLessThan(0.3);
  }, 120_000);
});
