/**
 * @file Fine-tunes a trained vision transformer with every multiplication of its forward pass under one arithmetic, and writes it to `models/`.
 *   npx node papers/l-mul/train/fine-tune.ts SEED float32|lmul:3|e4m3+e4m3
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArithmetic } from "@working-papers/arithmetic/interpreter";
import { adamw, chain, clipByGlobalNorm, schedules } from "@working-papers/tensor/optim";
import { imageBatches, readImages } from "./image-batches.ts";
import { inHalf, modelsFolder } from "./keep.ts";
import { inFloat32 } from "./widen.ts";
import { fineTune } from "./straight-through.ts";

const steps = 120;
const batch = 50;

const [seedText, arithmetic] = process.argv.slice(2);
const seed = Number(seedText);
if (!Number.isInteger(seed) || !arithmetic) throw new Error("Give a seed and an arithmetic, such as lmul:3.");

const base = inFloat32(readFileSync(join(modelsFolder, `vit-fashion-${seed}.onnx`)));
const { training } = await readImages("fashion");
const begin = performance.now();
const tuned = await fineTune(base, {
  arithmetic: { default: parseArithmetic(arithmetic) },
  optimizer: chain(
    clipByGlobalNorm(1),
    adamw(schedules.warmupCosine(3e-4, 10, steps, 0.1), {
      weightDecay: 0.01,
      mask: (weights) => weights.rank > 1,
    }),
  ),
  steps,
  batch: imageBatches(training, batch, 1000 + seed, { move: 2, mirror: true }),
  report: (step, loss) => {
    const seconds = (performance.now() - begin) / 1000;
    const left = (seconds / step) * (steps - step);
    console.log(
      `step ${step} of ${steps}: training loss ${loss.toFixed(4)}; ${seconds.toFixed(0)} s, ${left.toFixed(0)} s left`,
    );
  },
});
const name = `vit-fashion-${seed}-${arithmetic.replaceAll(/[^a-z0-9]+/g, "-")}`;
writeFileSync(join(modelsFolder, `${name}.onnx`), inHalf(tuned));
console.log(`models/${name}.onnx`);
