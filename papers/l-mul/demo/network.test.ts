import { describe, expect, it } from "vitest";
import { lmul, type Interpreter } from "@working-papers/arithmetic/interpreter";
import { loadModel, loadText } from "../models/load.ts";
import { energyOf, measure, NETWORKS } from "./network.ts";
import { continueText, meanBits, partings, readWindows, windowStarts } from "./text.ts";

const done = async () => {};

const character = (next: string, float32: string, chosen: string) => ({
  next,
  bits: { float32: 1, chosen: 1 },
  guess: { float32, chosen },
});

async function written(of: Interpreter, prompt: string, count: number, seed: number, arithmetic = {}) {
  let result = "";
  await continueText(of, prompt, count, arithmetic, seed, async (one) => void (result += one));
  return result;
}

describe("the energy of a network", () => {
  it("is that of its products and sums, and unknown where the table has no value", () => {
    const products = [{ arithmetic: "lmul:4", multiplications: 10 }];
    // Ten products: 4.6 pJ in float32, 0.1 pJ and 0.9 pJ by L-Mul.
    expect(energyOf(products).float32).toBeCloseTo(46, 10);
    expect(energyOf(products).chosen).toBeCloseTo(10, 10);
    expect(energyOf([{ arithmetic: "e4m3", multiplications: 10 }]).chosen).toBeUndefined();
    // Sums in fp8 are not float32's.
    expect(energyOf([{ arithmetic: "lmul:3+e4m3", multiplications: 10 }]).chosen).toBeUndefined();
  });
});

describe("a network in the page", () => {
  it.each(NETWORKS.map((network) => [network.key, network] as const))(
    "%s is measured under an arithmetic for each of its classes",
    async (_, network) => {
      const choice = Object.fromEntries(network.classes.map((of) => [of, "lmul:4"]));
      const shares: number[] = [];
      const sample = network.on === "text" ? 2 : 50;
      const outcome = await measure(network, choice, sample, async (share) => void shares.push(share));
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
      expect(shares.at(-1)).toBe(1);
      expect(outcome.nodes.length).toBeGreaterThan(1);
      expect(outcome.nodes.every(({ arithmetic }) => arithmetic === "lmul:4")).toBe(true);
      expect(outcome.energy.chosen! / outcome.energy.float32).toBeCloseTo(1 / 4.6, 10);
    },
  );

  it("is the network itself in float32", async () => {
    const outcome = await measure(NETWORKS[0], {}, 2, done);
    expect(outcome.chosen).toBe(outcome.float32);
    expect(partings(outcome.windows)).toEqual([]);
  });
});

describe("a language model on text", async () => {
  const [model, text] = [await loadModel("characters-1"), await loadText()];

  it("reads windows from all over the text, and costs two bits and some", async () => {
    expect(windowStarts("x".repeat(1129), 4)).toEqual([0, 250, 500, 750]);
    expect(windowStarts(`The whale, ${"x".repeat(118)}`, 1)).toEqual([0]);
    expect(windowStarts(`The whale, ${"x".repeat(218)}`, 1)).toEqual([4]);
    const windows = await readWindows(model, text, windowStarts(text, 4), {}, done);
    const first = windows[0].before + windows[0].read.map(({ next }) => next).join("");
    expect(first).toHaveLength(129);
    expect(text.indexOf(first)).toBe(text.indexOf(" ") + 1);
    expect(meanBits(windows, "float32")).toBeGreaterThan(1);
    expect(meanBits(windows, "float32")).toBeLessThan(2.6);
  });

  it("says where the guesses part", () => {
    const windows = [{ before: "ab", read: [character("c", "c", "c"), character("d", "d", "x")] }];
    expect(partings(windows)).toEqual([{ ...character("d", "d", "x"), before: "abc" }]);
  });

  it("writes the same with the same seed, beyond its window too", async () => {
    const long = text.slice(0, 127);
    const first = await written(model, long, 6, 1);
    expect(first).toHaveLength(6);
    expect(await written(model, long, 6, 1)).toBe(first);
    expect(await written(model, long, 6, 1, { default: lmul({}) })).toHaveLength(6);
  });

  it("names a character that it does not know", async () => {
    await expect(written(model, "Größe", 1, 1)).rejects.toThrow(/characters of Moby-Dick and got "ö"/);
  });
});
