/**
 * @file What the demo of trained networks does: a network on some images or some text, once in float32 and once under the arithmetics that the reader
 * chose, compared node by node. Energy is the table's (energy.ts): a product and the addition that accumulates it, and nothing else.
 */
import {
  compare,
  floatValue,
  parseArithmetic,
  type Assignment,
  type Interpreter,
  type NodeDifference,
  type Value,
} from "@working-papers/arithmetic/interpreter";
import { HOROWITZ_45NM, type Picojoules } from "../energy.ts";
import { loadImages, loadModel, loadText, type DataSet, type ModelName } from "../models/load.ts";
import { tokensOf, windowLength } from "../networks/characters.ts";
import { accuracy, imageBatch } from "../networks/evaluate.ts";
import { meanBits, readWindows, windowStarts, type ReadWindow } from "./text.ts";

export interface Network {
  readonly key: ModelName;
  readonly label: string;
  /** What it is measured on. */
  readonly on: DataSet | "text";
  /** Classes of nodes that multiply. */
  readonly classes: readonly string[];
  /** Sizes of samples to choose from. */
  readonly samples: readonly number[];
  /** What is loaded, in megabytes. */
  readonly megabytes: number;
}

const transformer = ["attention", "linear", "elementwise"] as const;
const images = [100, 500, 2000] as const;

export const NETWORKS: readonly Network[] = [
  {
    key: "characters-1",
    label: "language model, Moby-Dick",
    on: "text",
    classes: transformer,
    samples: [8, 32, 128],
    megabytes: 1.4,
  },
  {
    key: "vit-fashion-1",
    label: "vision transformer, Fashion-MNIST",
    on: "fashion",
    classes: [...transformer, "conv"],
    samples: images,
    megabytes: 1.1,
  },
  {
    key: "vit-mnist-1",
    label: "vision transformer, MNIST",
    on: "mnist",
    classes: [...transformer, "conv"],
    samples: images,
    megabytes: 1.8,
  },
  {
    key: "cnn-fashion-1",
    label: "convolutional network, Fashion-MNIST",
    on: "fashion",
    classes: ["conv", "linear", "elementwise"],
    samples: images,
    megabytes: 1.0,
  },
  {
    key: "cnn-mnist-1",
    label: "convolutional network, MNIST",
    on: "mnist",
    classes: ["conv", "linear", "elementwise"],
    samples: images,
    megabytes: 1.7,
  },
  {
    key: "perceptron-mnist-1",
    label: "perceptron 784-128-10, MNIST",
    on: "mnist",
    classes: ["linear", "elementwise"],
    samples: [500, 2000, 10_000],
    megabytes: 1.8,
  },
];

export const ARITHMETICS = [
  { key: "float32", label: "float32" },
  { key: "lmul", label: "L-Mul, 23 bits" },
  { key: "lmul:4", label: "L-Mul, 4 bits" },
  { key: "lmul:3", label: "L-Mul, 3 bits" },
  { key: "lmul:2", label: "L-Mul, 2 bits" },
  { key: "lmul:23:formula", label: "formula, 23 bits" },
  { key: "lmul:4:formula", label: "formula, 4 bits" },
  { key: "lmul:3:formula", label: "formula, 3 bits" },
  { key: "bfloat16", label: "bfloat16" },
  { key: "e4m3", label: "fp8 e4m3" },
  { key: "e5m2", label: "fp8 e5m2" },
  { key: "e4m3+e4m3", label: "e4m3, sums in e4m3" },
  { key: "int8", label: "int8" },
] as const;

export interface Energy {
  readonly float32: Picojoules;
  /** Nothing where the table has no value for an arithmetic in use. */
  readonly chosen: Picojoules | undefined;
}

export interface Outcome {
  readonly network: Network;
  /** Images, or windows of text. */
  readonly sample: number;
  /** Percent of images right, or bits per character. */
  readonly float32: number;
  readonly chosen: number;
  /** Nodes that multiply, with their multiplications for one image or one character. */
  readonly nodes: readonly NodeDifference[];
  /** For one image or one character. */
  readonly energy: Energy;
  /** Of a language model. */
  readonly windows: readonly ReadWindow[];
}

/** One product with its addition. */
function stepEnergy(arithmetic: string): Picojoules | undefined {
  const { fp32, fp16, int32, int8 } = HOROWITZ_45NM;
  if (arithmetic === "float32") return fp32.multiply! + fp32.add;
  if (/^lmul[^+]*$/.test(arithmetic)) return int32.add + fp32.add;
  if (arithmetic === "bfloat16" || arithmetic === "float16") return fp16.multiply! + fp32.add;
  if (arithmetic === "int8") return int8.multiply! + int32.add;
  return undefined;
}

/** Energy of multiplications, each with the addition that accumulates it. */
export function energyOf(nodes: readonly Pick<NodeDifference, "arithmetic" | "multiplications">[]): Energy {
  let [float32, chosen]: [number, number | undefined] = [0, 0];
  for (const { arithmetic, multiplications } of nodes) {
    const each = stepEnergy(arithmetic);
    float32 += multiplications * stepEnergy("float32")!;
    chosen = each === undefined || chosen === undefined ? undefined : chosen + multiplications * each;
  }
  return { float32, chosen };
}

/** A choice for classes as the interpreter takes it; classes that the model has no node of are left out. */
export function assignmentOf(model: Interpreter, choice: Readonly<Record<string, string>>): Assignment {
  const present = new Set(model.nodes.map((node) => node.class.split(".")[0]));
  return Object.fromEntries(
    Object.entries(choice)
      .filter(([of]) => present.has(of))
      .map(([of, text]) => [of, parseArithmetic(text)]),
  );
}

/** Gets the share done. It may wait, and throws to stop. */
export type Progress = (share: number) => Promise<void>;

/** Measures a network on a sample: the first images, or windows from all over the text. */
export async function measure(
  network: Network,
  choice: Readonly<Record<string, string>>,
  sample: number,
  progress: Progress,
): Promise<Outcome> {
  const model = await loadModel(network.key);
  const arithmetic = assignmentOf(model, choice);
  const part = network.on === "text" ? measureText : measureImages;
  const { input, count, ...quality } = await part(model, network, arithmetic, sample, (share) =>
    progress(0.95 * share),
  );
  const { nodes } = await compare(model, { [model.inputs[0].name]: input }, arithmetic);
  const multiplying = nodes
    .filter(({ multiplications }) => multiplications > 0)
    .map((node) => ({ ...node, multiplications: node.multiplications / count }));
  await progress(1);
  return { network, sample, nodes: multiplying, energy: energyOf(multiplying), ...quality };
}

/** Quality, and the input on which nodes are compared: so many images or characters. */
type Measured = Pick<Outcome, "float32" | "chosen" | "windows"> & { input: Value; count: number };

async function measureImages(
  model: Interpreter,
  { on }: Network,
  arithmetic: Assignment,
  sample: number,
  progress: Progress,
): Promise<Measured> {
  const all = await loadImages(on as DataSet);
  const test = { images: all.images.slice(0, sample * 784), labels: all.labels.slice(0, sample) };
  return {
    float32: await accuracy(model, test, {}, (share) => progress(share / 2)),
    chosen: await accuracy(model, test, arithmetic, (share) => progress((1 + share) / 2)),
    windows: [],
    input: floatValue(test.images.slice(0, imageBatch * 784), [imageBatch, 1, 28, 28]),
    count: imageBatch,
  };
}

async function measureText(
  model: Interpreter,
  _: Network,
  arithmetic: Assignment,
  sample: number,
  progress: Progress,
): Promise<Measured> {
  const text = await loadText();
  const windows = await readWindows(model, text, windowStarts(text, sample), arithmetic, progress);
  const data = Float64Array.from(
    tokensOf(windows[0].before + windows[0].read.map(({ next }) => next).join("")),
  );
  return {
    float32: meanBits(windows, "float32"),
    chosen: meanBits(windows, "chosen"),
    windows,
    input: { dtype: "int32", shape: [1, windowLength], data: data.slice(0, windowLength) },
    count: windowLength,
  };
}
