/** 784 - 512 - 512 - 10 with rectifiers. */
import { meanCrossEntropy, random, relu, reshape, type Tensor } from "@working-papers/tensor";
import { initLinear, linear, type Linear } from "@working-papers/tensor/nn";
import { images, type Sizes, type Workload } from "./workload.ts";

const widths = [784, 512, 512, 10];

export function mlp({ batch }: Sizes): Workload<Linear[]> {
  const { inputs, targets } = images(batch!, 1, 28);
  return {
    init: (key: Tensor) =>
      random.split(key, widths.length - 1).map((k, i) => initLinear(k, widths[i]!, widths[i + 1]!)),
    loss(layers, x, labels) {
      const logits = layers.reduce((h, layer, i) => linear(layer, i === 0 ? h : relu(h)), x);
      return meanCrossEntropy(logits, labels);
    },
    inputs: reshape(inputs, [batch!, 784]),
    targets,
  };
}
