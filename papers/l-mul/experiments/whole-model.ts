/** @file A trained transformer all of whose multiplications are L-Muls of three mantissa bits, against one that multiplies and adds in fp8 e4m3. */
import { defineExperiment, z } from "@working-papers/lab";
import { parseArithmetic } from "@working-papers/arithmetic/interpreter";
import { SIZE } from "../figures.ts";
import { drawImages, loadModel } from "../models/load.ts";
import { classified, percentRight } from "../networks/evaluate.ts";

const CASES = {
  float32: { title: "float32", arithmetic: "float32" },
  lmul3: { title: "L-Mul, 3 bits", arithmetic: "lmul:3" },
  e4m3: { title: "e4m3, sums in float32", arithmetic: "e4m3" },
  fp8: { title: "e4m3, sums in e4m3", arithmetic: "e4m3+e4m3" },
  lmul3Fp8: { title: "L-Mul, 3 bits, sums in e4m3", arithmetic: "lmul:3+e4m3" },
} as const;
type CaseName = keyof typeof CASES;
const CASE_NAMES = Object.keys(CASES) as CaseName[];

type Name = `${CaseName}Right` | "gap" | "lost";
const points = { unit: "points", decimals: 2 };
const measurements = {
  gap: { title: "Accuracy of e4m3 with e4m3 sums less that of L-Mul with 3 bits", ...points },
  lost: { title: "Accuracy of float32 less that of L-Mul with 3 bits", ...points },
} as Record<Name, { title: string; unit: string; decimals: number }>;
for (const name of CASE_NAMES)
  measurements[`${name}Right`] = { title: `Images right, ${CASES[name].title}`, unit: "%", decimals: 2 };

export default defineExperiment({
  id: "whole-model",
  version: 1,
  title: "All multiplications of a transformer under L-Mul",
  question:
    "Is a transformer whose every multiplication is an L-Mul of three bits as good as one in fp8 e4m3 with sums in e4m3, without fine-tuning?",
  method:
    "Every multiplication of the vision transformer (convolution, linear layers, attention, and elementwise products of normalisation, GELU and scaling) is made by the arithmetic. L-Mul cuts operands to three mantissa bits and adds in float32; fp8 rounds operands, products and each partial sum to e4m3, to nearest even, saturating. No tensor is scaled, and the network is as it was trained in float32. The seed draws the test images.",
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
    full: { parameters: { images: 1000 }, cost: "about a minute" },
  },
  async run({ parameters: { images }, random, step, checkpoint }) {
    const test = await drawImages(images, random.fork("images"));
    const model = await loadModel("vit");
    const done = (await checkpoint.load<Partial<Record<CaseName, number>>>()) ?? {};
    for (const [index, name] of CASE_NAMES.entries()) {
      if (done[name] !== undefined) continue;
      const { title, arithmetic } = CASES[name];
      const right = await classified(model, test, { default: parseArithmetic(arithmetic) }, (share) =>
        step((index + share) / CASE_NAMES.length, title),
      );
      done[name] = percentRight(right);
      await checkpoint.save(done);
    }
    const right = done as Record<CaseName, number>;
    const measured = {
      gap: right.fp8 - right.lmul3,
      lost: right.float32 - right.lmul3,
    } as Record<Name, number>;
    for (const name of CASE_NAMES) measured[`${name}Right`] = right[name];
    return {
      measurements: measured,
      tables: [
        {
          id: "accuracy",
          title: "Test images right",
          columns: [
            { title: "arithmetic of all multiplications" },
            { title: "right", unit: "%", decimals: 2 },
          ],
          rows: CASE_NAMES.map((name) => [CASES[name].title, right[name]]),
        },
      ],
      figures: [
        {
          id: "accuracy",
          title: "Test images right",
          caption: `Of ${images} test images ${right.float32.toFixed(1)} % are right in float32, ${right.lmul3.toFixed(1)} % with all multiplications L-Muls of three bits and ${right.fp8.toFixed(1)} % in e4m3 with sums in e4m3.`,
          spec: {
            ...SIZE,
            data: {
              values: CASE_NAMES.map((name) => ({
                arithmetic: CASES[name].title,
                right: right[name],
              })),
            },
            mark: { type: "bar", tooltip: true },
            encoding: {
              y: { field: "arithmetic", type: "nominal", sort: null, title: null, axis: { labelLimit: 0 } },
              x: {
                field: "right",
                type: "quantitative",
                title: "images right (%)",
                scale: { domain: [0, 100] },
              },
            },
          },
        },
      ],
    };
  },
});
