/** LeNet-5 (LeCun et al., 1998) with rectifiers and maxima, on images of MNIST's shape. */
import { maxPool, meanCrossEntropy, random, relu, reshape, type Tensor } from "@working-papers/tensor";
import { convolution, initConvolution, initLinear, linear } from "@working-papers/tensor/nn";
import { images, type Sizes, type Workload } from "./workload.ts";

const init = (key: Tensor) => {
  const [a, b, c, d, e] = random.split(key, 5) as [Tensor, Tensor, Tensor, Tensor, Tensor];
  return {
    conv1: initConvolution(a, 1, 6, [5, 5]),
    conv2: initConvolution(b, 6, 16, [5, 5]),
    dense1: initLinear(c, 400, 120),
    dense2: initLinear(d, 120, 84),
    dense3: initLinear(e, 84, 10),
  };
};
type Params = ReturnType<typeof init>;

function classify(params: Params, x: Tensor): Tensor {
  const first = maxPool(relu(convolution(params.conv1, x, { padding: 2 })), 2);
  const second = maxPool(relu(convolution(params.conv2, first)), 2);
  const hidden = relu(linear(params.dense1, reshape(second, [x.shape[0]!, 400])));
  return linear(params.dense3, relu(linear(params.dense2, hidden)));
}

export const lenet = ({ batch }: Sizes): Workload<Params> => ({
  init,
  loss: (params, x, labels) => meanCrossEntropy(classify(params, x), labels),
  ...images(batch!, 1, 28),
});
