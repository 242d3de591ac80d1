/**
 * @file The trained networks and what they are measured on, on demand: from the folder in Node, from the site in a page.
 *
 * Test images: the first 2,000 of Fashion-MNIST's (Zalando SE, MIT licence) and the 10,000 of MNIST's (LeCun, Cortes and Burges, CC BY-SA 3.0).
 * Text: the last tenth of Moby-Dick (Melville, 1851).
 */
import type { Random } from "@working-papers/lab";
import * as functions from "@working-papers/lab/elementary";
import { interpreter, type Interpreter } from "@working-papers/arithmetic/interpreter";

/** Written out one by one, so that a bundler sees each file. */
const files = {
  "characters-1": new URL("./characters-1.onnx", import.meta.url),
  "characters-2": new URL("./characters-2.onnx", import.meta.url),
  "characters-3": new URL("./characters-3.onnx", import.meta.url),
  "vit-fashion-1": new URL("./vit-fashion-1.onnx", import.meta.url),
  "vit-fashion-2": new URL("./vit-fashion-2.onnx", import.meta.url),
  "vit-fashion-3": new URL("./vit-fashion-3.onnx", import.meta.url),
  "vit-fashion-1-float32": new URL("./vit-fashion-1-float32.onnx", import.meta.url),
  "vit-fashion-1-lmul-3": new URL("./vit-fashion-1-lmul-3.onnx", import.meta.url),
  "vit-fashion-1-e4m3-e4m3": new URL("./vit-fashion-1-e4m3-e4m3.onnx", import.meta.url),
  "vit-fashion-2-float32": new URL("./vit-fashion-2-float32.onnx", import.meta.url),
  "vit-fashion-2-lmul-3": new URL("./vit-fashion-2-lmul-3.onnx", import.meta.url),
  "vit-fashion-2-e4m3-e4m3": new URL("./vit-fashion-2-e4m3-e4m3.onnx", import.meta.url),
  "vit-fashion-3-float32": new URL("./vit-fashion-3-float32.onnx", import.meta.url),
  "vit-fashion-3-lmul-3": new URL("./vit-fashion-3-lmul-3.onnx", import.meta.url),
  "vit-fashion-3-e4m3-e4m3": new URL("./vit-fashion-3-e4m3-e4m3.onnx", import.meta.url),
  "vit-mnist-1": new URL("./vit-mnist-1.onnx", import.meta.url),
  "cnn-fashion-1": new URL("./cnn-fashion-1.onnx", import.meta.url),
  "cnn-mnist-1": new URL("./cnn-mnist-1.onnx", import.meta.url),
  "cnn-mnist-2": new URL("./cnn-mnist-2.onnx", import.meta.url),
  "cnn-mnist-3": new URL("./cnn-mnist-3.onnx", import.meta.url),
  "perceptron-mnist-1": new URL("./perceptron-mnist-1.onnx", import.meta.url),
  "perceptron-mnist-2": new URL("./perceptron-mnist-2.onnx", import.meta.url),
  "perceptron-mnist-3": new URL("./perceptron-mnist-3.onnx", import.meta.url),
} as const;
export type ModelName = keyof typeof files;
export const MODEL_NAMES = Object.keys(files) as ModelName[];

const testImages = {
  fashion: new URL("./fashion-test.gz", import.meta.url),
  mnist: new URL("./mnist-test.gz", import.meta.url),
} as const;
export type DataSet = keyof typeof testImages;

const heldOutText = new URL("./held-out-text.gz", import.meta.url);

const loaded = new Map<string, Promise<Uint8Array>>();

/** The bytes of a file, read once. @throws Error in a sentence when it cannot be had */
function bytesOf(url: URL): Promise<Uint8Array> {
  let bytes = loaded.get(url.href);
  if (!bytes) loaded.set(url.href, (bytes = read(url)));
  bytes.catch(() => loaded.delete(url.href));
  return bytes;
}

async function read(url: URL): Promise<Uint8Array> {
  if (url.protocol === "file:") {
    const { readFile } = process.getBuiltinModule("node:fs/promises");
    return readFile(url);
  }
  const answer = await fetch(url);
  if (!answer.ok)
    throw new Error(
      `${url.pathname} was expected from the site and it answered ${answer.status}; reload the page.`,
    );
  return new Uint8Array(await answer.arrayBuffer());
}

async function unzipped(url: URL): Promise<Uint8Array> {
  const bytes = await bytesOf(url);
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  return new Uint8Array(
    await new Response(stream.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer(),
  );
}

/** A trained network, ready to run, with elementary functions that give the same bits everywhere. */
export async function loadModel(name: ModelName): Promise<Interpreter> {
  return interpreter(await bytesOf(files[name]), { functions });
}

export interface TestImages {
  /** Pixels from 0 to 1, [count, 784]. */
  readonly images: Float32Array;
  readonly labels: Uint8Array;
}

/** The images on which networks are measured and on which none was trained. */
export async function loadImages(from: DataSet): Promise<TestImages> {
  const bytes = await unzipped(testImages[from]);
  const count = bytes.length / 785;
  return {
    labels: bytes.slice(0, count),
    images: Float32Array.from(bytes.subarray(count), (pixel) => pixel / 255),
  };
}

/** Some of them, drawn without repetition. */
export async function drawImages(from: DataSet, count: number, random: Random): Promise<TestImages> {
  const all = await loadImages(from);
  const chosen = random.permutation(all.labels.length).slice(0, count);
  const images = new Float32Array(count * 784);
  chosen.forEach((place, to) => images.set(all.images.subarray(place * 784, (place + 1) * 784), to * 784));
  return { images, labels: Uint8Array.from(chosen, (place) => all.labels[place]) };
}

/** The last tenth of Moby-Dick, on which no language model was trained. */
export const loadText = async (): Promise<string> => new TextDecoder().decode(await unzipped(heldOutText));
