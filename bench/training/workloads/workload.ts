/** What a workload is for this repository's contestant: parameters, a batch, and a loss. Every contestant trains it with Adam at rate 1e-3. */
import { random, type Tensor } from "@working-papers/tensor";

export interface Workload<P = unknown> {
  init(key: Tensor): P;
  loss(params: P, inputs: Tensor, targets: Tensor): Tensor;
  /** The one batch that every step sees: speed does not depend on its values. */
  readonly inputs: Tensor;
  readonly targets: Tensor;
}

/** Numbers that choose a workload's size, such as `batch`; handed to every contestant. */
export type Sizes = Readonly<Record<string, number>>;

/** Random images [batch, channels, side, side] and labels of ten classes. */
export const images = (
  batch: number,
  channels: number,
  side: number,
): Pick<Workload, "inputs" | "targets"> => ({
  inputs: random.normal(random.key(1), [batch, channels, side, side]),
  targets: random.integers(random.key(2), [batch], 0, 10),
});
