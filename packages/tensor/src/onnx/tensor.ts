/**
 * Serialised tensors: the many places where ONNX may keep elements (raw bytes, one of five lists, another file), read into one typed array. Nothing is
 * allocated before the number of bytes is known to be the one that the shape asks for.
 */
import { arrayOf, dtypeOfCode, dtypes, type DType, type TypedArray } from "../dtype.ts";
import { isShape, showShape, sizeOf } from "../shape.ts";
import { cast } from "../ops/index.ts";
import { encode, fromData, type Tensor } from "../tensor.ts";
import type { TensorProto } from "./model.ts";

/** The bytes of a file that stands beside the model, by its name there. */
export type FileReader = (location: string) => Uint8Array;

export interface StoredTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Elements; those of dtypes without a typed array as the bits of unsigned integers. */
  readonly data: TypedArray;
}

const external = (proto: TensorProto, key: string): string | undefined =>
  proto.externalData?.find((entry) => entry.key === key)?.value;

/** The file that holds a tensor's elements, if another file does. */
export const locationOf = (proto: TensorProto): string | undefined =>
  proto.dataLocation === 1 ? (external(proto, "location") ?? "") : undefined;

/** The bytes of a tensor that are kept in another file. */
export function externalBytes(proto: TensorProto, files: FileReader | undefined): Uint8Array {
  const location = locationOf(proto)!;
  const what = `the weight ${proto.name ?? ""}`;
  if (!files)
    throw new Error(
      `${what} is in another file, ${location}: give importOnnx a \`files\` function that returns the bytes of that file`,
    );
  const file = files(location);
  const offset = Number(external(proto, "offset") ?? 0);
  const length = Number(external(proto, "length") ?? file.length - offset);
  const whole = [offset, length].every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!whole || offset + length > file.length)
    throw new Error(
      `${what} is at bytes ${offset} to ${offset + length} of ${location}, which has ${file.length} bytes`,
    );
  return file.subarray(offset, offset + length);
}

/** An unsigned integer type for the bits of floats that no typed array holds. */
const bitsOf = (dtype: DType): DType =>
  dtypes[dtype].array ? dtype : dtypes[dtype].bits === 16 ? "uint16" : "uint8";

/**
 * Reads a serialised tensor.
 * @throws Error for element types that have no dtype here (strings, complex, int4), a shape that the data do not fill, or data in another file that
 * cannot be read.
 */
export function storedTensor(proto: TensorProto, files?: FileReader): StoredTensor {
  const what = `the tensor ${proto.name ?? ""}`;
  const dtype = dtypeOfCode(proto.dataType);
  const shape = proto.dims;
  if (!isShape(shape))
    throw new Error(`${what} has the shape ${showShape(shape)}: lengths are integers from 0 on`);
  if (dtypes[dtype].bits < 8)
    throw new Error(
      `${what} is ${dtype}: numbers packed in pairs are not read, store it as ${dtype.replace("4", "8")}`,
    );
  const size = sizeOf(shape);
  const carrier = bitsOf(dtype);
  const make = arrayOf(carrier);
  const raw = proto.dataLocation === 1 ? externalBytes(proto, files) : proto.rawData;
  if (raw) {
    if (raw.length !== size * make.BYTES_PER_ELEMENT)
      throw new Error(`${what} has ${raw.length} bytes for ${dtype}${showShape(shape)}`);
    const bytes = dtype === "bool" ? Uint8Array.from(raw, (byte) => Math.min(byte, 1)) : Uint8Array.from(raw);
    return { dtype, shape, data: new make(bytes.buffer) };
  }
  const lists = [proto.floatData, proto.doubleData, proto.int64Data, proto.uint64Data, proto.int32Data];
  const list = lists.find((l) => l && l.length > 0) ?? [];
  if (list.length !== size)
    throw new Error(`${what} has ${list.length} elements for ${dtype}${showShape(shape)}`);
  // Half-width floats stand in the list of integers as their bits.
  if (dtype === "float16") return { dtype, shape, data: asBits(new Uint16Array(list.map(Number)), dtype) };
  return { dtype, shape, data: encode(list, carrier) };
}

/** Bits as elements, where a typed array holds them. */
const asBits = (bits: Uint16Array, dtype: DType): TypedArray =>
  dtypes[dtype].array ? new (arrayOf(dtype))(bits.buffer as ArrayBuffer) : bits;

/** Values of half-width floats that no typed array holds, from their bits; each is exact in float32. */
const widened: Partial<Record<DType, (bits: number) => number>> = {
  float16: halfToNumber,
  // bfloat16 is the upper half of a float32, fp8 e5m2 that of a float16.
  bfloat16: (bits) => new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!,
  float8e5m2: (bits) => halfToNumber(bits << 8),
  float8e4m3fn: (bits) => {
    const [sign, exponent, fraction] = [bits & 0x80 ? -1 : 1, (bits >> 3) & 15, bits & 7];
    if (exponent === 15 && fraction === 7) return NaN;
    return sign * (exponent === 0 ? fraction * 2 ** -9 : (1 + fraction / 8) * 2 ** (exponent - 7));
  },
};

/** IEEE binary16: sign, 5 bits of exponent with bias 15, 10 bits of fraction. */
export function halfToNumber(half: number): number {
  const [sign, exponent, fraction] = [half & 0x8000 ? -1 : 1, (half >> 10) & 31, half & 1023];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** A stored tensor as a tensor. Floats of a dtype without a typed array are held in float32 and cast where they are used. */
export function tensorOf({ dtype, shape, data }: StoredTensor): Tensor {
  const widen = dtypes[dtype].array ? undefined : widened[dtype];
  if (!widen) return fromData(data, shape, dtype);
  return cast(fromData(Float32Array.from(data as Uint16Array, widen), shape, "float32"), dtype);
}
