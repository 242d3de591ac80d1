/**
 * @file Fits constants of programs to a target at fixed points: the WebAssembly kernel behind a typed surface.
 *
 * One fitter belongs to one target and one set of points; it is not to be shared between threads, but any number can exist.
 */
import type { Program } from "../../programs/program.ts";
import { moduleBase64 } from "./module.generated.ts";

/** The points of a fit: an even number of them, at most 256. */
export interface Samples {
  x: Float64Array;
  f: Float64Array;
  /** The error at point i is |P(x_i) − f_i|·w_i. */
  w: Float64Array;
}

export interface Fitter {
  /** Loads a program with its constants. Programs have at most 16 constants and 40 operations. */
  load(program: Program): void;
  /** Loads other constants for the same program. */
  setConstants(constants: Float64Array): void;
  /** Levenberg–Marquardt; the sum of squared weighted errors, NaN where the program has no value. */
  fit(iterations: number, damping: number): number;
  /** Lawson's iteration; the largest error. */
  lawson(rounds: number, iterations: number): number;
  /** The largest error for the current constants, infinite where the program has no value. */
  largestError(): number;
  constants(): Float64Array;
}

interface Kernel {
  memory: WebAssembly.Memory;
  setPoints(count: number): void;
  setProgram(operations: number, constants: number): void;
  resetWeights(): void;
  fit(iterations: number, damping: number): number;
  largestError(): number;
  lawson(rounds: number, iterations: number): number;
}

const OPS = 1024;
const A = 1152;
const B = 1280;
const C = 1408;
const CONSTANTS = 2048;
const F = 16384;
const ROW = 2048;
const REGISTERS = F + 4 * ROW;

export const LIMITS = { points: 256, constants: 16, operations: 40 } as const;

let compiled: WebAssembly.Module | undefined;

function instantiate(): Kernel {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(moduleBase64), (c) => c.charCodeAt(0)));
  return new WebAssembly.Instance(compiled, {}).exports as unknown as Kernel;
}

/** @throws RangeError when the number of points is odd or too large */
export function wasmFitter({ x, f, w }: Samples): Fitter {
  checkSamples(x);
  const kernel = instantiate();
  const { buffer } = kernel.memory;
  const bytes = new Uint8Array(buffer);
  const values = new Float64Array(buffer, CONSTANTS, LIMITS.constants);
  kernel.setPoints(x.length);
  new Float64Array(buffer, REGISTERS).set(x);
  new Float64Array(buffer, F).set(f);
  new Float64Array(buffer, F + ROW).set(w);
  let count = 0;
  return {
    load(program) {
      checkProgram(program);
      bytes.set(program.ops, OPS);
      bytes.set(program.a, A);
      bytes.set(program.b, B);
      bytes.set(program.c, C);
      count = program.constants.length;
      kernel.setProgram(program.ops.length, count);
      values.set(program.constants);
      kernel.resetWeights();
    },
    setConstants(constants) {
      values.set(constants);
      kernel.resetWeights();
    },
    fit: (iterations, damping) => kernel.fit(iterations, damping),
    lawson: (rounds, iterations) => kernel.lawson(rounds, iterations),
    largestError: () => kernel.largestError(),
    constants: () => values.slice(0, count),
  };
}

export function checkSamples(x: Float64Array): void {
  if (x.length % 2 === 1 || x.length > LIMITS.points)
    throw new RangeError(
      `An even number of points, at most ${LIMITS.points}, was expected, not ${x.length}.`,
    );
}

export function checkProgram(program: Program): void {
  if (program.constants.length > LIMITS.constants || program.ops.length > LIMITS.operations)
    throw new RangeError(
      `A program of at most ${LIMITS.constants} constants and ${LIMITS.operations} operations was expected.`,
    );
}
