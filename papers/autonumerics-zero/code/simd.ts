/**
 * @file A program compiled to WebAssembly SIMD: a function over arrays of float32 or float64, two or four numbers at a time.
 *
 * The module is assembled here byte by byte (WebAssembly core specification, section 5), so that a program that was found a moment ago runs at the machine's
 * speed without a compiler. Constants are splatted to locals before the loop, or engines write them out anew at each use.
 */
import {
  ADD,
  DIVIDE,
  FMA,
  IADD,
  ISHR,
  ISUB,
  MULTIPLY,
  SQRT,
  SUBTRACT,
  usesBits,
  type Program,
} from "../programs/program.ts";

export type Lanes = "f32" | "f64";

/** Operation codes after the prefix 0xfd: [splat, sqrt, add, sub, mul, div]. */
const CODES: Readonly<Record<Lanes, readonly number[]>> = {
  f32: [0x13, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7],
  f64: [0x14, 0xef, 0xf0, 0xf1, 0xf2, 0xf3],
};

export interface SimdProgram {
  /** Where arguments go, and where values come; `capacity` numbers each. */
  input: Float32Array | Float64Array;
  output: Float32Array | Float64Array;
  /** Evaluates the first `count` numbers, rounded up to whole vectors. */
  run(count: number): void;
}

/** i32x4.shr_u, i32x4.add, i32x4.sub */
const [SHIFT, ADD_BITS, SUBTRACT_BITS] = [0xad, 0xae, 0xb1];

/**
 * Compiles a program for arrays of `capacity` numbers, a multiple of 4. Constants are rounded to the lanes' type.
 *
 * @throws RangeError for operations on bits in float64
 */
export function compileSimd(program: Program, lanes: Lanes, capacity: number): SimdProgram {
  if (lanes === "f64" && usesBits(program))
    throw new RangeError("Operations on bits are those of float32; compile the program for f32 lanes.");
  const bytesPerNumber = lanes === "f32" ? 4 : 8;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((2 * capacity * bytesPerNumber + 64) / 65536) });
  const module = new WebAssembly.Module(assemble(program, lanes));
  const { exports } = new WebAssembly.Instance(module, { m: { m: memory } });
  const run = exports.run as (from: number, to: number, vectors: number) => void;
  const ArrayType = lanes === "f32" ? Float32Array : Float64Array;
  const offset = capacity * bytesPerNumber;
  const perVector = 16 / bytesPerNumber;
  return {
    input: new ArrayType(memory.buffer, 0, capacity),
    output: new ArrayType(memory.buffer, offset, capacity),
    run: (count) => run(0, offset, Math.ceil(count / perVector)),
  };
}

/** «\0asm», version 1. */
const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** LEB128 of an unsigned number. */
function leb(value: number): number[] {
  const bytes: number[] = [];
  do {
    const byte = value & 0x7f;
    value >>>= 7;
    bytes.push(value > 0 ? byte | 0x80 : byte);
  } while (value > 0);
  return bytes;
}

const section = (id: number, content: readonly number[]): number[] => [
  id,
  ...leb(content.length),
  ...content,
];
const simd = (code: number): number[] => [0xfd, ...leb(code)];
const get = (local: number): number[] => [0x20, ...leb(local)];
const set = (local: number): number[] => [0x21, ...leb(local)];

// Parameters 0 … 2 are from, to, count; registers of the program follow.
const register = (r: number): number => 3 + r;

function assemble(program: Program, lanes: Lanes): BufferSource {
  const [splat, sqrt, add, sub, mul, div] = CODES[lanes];
  const codeOf: Readonly<Record<number, number>> = {
    [ADD]: add,
    [SUBTRACT]: sub,
    [MULTIPLY]: mul,
    [DIVIDE]: div,
    [IADD]: ADD_BITS,
    [ISUB]: SUBTRACT_BITS,
  };
  const { ops, a, b, c, constants } = program;
  const m = constants.length;
  const body: number[] = [];
  constants.forEach((value, j) => {
    const view = new DataView(new ArrayBuffer(8));
    if (lanes === "f32") view.setFloat32(0, value, true);
    else view.setFloat64(0, value, true);
    const bytes = new Uint8Array(view.buffer, 0, lanes === "f32" ? 4 : 8);
    body.push(lanes === "f32" ? 0x43 : 0x44, ...bytes, ...simd(splat), ...set(register(j + 1)));
  });
  body.push(0x03, 0x40, ...get(0), ...simd(0x00), 4, 0, ...set(register(0)));
  for (let i = 0; i < ops.length; i++) {
    const left = get(register(a[i]));
    const right = get(register(b[i]));
    if (ops[i] === ISHR) body.push(...left, 0x41, 1, ...simd(SHIFT));
    else if (ops[i] === SQRT) body.push(...left, ...simd(sqrt));
    else if (ops[i] === FMA) body.push(...left, ...right, ...simd(mul), ...get(register(c[i])), ...simd(add));
    else body.push(...left, ...right, ...simd(codeOf[ops[i]]));
    body.push(...set(register(m + 1 + i)));
  }
  const last = register(ops.length === 0 ? 0 : m + ops.length);
  body.push(...get(1), ...get(last), ...simd(0x0b), 4, 0);
  const advance = (local: number): number[] => [...get(local), 0x41, 16, 0x6a, ...set(local)];
  body.push(...advance(0), ...advance(1), ...get(2), 0x41, 1, 0x6b, 0x22, 2, 0x0d, 0, 0x0b, 0x0b);
  const locals = [1, ...leb(1 + m + ops.length), 0x7b];
  const code = [...locals, ...body];
  return Uint8Array.from([
    ...MAGIC,
    ...section(1, [1, 0x60, 3, 0x7f, 0x7f, 0x7f, 0]),
    ...section(2, [1, 1, 0x6d, 1, 0x6d, 0x02, 0x00, 0x01]),
    ...section(3, [1, 0]),
    ...section(7, [1, 3, 0x72, 0x75, 0x6e, 0x00, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
}
