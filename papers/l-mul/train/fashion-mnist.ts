/** @file Fashion-MNIST (Xiao et al., 2017; MIT licence) from Debian's package dataset-fashion-mnist, or the folder in FASHION_MNIST. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { decodeIdx } from "@working-papers/tensor/data";

export interface LabelledImages {
  /** Pixels from 0 to 1, [images, 28 · 28]. */
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

const folder = process.env["FASHION_MNIST"] ?? "/usr/share/datasets/fashion-mnist";

const read = (name: string): Uint8Array => {
  const path = join(folder, `${name}-ubyte.gz`);
  if (!existsSync(path))
    throw new Error(
      `Fashion-MNIST is not in ${folder}; install the Debian package dataset-fashion-mnist, or set FASHION_MNIST to its folder.`,
    );
  return decodeIdx(gunzipSync(readFileSync(path))).data;
};

/** The 60,000 images to train on, or the 10,000 to test on. */
export function fashionMnist(part: "train" | "t10k"): LabelledImages {
  return {
    images: Float32Array.from(read(`${part}-images-idx3`), (pixel) => pixel / 255),
    labels: Int32Array.from(read(`${part}-labels-idx1`)),
  };
}
