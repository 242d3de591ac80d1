/**
 * @file NumPy's `.npy` files (NumPy Enhancement Proposal 1; versions 1 to 3), read with suspicion: the header is matched against the one form that NumPy
 * writes, and nothing is allocated before the number of bytes is the one that shape and type ask for.
 */
import type { DType } from "@working-papers/tensor/onnx";
import { transposed } from "./ops/shape.ts";
import { isFloatType, show, sizeOf, valueOfStored, type Value } from "./value.ts";

/** A file that is no array that can be read; the message is a sentence. */
export class NpyError extends Error {
  override name = "NpyError";
}

type Make = new (
  buffer: ArrayBuffer,
) => Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;

const types: Readonly<Record<string, readonly [DType, Make]>> = {
  f2: ["float16", Uint16Array as unknown as Make],
  f4: ["float32", Float32Array],
  f8: ["float64", Float64Array],
  i1: ["int8", Int8Array as unknown as Make],
  i2: ["int16", Int16Array as unknown as Make],
  i4: ["int32", Int32Array],
  i8: ["int64", BigInt64Array],
  u1: ["uint8", Uint8Array],
  u2: ["uint16", Uint16Array as unknown as Make],
  u4: ["uint32", Uint32Array as unknown as Make],
  u8: ["uint64", BigUint64Array as unknown as Make],
  b1: ["bool", Uint8Array],
};

const header =
  /^\{'descr': '([<|=])([a-z]\d+)', 'fortran_order': (True|False), 'shape': \(((?:\d+, ?)*\d*),?\), \}\s*$/;

/**
 * The array in a `.npy` file, row-major.
 *
 * @throws NpyError for another kind of file, a type that is no number of this machine's byte order, or a length that does not fit
 */
export function readNpy(bytes: Uint8Array): Value {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte))
    throw new NpyError("a NumPy array (.npy) was expected and the file does not begin like one");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6] >= 2;
  const start = wide ? 12 : 10;
  const length = bytes.length < start ? Infinity : wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (bytes[6] < 1 || bytes[6] > 3 || start + length > bytes.length)
    throw new NpyError("the NumPy array ends within its header, or is of a version later than 3");
  const text = new TextDecoder("latin1").decode(bytes.subarray(start, start + length));
  const found = header.exec(text);
  const type = found && types[found[2]];
  if (!found || !type)
    throw new NpyError(
      `the NumPy array should be of numbers in little-endian order, such as float32 or int64, and its header says ${text.trim().slice(0, 80)}`,
    );
  const [dtype, make] = type;
  const shape = found[4]
    .split(",")
    .filter((part) => part.trim() !== "")
    .map(Number);
  // A copy: the elements need not be aligned in the file, and the slice of a Buffer is none.
  const data = new Uint8Array(bytes.subarray(start + length));
  const width = Number(found[2].slice(1));
  if (!shape.every(Number.isSafeInteger) || data.length !== sizeOf(shape) * width)
    throw new NpyError(
      `the NumPy array has ${data.length} bytes for ${show(shape)} numbers of ${width} bytes`,
    );
  const reversed = found[3] === "True" && shape.length > 1;
  const stored = { dtype, shape: reversed ? shape.toReversed() : shape, data: new make(data.buffer) };
  const value = valueOfStored(stored);
  return reversed
    ? transposed(
        value,
        shape.map((_, axis) => shape.length - 1 - axis),
      )
    : value;
}

/** A value as a `.npy` file: floats as float32, integers as int64. */
export function writeNpy({ dtype, shape, data }: Value): Uint8Array {
  const numbers = isFloatType(dtype)
    ? Float32Array.from(data)
    : BigInt64Array.from(data as Float64Array, (x) => BigInt(x));
  const comma = shape.length === 1 ? "," : "";
  const text = `{'descr': '<${isFloatType(dtype) ? "f4" : "i8"}', 'fortran_order': False, 'shape': (${shape.join(", ")}${comma}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + numbers.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >> 8]);
  bytes.set(new TextEncoder().encode(`${text.padEnd(length - 1)}\n`), 10);
  bytes.set(new Uint8Array(numbers.buffer), 10 + length);
  return bytes;
}
