/**
 * @file Matrix products on several threads, with the bits of one.
 *
 * The rows of the result are divided among workers. Where the host has shared memory (Node, and pages that are cross-origin isolated) operands
 * and result lie in it once for all; elsewhere each worker gets a copy and hands its rows back. Two workers were measured to take 1.6 times the
 * processor time of one thread for 2^24 multiplications and 1.3 times for 2^26 (copying, messages, the second operand packed twice), so
 * that two threads begin to gain between, and what is smaller is computed at once by the caller.
 */
import { fixedPointPlan } from "../kernels/integer-options.ts";
import { checkMatmul, type Kernels, type MatmulShape } from "../kernels/kernels.ts";
import { relaxedKernels } from "../kernels/relaxed-kernels.ts";
import { wasmKernels } from "../kernels/wasm-kernels.ts";
import { largestMagnitude } from "../integers/safe-chain.ts";
import { parallelism, startThread, type Thread } from "./host.ts";
import { runKernel, type Answer, type MatmulName, type Operand, type Result, type Task } from "./protocol.ts";
import { allocateLike, copyRows, rowRanges } from "./rows.ts";
import { sharedMemory, type SharedMemory } from "./shared-memory.ts";

export interface KernelPoolOptions {
  /** Workers; what the machine can run at once when absent. They start with the first product that is large enough. */
  readonly threads?: number;
  /** Products m·k·n from which on threads are used; 2^25 when absent. */
  readonly threshold?: number;
  /** Use `relaxedKernels`, whose bits depend on the machine (but not on the number of threads); false when absent. */
  readonly relaxed?: boolean;
  /** Copy instead of sharing memory, as where there is none to share; false when absent. */
  readonly copy?: boolean;
}

type Promised<Kernel> = Kernel extends (...given: infer Given) => infer Out
  ? (...given: Given) => Promise<Out>
  : never;

/** The matrix products of {@link Kernels}, as promises. Operands may not change until a promise is settled. */
export type KernelPool = { readonly [Name in MatmulName]: Promised<Kernels[Name]> } & {
  readonly threads: number;
  /** Ends the workers. Products under way reject; the pool cannot be used afterwards. */
  close(): Promise<void>;
};

interface Worker {
  readonly thread: Thread;
  readonly waiting: Map<number, { resolve(out?: Result): void; reject(error: Error): void }>;
}

/** @throws RangeError when an option is out of its range, or for relaxed kernels that the engine lacks */
export function kernelPool(options: KernelPoolOptions = {}): KernelPool {
  const { threads = parallelism(), threshold = 2 ** 25, relaxed = false } = options;
  if (!Number.isSafeInteger(threads) || threads < 1)
    throw new RangeError(`A pool has 1 or more threads and got ${threads}; leave it out for the machine's.`);
  const local = relaxed ? relaxedKernels() : wasmKernels;
  if (!local)
    throw new RangeError("This engine has no relaxed SIMD; make the pool without the relaxed option.");
  const shares = options.copy !== true && typeof SharedArrayBuffer !== "undefined";
  const memory = shares ? sharedMemory() : undefined;
  const workers: Worker[] = [];
  let closed = false;
  let lastId = 0;

  /** Worker `index`, started if it does not run; one that failed is replaced. */
  function worker(index: number): Worker {
    if (workers[index]) return workers[index];
    const waiting: Worker["waiting"] = new Map();
    const settle = (answer: Answer) => {
      const task = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) thread.hold(false);
      if ("error" in answer) task?.reject(new Error(answer.error));
      else task?.resolve(answer.out);
    };
    const fail = (error: Error) => {
      delete workers[index];
      for (const task of waiting.values()) task.reject(error);
    };
    const thread = startThread(settle, fail);
    return (workers[index] = { thread, waiting });
  }

  function send(
    index: number,
    part: Omit<Task, "id" | "relaxed">,
    transfer: ArrayBuffer[],
  ): Promise<Result | undefined> {
    const { thread, waiting } = worker(index);
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      thread.hold(true);
      thread.post({ ...part, id, relaxed }, transfer);
    });
  }

  async function product(
    kernel: MatmulName,
    a: Operand,
    b: Operand,
    shape: MatmulShape,
    kernelOptions: unknown,
    given?: Result,
  ): Promise<Result> {
    if (closed) throw new Error("This kernel pool was closed; make another one.");
    const { m, k, n } = shape;
    const call = { kernel, a, b, shape, options: kernelOptions };
    const ranges = rowRanges(m, threads);
    if (m * k * n < threshold || ranges.length < 2) return runKernel(local!, call, given);
    checkMatmul(a, b, shape, given);
    // The smallest product of all refuses options that are wrong, here where the caller can see it.
    const none = { ...call, a: a.subarray(0, 0), b: b.subarray(0, 0), shape: { m: 0, k: 0, n: 0 } };
    const like = runKernel(local!, none);
    const out = given ?? allocateLike(like, m * n);
    if (memory) await inSharedMemory(memory, call, ranges, out);
    else await inCopies(call, ranges, out);
    return out;
  }

  type Call = Pick<Task, "kernel" | "a" | "b" | "shape" | "options">;
  type Ranges = ReturnType<typeof rowRanges>;

  async function inSharedMemory(buffers: SharedMemory, call: Call, ranges: Ranges, out: Result) {
    const { a, b, shape } = call;
    const borrowed: SharedArrayBuffer[] = [];
    const share = <Numbers extends Operand | Result>(numbers: Numbers): Numbers => {
      const buffer = buffers.borrow(numbers.byteLength);
      borrowed.push(buffer);
      return allocateLike(numbers, numbers.length, buffer);
    };
    const rows = share(a);
    let columns = b;
    if (!(b.buffer instanceof SharedArrayBuffer)) {
      columns = share(b);
      columns.set(b);
    }
    const result = share(out);
    const tasks = ranges.map(([from, to], index) => {
      const part = rows.subarray(from * shape.k, to * shape.k);
      copyRows(a, shape, [from, to], part);
      const target = result.subarray(from * shape.n, to * shape.n);
      const task = { ...call, a: part, b: columns, shape: { ...shape, m: to - from }, out: target };
      return send(index, task, []);
    });
    await Promise.all(tasks);
    out.set(result);
    // After an error a worker may still be writing: then nothing goes back.
    for (const buffer of borrowed) buffers.giveBack(buffer);
  }

  async function inCopies(call: Call, ranges: Ranges, out: Result) {
    const { a, shape } = call;
    const tasks = ranges.map(async ([from, to], index) => {
      const part = allocateLike(a, (to - from) * shape.k);
      copyRows(a, shape, [from, to], part);
      const task = { ...call, a: part, shape: { ...shape, m: to - from } };
      const rows = await send(index, task, [part.buffer as ArrayBuffer]);
      out.set(rows!, from * shape.n);
    });
    await Promise.all(tasks);
  }

  const pool: KernelPool = {
    threads,
    matmul: (a, b, shape, out) => product("matmul", a, b, shape, undefined, out) as Promise<Float32Array>,
    lmulMatmul: (a, b, shape, lmul, out) =>
      product("lmulMatmul", a, b, shape, lmul, out) as Promise<Float32Array>,
    roundedMatmul: (a, b, shape, formats, out) =>
      product("roundedMatmul", a, b, shape, formats, out) as Promise<Float32Array>,
    integerMatmul: (a, b, shape, zeroPoints, out) =>
      product("integerMatmul", a, b, shape, zeroPoints, out) as Promise<Int32Array>,
    // The chain follows from the whole of a: each worker for itself would choose another.
    fixedPointMatmul: async (a, b, shape, fixed, out) => {
      const { chain } = fixedPointPlan(fixed, () => [largestMagnitude(a), largestMagnitude(b)]);
      return (await product("fixedPointMatmul", a, b, shape, { ...fixed, chain }, out)) as Float32Array;
    },
    async close() {
      closed = true;
      const running = workers.splice(0);
      for (const { waiting } of Object.values(running))
        for (const task of waiting.values())
          task.reject(new Error("The kernel pool was closed before this product was done."));
      await Promise.all(Object.values(running).map(({ thread }) => thread.end()));
    },
  };
  return pool;
}
