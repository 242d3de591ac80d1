/**
 * @file Where the parts of a matrix product lie in a module's memory, which is the same for every kind of product.
 */
import type { MatmulShape } from "./kernels.ts";
import { layOut, toMultiple, type ModuleExports } from "./wasm-module.ts";

type Operand = Float32Array | Int8Array | Uint8Array | Int16Array;

export interface MatmulLayout {
  /** The arguments that every matmul of the assembly begins with. */
  readonly arguments: readonly number[];
  /** Where the operands are, for kernels that change them first. */
  readonly a: number;
  readonly b: number;
  /** Addresses of the further blocks that were asked for. */
  readonly more: readonly number[];
  /** Result with padding, [rows, columns]. */
  readonly c: number;
  readonly rows: number;
  readonly columns: number;
}

/** Copies the operands in and zeroes the result of `cBytes` bytes an element; `more` gives the sizes of further blocks in bytes. */
export function layOutMatmul(
  module: ModuleExports,
  a: Operand,
  b: Operand,
  shape: MatmulShape,
  cBytes: number,
  more: (rows: number, columns: number) => readonly number[] = () => [],
): MatmulLayout {
  const { m, k, n } = shape;
  const rows = toMultiple(m, module.ROWS.value);
  const columns = toMultiple(n, module.COLUMNS.value);
  // A packed word is one float or a pair of integers.
  const depth = Math.min(a instanceof Float32Array ? k : Math.ceil(k / 2), module.DEPTH.value);
  const [aAt, bAt, cAt, packedA, packedB, ...further] = layOut(module, [
    a.byteLength,
    b.byteLength,
    rows * columns * cBytes,
    rows * depth * 4,
    columns * depth * 4,
    ...more(rows, columns),
  ]);
  const { buffer } = module.memory;
  for (const [operand, at] of [
    [a, aAt],
    [b, bAt],
  ] as const)
    new Uint8Array(buffer, at, operand.byteLength).set(
      new Uint8Array(operand.buffer, operand.byteOffset, operand.byteLength),
    );
  new Uint8Array(buffer, cAt, rows * columns * cBytes).fill(0);
  const [aRow, aStep] = shape.transposeA ? [1, m] : [k, 1];
  const [bColumn, bStep] = shape.transposeB ? [k, 1] : [1, n];
  return {
    arguments: [m, n, k, aAt, aRow, aStep, bAt, bColumn, bStep, cAt, columns, packedA, packedB],
    a: aAt,
    b: bAt,
    more: further,
    c: cAt,
    rows,
    columns,
  };
}

/** Copies the result without its padding into `out`, which rounds to its element type. */
export function takeResult<Out extends Float32Array | Int32Array>(
  c: Float32Array | Float64Array | Int32Array,
  columns: number,
  { m, n }: MatmulShape,
  out: Out,
): Out {
  if (columns === n) out.set(c.subarray(0, m * n));
  else for (let i = 0; i < m; i++) out.set(c.subarray(i * columns, i * columns + n), i * n);
  return out;
}
