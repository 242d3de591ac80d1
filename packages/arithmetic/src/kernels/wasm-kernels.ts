/**
 * @file The kernels as WebAssembly SIMD, on one thread.
 *
 * One instance serves all calls of a process (or worker). A call lays its operands, result and work space from the start of the heap, so
 * nothing outlives it and memory is as large as the largest call so far needed.
 */
import { float32 } from "../formats/float-format.ts";
import { mantissaConstant, offsetExponent } from "../lmul/offset.ts";
import { checkDot, checkMatmul, type Kernels, type LMulKernelOptions, type MatmulShape } from "./kernels.ts";
import { moduleBase64 } from "./module.generated.ts";

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly ROWS: WebAssembly.Global;
  readonly COLUMNS: WebAssembly.Global;
  readonly DEPTH: WebAssembly.Global;
  readonly SUMMARY: WebAssembly.Global;
  heapStart(): number;
  dotFloat32(x: number, y: number, length: number): number;
  dotLmul(x: number, y: number, length: number, summary: number, ...lmul: LmulArguments): number;
  matmulFloat32(...layout: number[]): void;
  matmulLmul(...layoutAndLmul: number[]): void;
  peak(rounds: number): number;
}

/** formula, keep, constant, overflow: as the assembly takes them. */
type LmulArguments = [formula: number, keep: number, constant: number, overflow: number];

let instance: Exports | undefined;

function kernels(): Exports {
  instance ??= new WebAssembly.Instance(
    new WebAssembly.Module(Uint8Array.from(atob(moduleBase64), (character) => character.charCodeAt(0))),
  ).exports as unknown as Exports;
  return instance;
}

/** Addresses of blocks of the given numbers of 4-byte words, each on a boundary of 16 bytes, after growing the memory to hold them. */
function layOut(words: readonly number[]): number[] {
  const { memory, heapStart } = kernels();
  let end = align(heapStart());
  const addresses = words.map((count) => {
    const address = end;
    end = align(end + count * 4);
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

const align = (address: number) => Math.ceil(address / 16) * 16;
const toMultiple = (count: number, of: number) => Math.ceil(count / of) * of;

function lmulArguments(options: LMulKernelOptions = {}): LmulArguments {
  const { reading = "field", mantissaBits = 23, offset, overflow = "infinity" } = options;
  if (!Number.isInteger(mantissaBits) || mantissaBits < 1 || mantissaBits > 23)
    throw new RangeError(
      `L-Mul in float32 keeps 1 to 23 mantissa bits and got ${mantissaBits}; give a width of the format or less.`,
    );
  return [
    reading === "formula" ? 1 : 0,
    -(2 ** (23 - mantissaBits)),
    mantissaConstant(float32, offset ?? 2 ** -offsetExponent(mantissaBits)),
    overflow === "saturate" ? 0x7f7fffff : 0x7f800000,
  ];
}

function dot(x: Float32Array, y: Float32Array, lmul?: LmulArguments): number {
  checkDot(x, y);
  const { memory, dotFloat32, dotLmul, SUMMARY } = kernels();
  const length = toMultiple(x.length, 16);
  const [xAt, yAt, summary] = layOut([length, length, SUMMARY.value / 4]);
  for (const [values, at] of [
    [x, xAt],
    [y, yAt],
  ] as const) {
    const words = new Float32Array(memory.buffer, at, length);
    words.set(values);
    words.fill(0, values.length);
  }
  return lmul ? dotLmul(xAt, yAt, length, summary, ...lmul) : dotFloat32(xAt, yAt, length);
}

function matmul(
  a: Float32Array,
  b: Float32Array,
  shape: MatmulShape,
  lmul?: LmulArguments,
  given?: Float32Array,
): Float32Array {
  checkMatmul(a, b, shape, given);
  const { memory, matmulFloat32, matmulLmul, ROWS, COLUMNS, DEPTH, SUMMARY } = kernels();
  const { m, k, n } = shape;
  const out = given ?? new Float32Array(m * n);
  const rows = toMultiple(m, ROWS.value);
  const columns = toMultiple(n, COLUMNS.value);
  const depth = Math.min(k, DEPTH.value);
  const [aAt, bAt, cAt, packedA, packedB, summariesA, summariesB] = layOut([
    a.length,
    b.length,
    rows * columns,
    rows * depth,
    columns * depth,
    ((rows / ROWS.value) * SUMMARY.value) / 4,
    ((columns / COLUMNS.value) * SUMMARY.value) / 4,
  ]);
  new Float32Array(memory.buffer, aAt, a.length).set(a);
  new Float32Array(memory.buffer, bAt, b.length).set(b);
  const c = new Float32Array(memory.buffer, cAt, rows * columns).fill(0);
  const [aRow, aStep] = shape.transposeA ? [1, m] : [k, 1];
  const [bColumn, bStep] = shape.transposeB ? [k, 1] : [1, n];
  const layout = [m, n, k, aAt, aRow, aStep, bAt, bColumn, bStep, cAt, columns, packedA, packedB];
  if (lmul) matmulLmul(...layout, summariesA, summariesB, ...lmul);
  else matmulFloat32(...layout);
  if (columns === n) out.set(c.subarray(0, m * n));
  else for (let i = 0; i < m; i++) out.set(c.subarray(i * columns, i * columns + n), i * n);
  return out;
}

export const wasmKernels: Kernels = {
  provider: "wasm",
  dot: (x, y) => dot(x, y),
  matmul: (a, b, shape, out) => matmul(a, b, shape, undefined, out),
  lmulDot: (x, y, options) => dot(x, y, lmulArguments(options)),
  lmulMatmul: (a, b, shape, options, out) => matmul(a, b, shape, lmulArguments(options), out),
};

/**
 * Runs `rounds` × 10 vector multiplications and additions of four float32 lanes on registers alone: timed, it gives the rate that
 * {@link Kernels.matmul} could at most reach on one thread without fused operations.
 */
export function runPeakLoop(rounds: number): number {
  return kernels().peak(rounds);
}
