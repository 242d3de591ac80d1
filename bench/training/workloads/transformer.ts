/** The transformer of the design: 2 layers of 8 heads over 24 tokens of 16 kinds, exact GELU, next-token loss. */
import { meanCrossEntropy, random, type Tensor } from "@working-papers/tensor";
import { decoder, initDecoder, type Decoder } from "@working-papers/tensor/nn";
import type { Sizes, Workload } from "./workload.ts";

const [vocabulary, length, layers, heads] = [16, 24, 2, 8];

export function transformer({ features, batch }: Sizes): Workload<Decoder> {
  const tokens = random.integers(random.key(1), [batch!, length], 0, vocabulary);
  return {
    init: (key: Tensor) => initDecoder(key, { vocabulary, length, features: features!, layers }),
    loss: (params, inputs, targets) => meanCrossEntropy(decoder(params, inputs, { heads }), targets),
    inputs: tokens,
    targets: tokens,
  };
}
