/**
 * @file Affine quantization: x ≈ scale · (code - zeroPoint), for a whole tensor or channel by channel.
 *
 * The convention is that of ONNX and gemmlowp (arXiv:1712.05877, equation 1), to the bit: scales are float32 numbers, x / scale is rounded to
 * float32 before it is rounded to an integer, and zero is always a code, so that padding costs nothing.
 */
import { allocateCodes, type IntegerCodes, type IntegerFormat } from "./integer-format.ts";
import { integerRounder, type IntegerRounding } from "./integer-rounding.ts";

/** Which elements share a scale: element i belongs to channel floor(i / stride) mod count. Make one with {@link channelsOf}. */
export interface Channels {
  readonly count: number;
  readonly stride: number;
}

export interface AffineQuantization {
  readonly format: IntegerFormat;
  /** Positive; one, or one per channel. */
  readonly scales: Float32Array;
  /** The codes that mean zero, as many as scales. */
  readonly zeroPoints: Int32Array;
  /** Absent when one scale serves the whole tensor. */
  readonly channels?: Channels;
}

/** The smallest and largest value to be represented. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** The channels of a row-major tensor along `axis`. Groups of n consecutive elements are the channels of shape [-1, n] along axis 0. */
export function channelsOf(shape: readonly number[], axis: number): Channels {
  if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length)
    throw new RangeError(
      `A tensor of shape [${shape.join(", ")}] has no axis ${axis}; give one from 0 to ${shape.length - 1}.`,
    );
  return { count: shape[axis], stride: shape.slice(axis + 1).reduce((product, size) => product * size, 1) };
}

const one: Channels = { count: 1, stride: 1 };

/** Calls `visit` for each run of elements of one channel: within a run nothing depends on the channel. */
function forEachRun(
  length: number,
  channels: Channels,
  visit: (channel: number, from: number, to: number) => void,
): void {
  if (length === 0) return;
  const { count, stride } = channels.count === 1 ? { count: 1, stride: Math.max(length, 1) } : channels;
  if (length % (count * stride) !== 0)
    throw new RangeError(
      `${count} channels of ${stride} consecutive elements need a multiple of ${count * stride} elements and got ${length}; check the shape and axis.`,
    );
  for (let run = 0, from = 0; from < length; run++, from += stride) visit(run % count, from, from + stride);
}

/** Minimum and maximum of each channel. @throws RangeError for NaN or Inf, or when the length does not fit the channels */
export function rangesOf(values: ArrayLike<number>, channels: Channels = one): ValueRange[] {
  const ranges = Array.from({ length: channels.count }, () => ({ min: Infinity, max: -Infinity }));
  forEachRun(values.length, channels, (channel, from, to) => {
    const range = ranges[channel];
    for (let i = from; i < to; i++) {
      const x = values[i];
      if (!Number.isFinite(x))
        throw new RangeError(`Element ${i} is ${x}, which has no range; replace it before quantizing.`);
      if (x < range.min) range.min = x;
      if (x > range.max) range.max = x;
    }
  });
  return ranges.map(({ min, max }) => (min <= max ? { min, max } : { min: 0, max: 0 }));
}

/**
 * How ranges become scales. "asymmetric": all codes are spread from min to max, after extending the range to zero. "symmetric": max|x|
 * is the largest code and the zero point 0. "symmetricFull": max|x| is half a step beyond the largest code, so that all 2^bits are used.
 */
export type AffineScheme = "asymmetric" | "symmetric" | "symmetricFull";

/**
 * The scale and zero point of each range (one, or one per channel), in float32 arithmetic as ONNX's DynamicQuantizeLinear: for a range
 * [α, β] ∋ 0, scale = (β - α) / (qmax - qmin) and zeroPoint = clamp(round(qmin - α / scale)). A range of zero gets scale 1.
 *
 * @throws RangeError when the ranges do not fit the channels, are not ordered and finite, or a symmetric scheme meets an unsigned format
 */
export function affineQuantization(
  format: IntegerFormat,
  ranges: ValueRange | readonly ValueRange[],
  options: { readonly scheme?: AffineScheme; readonly channels?: Channels } = {},
): AffineQuantization {
  const { scheme = "asymmetric", channels } = options;
  const list = Array.isArray(ranges) ? (ranges as readonly ValueRange[]) : [ranges as ValueRange];
  if (list.length !== (channels?.count ?? 1))
    throw new RangeError(
      `${channels?.count ?? 1} channels need as many ranges and got ${list.length}; give one range per channel.`,
    );
  if (scheme !== "asymmetric" && !format.signed)
    throw new RangeError(
      `A ${scheme} quantization needs a signed format and got ${format.name}; use int${format.bits} or the asymmetric scheme.`,
    );
  const scales = new Float32Array(list.length);
  const zeroPoints = new Int32Array(list.length);
  for (const [i, { min, max }] of list.entries()) {
    if (!(min <= max && max - min < Infinity))
      throw new RangeError(
        `A range needs finite ends in order and got ${min} to ${max}; use the smallest and largest value.`,
      );
    const low = Math.fround(Math.min(min, 0));
    const high = Math.fround(Math.max(max, 0));
    const { min: qmin, max: qmax } = format;
    if (scheme === "asymmetric") {
      const span = Math.fround(high - low);
      scales[i] = usable((span < Infinity ? span : high - low) / (qmax - qmin));
      zeroPoints[i] = Math.min(
        Math.max(integerRounder("nearestEven")(Math.fround(qmin - Math.fround(low / scales[i]))), qmin),
        qmax,
      );
    } else {
      const largest = Math.max(-low, high);
      scales[i] = usable(scheme === "symmetric" ? largest / qmax : (2 * largest) / (qmax - qmin));
    }
  }
  return channels ? { format, scales, zeroPoints, channels } : { format, scales, zeroPoints };
}

/** A scale must be a positive float32 number: 1 where there is nothing to scale, and not below the normal ones, which lose precision. */
function usable(scale: number): number {
  if (scale === 0) return 1;
  return Math.min(Math.max(Math.fround(scale), 2 ** -126), 3.4028234663852886e38);
}

/** @throws RangeError when scales, zero points and channels do not belong together */
function checkQuantization({ format, scales, zeroPoints, channels = one }: AffineQuantization): Channels {
  if (scales.length !== channels.count || zeroPoints.length !== channels.count)
    throw new RangeError(
      `${channels.count} channels need as many scales and zero points and got ${scales.length} and ${zeroPoints.length}; give one of each per channel.`,
    );
  const wrong = scales.findIndex((scale) => !(scale > 0 && scale < Infinity));
  if (wrong !== -1)
    throw new RangeError(
      `Scale ${wrong} is ${scales[wrong]} and must be a positive number; compute it from a range.`,
    );
  const outside = zeroPoints.findIndex((zero) => zero < format.min || zero > format.max);
  if (outside !== -1)
    throw new RangeError(
      `Zero point ${outside} is ${zeroPoints[outside]} and must be a code of ${format.name}, from ${format.min} to ${format.max}.`,
    );
  return channels;
}

/**
 * clamp(round(x / scale) + zeroPoint) of each element, as ONNX's QuantizeLinear; infinities clamp.
 *
 * @param rounding "nearestEven" when absent
 * @returns codes in the narrowest array that holds the format
 * @throws RangeError for NaN, or when the length does not fit the channels
 */
export function quantize(
  values: ArrayLike<number>,
  quantization: AffineQuantization,
  rounding: IntegerRounding = "nearestEven",
): IntegerCodes {
  const { format, scales, zeroPoints } = quantization;
  const channels = checkQuantization(quantization);
  const round = integerRounder(rounding);
  const codes = allocateCodes(format, values.length);
  forEachRun(values.length, channels, (channel, from, to) => {
    const scale = scales[channel];
    const zero = zeroPoints[channel];
    for (let i = from; i < to; i++) {
      const code = round(Math.fround(values[i] / scale)) + zero;
      if (Number.isNaN(code))
        throw new RangeError(`Element ${i} is NaN, which no code stands for; replace it before quantizing.`);
      codes[i] = Math.min(Math.max(code, format.min), format.max);
    }
  });
  return codes;
}

/**
 * scale · (code - zeroPoint) of each element, in float32, as ONNX's DequantizeLinear.
 *
 * @throws RangeError when the length does not fit the channels
 */
export function dequantize(codes: ArrayLike<number>, quantization: AffineQuantization): Float32Array {
  const { scales, zeroPoints } = quantization;
  const channels = checkQuantization(quantization);
  const values = new Float32Array(codes.length);
  forEachRun(codes.length, channels, (channel, from, to) => {
    const scale = scales[channel];
    const zero = zeroPoints[channel];
    for (let i = from; i < to; i++) values[i] = Math.fround(codes[i] - zero) * scale;
  });
  return values;
}
