/**
 * @file Writes what the networks are measured on to `models/`: the first 2,000 test images of Fashion-MNIST, the 10,000 of MNIST, each with their
 * labels first, and the part of Moby-Dick that the language model was not trained on.
 *   npx node papers/l-mul/train/evaluation-data.ts
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { mobyDick } from "@working-papers/tensor/data";
import { splitBook } from "../networks/characters.ts";
import { readImages, type DataSet } from "./image-batches.ts";
import { modelsFolder } from "./keep.ts";

const write = (name: string, bytes: Uint8Array): void =>
  writeFileSync(join(modelsFolder, `${name}.gz`), gzipSync(bytes, { level: 9 }));

async function writeImages(name: DataSet, count: number): Promise<void> {
  const { images, labels } = (await readImages(name)).test;
  const bytes = new Uint8Array(count * 785);
  bytes.set(labels.subarray(0, count));
  const pixels = images.subarray(0, count * 784).map((pixel) => Math.round(pixel * 255));
  bytes.set(pixels, count);
  write(`${name}-test`, bytes);
}

await writeImages("fashion", 2000);
await writeImages("mnist", 10_000);
write("held-out-text", new TextEncoder().encode(splitBook(mobyDick()).held));
