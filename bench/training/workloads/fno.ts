/** A Fourier neural operator in two dimensions (Li et al., 2020): 4 layers of 20 channels that keep 8 x 8 modes, on grids of 32 x 32. */
import {
  add,
  concat,
  fft,
  gelu,
  ifft,
  irfft,
  matmul,
  mean,
  mul,
  random,
  reshape,
  rfft,
  sliceAxis,
  square,
  sub,
  neg,
  transpose,
  pad,
  type Tensor,
} from "@working-papers/tensor";
import { initLinear, linear, type Linear } from "@working-papers/tensor/nn";
import type { Sizes, Workload } from "./workload.ts";

const [side, width, modes, layers] = [32, 20, 8, 4];

interface Layer {
  /** [2 modes, modes, width, width]: real and imaginary parts of a matrix for each kept frequency. */
  readonly re: Tensor;
  readonly im: Tensor;
  readonly local: Linear;
}
interface Operator {
  readonly lift: Linear;
  readonly layers: readonly Layer[];
  readonly hidden: Linear;
  readonly out: Linear;
}

const init = (key: Tensor): Operator => {
  const [lift, hidden, out, ...rest] = random.split(key, 3 + layers) as [Tensor, Tensor, Tensor, ...Tensor[]];
  return {
    lift: initLinear(lift, 3, width),
    layers: rest.map((k) => {
      const [a, b, c] = random.split(k, 3) as [Tensor, Tensor, Tensor];
      const spectral = (each: Tensor): Tensor =>
        mul(random.uniform(each, [2 * modes, modes, width, width]), 1 / width ** 2);
      return { re: spectral(a), im: spectral(b), local: initLinear(c, width, width) };
    }),
    hidden: initLinear(hidden, width, 128),
    out: initLinear(out, 128, 1),
  };
};

/** Multiplies the lowest frequencies by matrices and drops the others: [batch, x, y, width] -> the same shape. */
function spectralConvolution({ re, im }: Layer, x: Tensor): Tensor {
  const batch = x.shape[0]!;
  // [batch, x, modes, width, 2], then both ends of the other axis.
  const half = sliceAxis(rfft(x, 2), 2, 0, modes);
  const full = fft(half, 1);
  const kept = concat([sliceAxis(full, 1, 0, modes), sliceAxis(full, 1, side - modes, side)], 1);
  // One real matrix [2 width, 2 width] for each frequency does the complex product.
  const rows = reshape(transpose(kept, [1, 2, 0, 4, 3]), [2 * modes, modes, batch, 2 * width]);
  const matrix = concat([concat([re, im], -1), concat([neg(im), re], -1)], -2);
  const product = transpose(
    reshape(matmul(rows, matrix), [2 * modes, modes, batch, 2, width]),
    [2, 0, 1, 4, 3],
  );
  const gap = side - 2 * modes;
  const low = pad(sliceAxis(product, 1, 0, modes), [
    [0, 0],
    [0, modes + gap],
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
  const high = pad(sliceAxis(product, 1, modes, 2 * modes), [
    [0, 0],
    [modes + gap, 0],
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
  const columns = ifft(add(low, high), 1);
  const missing = side / 2 + 1 - modes;
  return irfft(
    pad(columns, [
      [0, 0],
      [0, 0],
      [0, missing],
      [0, 0],
      [0, 0],
    ]),
    { axis: 2 },
  );
}

function operate(params: Operator, x: Tensor): Tensor {
  const last = params.layers.length - 1;
  const h = params.layers.reduce(
    (state, layer, i) => {
      const next = add(spectralConvolution(layer, state), linear(layer.local, state));
      return i < last ? gelu(next) : next;
    },
    linear(params.lift, x),
  );
  return linear(params.out, gelu(linear(params.hidden, h)));
}

export const fno = ({ batch }: Sizes): Workload<Operator> => ({
  init,
  loss: (params, x, y) => mean(square(sub(operate(params, x), y))),
  inputs: random.normal(random.key(1), [batch!, side, side, 3]),
  targets: random.normal(random.key(2), [batch!, side, side, 1]),
});
