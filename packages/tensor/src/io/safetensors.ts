/**
 * Checkpoints in the safetensors format (https://github.com/huggingface/safetensors): a JSON header with names, dtypes and places, then the
 * bytes. Trees are written by the paths of their leaves, so a checkpoint of parameters and optimizer state resumes exactly, and other
 * tools can read it.
 */
import { dtypes, type DType } from "../dtype.ts";
import { fail } from "../errors.ts";
import { storedTensor, tensorOf } from "../onnx/tensor.ts";
import { sameAval, show, type Tensor } from "../tensor.ts";
import { evaluate } from "../jit.ts";
import { sizeOf } from "../shape.ts";
import { flatten, treePaths, unflatten } from "../tree.ts";

const codes: Partial<Readonly<Record<DType, string>>> = {
  float32: "F32",
  float64: "F64",
  float16: "F16",
  bfloat16: "BF16",
  float8e4m3fn: "F8_E4M3",
  float8e5m2: "F8_E5M2",
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
  const header: [string, unknown][] = metadata ? [["__metadata__", metadata]] : [];
  const chunks: Uint8Array[] = [];
  let offset = 0;
  // Wider types first, so that every tensor is aligned.
  const entries = Object.entries(tensors).toSorted(
    ([, a], [, b]) => dtypes[b.dtype].bits - dtypes[a.dtype].bits,
  );
  for (const [name, x] of entries) {
    const data = await x.data();
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const offsets = [offset, offset + bytes.length];
    header.push([name, { dtype: codes[x.dtype], shape: x.shape, data_offsets: offsets }]);
    chunks.push(bytes);
    offset += bytes.length;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const text = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  text.set(json);
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

/** The format's own limit on the header. */
const headerLimit = 100_000_000;

const bad = (why: string): never => {
  throw new Error(`not a safetensors file: ${why}`);
};

const isCount = (x: unknown): x is number => typeof x === "number" && Number.isSafeInteger(x) && x >= 0;

/** The header as an object, before any of its entries is looked at. */
function headerOf(file: Uint8Array): { header: Record<string, unknown>; start: number } {
  if (file.length < 8) bad(`${file.length} bytes, fewer than the eight that say how long the header is`);
  const length = Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true));
  if (length > headerLimit) bad(`a header of ${length} bytes, where ${headerLimit} are allowed`);
  if (8 + length > file.length) bad(`a header of ${length} bytes in a file of ${file.length}`);
  const text = new TextDecoder().decode(file.subarray(8, 8 + length));
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    bad("its header is not JSON");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header))
    bad("its header is not an object");
  return { header: header as Record<string, unknown>, start: 8 + length };
}

/** An entry of the header, once it is known to be one. */
function entryOf(name: string, value: unknown, available: number): Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Partial<Entry>;
  if (typeof dtype !== "string") bad(`${name} has no dtype`);
  if (!Array.isArray(shape) || !shape.every(isCount)) bad(`${name} has no shape of lengths from 0 on`);
  const [start, end] = (Array.isArray(offsets) ? offsets : []) as unknown[];
  if (!isCount(start) || !isCount(end) || start > end)
    return bad(`${name} has no pair of ascending data_offsets`);
  if (end > available) bad(`truncated: ${name} ends at byte ${end} of ${available}`);
  return { dtype: dtype!, shape: shape!, data_offsets: [start, end] };
}

/** The data of the entries must lie end to end: an overlap or a gap is a file that some readers would read otherwise. */
function checkLayout(entries: readonly (readonly [string, Entry])[], available: number): void {
  const ordered = entries.toSorted(
    ([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1],
  );
  let at = 0;
  for (const [name, { data_offsets: offsets }] of ordered) {
    const [start, end] = offsets;
    if (start !== at) bad(`${name} begins at byte ${start} where the data before it end at ${at}`);
    at = end;
  }
  if (at !== available) bad(`${available - at} bytes after the last tensor`);
}

/**
 * Reads named tensors and metadata. Half-width floats that no typed array holds (bfloat16, fp8) become float32, exactly.
 * @throws Error on a malformed or truncated file: a header that is too long or not JSON, offsets that overlap, leave gaps or do not fit the shape.
 */
export function decodeSafetensors(file: Uint8Array): {
  tensors: Record<string, Tensor>;
  metadata: Record<string, string>;
} {
  const { header, start } = headerOf(file);
  const available = file.length - start;
  const entries = Object.entries(header)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, value]) => [name, entryOf(name, value, available)] as const);
  checkLayout(entries, available);
  const metadata = Object.hasOwn(header, "__metadata__") ? header["__metadata__"] : {};
  if (typeof metadata !== "object" || Object.values(metadata ?? {}).some((text) => typeof text !== "string"))
    bad("its __metadata__ is not text by name");
  const tensors = entries.map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => [name, read(name, dtype, file.subarray(start + from, start + to), shape)],
  );
  return {
    tensors: Object.fromEntries(tensors) as Record<string, Tensor>,
    metadata: { ...(metadata as Record<string, string>) },
  };
}

function read(name: string, code: string, bytes: Uint8Array, shape: readonly number[]): Tensor {
  const dtype = (Object.keys(codes) as DType[]).find((d) => codes[d] === code);
  if (!dtype)
    throw new Error(`${name} has the dtype ${code}, which is not one of ${Object.values(codes).join(", ")}`);
  if (bytes.length !== (sizeOf(shape) * dtypes[dtype].bits) / 8)
    throw new Error(`${name} has ${bytes.length} bytes for ${dtype}[${shape.join()}]`);
  // Copied, so that the values are aligned (and Node's Buffer.slice would not be a copy).
  const stored = storedTensor({ dims: [...shape], dataType: dtypes[dtype].code, rawData: bytes });
  const x = tensorOf(stored);
  return x.dtype === dtype && x.source.kind === "value" ? x : widened(x);
}

/** Values in float32 of a dtype that no typed array holds: `tensorOf` has them, on their way into a cast. */
const widened = (x: Tensor): Tensor => x.node!.inputs[0]!;

/**
 * A tree of tensors as a safetensors file, leaves named by their paths.
 * @throws TensorError (rejecting the call) if two leaves have one path.
 */
export async function saveTree(
  tree: unknown,
  metadata?: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const leaves = Object.fromEntries(treePaths(tree));
  return encodeSafetensors(await evaluate(leaves), metadata);
}

/**
 * Reads a tree like the given one, whose leaves give structure, shapes and dtypes but not values.
 * @throws TensorError if a leaf is missing or differs in shape or dtype.
 */
export function loadTree<T>(like: T, file: Uint8Array): T {
  const { tensors } = decodeSafetensors(file);
  const leaves = treePaths(like).map(([path, x]) => {
    const found = Object.hasOwn(tensors, path) ? tensors[path]! : fail(`the checkpoint has no ${path}`);
    return sameAval(found, x) ? found : fail(`${path} is ${show(found)} in the checkpoint, not ${show(x)}`);
  });
  return unflatten<T>(flatten(like)[1], leaves);
}
