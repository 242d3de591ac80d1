/** @file Classes of nodes in graphs that are made to be hard to look through; those of real models are in interpreter.test.ts. */
import { expect, test } from "vitest";
import { classify } from "./classes.ts";
import type { Graph, Node } from "./model.ts";

function graphOf(nodes: [opType: string, inputs: string[], output: string][]): Graph {
  return {
    nodes: nodes.map(
      ([opType, inputs, output]) => ({ name: output, opType, inputs, outputs: [output] }) as unknown as Node,
    ),
    inputs: [],
    outputs: [],
    weights: new Map(),
  };
}

const classesOf = (graph: Graph): Record<string, string> =>
  Object.fromEntries([...classify(graph)].map(([{ name }, its]) => [name, its]));

/** `length` nodes, each of which takes what is before it `times` times over. */
const chain = (from: string, length: number, times = 1): [string, string[], string][] =>
  Array.from({ length }, (_, i) => {
    const before = i === 0 ? from : `${from}${i}`;
    return ["Concat", Array.from({ length: times }, () => before), `${from}${i + 1}`];
  });

test("a chain that takes each value a thousand times over is looked through as any other", () => {
  const graph = graphOf([
    ["MatMul", ["x", "y"], "before"],
    ...chain("before", 12, 1000),
    ["MatMul", ["before12", "z"], "after"],
  ]);
  expect(classesOf(graph)).toMatchObject({ before: "matmul", after: "matmul" });
});

test("a softmax counts up to twelve nodes away, in both directions", () => {
  for (const [length, scores, values] of [
    [12, "attention.scores", "attention.values"],
    [13, "matmul", "matmul"],
  ] as const) {
    const graph = graphOf([
      ["MatMul", ["q", "k"], "s"],
      ...chain("s", length),
      ["Softmax", [`s${length}`], "p"],
      ...chain("p", length),
      ["MatMul", [`p${length}`, "v"], "o"],
    ]);
    expect(classesOf(graph)).toMatchObject({ s: scores, o: values });
  }
});
