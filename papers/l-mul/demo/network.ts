/**
 * @file What the demo of trained networks does: a network on some images, once in float32 and once under the arithmetics that the reader chose, compared node
 * by node. Energy is the table's (energy.ts): a product and the addition that accumulates it, and nothing else.
 */
import {
  compare,
  floatValue,
  parseArithmetic,
  type Assignment,
  type NodeDifference,
} from "@working-papers/arithmetic/interpreter";
import { HOROWITZ_45NM, type Picojoules } from "../energy.ts";
import { loadImages, loadModel, type ModelName } from "../models/load.ts";
import { classified, imageBatch, percentRight } from "../networks/evaluate.ts";

export const NETWORKS: readonly { key: ModelName; label: string; classes: readonly string[] }[] = [
  { key: "vit", label: "vision transformer", classes: ["attention", "linear", "conv", "elementwise"] },
  { key: "perceptron-1", label: "perceptron 784-128-10", classes: ["linear", "elementwise"] },
];

export const ARITHMETICS = [
  { key: "float32", label: "float32" },
  { key: "lmul", label: "L-Mul, 23 bits" },
  { key: "lmul:4", label: "L-Mul, 4 bits" },
  { key: "lmul:3", label: "L-Mul, 3 bits" },
  { key: "lmul:2", label: "L-Mul, 2 bits" },
  { key: "lmul:23:formula", label: "formula, 23 bits" },
  { key: "lmul:3:formula", label: "formula, 3 bits" },
  { key: "bfloat16", label: "bfloat16" },
  { key: "e4m3", label: "fp8 e4m3" },
  { key: "e5m2", label: "fp8 e5m2" },
  { key: "e4m3+e4m3", label: "e4m3, sums in e4m3" },
  { key: "int8", label: "int8" },
] as const;

export interface Outcome {
  readonly images: number;
  /** Percent right. */
  readonly float32: number;
  readonly chosen: number;
  /** Nodes that multiply. */
  readonly nodes: readonly NodeDifference[];
  /** For one image; nothing where the table has no value for an arithmetic in use. */
  readonly energy: { readonly float32: Picojoules; readonly chosen: Picojoules | undefined };
}

/** One product with its addition. */
function stepEnergy(arithmetic: string): Picojoules | undefined {
  const { fp32, fp16, int32, int8 } = HOROWITZ_45NM;
  if (arithmetic === "float32") return fp32.multiply! + fp32.add;
  if (arithmetic.startsWith("lmul")) return int32.add + fp32.add;
  if (arithmetic === "bfloat16" || arithmetic === "float16") return fp16.multiply! + fp32.add;
  if (arithmetic === "int8") return int8.multiply! + int32.add;
  return undefined;
}

export function energyOf(
  nodes: readonly Pick<NodeDifference, "arithmetic" | "multiplications">[],
  images: number,
): Outcome["energy"] {
  let [float32, chosen]: [number, number | undefined] = [0, 0];
  for (const { arithmetic, multiplications } of nodes) {
    const each = stepEnergy(arithmetic);
    float32 += (multiplications / images) * stepEnergy("float32")!;
    chosen =
      each === undefined || chosen === undefined ? undefined : chosen + (multiplications / images) * each;
  }
  return { float32, chosen };
}

/** Measures a network on the first images. `progress` gets the share done and may wait. */
export async function measure(
  network: ModelName,
  choice: Readonly<Record<string, string>>,
  images: number,
  progress: (share: number) => Promise<void>,
): Promise<Outcome> {
  const model = await loadModel(network);
  const all = await loadImages();
  const test = { images: all.images.slice(0, images * 784), labels: all.labels.slice(0, images) };
  const present = new Set(model.nodes.map((node) => node.class.split(".")[0]));
  const arithmetic: Assignment = Object.fromEntries(
    Object.entries(choice)
      .filter(([of]) => present.has(of))
      .map(([of, text]) => [of, parseArithmetic(text)]),
  );
  const right = await classified(model, test, {}, (share) => progress(0.45 * share));
  const got = await classified(model, test, arithmetic, (share) => progress(0.45 * (1 + share)));
  const pixels = test.images.slice(0, imageBatch * 784);
  const input = { [model.inputs[0].name]: floatValue(pixels, [imageBatch, 1, 28, 28]) };
  const { nodes } = await compare(model, input, arithmetic);
  const multiplying = nodes.filter(({ multiplications }) => multiplications > 0);
  await progress(1);
  return {
    images,
    float32: percentRight(right),
    chosen: percentRight(got),
    nodes: multiplying,
    energy: energyOf(multiplying, imageBatch),
  };
}
