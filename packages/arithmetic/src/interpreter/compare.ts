/** @file How far a graph under one arithmetic is from the same graph under another, node by node and at its outputs. */
import type { Assignment } from "./assignment.ts";
import type { Interpreter, NodeInfo } from "./interpreter.ts";
import type { Value } from "./value.ts";

export interface Difference {
  /** √(Σ (got - reference)²) / √(Σ reference²); NaN where the reference is zero and the other is not, or where something is not finite. */
  readonly relative: number;
  /** Largest |got - reference|. */
  readonly largest: number;
}

export interface NodeDifference extends Difference {
  readonly node: NodeInfo;
  readonly arithmetic: string;
  readonly multiplications: number;
}

export interface Comparison {
  /** Nodes that make floating-point numbers, in the order they run. Errors of earlier nodes are in those of later ones. */
  readonly nodes: readonly NodeDifference[];
  readonly outputs: Readonly<Record<string, Difference>>;
}

export function difference(got: ArrayLike<number>, reference: ArrayLike<number>): Difference {
  let [error, whole, largest] = [0, 0, 0];
  for (let i = 0; i < reference.length; i++) {
    const apart = got[i] === reference[i] ? 0 : got[i] - reference[i];
    error += apart * apart;
    whole += reference[i] * reference[i];
    largest = Number.isNaN(apart) ? NaN : Math.max(largest, Math.abs(apart));
  }
  const finite = whole > 0 && whole < Infinity && error < Infinity;
  return { relative: error === 0 ? 0 : finite ? Math.sqrt(error) / Math.sqrt(whole) : NaN, largest };
}

/** Runs a model under two arithmetics on the same inputs. */
export async function compare(
  model: Interpreter,
  inputs: Readonly<Record<string, Value>>,
  arithmetic: Assignment,
  reference: Assignment = {},
): Promise<Comparison> {
  const kept = new Map<string, Value>();
  const right = await model.run(inputs, {
    arithmetic: reference,
    afterNode: ({ node, outputs }) => void kept.set(node.name, outputs[0]),
  });
  const nodes: NodeDifference[] = [];
  const got = await model.run(inputs, {
    arithmetic,
    afterNode: ({ node, arithmetic: name, outputs: [first], multiplications }) => {
      if (first.data instanceof Float32Array)
        nodes.push({
          node,
          arithmetic: name,
          multiplications,
          ...difference(first.data, kept.get(node.name)!.data),
        });
    },
  });
  const outputs = Object.fromEntries(
    Object.keys(right).map((name) => [name, difference(got[name].data, right[name].data)]),
  );
  return { nodes, outputs };
}
