/**
 * Checkpoints in the safetensors format (https://github.com/huggingface/safetensors): a JSON header with names, dtypes and places, then the
 * bytes. Trees are written by the paths of their leaves, so a checkpoint of parameters and optimizer state resumes exactly, and other
 * tools can read it.
 */
import { arrayOf, dtypes, type DType } from "../dtype.ts";
import { fail } from "../errors.ts";
import { fromData, sameAval, show, type Tensor } from "../tensor.ts";
import { evaluate } from "../jit.ts";
import { sizeOf } from "../shape.ts";
import { flatten, treePaths, unflatten } from "../tree.ts";

const codes: Partial<Record<DType, string>> = {
  float32: "F32",
  float64: "F64",
  int8: "I8",
  int16: "I16",
  int32: "I32",
  int64: "I64",
  uint8: "U8",
  uint16: "U16",
  uint32: "U32",
  uint64: "U64",
  bool: "BOOL",
};

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Writes named tensors. `metadata` is text by key, kept in the header. */
export async function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata?: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
  const chunks: Uint8Array[] = [];
  let offset = 0;
  // Wider types first, so that every tensor is aligned.
  const entries = Object.entries(tensors).toSorted(
    ([, a], [, b]) => dtypes[b.dtype].bytes - dtypes[a.dtype].bytes,
  );
  for (const [name, x] of entries) {
    const data = await x.data();
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const code = codes[x.dtype] ?? fail(`safetensors has no code for ${show(x)}`);
    header[name] = { dtype: code, shape: x.shape, data_offsets: [offset, offset + bytes.length] };
    chunks.push(bytes);
    offset += bytes.length;
  }
  const json = JSON.stringify(header);
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8));
  const file = new Uint8Array(8 + text.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  let at = 8 + text.length;
  for (const chunk of chunks) {
    file.set(chunk, at);
    at += chunk.length;
  }
  return file;
}

/** Reads named tensors and metadata. bfloat16 and float16 become float32, exactly. Throws on a malformed or truncated file. */
export function decodeSafetensors(file: Uint8Array): {
  tensors: Record<string, Tensor>;
  metadata: Record<string, string>;
} {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = file.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (8 + length > file.length)
    throw new Error(`not a safetensors file: ${file.length} bytes, and a header of ${length}`);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as Record<
    string,
    unknown
  >;
  const tensors: Record<string, Tensor> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const {
      dtype: code,
      shape,
      data_offsets: [start, end],
    } = value as Entry;
    if (8 + length + end > file.length)
      throw new Error(`truncated safetensors file: ${name} ends at byte ${8 + length + end}`);
    // A copy, so that the values are aligned (and Node's Buffer.slice would not be one).
    const bytes = Uint8Array.from(file.subarray(8 + length + start, 8 + length + end));
    tensors[name] =
      code in widened ? fromData(widened[code]!(bytes), shape, "float32") : read(name, code, bytes, shape);
  }
  return { tensors, metadata: (header["__metadata__"] ?? {}) as Record<string, string> };
}

function read(name: string, code: string, bytes: Uint8Array, shape: readonly number[]): Tensor {
  const dtype = (Object.keys(codes) as DType[]).find((d) => codes[d] === code);
  if (!dtype)
    throw new Error(
      `${name} has the dtype ${code}, which is not one of ${Object.values(codes).join(", ")}, BF16`,
    );
  const make = arrayOf(dtype);
  if (bytes.length !== sizeOf(shape) * make.BYTES_PER_ELEMENT)
    throw new Error(`${name} has ${bytes.length} bytes for [${shape.join()}]`);
  return fromData(new make(bytes.buffer), shape, dtype);
}

/** Half-width floats become float32, which holds them exactly. */
const widened: Readonly<Record<string, (bytes: Uint8Array) => Float32Array>> = {
  BF16: (bytes) =>
    new Float32Array(Uint32Array.from(new Uint16Array(bytes.buffer), (half) => half << 16).buffer),
  F16: (bytes) => Float32Array.from(new Uint16Array(bytes.buffer), halfToNumber),
};

/** IEEE binary16: sign, 5 bits of exponent with bias 15, 10 bits of fraction. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** A tree of tensors as a safetensors file, leaves named by their paths. */
export async function saveTree(
  tree: unknown,
  metadata?: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  await evaluate(tree);
  return encodeSafetensors(Object.fromEntries(treePaths(tree)), metadata);
}

/**
 * Reads a tree like the given one, whose leaves give structure, shapes and dtypes but not values.
 * @throws TensorError if a leaf is missing or differs in shape or dtype.
 */
export function loadTree<T>(like: T, file: Uint8Array): T {
  const { tensors } = decodeSafetensors(file);
  const leaves = treePaths(like).map(([path, x]) => {
    const found = tensors[path] ?? fail(`the checkpoint has no ${path}`);
    return sameAval(found, x) ? found : fail(`${path} is ${show(found)} in the checkpoint, not ${show(x)}`);
  });
  return unflatten<T>(flatten(like)[1], leaves);
}
