/** The test page in a real Chromium, served from the sources. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { createServer } from "vite";
import type { Page } from "./page.ts";

const path = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Where Chromium is, if it is. */
export const chromiumPath: string | undefined = existsSync(path) ? path : undefined;

export interface OpenPage {
  /** Calls a function in the page with what the page offers. It may refer to nothing else. */
  call<R>(f: (page: Page) => R | Promise<R>): Promise<R>;
  close(): Promise<void>;
}

/** Serves the sources, starts a Chromium with these arguments besides the usual ones, and opens the page. */
export async function openPage(args: readonly string[]): Promise<OpenPage> {
  const server = await createServer({
    root: fileURLToPath(new URL("../../", import.meta.url)),
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
  const usual = "--headless --no-sandbox --disable-quic --no-first-run --disable-background-networking";
  const browser = await chromium.launch({ executablePath: path, args: [...usual.split(" "), ...args] });
  const tab = await browser.newPage();
  tab.on("pageerror", (error) => console.error(error));
  await tab.goto(`${server.resolvedUrls!.local[0]}src/testing/page.html`);
  await tab.waitForFunction(() => "page" in window);
  return {
    call: <R>(f: (page: Page) => R | Promise<R>): Promise<R> =>
      tab.evaluate(`(${f.toString()})(window.page)`) as Promise<R>,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
