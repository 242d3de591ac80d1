/** The IDX format of MNIST (Y. LeCun's description): two zero bytes, a type code, the rank, big-endian lengths, then the bytes. */
import { sizeOf } from "../shape.ts";

export interface Idx {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** Reads an IDX file of unsigned bytes. Throws if it is of another type or its length does not fit its header. */
export function decodeIdx(file: Uint8Array): Idx {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 4 || view.getUint16(0) !== 0 || file[2] !== 8)
    throw new Error("not an IDX file of unsigned bytes");
  const rank = file[3]!;
  if (file.length < 4 + 4 * rank) throw new Error(`an IDX file of ${file.length} bytes and rank ${rank}`);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const data = file.subarray(4 + 4 * rank);
  if (data.length !== sizeOf(shape))
    throw new Error(`an IDX file of [${shape.join()}] with ${data.length} bytes of data`);
  return { shape, data };
}
