/**
 * Initialisers in the terms of Flax: functions from a key and a shape to values. The last two axes of a shape are inputs and outputs; axes before
 * them (the window of a convolution) multiply both.
 */
import { mul, zeros, ones } from "../ops/index.ts";
import { normal as standardNormal, truncatedNormal, uniform as unitUniform } from "../random.ts";
import { sizeOf, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

export type Initializer = (key: Tensor, shape: Shape) => Tensor;

export const zero: Initializer = (_, shape) => zeros(shape);
export const one: Initializer = (_, shape) => ones(shape);

export const normal =
  (deviation = 0.01): Initializer =>
  (key, shape) =>
    mul(standardNormal(key, shape), deviation);

type Mode = "fanIn" | "fanOut" | "fanAverage";
type Distribution = "normal" | "truncatedNormal" | "uniform";

/** Standard deviation of the standard normal cut off at two deviations. */
const truncatedDeviation = 0.87962566103423978;

/** Values of variance scale / fan (He et al., 2015; Glorot and Bengio, 2010). */
export const varianceScaling =
  (scale: number, mode: Mode, distribution: Distribution): Initializer =>
  (key, shape) => {
    const window = sizeOf(shape.slice(0, -2));
    const fanIn = (shape.at(-2) ?? 1) * window;
    const fanOut = (shape.at(-1) ?? 1) * window;
    const fan = { fanIn, fanOut, fanAverage: (fanIn + fanOut) / 2 }[mode];
    const deviation = Math.sqrt(scale / fan);
    if (distribution === "normal") return mul(standardNormal(key, shape), deviation);
    if (distribution === "truncatedNormal")
      return mul(truncatedNormal(key, shape), deviation / truncatedDeviation);
    const bound = Math.sqrt(3) * deviation;
    return unitUniform(key, shape, { low: -bound, high: bound });
  };

export const lecunNormal = varianceScaling(1, "fanIn", "truncatedNormal");
export const heNormal = varianceScaling(2, "fanIn", "truncatedNormal");
export const heUniform = varianceScaling(2, "fanIn", "uniform");
export const glorotNormal = varianceScaling(1, "fanAverage", "truncatedNormal");
export const glorotUniform = varianceScaling(1, "fanAverage", "uniform");
