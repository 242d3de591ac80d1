/**
 * @file An instance of a compiled module, and its memory.
 *
 * One instance serves all calls of a process (or worker). A call lays its operands, result and work space from the start of the heap, so
 * nothing outlives it and memory is as large as the largest call so far needed.
 */

/** What every module exports. */
export interface ModuleExports {
  readonly memory: WebAssembly.Memory;
  readonly ROWS: WebAssembly.Global;
  readonly COLUMNS: WebAssembly.Global;
  readonly DEPTH: WebAssembly.Global;
  heapStart(): number;
}

/** The function that gives the one instance of a module, made at the first call. */
export function onFirstUse<Exports extends ModuleExports>(base64: string): () => Exports {
  let instance: Exports | undefined;
  return () => (instance ??= new WebAssembly.Instance(compile(base64)).exports as unknown as Exports);
}

function compile(base64: string): WebAssembly.Module {
  return new WebAssembly.Module(bytesOf(base64));
}

/** Whether this engine has all instructions of a module. */
export function isSupported(base64: string): boolean {
  return WebAssembly.validate(bytesOf(base64));
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/**
 * Addresses of blocks of the given numbers of bytes, each on a boundary of 16, after growing the memory to hold them. Views of the memory
 * made before are worth nothing afterwards.
 *
 * @throws RangeError when the blocks do not fit into what a module can address
 */
export function layOut({ memory, heapStart }: ModuleExports, sizes: readonly number[]): number[] {
  let end = toMultiple(heapStart(), 16);
  const addresses = sizes.map((bytes) => {
    const address = end;
    end = toMultiple(end + bytes, 16);
    return address;
  });
  const missing = end - memory.buffer.byteLength;
  if (end > 2 ** 31)
    throw new RangeError(
      `The kernel needs ${end} bytes at once and can address ${2 ** 31}; split the operands into blocks.`,
    );
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  return addresses;
}

export const toMultiple = (count: number, of: number) => Math.ceil(count / of) * of;
