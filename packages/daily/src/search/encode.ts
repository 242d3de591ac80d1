/** @file Segments and models as bytes: a JSON head that names and measures the arrays, then the arrays, all compressed. */
import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

const ARRAYS = { Int32Array, Uint32Array, Uint16Array, Float32Array } as const;
type AnyArray = InstanceType<(typeof ARRAYS)[keyof typeof ARRAYS]>;

interface Head {
  plain: Record<string, unknown>;
  arrays: { name: string; type: keyof typeof ARRAYS; length: number }[];
}

/** A flat object of typed arrays, strings, numbers and lists of strings as bytes. */
export async function encode(value: object): Promise<Uint8Array> {
  const head: Head = { plain: {}, arrays: [] };
  const chunks: Uint8Array[] = [];
  for (const [name, field] of Object.entries(value)) {
    if (!ArrayBuffer.isView(field)) {
      head.plain[name] = field;
      continue;
    }
    const array = field as AnyArray;
    const type = array.constructor.name as keyof typeof ARRAYS;
    if (!(type in ARRAYS)) throw new TypeError(`${name} is a ${type}, which is not stored.`);
    head.arrays.push({ name, type, length: array.length });
    chunks.push(planes(array), padding(array.byteLength));
  }
  const text = new TextEncoder().encode(JSON.stringify(head));
  const size = new Uint8Array(8);
  new DataView(size.buffer).setUint32(0, text.length, true);
  return compress(Buffer.concat([size, text, padding(text.length), ...chunks]), {
    params: { [constants.ZSTD_c_compressionLevel]: 1 },
  });
}

/** The inverse of `encode`. */
export async function decode<Value>(bytes: Uint8Array): Promise<Value> {
  const packed = await decompress(bytes);
  const length = packed.readUInt32LE(0);
  const head = JSON.parse(packed.toString("utf8", 8, 8 + length)) as Head;
  const value: Record<string, unknown> = { ...head.plain };
  let at = aligned(8 + length);
  for (const { name, type, length: count } of head.arrays) {
    const array = new ARRAYS[type](count);
    fromPlanes(packed.subarray(at, at + array.byteLength), array);
    value[name] = array;
    at = aligned(at + array.byteLength);
  }
  return value as Value;
}

/** First bytes of all numbers, then second bytes, …: small numbers leave long runs of zeros, which compress. */
function planes(array: AnyArray): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const width = array.BYTES_PER_ELEMENT;
  const result = new Uint8Array(bytes.length);
  for (let plane = 0, to = 0; plane < width; plane++)
    for (let from = plane; from < bytes.length; from += width) result[to++] = bytes[from];
  return result;
}

function fromPlanes(bytes: Uint8Array, array: AnyArray): void {
  const result = new Uint8Array(array.buffer);
  const width = array.BYTES_PER_ELEMENT;
  for (let plane = 0, from = 0; plane < width; plane++)
    for (let to = plane; to < result.length; to += width) result[to] = bytes[from++];
}

function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

function padding(length: number): Uint8Array {
  return new Uint8Array(aligned(length) - length);
}
