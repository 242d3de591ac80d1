/**
 * The providers of a page in a real Chromium: on wasm the operators' property tests, the same random numbers as on cpu, and training; on webgpu
 * training. Needs a Chromium (`CHROMIUM` or /usr/bin/chromium); without one the tests are skipped.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { random } from "../index.ts";
import { trainCharacters } from "../testing/characters.ts";
import { chromiumPath, openPage, type OpenPage } from "../testing/browser.ts";

const found = chromiumPath !== undefined;
if (!found)
  console.log("no Chromium (CHROMIUM or /usr/bin/chromium): wasm and webgpu in a page are not tested");

describe.skipIf(!found)("wasm in Chromium", () => {
  let opened: OpenPage;
  beforeAll(async () => {
    opened = await openPage(["--disable-gpu"]);
  }, 60_000);
  afterAll(() => opened?.close());
  const call: OpenPage["call"] = (f) => opened.call(f);

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
    const there = await call((page) => page.trainOn("wasm", 100));
    const here = await trainCharacters(100);
    // Kernels sum in another order, and steps carry the difference on: a millionth at first, a thousandth at the end.
    expect(Math.abs(there[0]! - here[0]!)).toBeLessThan(1e-5);
    expect(Math.max(...there.map((loss, i) => Math.abs(loss - here[i]!) / here[i]!))).toBeLessThan(0.02);
    for (const losses of [there, here]) {
      expect(losses[0]!).toBeGreaterThan(3);
      expect(losses.at(-1)!).toBeLessThan(0.3);
    }
  }, 240_000);

  it("reads bits as another dtype, and casts to 4 bits", async () => {
    expect(await call((page) => page.bits([1, -2.5, 100]))).toEqual([
      [0x3f800000, -0x3fe00000, 0x42c80000],
      [1, -2, 7],
    ]);
  });

  it("takes float16 in and gives it back", async () => {
    expect(await call((page) => page.halves([0, 1, -2.5, 0.0999755859375]))).toEqual([
      0.5, 2.5, -4.5, 0.7001953125,
    ]);
  });
});

/** Chromium brings a software adapter with it, SwiftShader: slow, but it runs the same shaders as a card. */
describe.skipIf(!found)("webgpu in Chromium", () => {
  let opened: OpenPage;
  beforeAll(async () => {
    opened = await openPage(["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"]);
  }, 60_000);
  afterAll(() => opened?.close());

  it("is chosen where there is an adapter, and trains the character transformer as cpu does", async (context) => {
    const { fastest, webgpu } = await opened.call((page) => page.providers());
    if (webgpu !== undefined) {
      console.log(`webgpu in a page is not tested: ${webgpu}`);
      return context.skip();
    }
    expect(fastest).toBe("webgpu");
    const there = await opened.call((page) => page.trainOn("webgpu", 20));
    const here = await trainCharacters(20);
    expect(Math.max(...there.map((loss, i) => Math.abs(loss - here[i]!) / here[i]!))).toBeLessThan(0.01);
    expect(there.at(-1)!).toBeLessThan(there[0]! - 0.5);
  }, 240_000);
});
