/** Layers for images, channels first, and the vision transformer (Dosovitskiy et al., 2020). */
import {
  add,
  broadcastTo,
  concat,
  conv,
  at,
  reshape,
  transpose,
  zeros,
  type ConvOptions,
} from "../ops/index.ts";
import { name } from "../interventions.ts";
import { split } from "../random.ts";
import { heNormal, normal, type Initializer } from "./initializers.ts";
import { initLinear, initNorm, linear, norm, type Linear, type Norm } from "./layers.ts";
import { block, initBlock, type Block, type BlockOptions } from "./transformer.ts";
import type { Tensor } from "../tensor.ts";

export interface Convolution {
  /** [outputs, inputs / groups, ...window] */
  readonly kernel: Tensor;
  /** [outputs] */
  readonly bias?: Tensor;
}

/** `window` is the kernel's extent in space, such as [3, 3]. */
export function initConvolution(
  key: Tensor,
  inputs: number,
  outputs: number,
  window: readonly number[],
  {
    groups = 1,
    bias = true,
    init = heNormal,
  }: { readonly groups?: number; readonly bias?: boolean; readonly init?: Initializer } = {},
): Convolution {
  // Initialisers count inputs and outputs on the last two axes.
  const drawn = init(key, [...window, inputs / groups, outputs]);
  const rank = window.length;
  return {
    kernel: transpose(drawn, [rank + 1, rank, ...window.keys()]),
    ...(bias && { bias: zeros([outputs]) }),
  };
}

/** x [batch, inputs, ...space] -> [batch, outputs, ...space']. */
export function convolution({ kernel, bias }: Convolution, x: Tensor, options: ConvOptions = {}): Tensor {
  const y = conv(x, kernel, options);
  return bias ? add(y, reshape(bias, [bias.size, ...kernel.shape.slice(2).map(() => 1)])) : y;
}

export interface VisionTransformer {
  readonly patches: Convolution;
  /** [1, 1, features]: the token whose last state is classified. */
  readonly token: Tensor;
  /** [patches + 1, features] */
  readonly positions: Tensor;
  readonly blocks: readonly Block[];
  readonly norm: Norm;
  readonly head: Linear;
}

export interface VisionShape {
  readonly channels: number;
  /** Height and width in pixels, of the image and of a patch. */
  readonly image: readonly [number, number];
  readonly patch: readonly [number, number];
  readonly features: number;
  readonly layers: number;
  readonly classes: number;
}

export function initVisionTransformer(
  key: Tensor,
  { channels, image, patch, features, layers, classes }: VisionShape,
): VisionTransformer {
  const keys = split(key, layers + 4);
  const count = (image[0] / patch[0]) * (image[1] / patch[1]);
  return {
    patches: initConvolution(keys[0]!, channels, features, patch),
    token: normal(0.02)(keys[1]!, [1, 1, features]),
    positions: normal(0.02)(keys[2]!, [count + 1, features]),
    blocks: keys.slice(4).map((k) => initBlock(k, features)),
    norm: initNorm(features),
    head: initLinear(keys[3]!, features, classes),
  };
}

/** Class logits of images [batch, channels, height, width] -> [batch, classes]. Names `embedded` and `blocks.0.…`. */
export function visionTransformer(params: VisionTransformer, images: Tensor, options: BlockOptions): Tensor {
  const cells = convolution(params.patches, images, { stride: params.patches.kernel.shape.slice(2) });
  const [batch, features] = cells.shape as [number, number];
  const tokens = transpose(reshape(cells, [batch, features, -1]), [0, 2, 1]);
  const all = concat([broadcastTo(params.token, [batch, 1, features]), tokens], 1);
  const start = name("embedded", add(all, params.positions));
  const hidden = params.blocks.reduce((x, b, i) => block(b, x, { ...options, label: `blocks.${i}` }), start);
  return linear(params.head, at(norm(params.norm, hidden), 0, 1));
}
