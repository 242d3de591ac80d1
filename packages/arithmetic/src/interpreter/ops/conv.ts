/** @file Convolution as a matrix product: windows become the columns of a matrix, one product for each image and group. */
import { listOf, numberOf, requiredFloat, textOf, type Operator, type OperatorTable } from "../operator.ts";
import { floatValue, show, sizeOf, type Shape } from "../value.ts";
import { windowsOf, type Windows } from "../windows.ts";

/** Elements under each place of the kernel, [channels · kernel, output places]. Padding is zero. */
function columnsOf(
  image: Float32Array,
  channels: number,
  space: Shape,
  { kernel, output, steps, dilations, before }: Windows,
): Float32Array {
  const places = sizeOf(output);
  const window = sizeOf(kernel);
  const columns = new Float32Array(channels * window * places);
  const rank = space.length;
  const area = sizeOf(space);
  const [at, tap] = [space.map(() => 0), space.map(() => 0)];
  for (let w = 0; w < window; w++) {
    let rest = w;
    for (let d = rank - 1; d >= 0; d--) {
      tap[d] = (rest % kernel[d]) * dilations[d] - before[d];
      rest = Math.floor(rest / kernel[d]);
    }
    at.fill(0);
    for (let place = 0; place < places; place++) {
      let from = 0;
      let inside = true;
      for (let d = 0; d < rank; d++) {
        const position = at[d] * steps[d] + tap[d];
        inside &&= position >= 0 && position < space[d];
        from = from * space[d] + position;
      }
      if (inside)
        for (let c = 0; c < channels; c++)
          columns[(c * window + w) * places + place] = image[c * area + from];
      for (let d = rank - 1; d >= 0 && ++at[d] === output[d]; d--) at[d] = 0;
    }
  }
  return columns;
}

const conv: Operator = async (inputs, call) => {
  const [x, weights] = [requiredFloat(inputs, 0), requiredFloat(inputs, 1)];
  const groups = numberOf(call, "group", 1);
  const [batch, channels, ...space] = x.shape;
  const [outputs, perGroup] = weights.shape;
  if (x.shape.length < 3 || weights.shape.length !== x.shape.length || perGroup * groups !== channels)
    throw new RangeError(
      `an input of shape ${show(x.shape)} does not fit kernels of shape ${show(weights.shape)} in ${groups} groups`,
    );
  const bias = inputs[2]?.data;
  if (bias && bias.length !== outputs)
    throw new RangeError(`a bias of shape ${show(inputs[2]!.shape)} does not fit ${outputs} channels`);
  const windows = windowsOf(space, {
    kernel: weights.shape.slice(2),
    steps: listOf(call, "strides"),
    dilations: listOf(call, "dilations"),
    pads: listOf(call, "pads"),
    automatic: textOf(call, "auto_pad", "NOTSET"),
  });
  const places = sizeOf(windows.output);
  const k = perGroup * sizeOf(windows.kernel);
  const rows = outputs / groups;
  const area = sizeOf(space);
  const out = new Float32Array(batch * outputs * places);
  for (let image = 0; image < batch; image++)
    for (let group = 0; group < groups; group++) {
      const first = (image * channels + group * perGroup) * area;
      const columns = columnsOf(x.data.subarray(first, first + perGroup * area), perGroup, space, windows);
      const kernels = weights.data.subarray(group * rows * k, (group + 1) * rows * k);
      const sums = await call.products.matmul(kernels, columns, { m: rows, k, n: places });
      out.set(sums, (image * outputs + group * rows) * places);
    }
  if (bias) for (let i = 0; i < out.length; i++) out[i] += bias[Math.floor(i / places) % outputs];
  return floatValue(out, [batch, outputs, ...windows.output]);
};

export const convolutions: OperatorTable = { Conv: conv };
