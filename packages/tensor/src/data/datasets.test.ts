/** Data sets as their packages ship them. Those that are not installed are not read, and a line says so. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fashionMnist, mnist, mobyDick, type Labelled } from "./index.ts";

/** The data set, or undefined and a line where it is missing. Any other failure is one. */
function installed<T>(load: () => T): T | undefined {
  try {
    return load();
  } catch (error) {
    if (!/not installed|is not in/.test((error as Error).message)) throw error;
    console.log(`not tested: ${(error as Error).message}`);
    return undefined;
  }
}

/** How many examples each class has. */
async function counts({ labels }: Labelled): Promise<number[]> {
  const found = Array.from({ length: 10 }, () => 0);
  for (const label of await labels.data()) found[Number(label)]!++;
  return found;
}

const [digits, clothes, book] = [installed(mnist), installed(fashionMnist), installed(mobyDick)];

describe("data sets", () => {
  it.skipIf(!digits)("MNIST has the class counts of its description", async () => {
    expect(await counts(digits!.train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(await counts(digits!.test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect(digits!.train.images.shape).toEqual([60_000, 1, 28, 28]);
  });

  it.skipIf(!clothes)(
    "Fashion-MNIST has 6,000 and 1,000 of each class, and its mean brightness",
    async () => {
      expect(new Set(await counts(clothes!.train))).toEqual(new Set([6000]));
      expect(new Set(await counts(clothes!.test))).toEqual(new Set([1000]));
      // The mean that training recipes normalise with is 0.2860.
      const pixels = (await clothes!.train.images.data()) as Uint8Array;
      expect(pixels.reduce((a, b) => a + b, 0) / pixels.length / 255).toBeCloseTo(0.286, 4);
    },
  );

  it.skipIf(!book)("Moby-Dick begins as it does", () => {
    expect(book!.slice(0, 200)).toMatch(/Call me Ishmael\. Some years ago/);
    expect(book!.length).toBeGreaterThan(1_100_000);
  });

  it("say how to get one that is missing, and which file is damaged", () => {
    expect(() => fashionMnist("/nowhere")).toThrow(
      "Fashion-MNIST is not in /nowhere: apt-get install dataset-fashion-mnist, or give the folder of its four .gz files",
    );
    const folder = mkdtempSync(join(tmpdir(), "fashion-"));
    const file = join(folder, "train-images-idx3-ubyte.gz");
    writeFileSync(file, "not gzip");
    expect(() => fashionMnist(folder)).toThrow(
      /train-images-idx3-ubyte.gz cannot be unpacked: incorrect header/,
    );
    writeFileSync(file, gzipSync("other bytes"));
    expect(() => fashionMnist(folder)).toThrow(
      /has the SHA-256 [0-9a-f]{64}, not c59f468a.*: another version, or damaged/,
    );
  });
});
