/**
 * @file Shared buffers that are used again: fresh ones cost more than what is copied into them, because their pages are cleared on first use.
 */

export interface SharedMemory {
  /** A buffer of at least so many bytes, holding anything. */
  borrow(bytes: number): SharedArrayBuffer;
  giveBack(buffer: SharedArrayBuffer): void;
}

/** Sizes are powers of two, so that products of nearly one size share buffers; at most eight wait to be used again. */
export function sharedMemory(): SharedMemory {
  const free: SharedArrayBuffer[] = [];
  return {
    borrow(bytes) {
      const size = 2 ** Math.ceil(Math.log2(Math.max(bytes, 4096)));
      const index = free.findIndex((buffer) => buffer.byteLength === size);
      return index === -1 ? new SharedArrayBuffer(size) : free.splice(index, 1)[0];
    },
    giveBack(buffer) {
      free.push(buffer);
      if (free.length > 8) free.shift();
    },
  };
}
