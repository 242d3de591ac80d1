import { describe, expect, it } from "vitest";
import { cpu, cuda, fastestProvider } from "./node.ts";
import type { Provider } from "./provider.ts";
import { refusalOf, selectProvider } from "./select.ts";

/** A provider that answers the probe with these numbers, or refuses it. */
const fake = (name: string, answer: readonly number[] | Error, released?: string[]): Provider => ({
  name,
  compile: () =>
    answer instanceof Error
      ? Promise.reject(answer)
      : Promise.resolve({
          run: () => Promise.resolve([{ data: Float32Array.from(answer), dtype: "float32", shape: [2] }]),
          release: () => Promise.resolve(void released?.push(name)),
        }),
});

describe("selection of a provider", () => {
  it("takes the first that works and says why the others do not", async () => {
    const released: string[] = [];
    const { provider, refused } = await selectProvider([
      fake("absent", new Error("no library\nand a stack")),
      fake("wrong", [2, 5], released),
      fake("good", [2, -5], released),
      fake("late", [2, -5], released),
    ]);
    expect(provider.name).toBe("good");
    expect(refused).toEqual([
      { name: "absent", why: "no library" },
      { name: "wrong", why: "it computes 2 and 5 where 2 and -5 are right" },
    ]);
    expect(released).toEqual(["wrong", "good"]);
  });

  it("says so where none works", async () => {
    await expect(selectProvider([fake("a", new Error("x")), fake("b", new Error("y"))])).rejects.toThrow(
      "none of the providers works here: a (x); b (y)",
    );
    await expect(selectProvider([])).rejects.toThrow(/none was named/);
  });

  it("finds cpu in Node, whatever cards there are", async () => {
    expect(await refusalOf(cpu({ threads: 1 }))).toBeUndefined();
    const { provider, refused } = await fastestProvider();
    expect(["cuda", "webgpu", "cpu"]).toContain(provider.name);
    for (const { why } of refused) expect(why).not.toBe("");
  });

  it("refuses a card that is not there in a sentence", async () => {
    // No machine has 64 cards.
    expect(await refusalOf(cuda({ device: 63 }))).toMatch(/^[^\n]*\w[^\n]*$/);
  });
});
