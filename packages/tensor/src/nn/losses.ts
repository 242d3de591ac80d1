/**
 * Losses in the terms of Optax: each returns one number for each element or row, of which the caller takes the mean. Cross-entropy against
 * integer labels is an operator's neighbour (`crossEntropy`).
 */
import { abs, logSoftmax, mul, neg, softplus, square, sub, sum, where, less } from "../ops/index.ts";
import type { Tensor } from "../tensor.ts";

/** (prediction - target)^2. (Optax's `l2_loss` is half of it.) */
export const squaredError = (predictions: Tensor, targets: Tensor): Tensor =>
  square(sub(predictions, targets));

/** Half the squared error up to a distance of `delta`, from there on a straight line with the same slope (Huber, 1964). */
export function huberLoss(predictions: Tensor, targets: Tensor, delta = 1): Tensor {
  const distance = abs(sub(predictions, targets));
  return where(less(distance, delta), mul(square(distance), 0.5), mul(sub(distance, delta / 2), delta));
}

/**
 * -y log sigmoid(x) - (1 - y) log(1 - sigmoid(x)) for logits x and targets y in [0, 1], as log(1 + exp(x)) - x y, which does not overflow and has
 * the derivative sigmoid(x) - y everywhere.
 */
export const sigmoidCrossEntropy = (logits: Tensor, targets: Tensor): Tensor =>
  sub(softplus(logits), mul(logits, targets));

/** -sum of p log softmax(logits) over the last axis, for distributions p such as smoothed labels: [..., classes] -> [...]. */
export const softCrossEntropy = (logits: Tensor, targets: Tensor): Tensor =>
  neg(sum(mul(targets, logSoftmax(logits)), -1));
