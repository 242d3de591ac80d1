/** @file The SIMD lattice against the plain one, and the committed module against its source. */
import { random } from "@working-papers/lab";
import { describe, expect, test } from "vitest";
import { fillRandomly, lattice, populations, stepLattice } from "../lattice.ts";
import { compileKernel } from "./build.ts";
import { fastLattice } from "./fast-lattice.ts";
import { moduleBase64 } from "./module.generated.ts";

test("the committed module is what lattice.as compiles to, and asks its host for nothing", async () => {
  expect(await compileKernel()).toBe(moduleBase64);
  expect(WebAssembly.Module.imports(new WebAssembly.Module(Buffer.from(moduleBase64, "base64")))).toEqual([]);
});

describe.each(["base", "extended"] as const)("the SIMD lattice, %s", (variant) => {
  test.each([128, 256, 1280])("of %i cells steps as the plain one, bit for bit", (cells) => {
    const plain = lattice(cells, variant);
    fillRandomly(plain, random(cells));
    const fast = fastLattice(cells, variant);
    fast.planes().forEach((plane, s) => plane.set(plain.planes[s]));
    for (let t = 0; t < 300; t++) stepLattice(plain);
    fast.step(300);
    expect(fast.planes()).toEqual(plain.planes);
    expect(fast.populations()).toEqual(populations(plain));
  });

  test("runs backward to where it came from", () => {
    const fast = fastLattice(512, variant);
    const stream = random(1);
    fast.planes().forEach((plane) => plane.forEach((_, w) => (plane[w] = stream.uint32())));
    const before = fast.planes().map((plane) => plane.slice());
    fast.step(77);
    expect(fast.planes()).not.toEqual(before);
    fast.step(-77);
    expect(fast.planes()).toEqual(before);
  });
});

test("a number of cells that is no multiple of 128 is refused", () => {
  expect(() => fastLattice(96, "base")).toThrow("a multiple of 128 cells");
});

test("copying the planes leaves them as they are", () => {
  const fast = fastLattice(1 << 20, "base");
  fast.planes()[0][5] = 7;
  fast.copyOnce();
  expect(fast.planes()[0][5]).toBe(7);
});
