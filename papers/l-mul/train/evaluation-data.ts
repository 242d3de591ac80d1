/**
 * @file Writes what the networks are measured on to `models/`: the first 2,000 test images of Fashion-MNIST with their labels.
 *   npx node papers/l-mul/train/evaluation-data.ts
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { fashionMnist } from "./fashion-mnist.ts";
import { modelsFolder } from "./keep.ts";

const count = 2000;
const { images, labels } = fashionMnist("t10k");
const bytes = new Uint8Array(count * 785);
bytes.set(labels.subarray(0, count));
bytes.set(
  images.subarray(0, count * 784).map((pixel) => Math.round(pixel * 255)),
  count,
);
writeFileSync(join(modelsFolder, "test-images.gz"), gzipSync(bytes, { level: 9 }));
