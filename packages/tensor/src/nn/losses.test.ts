import { describe, expect, it } from "vitest";
import { tensor, type Tensor } from "../index.ts";
import { huberLoss, sigmoidCrossEntropy, softCrossEntropy, squaredError } from "./index.ts";

const rounded = async (x: Tensor): Promise<number[]> =>
  Array.from(await x.data(), Number).map((v) => Number(v.toFixed(5)) + 0);

describe("losses", () => {
  const x = tensor([-40, -0.3, 0.5, 3]);
  const y = tensor([0, 1, 0.25, 1]);

  // PyTorch 1.13: F.mse_loss, F.huber_loss, F.binary_cross_entropy_with_logits, F.cross_entropy, all with reduction="none".
  it("compute what PyTorch computes", async () => {
    expect(await rounded(squaredError(x, y))).toEqual([1600, 1.69, 0.0625, 4]);
    expect(await rounded(huberLoss(x, y, 0.5))).toEqual([19.875, 0.525, 0.03125, 0.875]);
    expect(await rounded(sigmoidCrossEntropy(x, y))).toEqual([0, 0.85436, 0.84908, 0.04859]);
    const logits = tensor([
      [1, 2, 3],
      [0, -1, 4],
    ]);
    const smoothed = tensor([
      [0.1, 0.1, 0.8],
      [0.9, 0.05, 0.05],
    ]);
    expect(await rounded(softCrossEntropy(logits, smoothed))).toEqual([0.70761, 3.87474]);
  });
});
