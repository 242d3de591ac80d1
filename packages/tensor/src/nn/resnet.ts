/**
 * Residual networks for images (He et al., 2015): blocks of two 3x3 convolutions with batch normalisation, whose result is added to their
 * input. With `widths: [16, 32, 64], blocks: n` it is the paper's ResNet-(6n + 2) for 32x32 images (section 4.2), with projections (option B)
 * where the shape changes.
 */
import { add, batchNorm, globalMeanPool, relu, type BatchStatistics } from "../ops/index.ts";
import { fail } from "../errors.ts";
import { name } from "../interventions.ts";
import { split } from "../random.ts";
import type { Tensor } from "../tensor.ts";
import { initLinear, initNorm, linear, type Linear, type Norm } from "./layers.ts";
import { convolution, initConvolution, type Convolution } from "./vision.ts";

/** A convolution without a bias (the normalisation has one) and batch normalisation. */
export interface NormedConvolution {
  readonly conv: Convolution;
  readonly norm: Norm;
}

export interface ResidualBlock {
  readonly first: NormedConvolution;
  readonly second: NormedConvolution;
  /** Where the block changes the shape: 1x1 with the block's stride. */
  readonly projection?: NormedConvolution;
}

export interface ResNet {
  readonly stem: NormedConvolution;
  readonly stages: readonly (readonly ResidualBlock[])[];
  readonly head: Linear;
}

export interface ResNetShape {
  readonly channels: number;
  /** Channels of each stage; every stage but the first halves height and width. */
  readonly widths: readonly number[];
  /** Residual blocks in each stage. */
  readonly blocks: number;
  readonly classes: number;
}

const initNormed = (key: Tensor, inputs: number, outputs: number, side: number): NormedConvolution => ({
  conv: initConvolution(key, inputs, outputs, [side, side], { bias: false }),
  norm: initNorm(outputs),
});

function initResidual(key: Tensor, inputs: number, outputs: number): ResidualBlock {
  const [a, b, c] = split(key, 3) as [Tensor, Tensor, Tensor];
  return {
    first: initNormed(a, inputs, outputs, 3),
    second: initNormed(b, outputs, outputs, 3),
    ...(inputs !== outputs && { projection: initNormed(c, inputs, outputs, 1) }),
  };
}

export function initResNet(key: Tensor, { channels, widths, blocks, classes }: ResNetShape): ResNet {
  const [stem, head, ...keys] = split(key, 2 + widths.length * blocks) as [Tensor, Tensor, ...Tensor[]];
  return {
    stem: initNormed(stem, channels, widths[0]!, 3),
    stages: widths.map((width, s) =>
      Array.from({ length: blocks }, (_, i) =>
        initResidual(keys[s * blocks + i]!, i === 0 && s > 0 ? widths[s - 1]! : width, width),
      ),
    ),
    head: initLinear(head, widths.at(-1)!, classes),
  };
}

export interface ResNetOptions {
  /** Statistics to normalise by, one for each normalisation in order, such as averages over the steps of a training. Default: the batch's own. */
  readonly running?: readonly BatchStatistics[];
}

/**
 * Class logits of images [batch, channels, height, width] -> [batch, classes], and the statistics that each normalisation used, in order: average
 * them over steps with `ema` and hand them back as `running` to classify. Names `stem` and `stages.0.0` and so on.
 * @throws TensorError if `running` has another length than the network has normalisations.
 */
export function resNet(
  params: ResNet,
  images: Tensor,
  { running }: ResNetOptions = {},
): [Tensor, BatchStatistics[]] {
  const used: BatchStatistics[] = [];
  const normed = ({ conv, norm }: NormedConvolution, x: Tensor, stride = 1): Tensor => {
    const padding = (conv.kernel.shape[2]! - 1) / 2;
    const known = running?.[used.length];
    if (running && !known)
      fail(`resNet: ${running.length} running statistics do not reach every normalisation`);
    const [y, statistics] = batchNorm(
      convolution(conv, x, { stride, padding }),
      norm.scale,
      norm.bias,
      known && { running: known },
    );
    used.push(statistics);
    return y;
  };
  let h = name("stem", relu(normed(params.stem, images)));
  params.stages.forEach((stage, s) =>
    stage.forEach(({ first, second, projection }, i) => {
      const stride = projection && s > 0 && i === 0 ? 2 : 1;
      const inner = normed(second, relu(normed(first, h, stride)));
      const past = projection ? normed(projection, h, stride) : h;
      h = name(`stages.${s}.${i}`, relu(add(inner, past)));
    }),
  );
  if (running && used.length !== running.length)
    fail(`resNet: ${running.length} running statistics for ${used.length} normalisations`);
  return [linear(params.head, globalMeanPool(h)), used];
}
