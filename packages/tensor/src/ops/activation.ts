/** Activation functions that ONNX Runtime has fused kernels for, and those that are a line of other operators. */
import { definePrimitive } from "../primitive.ts";
import { isFloat } from "../dtype.ts";
import type { Tensor } from "../tensor.ts";
import {
  abs,
  add,
  clip,
  div,
  erf,
  exp,
  greater,
  mul,
  relu,
  sigmoid,
  softplus,
  tanh,
  where,
  sub,
  neg,
} from "./elementwise.ts";
import { split } from "./rearrange.ts";

const geluOp = definePrimitive({
  name: "gelu",
  shape([x]) {
    if (!isFloat(x!.dtype)) throw new Error("needs a float dtype: cast first");
    return x!;
  },
  // gelu'(x) = Phi(x) + x phi(x); the density's factor goes into its exponent, which saves a pass over the tensor.
  jvp([t], { inputs: [x] }) {
    const u = mul(x!, Math.SQRT1_2);
    const cdf = add(mul(erf(u), 0.5), 0.5);
    const density = exp(sub(-0.5 * Math.log(2 * Math.PI), mul(u, u)));
    return mul(t!, add(cdf, mul(x!, density)));
  },
  onnx: (emit, [x]) => emit.op("Gelu", [x!], {}, emit.standard ? {} : { domain: "com.microsoft" }),
});

/**
 * x times the normal distribution function of x (Hendrycks and Gimpel, 2016). With `approximate`, the original code's
 * x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))).
 */
export function gelu(x: Tensor, { approximate = false }: { readonly approximate?: boolean } = {}): Tensor {
  if (!approximate) return geluOp([x], {});
  const inner = mul(mul(x, add(mul(mul(x, x), 0.044715), 1)), Math.sqrt(2 / Math.PI));
  return mul(mul(x, 0.5), add(tanh(inner), 1));
}

/** x sigmoid(x), also called swish (Ramachandran et al., 2017). */
export const silu = (x: Tensor): Tensor => mul(x, sigmoid(x));

/** x where positive, else slope x. */
export const leakyRelu = (x: Tensor, slope = 0.01): Tensor => where(greater(x, 0), x, mul(x, slope));

/** x where positive, else alpha (exp(x) - 1) (Clevert et al., 2015). The derivative at 0 is alpha. */
export function elu(x: Tensor, alpha = 1): Tensor {
  const positive = greater(x, 0);
  return where(positive, x, mul(sub(exp(where(positive, 0, x)), 1), alpha));
}

/** log(sigmoid(x)), without underflow. */
export const logSigmoid = (x: Tensor): Tensor => neg(softplus(neg(x)));

/** Scaled so that activations keep mean 0 and variance 1: 1.0507 elu(x, 1.6733) (Klambauer et al., 2017). */
export const selu = (x: Tensor): Tensor => mul(elu(x, 1.6732632423543772), 1.0507009873554805);

/** x where positive, else alpha (exp(x / alpha) - 1), whose derivative at 0 is 1 like that of x (Barron, 2017). */
export function celu(x: Tensor, alpha = 1): Tensor {
  const positive = greater(x, 0);
  return where(positive, x, mul(sub(exp(mul(where(positive, 0, x), 1 / alpha)), 1), alpha));
}

/** x tanh(softplus(x)) (Misra, 2019). */
export const mish = (x: Tensor): Tensor => mul(x, tanh(softplus(x)));

/** max(x, 0)^2 (So et al., 2021). */
export const squaredRelu = (x: Tensor): Tensor => mul(relu(x), relu(x));

/** x limited to [0, 6]. */
export const relu6 = (x: Tensor): Tensor => clip(x, 0, 6);

/** relu6(x + 3) / 6. */
export const hardSigmoid = (x: Tensor): Tensor => mul(relu6(add(x, 3)), 1 / 6);

/** x relu6(x + 3) / 6 (Howard et al., 2019). */
export const hardSwish = (x: Tensor): Tensor => mul(x, hardSigmoid(x));

/** x limited to [-1, 1]. */
export const hardTanh = (x: Tensor): Tensor => clip(x, -1, 1);

/** x / (1 + |x|). */
export const softsign = (x: Tensor): Tensor => div(x, add(abs(x), 1));

/** The first half of an axis times the sigmoid of the second (Dauphin et al., 2017). */
export function glu(x: Tensor, axis = -1): Tensor {
  const [a, b] = split(x, 2, axis) as [Tensor, Tensor];
  return mul(a, sigmoid(b));
}
