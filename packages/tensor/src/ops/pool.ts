/** Pooling over windows of space, channels first: [batch, channels, ...space]. */
import { definePrimitive, type Operator } from "../primitive.ts";
import { range } from "../shape.ts";
import { type Tensor } from "../tensor.ts";
import { take } from "./indexing.ts";
import { mean } from "./reduce.ts";
import { dilate, pad } from "./rearrange.ts";
import { reshape } from "./structural.ts";

interface PoolParams {
  readonly window: readonly number[];
  readonly strides: readonly number[];
}

function pooledShape(x: Tensor, { window, strides }: PoolParams): number[] {
  if (window.length !== x.rank - 2) throw new Error(`a window of ${window.length} axes`);
  const space = window.map((k, i) => Math.floor((x.shape[i + 2]! - k) / strides[i]!) + 1);
  if (space.some((n) => n < 1)) throw new Error(`the window [${window.join()}] is larger than the space`);
  return [...x.shape.slice(0, 2), ...space];
}

const maxPoolOp = definePrimitive<PoolParams>({
  name: "maxPool",
  shape([x], params) {
    const shape = pooledShape(x!, params);
    return [
      { shape, dtype: x!.dtype },
      { shape, dtype: "int64" },
    ];
  },
  // The kernel says where in the whole tensor each maximum stands.
  jvp: ([t], { outputs: [, places] }) => [take(reshape(t!, [t!.size]), places!), null],
  onnx: (emit, [x], _, { window, strides }) =>
    emit.ops("MaxPool", [x!], { kernel_shape: window, strides }, { outputs: 2 }),
});

const meanPoolOp: Operator<PoolParams> = definePrimitive<PoolParams>({
  name: "meanPool",
  shape: ([x], params) => ({ shape: pooledShape(x!, params), dtype: x!.dtype }),
  jvp: ([t], _, params) => meanPoolOp([t!], params),
  // Every place gets the mean of the outputs that read it, counted over a whole window: the same operator on the spread-out cotangent.
  transpose([ct], { inputs: [x] }, _, { window, strides }) {
    const spread = strides.reduce((y, stride, i) => dilate(y, i + 2, stride), ct!);
    const margins = window.map((k, i): [number, number] => [k - 1, x!.shape[i + 2]! - spread.shape[i + 2]!]);
    const widths: [number, number][] = [[0, 0], [0, 0], ...margins];
    return meanPoolOp([pad(spread, widths)], { window, strides: strides.map(() => 1) });
  },
  onnx: (emit, [x], _, { window, strides }) =>
    emit.op("AveragePool", [x!], { kernel_shape: window, strides }),
});

export interface PoolOptions {
  /** Default: the window, so that windows do not overlap. */
  readonly stride?: number | readonly number[];
  /** Elements added at both ends of each axis: -infinity for the maximum, counted zeros for the mean. Default 0. */
  readonly padding?: number;
}

function prepare(
  x: Tensor,
  window: number | readonly number[],
  { stride, padding = 0 }: PoolOptions,
  value: number,
): [Tensor, PoolParams] {
  const spatial = range(x.rank - 2);
  const list = (v: number | readonly number[]): readonly number[] =>
    typeof v === "number" ? spatial.map(() => v) : v;
  const widths: [number, number][] = [
    [0, 0],
    [0, 0],
    ...spatial.map((): [number, number] => [padding, padding]),
  ];
  return [pad(x, widths, { value }), { window: list(window), strides: list(stride ?? window) }];
}

/** Largest element of each window. Where several are equal the first gets the derivative. */
export function maxPool(x: Tensor, window: number | readonly number[], options: PoolOptions = {}): Tensor {
  const [padded, params] = prepare(x, window, options, -Infinity);
  return maxPoolOp([padded], params);
}

/** Mean of each window. */
export function meanPool(x: Tensor, window: number | readonly number[], options: PoolOptions = {}): Tensor {
  const [padded, params] = prepare(x, window, options, 0);
  return meanPoolOp([padded], params);
}

/** Mean over all of space: [batch, channels, ...space] -> [batch, channels]. */
export const globalMeanPool = (x: Tensor): Tensor => mean(x, range(x.rank - 2, 2));
