import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { difference, floatValue } from "@working-papers/arithmetic/interpreter";
import { importOnnx, tensor } from "@working-papers/tensor";
import { energyOf } from "../demo/network.ts";
import { classified, imageBatch, percentRight } from "../networks/evaluate.ts";
import { loadImages, loadModel } from "./load.ts";

const { images, labels } = await loadImages();
const shape = [imageBatch, 1, 28, 28];
const pixels = images.slice(0, imageBatch * 784);

describe("the trained networks", () => {
  it.each(["vit", "perceptron-1", "perceptron-2", "perceptron-3"] as const)(
    "%s gives in float32 what ONNX Runtime gives",
    async (name) => {
      const model = await loadModel(name);
      const mine = Object.values(await model.run({ [model.inputs[0].name]: floatValue(pixels, shape) }))[0];
      const runtime = importOnnx(await readFile(new URL(`./${name}.onnx`, import.meta.url)));
      const [theirs] = Object.values(
        await runtime.run({ [runtime.inputs[0].name]: tensor(pixels, { shape }) }),
      );
      expect(difference(mine.data, (await theirs.data()) as Float32Array).largest).toBeLessThan(1e-4);
    },
  );

  it("classify images that they were not trained on", async () => {
    const test = { images: images.slice(0, 200 * 784), labels: labels.slice(0, 200) };
    const right = await classified(await loadModel("perceptron-1"), test, {}, async () => {});
    expect(percentRight(right)).toBeGreaterThan(80);
  });
});

describe("the energy of a network", () => {
  it("is that of its products and sums, and unknown where the table has no value", () => {
    const lmul = [{ arithmetic: "lmul:4", multiplications: 20 }];
    // Ten products an image: 4.6 pJ in float32, 0.1 pJ and 0.9 pJ by L-Mul.
    expect(energyOf(lmul, 2).float32).toBeCloseTo(46, 10);
    expect(energyOf(lmul, 2).chosen).toBeCloseTo(10, 10);
    expect(energyOf([{ arithmetic: "e4m3", multiplications: 20 }], 2).chosen).toBeUndefined();
  });
});
