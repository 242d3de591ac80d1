/** @file Trained transformers all of whose multiplications are L-Muls of three mantissa bits, against fp8 e4m3 that multiplies and adds, before and after fine-tuning. */
import { defineExperiment, type MeasurementInfo } from "@working-papers/lab";
import { parseArithmetic } from "@working-papers/arithmetic/interpreter";
import { LEGEND, SIZE } from "../figures.ts";
import { drawImages, loadModel } from "../models/load.ts";
import { accuracy } from "../networks/evaluate.ts";
import { ACCURACY, imagesOf, measureEach, trainingOf } from "../networks/losses.ts";

/** `tuned` is the ending of the file's name for networks that were fine-tuned under the arithmetic. */
const CASES = {
  float32: { title: "float32", arithmetic: "float32", tuned: "" },
  lmul3: { title: "L-Mul, 3 bits", arithmetic: "lmul:3", tuned: "" },
  e4m3: { title: "e4m3, sums in float32", arithmetic: "e4m3", tuned: "" },
  fp8: { title: "e4m3, sums in e4m3", arithmetic: "e4m3+e4m3", tuned: "" },
  lmul3Fp8: { title: "L-Mul, 3 bits, sums in e4m3", arithmetic: "lmul:3+e4m3", tuned: "" },
  float32Tuned: { title: "float32, fine-tuned", arithmetic: "float32", tuned: "-float32" },
  lmul3Tuned: { title: "L-Mul, 3 bits, fine-tuned", arithmetic: "lmul:3", tuned: "-lmul-3" },
  fp8Tuned: { title: "e4m3, sums in e4m3, fine-tuned", arithmetic: "e4m3+e4m3", tuned: "-e4m3-e4m3" },
} as const;
type CaseName = keyof typeof CASES;
const CASE_NAMES = Object.keys(CASES) as CaseName[];

type Name = `${CaseName}Right` | "gap" | "gapTuned" | "lost" | "lostTuned";
const points = { unit: "points", decimals: 2 };
const measurements = {
  gap: { title: "Accuracy of e4m3 with e4m3 sums less that of L-Mul with 3 bits", ...points },
  gapTuned: { title: "The same after fine-tuning each", ...points },
  lost: { title: "Accuracy of float32 less that of L-Mul with 3 bits", ...points },
  lostTuned: { title: "The same after fine-tuning each", ...points },
} as Record<Name, MeasurementInfo>;
for (const name of CASE_NAMES)
  measurements[`${name}Right`] = { title: `Images right, ${CASES[name].title}`, unit: "%", decimals: 2 };

export default defineExperiment({
  id: "whole-model",
  version: 2,
  title: "All multiplications of a transformer under L-Mul",
  question:
    "Is a transformer whose every multiplication is an L-Mul of three bits as good as one in fp8 e4m3 with sums in e4m3, before and after fine-tuning?",
  method:
    "Every multiplication of the vision transformer (convolution, linear layers, attention, and elementwise products of normalisation, GELU and scaling) is made by the arithmetic. L-Mul cuts operands to three mantissa bits and adds in float32; fp8 rounds operands, products and each partial sum to e4m3, to nearest even, saturating. No tensor is scaled. Fine-tuned networks went on from the float32 one for 120 steps of 50 images with their own arithmetic in the forward pass and exact derivatives (straight-through). There are three trainings from different seeds, each fine-tuned in three ways; a seed of the run chooses one of them and draws the test images.",
  provider: "wasm kernels",
  varies: "by seed",
  parameters: imagesOf(2000),
  measurements,
  presets: {
    quick: { parameters: { images: 50 }, cost: "about 3 seconds" },
    full: { parameters: { images: 2000 }, cost: "about a minute" },
  },
  async run({ parameters: { images }, seed, random, ...context }) {
    const test = await drawImages("fashion", images, random.fork("images"));
    const right = await measureEach(CASES, context, async (name, progress) => {
      const { arithmetic, tuned } = CASES[name];
      const model = await loadModel(`vit-fashion-${trainingOf(seed)}${tuned}`);
      return accuracy(model, test, { default: parseArithmetic(arithmetic) }, progress);
    });
    const measured = {
      gap: right.fp8 - right.lmul3,
      gapTuned: right.fp8Tuned - right.lmul3Tuned,
      lost: right.float32 - right.lmul3,
      lostTuned: right.float32Tuned - right.lmul3Tuned,
    } as Record<Name, number>;
    for (const name of CASE_NAMES) measured[`${name}Right`] = right[name];
    const percent = (name: CaseName): string => `${right[name].toFixed(1)} %`;
    return {
      measurements: measured,
      tables: [
        {
          id: "accuracy",
          title: "Test images right",
          columns: [
            { title: "arithmetic of all multiplications" },
            { title: "right", unit: ACCURACY.unit, decimals: ACCURACY.decimals },
          ],
          rows: CASE_NAMES.map((name) => [CASES[name].title, right[name]]),
        },
      ],
      figures: [
        {
          id: "accuracy",
          title: "Test images right",
          caption: `Of ${images} test images ${percent("float32")} are right in float32, ${percent("lmul3")} with all multiplications L-Muls of three bits and ${percent("fp8")} in e4m3 with sums in e4m3; after fine-tuning ${percent("lmul3Tuned")} and ${percent("fp8Tuned")}.`,
          spec: {
            ...SIZE,
            data: {
              values: CASE_NAMES.map((name) => ({
                arithmetic: CASES[name].title,
                right: right[name],
                training: CASES[name].tuned ? "fine-tuned" : "as trained",
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
              color: { field: "training", type: "nominal", legend: LEGEND },
            },
          },
        },
      ],
    };
  },
});
