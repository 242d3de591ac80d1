/** ViT-Ti (Touvron et al., 2020: 12 layers of 192 features and 3 heads) on 32x32 images in patches of 4x4. */
import { meanCrossEntropy } from "@working-papers/tensor";
import { initVisionTransformer, visionTransformer, type VisionTransformer } from "@working-papers/tensor/nn";
import { images, type Sizes, type Workload } from "./workload.ts";

const shape = {
  channels: 3,
  image: [32, 32],
  patch: [4, 4],
  features: 192,
  layers: 12,
  classes: 10,
} as const;

export const vit = ({ batch }: Sizes): Workload<VisionTransformer> => ({
  init: (key) => initVisionTransformer(key, shape),
  loss: (params, x, labels) => meanCrossEntropy(visionTransformer(params, x, { heads: 3 }), labels),
  ...images(batch!, shape.channels, 32),
});
