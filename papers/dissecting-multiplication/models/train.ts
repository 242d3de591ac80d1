/**
 * Trains the two small models that the page of this paper opens with, products of a five-digit number and a digit in either order, and
 * writes them beside this file.
 *   npx node papers/dissecting-multiplication/models/train.ts [steps = 6000]
 */
import { random } from "@working-papers/lab";
import { saveTree } from "@working-papers/tensor";
import { writeFileSync } from "node:fs";
import {
  exactlyRight,
  multiplication,
  predict,
  seenBy,
  share,
  train,
  uniform,
  unseen,
  type Training,
} from "../index.ts";
import { SMALL } from "./load.ts";

const steps = Number(process.argv[2] ?? 6000);

for (const order of ["ordinal", "reversed"] as const) {
  const task = multiplication(5, 1, order);
  const training: Training = {
    task,
    shape: SMALL,
    sampler: uniform(task),
    steps,
    batch: 256,
    learningRate: 2e-3,
  };
  const stream = random(1).fork(order);
  const { params } = await train(training, stream, {
    step({ done, loss }) {
      if (done % 500 === 0)
        console.log(`${order}: step ${done} of ${steps}, ${loss.toFixed(4)} nats a digit`);
    },
  });
  const fresh = unseen(task, uniform(task), stream.fork("test"), 5000, seenBy(training, stream));
  const right = share(exactlyRight(task, await predict(task, SMALL, params, fresh)));
  console.log(`${order}: ${(100 * right).toFixed(2)} % of ${fresh.length} unseen problems`);
  writeFileSync(new URL(`${order}.safetensors`, import.meta.url), await saveTree(params));
}
