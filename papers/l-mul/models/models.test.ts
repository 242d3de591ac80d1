import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { difference, floatValue, type Value } from "@working-papers/arithmetic/interpreter";
import { importOnnx, tensor } from "@working-papers/tensor";
import { tokensOf, windowLength } from "../networks/characters.ts";
import { accuracy, bitsPerCharacter, imageBatch } from "../networks/evaluate.ts";
import { loadImages, loadModel, loadText, MODEL_NAMES, type ModelName } from "./load.ts";

const [fashion, mnist, text] = [await loadImages("fashion"), await loadImages("mnist"), await loadText()];
const done = async () => {};

function inputOf(name: ModelName): Value {
  if (name.startsWith("characters"))
    return {
      dtype: "int32",
      shape: [1, windowLength],
      data: Float64Array.from(tokensOf(text.slice(0, windowLength))),
    };
  const { images } = name.includes("mnist") ? mnist : fashion;
  return floatValue(images.slice(0, imageBatch * 784), [imageBatch, 1, 28, 28]);
}

describe("the trained networks", () => {
  it.each(MODEL_NAMES)("%s gives in float32 what ONNX Runtime gives", async (name) => {
    const model = await loadModel(name);
    const input = inputOf(name);
    const mine = Object.values(await model.run({ [model.inputs[0].name]: input }))[0];
    const runtime = importOnnx(await readFile(new URL(`./${name}.onnx`, import.meta.url)));
    const given =
      input.dtype === "int32"
        ? tensor(Int32Array.from(input.data), { shape: [...input.shape] })
        : tensor(input.data as Float32Array, { shape: [...input.shape] });
    const [theirs] = Object.values(await runtime.run({ [runtime.inputs[0].name]: given }));
    expect(difference(mine.data, (await theirs.data()) as Float32Array).largest).toBeLessThan(1e-3);
  });

  it("classify images that they were not trained on", async () => {
    const first = ({ images, labels }: typeof mnist, count: number) => ({
      images: images.slice(0, count * 784),
      labels: labels.slice(0, count),
    });
    expect(
      await accuracy(await loadModel("perceptron-mnist-1"), first(mnist, 500), {}, done),
    ).toBeGreaterThan(95);
    expect(await accuracy(await loadModel("vit-fashion-1"), first(fashion, 200), {}, done)).toBeGreaterThan(
      80,
    );
  });

  it("predict text that they were not trained on better than pairs of characters do", async () => {
    const bits = await bitsPerCharacter(
      await loadModel("characters-1"),
      tokensOf(text),
      [0, 30_000, 60_000, 90_000],
      {},
      done,
    );
    expect(bits).toBeLessThan(bigramBits(text));
  });
});

/** Bits per character of the table of all pairs of a text, on that text itself: what no pair model can beat. */
function bigramBits(of: string): number {
  const [pairs, firsts] = [new Map<string, number>(), new Map<string, number>()];
  for (let i = 1; i < of.length; i++) {
    const pair = of.slice(i - 1, i + 1);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    firsts.set(pair[0], (firsts.get(pair[0]) ?? 0) + 1);
  }
  let bits = 0;
  for (const [pair, count] of pairs) bits -= count * Math.log2(count / firsts.get(pair[0])!);
  return bits / (of.length - 1);
}
