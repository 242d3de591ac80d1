/**
 * Random numbers inside the graph: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011). A number is a function of a
 * key and its position, so a seed gives the same stream on every provider, in any order, and nothing has a hidden state. As in JAX, a
 * key is used once; `split` and `foldIn` make new ones.
 *
 * What follows the bits uses only operations that IEEE 754 rounds exactly (+ - * / sqrt), so that floats are the same bit for bit as well.
 */
import type { DType } from "./dtype.ts";
import {
  abs,
  add,
  arange,
  argMin,
  argSort,
  bitAnd,
  bitXor,
  cast,
  concat,
  div,
  greater,
  less,
  maximum,
  minimum,
  mul,
  neg,
  reshape,
  shiftRight,
  sliceAxis,
  softmax,
  sqrt,
  stack,
  stopGradient,
  sub,
  at,
  where,
  zeros,
} from "./ops/index.ts";
import { sizeOf, type Shape } from "./shape.ts";
import { fail } from "./errors.ts";
import { scalar, show, tensor, type Tensor, type TensorLike } from "./tensor.ts";

const low32 = 0xffffffff;
const multipliers = [0xd2511f53, 0xcd9e8d57] as const;
const weyl = [0x9e3779b9, 0xbb67ae85] as const;

/** A key (uint32 [2]) from a non-negative integer seed. */
export const key = (seed: number): Tensor =>
  tensor([seed % 2 ** 32, Math.floor(seed / 2 ** 32)], { dtype: "uint32" });

const word = (value: number): Tensor => scalar(value, "uint64");
const highHalf = (x: Tensor): Tensor => shiftRight(x, word(32));
const lowHalf = (x: Tensor): Tensor => bitAnd(x, word(low32));

/** The four words of Philox4x32-10 for each counter. Words are held in uint64, so that a product keeps its high half. */
export function philox(counter: readonly Tensor[], keys: readonly [Tensor, Tensor]): readonly Tensor[] {
  let [c0, c1, c2, c3] = counter as [Tensor, Tensor, Tensor, Tensor];
  let [k0, k1] = keys;
  for (let round = 0; round < 10; round++) {
    const p0 = mul(c0, word(multipliers[0]));
    const p1 = mul(c2, word(multipliers[1]));
    [c0, c1, c2, c3] = [
      bitXor(bitXor(highHalf(p1), c1), k0),
      lowHalf(p1),
      bitXor(bitXor(highHalf(p0), c3), k1),
      lowHalf(p0),
    ];
    k0 = lowHalf(add(k0, word(weyl[0])));
    k1 = lowHalf(add(k1, word(weyl[1])));
  }
  return [c0, c1, c2, c3];
}

/** What the last counter word says the numbers are for, so that streams of values and of keys never meet. */
const purpose = { bits: 0, split: 1, fold: 2 } as const;

const halves = (k: Tensor): readonly [Tensor, Tensor] => {
  if (k.dtype !== "uint32" || k.shape.join() !== "2") fail(`random: a key is uint32[2], not ${show(k)}`);
  const wide = cast(k, "uint64");
  return [at(wide, 0), at(wide, 1)];
};

const words = (k: Tensor, counter: Tensor, use: number): readonly Tensor[] => {
  return philox([counter, word(0), word(0), word(use)], halves(k));
};

const positions = (count: number): Tensor => cast(arange(count), "uint64");

/** Uniform uint32 words: element 4 i + j is word j of block i. */
export function bits(k: Tensor, shape: Shape): Tensor {
  const size = sizeOf(shape);
  const blocks = Math.ceil(size / 4);
  if (size === 0) return zeros(shape, "uint32");
  const flat = reshape(cast(stack([...words(k, positions(blocks), purpose.bits)], 1), "uint32"), [
    blocks * 4,
  ]);
  return reshape(sliceAxis(flat, 0, 0, size), shape);
}

/** `count` new keys. */
export function split(k: Tensor, count = 2): Tensor[] {
  const [a, b] = words(k, positions(count), purpose.split);
  const keys = cast(stack([a!, b!], 1), "uint32");
  return Array.from({ length: count }, (_, i) => at(keys, i));
}

/** A new key from a key and an integer from 0 on, such as the number of the step. */
export function foldIn(k: Tensor, data: TensorLike): Tensor {
  const counter = typeof data === "number" ? scalar(data, "uint64") : cast(data, "uint64");
  const [a, b] = words(k, reshape(counter, [1]), purpose.fold);
  return cast(concat([a!, b!]), "uint32");
}

interface RangeOptions {
  readonly low?: number;
  readonly high?: number;
}

/** The largest float32 below x. */
function floatBelow(x: number): number {
  // -0 for 0: the bits of a negative float grow with its size, those of a positive one shrink toward zero.
  const float = Float32Array.of(x || -0);
  if (float[0]! < x) return float[0]!;
  new Int32Array(float.buffer)[0]! += float[0]! > 0 ? -1 : 1;
  return float[0]!;
}

/** float32, uniform on [low, high) in steps of 2^-24 of the range. */
export function uniform(k: Tensor, shape: Shape, { low = 0, high = 1 }: RangeOptions = {}): Tensor {
  const steps = cast(shiftRight(bits(k, shape), scalar(8, "uint32")), "float32");
  const scaled = mul(steps, (high - low) * 2 ** -24);
  // The sum with `low` may round up to `high`.
  return low === 0 ? scaled : minimum(add(scaled, low), Math.max(floatBelow(high), low));
}

/** int32, uniform on the integers low to high - 1: the high half of a 32-bit word times the range. */
export function integers(k: Tensor, shape: Shape, low: number, high: number, dtype: DType = "int32"): Tensor {
  const scaled = shiftRight(
    mul(cast(bits(k, shape), "uint64"), scalar(high - low, "uint64")),
    scalar(32, "uint64"),
  );
  return add(cast(scaled, dtype), scalar(low, dtype));
}

/** bool, true with probability p. */
export const bernoulli = (k: Tensor, p: TensorLike, shape: Shape): Tensor => less(uniform(k, shape), p);

const polynomial = (x: Tensor, coefficients: readonly number[]): Tensor =>
  coefficients.toReversed().reduce<TensorLike>((sum, c) => add(mul(sum, x), c), 0) as Tensor;

/**
 * Natural logarithm of x in [2^-31, 1] from exactly rounded operations alone. x is scaled by powers of two into [1/2, 1], and
 * log m = -2 artanh(s) with s = (1 - m) / (1 + m) <= 1/3, by its series.
 */
function exactLog(x: Tensor): Tensor {
  let m = x;
  let exponent: TensorLike = 0;
  for (const shift of [16, 8, 4, 2, 1]) {
    const small = less(m, 2 ** -shift);
    m = where(small, mul(m, 2 ** shift), m);
    exponent = add(mul(cast(small, "float32"), shift), exponent);
  }
  const s = div(sub(1, m), add(m, 1));
  const series = polynomial(mul(s, s), [1, 1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11, 1 / 13]);
  return neg(add(mul(exponent as Tensor, Math.LN2), mul(mul(s, series), 2)));
}

/**
 * The normal quantile at 1/2 + q for |q| < 1/2: algorithm AS 241, PPND7 (Wichura, 1988), which is accurate to 7 digits. Its third region
 * begins at probabilities under e^-25, which 25 bits do not reach.
 */
function normalQuantile(q: Tensor): Tensor {
  const r = sub(0.180625, mul(q, q));
  const centre = div(
    mul(q, polynomial(r, [3.3871327179, 50.434271938, 159.29113202, 59.10937472])),
    polynomial(r, [1, 17.895169469, 78.757757664, 67.1875636]),
  );
  const u = sub(sqrt(neg(exactLog(sub(0.5, abs(q))))), 1.6);
  const tail = div(
    polynomial(u, [1.4234372777, 2.75681539, 1.3067284816, 0.17023821103]),
    polynomial(u, [1, 0.7370016425, 0.12021132975]),
  );
  return where(greater(abs(q), 0.425), where(less(q, 0), neg(tail), tail), centre);
}

/** Uniform on (-1/2, 1/2): odd multiples of 2^-25, so that the middle and the ends are left out and both signs are alike. */
const centredUniform = (k: Tensor, shape: Shape): Tensor => {
  const steps = cast(shiftRight(bits(k, shape), scalar(8, "uint32")), "float32");
  return mul(add(sub(steps, 2 ** 23), 0.5), 2 ** -24);
};

/** float32, standard normal, by inversion; |x| < 5.5. */
export const normal = (k: Tensor, shape: Shape): Tensor => normalQuantile(centredUniform(k, shape));

/** float32, standard normal cut off at -2 and 2, as initialisers use it. */
export const truncatedNormal = (k: Tensor, shape: Shape): Tensor =>
  normalQuantile(mul(centredUniform(k, shape), 0.9544997361036416));

/**
 * int32 indices drawn from softmax(logits) over the last axis: logits [..., classes] -> [...]. The class whose exponential clock rings first:
 * the least of -log(u) / p (the Gumbel trick without its second logarithm).
 */
export function categorical(k: Tensor, logits: Tensor): Tensor {
  // A u that rounds to 1 would ring at time 0, and 0 / p is NaN for a class of probability 0: the next clock is at 2^-24.
  const clock = maximum(neg(exactLog(add(centredUniform(k, logits.shape), 0.5))), 2 ** -25);
  return argMin(div(clock, softmax(cast(stopGradient(logits), "float32"))), -1);
}

/** A random order of 0 to n - 1 (int32). */
export const permutation = (k: Tensor, n: number): Tensor => argSort(cast(bits(k, [n]), "int64"));
