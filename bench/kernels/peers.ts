/**
 * @file Matrix products of other libraries, on one thread, in this process: ONNX Runtime's native build, and TensorFlow.js and jax-js on their WebAssembly
 * backends where they are installed (`npm ci --prefix bench`).
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import * as ort from "onnxruntime-node";
import { encodeModel } from "@working-papers/tensor/onnx";

export interface Peer {
  readonly name: string;
  /** Prepares a [size, size] by [size, size] product, and returns a function that computes it and waits until it is done. */
  prepare(a: Float32Array, b: Float32Array, size: number): Promise<() => unknown>;
}

const runtime: Peer = {
  name: "ONNX Runtime, native",
  async prepare(a, b, size) {
    const shape = { dim: [{ dimValue: size }, { dimValue: size }] };
    const value = (name: string) => ({ name, type: { tensorType: { elemType: 1, shape } } });
    const model = encodeModel({
      irVersion: 8,
      opsetImport: [{ domain: "", version: 17 }],
      graph: {
        name: "product",
        node: [{ opType: "MatMul", input: ["a", "b"], output: ["c"], attribute: [] }],
        initializer: [],
        input: [value("a"), value("b")],
        output: [value("c")],
      },
    });
    const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1 });
    const tensor = (data: Float32Array) => new ort.Tensor("float32", data, [size, size]);
    const feeds = { a: tensor(a), b: tensor(b) };
    const fetches = { c: tensor(new Float32Array(size * size)) };
    return () => session.run(feeds, fetches);
  },
};

/** What this file uses of TensorFlow.js and jax-js. */
interface Tensorflow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor2d(values: Float32Array, shape: [number, number]): unknown;
  matMul(a: unknown, b: unknown): { dataSync(): Float32Array; dispose(): void };
}
interface JaxArray {
  readonly ref: JaxArray;
}
interface Jax {
  init(backend: string): Promise<unknown>;
  defaultDevice(backend: string): unknown;
  blockUntilReady(x: JaxArray): Promise<unknown>;
  numpy: {
    array(data: Float32Array, options: { shape: number[] }): JaxArray;
    matmul(a: JaxArray, b: JaxArray): JaxArray;
  };
}

const installed = createRequire(new URL("../package.json", import.meta.url));
const load = (name: string): Promise<unknown> => import(pathToFileURL(installed.resolve(name)).href);

async function tensorflow(): Promise<Peer> {
  const { log, warn } = console;
  // Its announcements are not results.
  console.log = console.warn = () => {};
  let tf: Tensorflow;
  try {
    const module = (await load("@tensorflow/tfjs")) as { default?: Tensorflow } & Tensorflow;
    await load("@tensorflow/tfjs-backend-wasm");
    tf = module.default ?? module;
    await tf.setBackend("wasm");
    await tf.ready();
  } finally {
    Object.assign(console, { log, warn });
  }
  return {
    name: "TensorFlow.js, wasm",
    async prepare(a, b, size) {
      const [x, y] = [tf.tensor2d(a, [size, size]), tf.tensor2d(b, [size, size])];
      return () => tf.matMul(x, y).dispose();
    },
  };
}

async function jax(): Promise<Peer> {
  const { Worker } = (await import("../training/peers/web-worker.js" as string)) as { Worker: unknown };
  Object.assign(globalThis, { Worker });
  Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: 1 } });
  const { init, defaultDevice, blockUntilReady, numpy } = (await load("@jax-js/jax")) as Jax;
  await init("wasm");
  defaultDevice("wasm");
  return {
    name: "jax-js, wasm",
    async prepare(a, b, size) {
      const [x, y] = [a, b].map((data) => numpy.array(data, { shape: [size, size] }));
      return () => blockUntilReady(numpy.matmul(x.ref, y.ref));
    },
  };
}

/** The peers that are here; of the others, why not. */
export async function findPeers(): Promise<{ peers: Peer[]; missing: string[] }> {
  const [peers, missing]: [Peer[], string[]] = [[runtime], []];
  for (const [name, find] of Object.entries({ "TensorFlow.js": tensorflow, "jax-js": jax }))
    try {
      peers.push(await find());
    } catch (error) {
      missing.push(
        `${name} is not measured (${(error as Error).message.split("\n")[0]}); npm ci --prefix bench installs it.`,
      );
    }
  return { peers, missing };
}
