/**
 * @file The bit-parallel lattice in WebAssembly SIMD: the same rule as `../lattice.ts`, 128 cells at a time, in place.
 */
import { MAX_CELLS } from "../lattice.ts";
import type { ThirringVariant } from "../thirring.ts";
import { moduleBase64 } from "./module.generated.ts";

interface Kernel {
  memory: WebAssembly.Memory;
  heapStart(): number;
  pass(r1: number, r2: number, l1: number, l2: number, bytes: number, any: number, collide: number): void;
  meetings(r1: number, r2: number, l1: number, l2: number, bytes: number, any: number): void;
  population(plane: number, bytes: number): number;
  copy(from: number, to: number, bytes: number): void;
}

export interface FastLattice {
  cells: number;
  variant: ThirringVariant;
  /** Steps forward, or backward when negative. */
  step(steps?: number): void;
  /** The four planes R1, R2, L1, L2 as they are now: views of the module's memory. */
  planes(): [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  /** How many movers each plane holds. */
  populations(): number[];
  /** Copies all planes beside themselves once: the bandwidth that a step is compared with. */
  copyOnce(): void;
}

let compiled: WebAssembly.Module | undefined;

/**
 * An empty ring with memory of its own.
 *
 * @throws RangeError unless the number of cells is a multiple of 128 from 128 to 2^30
 */
export function fastLattice(cells: number, variant: ThirringVariant): FastLattice {
  if (!Number.isInteger(cells) || cells < 128 || cells % 128 !== 0 || cells > MAX_CELLS)
    throw new RangeError(
      `The SIMD lattice has a multiple of 128 cells, from 128 to 2^30 = ${MAX_CELLS}, not ${cells}.`,
    );
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(moduleBase64), (letter) => letter.charCodeAt(0)));
  const kernel = new WebAssembly.Instance(compiled).exports as unknown as Kernel;
  const bytes = cells / 8;
  const start = Math.ceil(kernel.heapStart() / 16) * 16;
  const [r1, r2, l1, l2] = [0, 1, 2, 3].map((plane) => start + plane * bytes);
  const spare = start + 4 * bytes;
  reserve(kernel.memory, spare);
  const any = variant === "extended" ? -1 : 0;
  const view = (address: number) => new Uint32Array(kernel.memory.buffer, address, cells / 32);
  return {
    cells,
    variant,
    step(steps = 1) {
      for (let t = 0; t < steps; t++) kernel.pass(r1, r2, l1, l2, bytes, any, -1);
      for (let t = 0; t > steps; t--) {
        kernel.meetings(r1, r2, l1, l2, bytes, any);
        // Everything moves the other way: right movers take the place of left movers.
        kernel.pass(l1, l2, r1, r2, bytes, any, 0);
      }
    },
    planes: () => [view(r1), view(r2), view(l1), view(l2)],
    populations: () => [r1, r2, l1, l2].map((plane) => kernel.population(plane, bytes)),
    copyOnce() {
      reserve(kernel.memory, spare + 4 * bytes);
      kernel.copy(start, spare, 4 * bytes);
    },
  };
}

function reserve(memory: WebAssembly.Memory, end: number): void {
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
}
