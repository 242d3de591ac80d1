/** ResNet-20 for images of 32x32 (He et al., 2015, section 4.2): three stages of 16, 32 and 64 channels. */
import { meanCrossEntropy } from "@working-papers/tensor";
import { initResNet, resNet, type ResNet } from "@working-papers/tensor/nn";
import { images, type Sizes, type Workload } from "./workload.ts";

const shape = { channels: 3, widths: [16, 32, 64], blocks: 3, classes: 10 } as const;

export const resnet = ({ batch }: Sizes): Workload<ResNet> => ({
  init: (key) => initResNet(key, shape),
  loss: (params, x, labels) => meanCrossEntropy(resNet(params, x)[0], labels),
  ...images(batch!, shape.channels, 32),
});
