/** @file What a trained vision transformer loses when the two products of its attention become L-Muls or are rounded. */
import { defineExperiment, z } from "@working-papers/lab";
import { lossSpec } from "../figures.ts";
import { drawImages, loadModel } from "../models/load.ts";
import { classified, percentRight } from "../networks/evaluate.ts";
import { COMPARED, SCHEMES, SCHEME_NAMES, type SchemeName } from "../networks/schemes.ts";

type Name = "accuracy" | `${SchemeName}Drop` | `formulaExcess${"23" | "4"}`;

const points = { unit: "points", decimals: 2 };
const measurements = {
  accuracy: { title: "Images right in float32", unit: "%", decimals: 2 },
  formulaExcess23: { title: "Accuracy lost by the formula beyond integer addition, 23 bits", ...points },
  formulaExcess4: { title: "The same, 4 bits", ...points },
} as Record<Name, { title: string; unit: string; decimals: number }>;
for (const name of SCHEME_NAMES)
  measurements[`${name}Drop`] = { title: `Accuracy lost, ${SCHEMES[name].title}`, ...points };

export default defineExperiment({
  id: "attention-images",
  version: 1,
  title: "A trained vision transformer with attention under L-Mul",
  question:
    "How many more images does a trained transformer get wrong when QKᵀ and AV are made by L-Mul, without further training?",
  method:
    "A vision transformer (three blocks of width 48 with three heads, 16 patches, trained on Fashion-MNIST in float32, weights kept in float16) classifies test images that the seed draws from 2,000. Only the two products of attention are made by the scheme; their sums and all other operations are float32. The loss is the share right in float32 less the share right under the scheme, on the same images.",
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
    quick: { parameters: { images: 50 }, cost: "about 5 seconds" },
    full: { parameters: { images: 1000 }, cost: "about 2 minutes" },
  },
  async run({ parameters: { images }, random, step, checkpoint }) {
    const model = await loadModel("vit");
    const test = await drawImages(images, random.fork("images"));
    const done = (await checkpoint.load<Partial<Record<SchemeName, number>>>()) ?? {};
    for (const [index, name] of SCHEME_NAMES.entries()) {
      if (done[name] !== undefined) continue;
      const { title, arithmetic } = SCHEMES[name];
      const right = await classified(model, test, { attention: arithmetic }, (share) =>
        step((index + share) / SCHEME_NAMES.length, title),
      );
      done[name] = percentRight(right);
      await checkpoint.save(done);
    }
    const right = done as Record<SchemeName, number>;
    const measured = {
      accuracy: right.float32,
      formulaExcess23: right.field23 - right.formula23,
      formulaExcess4: right.field4 - right.formula4,
    } as Record<Name, number>;
    for (const name of SCHEME_NAMES) measured[`${name}Drop`] = right.float32 - right[name];
    return {
      measurements: measured,
      tables: [
        {
          id: "accuracy",
          title: "Test images right",
          columns: [
            { title: "products of attention" },
            { title: "right", unit: "%", decimals: 2 },
            { title: "lost", unit: "points", decimals: 2 },
          ],
          rows: SCHEME_NAMES.map((name) => [SCHEMES[name].title, right[name], measured[`${name}Drop`]]),
        },
      ],
      figures: [
        {
          id: "accuracy",
          title: "Accuracy lost",
          caption: `Of ${images} test images ${right.float32.toFixed(2)} % are right in float32, ${right.field4.toFixed(2)} % with attention by L-Mul of 4 bits, ${right.formula4.toFixed(2)} % by the formula of 4 bits, ${right.e4m3.toFixed(2)} % in e4m3.`,
          spec: lossSpec(
            COMPARED.map((name) => ({ name, title: SCHEMES[name].title, lost: measured[`${name}Drop`] })),
            "accuracy lost (points)",
          ),
        },
      ],
    };
  },
});
