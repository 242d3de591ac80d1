/**
 * @file The image classifiers of the experiments, for the ten classes of Fashion-MNIST: a vision transformer, a convolutional network and
 * the perceptron 784-128-10 that hardware projects built with L-Mul. All take pixels from 0 to 1, [batch, 1, 28, 28], and give logits [batch, 10].
 */
import { maxPool, relu, reshape, random, sub, mul, type Tensor } from "@working-papers/tensor";
import {
  convolution,
  initConvolution,
  initializers,
  initLinear,
  initVisionTransformer,
  linear,
  visionTransformer,
  type Linear,
} from "@working-papers/tensor/nn";

/** A network as two functions: parameters from a key, logits from parameters and images. */
export interface Classifier<Params> {
  readonly init: (key: Tensor) => Params;
  readonly apply: (params: Params, images: Tensor) => Tensor;
}

/** Mean and deviation of the pixels of the training set. */
const standardized = (images: Tensor): Tensor => mul(sub(images, 0.286), 1 / 0.353);

/** Sixteen patches of 7 x 7 pixels and a class token through three blocks of width 48 with three heads: 88,000 weights. */
export const vit: Classifier<ReturnType<typeof initVisionTransformer>> = {
  init: (key) =>
    initVisionTransformer(key, {
      channels: 1,
      image: [28, 28],
      patch: [7, 7],
      features: 48,
      layers: 3,
      classes: 10,
    }),
  apply: (params, images) => visionTransformer(params, standardized(images), { heads: 3 }),
};

const initConvolutional = (key: Tensor) => {
  const [first, second, third, hidden, out] = random.split(key, 5);
  return {
    first: initConvolution(first, 1, 16, [3, 3]),
    second: initConvolution(second, 16, 32, [3, 3]),
    third: initConvolution(third, 32, 64, [3, 3]),
    hidden: initLinear(hidden, 64 * 3 * 3, 64, { init: initializers.heNormal }),
    out: initLinear(out, 64, 10),
  };
};

/** Three convolutions of 3 x 3 with maxima over 2 x 2, and two linear layers: 60,000 weights. */
export const cnn: Classifier<ReturnType<typeof initConvolutional>> = {
  init: initConvolutional,
  apply(params, images) {
    const layer = (weights: typeof params.first, x: Tensor): Tensor =>
      maxPool(relu(convolution(weights, x, { padding: "same" })), 2);
    const features = layer(params.third, layer(params.second, layer(params.first, standardized(images))));
    const rows = reshape(features, [images.shape[0]!, -1]);
    return linear(params.out, relu(linear(params.hidden, rows)));
  },
};

/** One hidden layer of 128. */
export const perceptron: Classifier<{ hidden: Linear; out: Linear }> = {
  init(key) {
    const [hidden, out] = random.split(key);
    return {
      hidden: initLinear(hidden, 28 * 28, 128, { init: initializers.heNormal }),
      out: initLinear(out, 128, 10),
    };
  },
  apply: (params, images) =>
    linear(params.out, relu(linear(params.hidden, reshape(standardized(images), [images.shape[0]!, -1])))),
};
