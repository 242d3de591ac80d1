/** @file What a trained perceptron loses when its products become L-Muls or are rounded. */
import { defineExperiment, z } from "@working-papers/lab";
import { lossSpec } from "../figures.ts";
import { drawImages, loadModel } from "../models/load.ts";
import { classified, percentRight } from "../networks/evaluate.ts";
import { COMPARED, SCHEMES, SCHEME_NAMES, type SchemeName } from "../networks/schemes.ts";

type Name = "accuracy" | `${SchemeName}Drop` | "field7UnderBfloat16" | "formulaExcess23" | "formulaExcess4";

const points = { unit: "points", decimals: 2 };
const measurements = {
  accuracy: { title: "Images right in float32", unit: "%", decimals: 2 },
  field7UnderBfloat16: { title: "Accuracy lost by L-Mul with 7 bits against bfloat16", ...points },
  formulaExcess23: { title: "Accuracy lost by the formula beyond integer addition, 23 bits", ...points },
  formulaExcess4: { title: "The same, 4 bits", ...points },
} as Record<Name, { title: string; unit: string; decimals: number }>;
for (const name of SCHEME_NAMES)
  measurements[`${name}Drop`] = { title: `Accuracy lost, ${SCHEMES[name].title}`, ...points };

export default defineExperiment({
  id: "perceptron-accuracy",
  version: 1,
  title: "A trained perceptron under L-Mul",
  question: "How many more images does a trained 784-128-10 network get wrong when its products are L-Muls?",
  method:
    "The network was trained on Fashion-MNIST in float32, once for each of three seeds, and its weights are kept in float16; a seed of the run chooses one of the three. All products of its two matrix multiplications are made by the scheme, sums are float32. The loss is the share of test images right in float32 less the share right under the scheme.",
  provider: "wasm kernels",
  varies: "by seed",
  parameters: z.strictObject({
    images: z
      .int()
      .min(50)
      .max(2000)
      .multipleOf(50)
      .meta({ title: "Images", description: "test images of 2,000, drawn by the seed, a multiple of 50" }),
  }),
  measurements,
  presets: {
    quick: { parameters: { images: 200 }, cost: "about 2 seconds" },
    full: { parameters: { images: 2000 }, cost: "about 20 seconds" },
  },
  async run({ parameters: { images }, seed, random, step }) {
    const model = await loadModel(`perceptron-${(((seed - 1) % 3) + 1) as 1 | 2 | 3}`);
    const test = await drawImages(images, random.fork("images"));
    const measured = {} as Record<Name, number>;
    const accuracy = {} as Record<SchemeName, number>;
    for (const [index, name] of SCHEME_NAMES.entries()) {
      const arithmetic = { linear: SCHEMES[name].arithmetic };
      const right = await classified(model, test, arithmetic, (share) =>
        step((index + share) / SCHEME_NAMES.length, SCHEMES[name].title),
      );
      accuracy[name] = percentRight(right);
      measured[`${name}Drop`] = accuracy.float32 - accuracy[name];
    }
    measured.accuracy = accuracy.float32;
    measured.field7UnderBfloat16 = accuracy.bfloat16 - accuracy.field7;
    measured.formulaExcess23 = accuracy.field23 - accuracy.formula23;
    measured.formulaExcess4 = accuracy.field4 - accuracy.formula4;
    return {
      measurements: measured,
      tables: [
        {
          id: "accuracy",
          title: "Test images right",
          columns: [
            { title: "products" },
            { title: "right", unit: "%", decimals: 2 },
            { title: "lost", unit: "points", decimals: 2 },
          ],
          rows: SCHEME_NAMES.map((name) => [SCHEMES[name].title, accuracy[name], measured[`${name}Drop`]]),
        },
      ],
      figures: [
        {
          id: "accuracy",
          title: "Accuracy lost",
          caption: `Of ${images} test images the perceptron gets ${accuracy.float32.toFixed(2)} % right in float32, ${accuracy.field4.toFixed(2)} % by L-Mul with 4 bits, ${accuracy.formula4.toFixed(2)} % by the formula with 4 bits, and ${accuracy.e4m3.toFixed(2)} % in e4m3.`,
          spec: lossSpec(
            COMPARED.map((name) => ({ name, title: SCHEMES[name].title, lost: measured[`${name}Drop`] })),
            "accuracy lost (points)",
          ),
        },
      ],
    };
  },
});
